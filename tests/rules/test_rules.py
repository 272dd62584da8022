"""Each rule with one example that it finds and one that it leaves alone: `<slug>/bad`, `<slug>/good`.

An example is an overlay of the catalogue in `base`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.snapshots import ROOT, text_files
from unispec.diagnostics import Code, Diagnostic
from unispec.documents import Document, Files
from unispec.inspection import read_all, recorded_of
from unispec.rendering import frame
from unispec.rules import RULES, Policy, Recorded, Rule, checked
from unispec.specs import read_layer

HERE = Path(__file__).parent
SLUGS = [rule.__name__.replace("_", "-") for rule in RULES]


def findings(*roots: str) -> tuple[Diagnostic, ...]:
    layers = [read_layer(HERE / root, Path()) for root in ("base", *roots)]
    root = HERE / (roots or ("base",))[-1]
    recorded: dict[str, Recorded] = {}
    documents: list[Document] = []
    for folder in root.joinpath("integrations").iterdir():
        cases = read_all(folder, root, Path(), Files())
        recorded[folder.name] = recorded_of(folder, root, Path(), layers[-1], cases)
        documents += [case.document for case, _ in cases if case is not None]
    return checked(layers, recorded).joined(documents, ()).under(Policy())


def test_the_base_of_the_examples_has_no_findings() -> None:
    assert findings() == ()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_bad_example_gives_only_findings_of_its_rule(slug: str, snapshot: SnapshotAssertion) -> None:
    found = findings(f"{slug}/bad")
    assert {each.code for each in found} == {Code(slug)}
    assert "\n\n".join(map(frame, found)) + "\n" == snapshot(name=slug, extension_class=text_files("rules"))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_good_example_gives_no_findings(slug: str) -> None:
    assert [frame(each) for each in findings(f"{slug}/good")] == []


@pytest.mark.parametrize("rule", RULES, ids=SLUGS)
def test_a_rule_its_file_and_its_code_share_a_name(rule: Rule) -> None:
    assert rule.__module__ == f"unispec.rules._{rule.__name__}"
    assert rule.__name__.replace("_", "-") in set(Code)


def test_the_rules_are_sorted_and_each_has_its_examples_and_its_snapshot() -> None:
    examples = {folder.name for folder in HERE.iterdir() if folder.is_dir()} - {"base", "__pycache__"}
    assert sorted(SLUGS) == SLUGS
    assert examples == set(SLUGS)
    assert {file.stem for file in (ROOT / "rules").iterdir()} == set(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_finding_has_a_place_in_the_example(slug: str) -> None:
    for each in findings(f"{slug}/bad"):
        assert each.location is not None
        assert each.location.file.startswith(("integrations/", "snapshots/"))
        assert each.location.span.line >= 1
        assert not each.message.endswith(".")
