"""What the pages say is true: their blocks run, their links lead somewhere, generated pages are current."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from docs._markdown import anchor
from docs.generate import main, stale

import unispec
from tests.docs.blocks import PAGES, ROOT, Block, blocks_in, blocks_of, prose_of
from tests.docs.story import Story, excerpt, leading_to
from tests.fakes import WEB, FakeCalendly
from unispec.connections.storage import new_key
from unispec.documents import read_yaml

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.*?) *$", re.MULTILINE)
_UNCHECKED = ("diagnostics.md",)  # its snippets are halves, right and wrong ones; tests/rules has the wholes


def _name(page: Path) -> str:
    return page.name


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in _UNCHECKED], ids=_name)
def test_every_block_of_a_page_does_what_the_page_says(
    page: Path, fake: FakeCalendly, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"UNISPEC_KEYS": new_key("k1"), "CALENDLY_CLIENT_ID": WEB.client_id}
    for name, value in {**given, "CALENDLY_CLIENT_SECRET": str(WEB.secret)}.items():
        monkeypatch.setenv(name, value)
    with Story(tmp_path, fake.bearer()) as story, leading_to(fake.url, monkeypatch, fake.auth_url):
        for block in blocks_of(page):
            story.play(block)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_of_a_page_leads_to_something_that_is_there(page: Path) -> None:
    for target in _LINK.findall(prose_of(page)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, fragment = unquote(target).partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{page.name} links to {target}"
        assert found.is_relative_to(ROOT), f"{page.name} links to {target}"
        if fragment:
            headings = {anchor(each) for each in _HEADING.findall(found.read_text("utf-8"))}
            assert fragment in headings, f"{page.name} links to {target}"


def test_the_generated_pages_are_current() -> None:
    assert stale() == []


def test_a_page_that_is_not_current_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("docs.generate.FOLDER", tmp_path)
    assert main(["--check"]) == 1
    assert "docs/catalogue.md is not current" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
    (tmp_path / "catalogue.md").write_text("old\n", "utf-8")
    assert [path.name for path in stale()] == ["catalogue.md"]


def test_the_readme_fits_on_a_screen_or_two() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 100


def test_every_page_of_the_documentation_can_be_reached_from_the_readme() -> None:
    waiting, seen = [ROOT / "README.md"], set()
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        targets = (target.partition("#")[0] for target in _LINK.findall(prose_of(page)))
        waiting += [(page.parent / path).resolve() for path in targets if path and "://" not in path]
    assert set(PAGES) <= seen


def test_the_layers_of_the_architecture_are_those_of_the_contract() -> None:
    (contract,) = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    shown = blocks_of(ROOT / "docs" / "architecture.md")[0].text.splitlines()
    assert [re.split(r" {2,}", re.sub(r" +\| +", " | ", line))[0] for line in shown] == contract["layers"]


def test_embedding_tells_of_every_public_name_category_and_default() -> None:
    text = (ROOT / "docs" / "embedding.md").read_text("utf-8")
    for name in (*unispec.__all__, *unispec.ProviderError.CATEGORIES):
        assert f"`{name}`" in text, name
    for bound in fields(unispec.Ceilings):
        row = next(line for line in text.splitlines() if line.startswith("|") and f".{bound.name}`" in line)
        assert f"{bound.default:,}" in row


@pytest.mark.parametrize(
    "block",
    [
        each
        for page in PAGES
        if page.name in _UNCHECKED
        for each in blocks_of(page)
        if each.language == "yaml"
    ],
    ids=str,
)
def test_a_snippet_of_the_diagnostics_reads_well_unless_it_says_that_it_is_wrong(
    block: Block, tmp_path: Path
) -> None:
    if "# wrong" in block.text:
        return
    path = tmp_path / "block.yaml"
    path.write_text(block.text, "utf-8")
    assert read_yaml(path, str(block)).diagnostics == ()


@pytest.mark.parametrize(
    ("page", "error"),
    [
        ("```python\nassert 1 == 2\n```\n", AssertionError),
        ("```console\n$ echo one\ntwo\n```\n", AssertionError),
        ("```console\n$ echo one\n```\n", AssertionError),
        ("```console\n$ make nothing-of-the-kind\n```\n", AssertionError),
        ("```json\n{]\n```\n", ValueError),
        ("```yaml part=map\nid: &one uri\n```\n", AssertionError),
        ("```yaml part=operation\nrecord_path: data\n```\n", AssertionError),
        ("```yaml\nid: uri\n```\n", AssertionError),
        (
            "```yaml from=integrations/calendly/calendar/events.yaml\nmap:\n  id: nothing\n```\n",
            AssertionError,
        ),
        ("```ruby\nputs 1\n```\n", KeyError),
        ("```diff edit=docs/examples/bookings.openapi.yaml\n-nothing\n```\n", AssertionError),
    ],
)
def test_a_page_that_is_wrong_is_found(page: str, error: type[Exception], tmp_path: Path) -> None:
    path = ROOT / "docs" / "wrong.md"
    (block,) = blocks_in(path, page)
    with pytest.raises(error):
        Story(tmp_path, "").play(block)


def test_the_hook_of_pre_commit_checks_the_files_of_a_catalogue_alone() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["entry"] == "unispec check"
    assert hook["args"] == ["."]  # no path means the bundled catalogue, which nobody has changed
    assert hook["pass_filenames"] is False
    mine = re.compile(hook["files"])
    for path in [*ROOT.glob("integrations/**/*.yaml"), *ROOT.glob("unified_models/**/*.json")]:
        assert mine.search(path.relative_to(ROOT).as_posix())
    assert mine.search("acme/integrations/calendly/forms/forms.yaml")
    assert mine.search("unispec.toml")
    assert not mine.search("docs/integrations.md")
    assert not mine.search("mkdocs.yaml")


@pytest.mark.parametrize(
    ("shown", "lines", "whole", "fits"),
    [
        (["a", "c"], ["a", "b", "c"], False, False),
        (["a", "...", "c"], ["a", "b", "c"], False, True),
        (["a", "...", "c"], ["a", "c"], False, True),
        (["b"], ["a", "b", "c"], False, True),
        (["b"], ["a", "b", "c"], True, False),
        (["...", "b", "..."], ["a", "b", "c"], True, True),
        (["a", "..."], ["a"], True, True),
        (["a", "..."], ["b"], True, False),
        (["..."], ["a", "b"], True, True),
        ([], [], True, True),
        ([], ["a"], True, False),
        (["a.c"], ["abc"], True, False),
        (["a... c"], ["a b c"], True, True),
        (["a... c"], ["a b", "c"], True, False),
    ],
)
def test_an_excerpt_leaves_out_what_it_says(
    shown: list[str], lines: list[str], whole: bool, fits: bool
) -> None:
    assert excerpt(shown, lines, whole=whole) is fits
