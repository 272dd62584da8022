"""The page of each code, and where files stand for other programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from unispec.diagnostics import Code
from unispec.rendering import Checkout, Page, address, page

DOCS = (Path(__file__).parents[2] / "docs" / "diagnostics.md").read_text("utf-8")


@pytest.mark.parametrize("code", Code)
def test_every_code_has_a_page_without_its_heading_and_the_comments_between(code: Code) -> None:
    found = page(code)
    assert found.body in DOCS
    assert found.markdown == f"## {code.value}\n\n{found.body}\n"
    assert not found.body.startswith("#")
    assert "<!--" not in found.body
    assert address(code) == f"docs/diagnostics.md#{code.value}"
    assert "`" not in found.prose
    assert "\n" not in found.prose


@pytest.mark.parametrize(
    ("body", "sentence", "prose"),
    [
        ("One `a.b` word.\nTwo.", "One 'a.b' word.", "One 'a.b' word. Two."),
        ("Is *never* `a *b* c`.\n\n```yaml\na: 1. b\n```", "Is never 'a *b* c'.", "Is never 'a *b* c'."),
        ("No stop", "No stop", "No stop"),
        ("It is. " * 200, "It is.", ("It is. " * 146).strip()),
    ],
)
def test_the_words_of_a_page_are_plain_and_short(body: str, sentence: str, prose: str) -> None:
    found = Page(Code.UNKNOWN_KEY, body)
    assert (found.sentence, found.prose) == (sentence, prose)


@pytest.mark.parametrize(
    ("root", "folder", "file", "path", "uri"),
    [
        ("/w", "/w", "a/b.yaml", "a/b.yaml", "a/b.yaml"),
        ("/w", "/w/sub", "a.yaml", "sub/a.yaml", "sub/a.yaml"),
        ("/w", "/w/sub", "../a.yaml", "a.yaml", "a.yaml"),
        ("/w", "/w/sub", "/w/a.yaml", "a.yaml", "a.yaml"),
        ("/w", "/w", "/wide/a.yaml", "/wide/a.yaml", "file:///wide/a.yaml"),
        ("/w", "/w", "../a b.yaml", "/a b.yaml", "file:///a%20b.yaml"),
        ("/w", "/w", "a:b#c?d%.yaml", "a:b#c?d%.yaml", "a%3Ab%23c%3Fd%25.yaml"),
        ("/w", "/w", ".", ".", "."),
    ],
)
def test_a_path_counts_from_the_checkout(root: str, folder: str, file: str, path: str, uri: str) -> None:
    checkout = Checkout(Path(root), Path(folder))
    assert (checkout.path(file), checkout.uri(file)) == (path, uri)
