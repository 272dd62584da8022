"""The page that explains the codes: one section for each, in the order of the codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unispec.diagnostics import Code
from unispec.documents import parse_json, parse_yaml

PAGE = (Path(__file__).parents[2] / "docs" / "diagnostics.md").read_text("utf-8")
SECTIONS = re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
BLOCKS = [
    (slug, language, text)
    for slug, body in SECTIONS
    for language, text in re.findall(r"^```(\w+)\n(.*?)^```", body, re.MULTILINE | re.DOTALL)
]
BROKEN_ON_PURPOSE = {"yaml-syntax", "yaml-feature", "duplicate-key", "ternary-in-plain-scalar", "json-syntax"}


def test_every_code_has_its_section_and_no_section_lacks_its_code() -> None:
    assert [slug for slug, _ in SECTIONS] == [code.value for code in Code]


@pytest.mark.parametrize(("slug", "body"), SECTIONS, ids=[slug for slug, _ in SECTIONS])
def test_a_section_says_something(slug: str, body: str) -> None:
    prose = re.sub(r"```.*?```|<!--.*?-->", "", body, flags=re.DOTALL).strip()
    assert len(prose.split()) >= 10
    assert len(body.strip().splitlines()) <= 24


@pytest.mark.parametrize(("slug", "language", "text"), BLOCKS)
def test_snippets_read_as_they_say(slug: str, language: str, text: str) -> None:
    parse = parse_yaml if language == "yaml" else parse_json
    is_first = next(block for block in BLOCKS if block[0] == slug)[2] == text
    is_broken = parse(slug, text.encode()).document is None
    assert is_broken == (is_first and slug in BROKEN_ON_PURPOSE)
