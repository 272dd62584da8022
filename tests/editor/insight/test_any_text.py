"""Whatever the text and wherever the cursor: an answer or silence, never an exception."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.editor.insight.asking import PROVIDERS, SHIPPED, known
from tests.fuzz.mutants import mutant
from unispec.data import Json
from unispec.diagnostics import Part, Route
from unispec.documents import parse_yaml
from unispec.editor.insight import Edited, Known, completions, definitions, hover
from unispec.editor.insight._draft import LONGEST, draft

SPECS = sorted(
    path
    for root in (SHIPPED, PROVIDERS)
    for path in (root / "integrations").rglob("*.yaml")
    if "cases" not in path.parts or path.stem in ("every-parameter", "full-page")
)
STEP = 331
HOSTILE = (
    "",
    "\ufeff",
    "\x00",
    "\x1b[31m",
    "map: {" * 100,
    "map:\n" + "".join(f"{'  ' * depth}a:\n" for depth in range(1, 100)),
    "map:\n  a: " + "(" * 3_000,
    "map:\n  a: " + "a." * 3_000,
    "map:\n  a: " + "$f(" * 400,
    "map:\n  a: |\n    " + "{'a': " * 300,
    "map:\n  a: &x [*x, *x]",
    "a: 1\n---\nb: 2",
    "operations: {list: {variants: [{}, 1, null, []]}}\nmap: []",
    "operations: {list: {related: {x: {operation: 5, input: {y: z}}}}}",
    "operations:\n  list:\n    windows: {from: 1, to: 2}",
    "\ud800: \ud800",
    "🦊: 🦊\r\nmap:\r\n  a: 🦊.",
    "- a\n- b: {",
    "!!python/object:x {}",
    "? a\n: b",
)


def ask(about: Known, edited: Edited, offset: int) -> None:
    for each in completions(about, edited, offset):
        assert 0 <= each.start <= offset <= each.end <= len(edited.content)
        assert "\n" not in edited.content[each.start : each.end]
    found = hover(about, edited, offset)
    if found is not None:
        assert found.text
        assert 0 <= found.start <= found.end <= len(edited.content)
    for place in definitions(about, edited, offset):
        assert place.span.line >= 1
        assert place.file


def root_of(path: Path) -> Path:
    return PROVIDERS if path.is_relative_to(PROVIDERS) else SHIPPED


@pytest.mark.parametrize("path", SPECS, ids=lambda path: "/".join(path.parts[-4:]))
def test_a_shipped_file_may_end_and_be_asked_about_anywhere(path: Path) -> None:
    content = path.read_text()
    root = root_of(path)
    for offset in range(len(path.stem) % STEP, len(content) + 1, STEP):
        ask(known(root), Edited(path, root, content), offset)
        ask(known(root), Edited(path, root, content[:offset]), offset)
        ask(known(root), Edited(path, root, content[:offset] + content[offset + 5 :]), offset)


@pytest.mark.parametrize("index", range(60))
def test_a_spoiled_file_may_be_asked_about(index: int) -> None:
    spoiled = mutant(7, index)
    content = spoiled.content.decode("utf-8", "replace")
    edited = Edited(SHIPPED / spoiled.path, SHIPPED, content)
    for part in (0.2, 0.5, 0.9):
        ask(known(), edited, int(len(content) * part))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:30]))
@pytest.mark.parametrize(
    "name", ["integrations/calendly/calendar/events.yaml", "integrations/x/integration.yaml"]
)
def test_hostile_texts_are_met_with_silence_or_an_answer(name: str, text: str) -> None:
    for offset in {0, len(text) // 2, len(text)}:
        ask(known(), Edited(SHIPPED / "integrations" / name, SHIPPED, text), offset)


@pytest.mark.parametrize("offset", [-1, 10_000])
def test_a_cursor_beside_the_text_finds_nothing(offset: int) -> None:
    edited = Edited(SPECS[0], root_of(SPECS[0]), "map:")
    assert completions(known(), edited, offset) == []


def test_a_very_long_text_is_not_looked_at() -> None:
    text = "map:\n" + "# x\n" * (LONGEST // 4)
    edited = Edited(SHIPPED / "integrations/calendly/calendar/events.yaml", SHIPPED, text)
    assert completions(known(), edited, 5) == []


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_pieces_of_specs_in_any_order_are_met_with_an_answer(data: st.DataObject) -> None:
    lines = data.draw(st.lists(st.sampled_from(all_lines()), max_size=12))
    text = "\n".join(lines)
    offset = data.draw(st.integers(0, len(text)))
    ask(known(), Edited(SHIPPED / "integrations/calendly/calendar/events.yaml", SHIPPED, text), offset)


@cache
def all_lines() -> tuple[str, ...]:
    return tuple(sorted({line for path in SPECS for line in path.read_text().splitlines()}))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: "/".join(path.parts[-4:]))
def test_the_cursor_in_a_scalar_is_led_to_its_route_and_to_the_place_in_its_text(path: Path) -> None:
    content = path.read_text()
    document = parse_yaml("x", content.encode()).document
    assert document is not None
    count = 0
    for route, value in texts(document.data):
        for inside in {0, len(value) // 2, max(0, len(value.rstrip()) - 1)}:
            span = document.span(route, Part.VALUE, (inside, inside + 1))
            line = document.line_at(route, span.line)
            if line[span.column - 1 : span.end_column - 1] != value[inside : inside + 1] or len(value) < 2:
                continue
            offset = sum(map(len, content.splitlines(keepends=True)[: span.line - 1])) + span.column - 1
            found = draft("x", content, offset)
            assert found is not None
            assert (found.meant, found.text, found.offset) == (route, value, inside)
            count += 1
    assert count > 3


def texts(value: Json, route: Route = ()) -> list[tuple[Route, str]]:
    if isinstance(value, dict):
        return [found for key, below in value.items() for found in texts(below, (*route, key))]
    if isinstance(value, list):
        return [found for index, below in enumerate(value) for found in texts(below, (*route, index))]
    return [(route, value)] if isinstance(value, str) else []
