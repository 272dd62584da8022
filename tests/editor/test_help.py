"""Help at the cursor through the whole server: what `insight` knows, at the places where the editor is.

What it knows is tested beside it; here, that the editor gets it, in its own counting, while texts change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lsprotocol import types

from tests.editor.editors import Editor
from tests.rules.small import DEMO, EVENTS, FILES, LINE, MODEL, TITLE, write_small_root
from unispec.editor._positions import Encoding, Lines

SCHEMA = "integrations/demo/provider.schema.json"
HERE = "‸"
"""Where the cursor is in a text."""


@dataclass(frozen=True)
class Asked:
    """A text that is typed in the place of the title, with the cursor in it."""

    editor: Editor
    root: Path
    uri: str

    def typed(self, title: str) -> tuple[int, int]:
        """Type, and give the cursor's place."""
        text = FILES[EVENTS].replace(TITLE, title)
        place = Lines(text).position(text.index(HERE), Encoding.UTF16)
        self.editor.change(self.uri, text.replace(HERE, ""))
        return place

    def completed(self, title: str, label: str) -> str:
        """Choose a completion, and give the text that comes of it."""
        found = {each.label: each for each in self.editor.complete(self.uri, *self.typed(title))}
        assert label in found, sorted(found)
        edit = found[label].text_edit
        assert isinstance(edit, types.TextEdit)
        return applied(FILES[EVENTS].replace(TITLE, title.replace(HERE, "")), [edit])


def applied(text: str, edits: list[types.TextEdit]) -> str:
    """A text after edits."""
    for each in sorted(
        edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True
    ):
        lines = Lines(text)
        start, end = (
            lines.offset(place.line, place.character, Encoding.UTF16)
            for place in (each.range.start, each.range.end)
        )
        text = text[:start] + each.new_text + text[end:]
    return text


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    root = write_small_root(tmp_path_factory.mktemp("root"))
    with Editor(root) as editor:
        yield Asked(editor, root, editor.open(root / EVENTS))
        assert editor.heard.logged == []
    assert editor.status == 0


@pytest.mark.parametrize(
    ("title", "label", "expected"),
    [
        ("  title: n‸\n", "name", "  title: name\n"),
        ("  title: ‸\n", "name", "  title: name\n"),
        ("  title: $upper‸(name)\n", "$uppercase", "  title: $uppercase(name)\n"),
        ("  title: '\"😀\" & na‸'\n", "name", "  title: '\"😀\" & name'\n"),
        ("  ti‸\n", "title", "  title: \n"),
        ("  title: |\n    $uppercase(st‸\n", "state", "  title: |\n    $uppercase(state\n"),
    ],
)
def test_a_completion_puts_its_word_where_the_cursor_is(
    asked: Asked, title: str, label: str, expected: str
) -> None:
    assert asked.completed(title, label) == FILES[EVENTS].replace(TITLE, expected)


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("  title: na‸me\n", "of `Meeting`"),
        ("  tit‸le: name\n", "**title**"),
        ("  title: $upper‸case(name)\n", "$uppercase"),
        ("  title: '\"😀\" & na‸me'\n", "of `Meeting`"),
        ("  title: ni‸me\n", "unknown-source-field"),
    ],
)
def test_hover_says_what_stands_at_the_cursor(asked: Asked, title: str, part: str) -> None:
    place = asked.typed(title)
    asked.editor.found(asked.uri)
    found = asked.editor.hover(asked.uri, *place)
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert part in found.contents.value


@pytest.mark.parametrize(
    ("title", "file"),
    [("  title: na‸me\n", SCHEMA), ("  tit‸le: name\n", MODEL), ("  title: $time‸(name)\n", DEMO)],
)
def test_a_definition_leads_into_the_file_where_it_is_said(asked: Asked, title: str, file: str) -> None:
    text = FILES[DEMO] + "functions:\n  time: function($x) { $x }\n"
    uri = asked.editor.open(asked.root / DEMO, text)
    place = asked.typed(title)
    asked.editor.found(uri)
    (found,) = asked.editor.define(asked.uri, *place)
    assert found.uri == (asked.root / file).as_uri()
    if file == DEMO:
        assert text.splitlines()[found.range.start.line].startswith("  time:")
    asked.editor.close(uri)


def test_help_goes_on_while_the_file_cannot_be_read(asked: Asked) -> None:
    broken = "  status: [\n  title: na‸\n"
    place = asked.typed(broken)
    assert [each.code for each in asked.editor.found(asked.uri)] == ["yaml-syntax"]
    asked.editor.complete(asked.uri, *place)
    place = asked.typed("  title: na‸\n")
    assert "name" in {each.label for each in asked.editor.complete(asked.uri, *place)}


@pytest.mark.parametrize(("line", "column"), [(0, 999), (999, 0), (2**31 - 1, 2**31 - 1)])
def test_a_cursor_that_is_nowhere_is_no_trouble(asked: Asked, line: int, column: int) -> None:
    asked.typed("  title: name‸\n")
    asked.editor.complete(asked.uri, line, column)
    asked.editor.hover(asked.uri, line, column)
    asked.editor.define(asked.uri, line, column)


@pytest.mark.parametrize(
    ("title", "at", "fix", "expected"),
    [
        ("  title: nime\n", "nime", "Change to `name`", "  title: name\n"),
        ("  title: '\"😀\" & nime'\n", "nime", "Change to `name`", "  title: '\"😀\" & name'\n"),
        ("  title: $upercase(name)\n", "upercase", "Change to `$uppercase`", "  title: $uppercase(name)\n"),
        ("  titel: name\n", "titel", "Change to `title`", "  title: name\n"),
        (
            "  title: nime\n",
            "nime",
            "Allow `unknown-source-field` here",
            "  # unispec: allow unknown-source-field: reason\n  title: nime\n",
        ),
        (
            "  title: |\n    $uppercase(\n      nime)\n",
            "nime",
            "Allow `unknown-source-field` here",
            "  # unispec: allow unknown-source-field: reason\n  title: |\n    $uppercase(\n      nime)\n",
        ),
    ],
)
def test_a_fix_leaves_a_file_without_the_finding(
    asked: Asked, title: str, at: str, fix: str, expected: str
) -> None:
    line, column = asked.typed(title.replace(at, HERE + at, 1))
    assert asked.editor.found(asked.uri) != []
    place = types.Range(types.Position(line, column), types.Position(line, column))
    found = {each.title: each for each in asked.editor.fixes(asked.uri, place)}
    assert fix in found, sorted(found)
    edit = found[fix].edit
    assert edit is not None
    assert edit.changes is not None
    text = applied(FILES[EVENTS].replace(TITLE, title), list(edit.changes[asked.uri]))
    assert text == FILES[EVENTS].replace(TITLE, expected)
    asked.editor.change(asked.uri, text)
    assert asked.editor.found(asked.uri) == []


def test_a_place_without_a_finding_has_no_fixes(asked: Asked) -> None:
    asked.typed("  title: nime‸\n")
    asked.editor.found(asked.uri)
    assert asked.editor.fixes(asked.uri, types.Range(types.Position(0, 0), types.Position(0, 3))) == []


def test_the_outline_names_the_resource_its_operations_and_its_fields(asked: Asked) -> None:
    asked.typed("  title: name‸\n")
    found = asked.editor.outline(asked.uri)
    assert [(each.name, [inner.name for inner in each.children or ()]) for each in found] == [
        ("planning/events", []),
        ("operations", ["list"]),
        ("map", ["title", "status"]),
    ]
    assert found[2].children is not None
    assert found[2].children[0].selection_range == types.Range(
        types.Position(LINE - 1, 2), types.Position(LINE - 1, 7)
    )


@pytest.mark.parametrize(
    ("file", "names"),
    [
        (DEMO, ["demo"]),
        (SCHEMA, ["$defs", "Meeting"]),
        (MODEL, ["properties", "name", "state", "title", "status", "url", "location"]),
    ],
)
def test_other_files_have_an_outline_too(asked: Asked, file: str, names: list[str]) -> None:
    uri = asked.editor.open(asked.root / file)
    found = asked.editor.outline(uri)
    assert [
        name for each in found for name in (each.name, *(inner.name for inner in each.children or ()))
    ] == names
    asked.editor.change(uri, "{")
    assert asked.editor.outline(uri) == []
    asked.editor.close(uri)


def test_the_signs_that_start_a_completion_are_told(asked: Asked) -> None:
    provider = asked.editor.told.capabilities.completion_provider
    assert provider is not None
    assert set(provider.trigger_characters or ()) == {".", "$", '"', "{"}
