"""A check with a memory finds what a check without one finds, whatever changed in between."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.small import DEMO, EVENTS, FILES, MODEL, TITLE, write_small_root
from unispec.diagnostics import Diagnostic
from unispec.documents import KeptFiles
from unispec.rules import Memory, Policy, Recorded, checked, meaning_problems
from unispec.rules._judgements import Judgements
from unispec.specs import Catalogue, read_layer

OTHER = {name.replace("/demo/", "/other/"): text.replace("demo", "other") for name, text in FILES.items()}
STATES = [
    (EVENTS, FILES[EVENTS]),
    (EVENTS, FILES[EVENTS].replace(TITLE, "  title: nam\n")),
    (EVENTS, FILES[EVENTS].replace(TITLE, "  titel: name\n")),
    (EVENTS, FILES[EVENTS].replace("map:", "mapp:")),
    (DEMO, FILES[DEMO]),
    (DEMO, FILES[DEMO] + "functions: {one: 'function($x) { $x }'}\n"),
    (MODEL, FILES[MODEL]),
    (MODEL, FILES[MODEL].replace('"title"', '"titel"')),
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=4))
def test_a_memory_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, saves: list[tuple[str, str]]
) -> None:
    root = write_small_root(tmp_path_factory.mktemp("root"))
    files, memory = KeptFiles(), Memory()
    for name, text in saves:
        (root / name).write_text(text)
        remembered = checked([read_layer(root, Path(), files)], memory=memory).under(Policy())
        afresh = checked([read_layer(root, Path())]).under(Policy())
        assert list(map(str, remembered)) == list(map(str, afresh))


def test_only_the_integration_that_changed_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_small_root(tmp_path)
    for name, text in OTHER.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    looked: list[str] = []

    def noted(
        catalogue: Catalogue, recorded: Mapping[str, Recorded], judgements: Judgements
    ) -> tuple[Diagnostic, ...]:
        looked.extend(catalogue.integrations)
        return meaning_problems(catalogue, recorded, judgements)

    monkeypatch.setattr("unispec.rules._memory.meaning_problems", noted)
    files, memory = KeptFiles(), Memory()
    both = ["demo", "other"]
    saved: list[tuple[str | None, list[str]]] = [(None, both), (None, []), (EVENTS, ["demo"]), (MODEL, both)]
    for file, expected in saved:
        if file:
            (root / file).write_text(FILES[file] + "\n")
        checked([read_layer(root, Path(), files)], memory=memory)
        assert looked == expected
        looked.clear()
