"""What an editor is told while one types: the findings of `unispec check`, with open texts over the files."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest
from lsprotocol import types

from tests.editor.editors import Editor
from tests.fuzz.judge import write
from tests.fuzz.worlds import World, worlds
from tests.rules.small import DEMO, EVENTS, FILES, LINE, MODEL, TITLE, write_small_root
from unispec.diagnostics import Diagnostic
from unispec.editor._addresses import uri_of
from unispec.editor._positions import Encoding
from unispec.editor._publishing import Shown
from unispec.inspection import Inspection
from unispec.specs import catalogue_root

SCHEMA = "integrations/demo/provider.schema.json"
CASE = "integrations/demo/cases/planning/events/one.yaml"
SETTINGS = "unispec.toml"
ROW = LINE - 1


@dataclass(frozen=True)
class Open:
    file: str
    text: str | None = None


@dataclass(frozen=True)
class Edit:
    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Close:
    file: str


@dataclass(frozen=True)
class Save:
    """Something outside of the editor writes a file, or without a text removes it."""

    file: str
    text: str | None


@dataclass(frozen=True)
class Expect:
    """Code, line and columns of each finding."""

    file: str
    found: tuple[tuple[str, int, int, int], ...] = ()


Step: TypeAlias = Open | Edit | Close | Save | Expect
UNKNOWN = ("unknown-source-field", ROW, 9, 13)
ONE_CASE = (
    "operation: list\nexchanges:\n  - request: {path: /meetings}\n    reply: {body: {collection: []}}\n"
)

CONVERSATIONS: dict[str, list[Step]] = {
    "a mistake comes and goes": [
        Open(EVENTS),
        Expect(EVENTS),
        Edit(EVENTS, "title: name", "title: nam"),
        Expect(EVENTS, (("unknown-source-field", ROW, 9, 12),)),
        Edit(EVENTS, "title: nam", "title: name"),
        Expect(EVENTS),
    ],
    "a half-typed file is an error at its place, and the rest comes back": [
        Open(EVENTS),
        Edit(EVENTS, TITLE, "  title: nime\n"),
        Expect(EVENTS, (UNKNOWN,)),
        Edit(EVENTS, "records: collection", "records: [collection"),
        Expect(EVENTS, (("yaml-syntax", 10, 3, 4),)),
        Edit(EVENTS, "records: [collection", "records: collection"),
        Expect(EVENTS, (UNKNOWN,)),
    ],
    "an open text counts before it is saved, in other files too": [
        Open(EVENTS),
        Open(SCHEMA),
        Edit(SCHEMA, '"name"', '"nime"'),
        Expect(EVENTS, (UNKNOWN,)),
        Edit(SCHEMA, '"nime"', '"name"'),
        Expect(EVENTS),
    ],
    "a file that is closed is as it is on disk": [
        Open(EVENTS),
        Edit(EVENTS, "title: name", "title: nime"),
        Expect(EVENTS, (UNKNOWN,)),
        Close(EVENTS),
        Expect(EVENTS),
    ],
    "what stands in closed files is told, too": [
        Open(DEMO),
        Save(EVENTS, FILES[EVENTS].replace("title: name", "title: nime")),
        Expect(EVENTS, (UNKNOWN,)),
        Save(EVENTS, FILES[EVENTS]),
        Expect(EVENTS),
    ],
    "a file that is removed has no findings any more": [
        Save(CASE, ONE_CASE.replace("list", "lost")),
        Open(CASE),
        Expect(CASE, (("unknown-operation", 0, 11, 15),)),
        Save(CASE, None),
        Expect(CASE),
    ],
    "a case is read as any file": [
        Save(CASE, ONE_CASE),
        Open(CASE),
        Expect(CASE),
        Edit(CASE, "operation: list", "operation: get"),
        Expect(CASE, (("unknown-operation", 0, 11, 14),)),
        Edit(CASE, "operation: get", "opration: get"),
        Expect(CASE, (("missing-key", 0, 0, 13), ("unknown-key", 0, 0, 8))),
    ],
    "a model is read as any file": [
        Open(MODEL),
        Edit(MODEL, '"additionalProperties": false', '"additionalProperties": flase'),
        Expect(MODEL, (("json-syntax", 0, 136, 137),)),
    ],
    "a comment allows": [
        Open(EVENTS),
        Edit(EVENTS, TITLE, "  title: nime    # unispec: allow unknown-source-field: only old ones\n"),
        Expect(EVENTS),
        Edit(EVENTS, "title: nime ", "title: name "),
        Expect(EVENTS, (("unneeded-silence", ROW, 34, 54),)),
    ],
    "settings count as soon as they are typed": [
        Save(SETTINGS, "# none yet\n"),
        Open(SETTINGS),
        Open(EVENTS),
        Edit(EVENTS, "title: name", "title: nime"),
        Expect(EVENTS, (UNKNOWN,)),
        Edit(SETTINGS, "# none yet", '[severity]\nunknown-source-field = "off"'),
        Expect(EVENTS),
        Edit(SETTINGS, '"off"', '"of"'),
        Expect(SETTINGS, (("invalid-setting", 1, 23, 27),)),
    ],
    "columns are counted as the editor counts": [
        Open(EVENTS),
        Edit(EVENTS, TITLE, "  title: '\"😀é\" & nime'\n"),
        Expect(EVENTS, (("unknown-source-field", ROW, 18, 22),)),
    ],
    "lines may end in any way": [
        Open(EVENTS, FILES[EVENTS].replace("\n", "\r\n")),
        Expect(EVENTS),
        Edit(EVENTS, "title: name", "title: nime"),
        Expect(EVENTS, (UNKNOWN,)),
    ],
    "the last line may end with the file": [
        Open(EVENTS, FILES[EVENTS].rstrip("\n")),
        Edit(EVENTS, "status: state", "status: stat"),
        Expect(EVENTS, (("unknown-source-field", ROW + 1, 10, 14),)),
    ],
    "text that no file can hold": [
        Open(EVENTS, "a: \ud83d\n"),
        Expect(EVENTS, (("not-utf8", 0, 3, 4),)),
        Open(EVENTS, "\0\x01\x02\n"),
        Expect(EVENTS, tuple(("yaml-syntax", 0, each, each + 1) for each in range(3))),
        Open(EVENTS, "#" * 5_000_000),
        Expect(EVENTS, (("file-too-large", 0, 0, 0),)),
        Open(EVENTS),
        Expect(EVENTS),
    ],
}


class Desk:
    """An editor over a root of files, that plays conversations."""

    def __init__(self, editor: Editor, root: Path) -> None:
        self.editor, self.root = editor, root
        self.texts: dict[str, str] = {}

    def play(self, step: Step) -> None:
        path = self.root / step.file
        uri = path.as_uri()
        match step:
            case Open(file, text):
                self.texts[file] = path.read_text() if text is None else text
                self.editor.open(path, self.texts[file])
            case Edit(file, old, new):
                place = _range(self.texts[file], old)
                self.editor.change(uri, types.TextDocumentContentChangePartial(place, new))
                self.texts[file] = self.texts[file].replace(old, new, 1)
            case Close():
                self.editor.close(uri)
            case Save(_, text):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink() if text is None else path.write_text(text)
                self.editor.touch(path)
            case Expect(_, found):
                assert self.heard(uri, sorted(found)) == sorted(found)

    def heard(self, uri: str, wanted: list[tuple[str, int, int, int]]) -> list[tuple[str, int, int, int]]:
        """What was told last of a file; waits until it is what is wanted, for a check may be under way."""
        version = self.editor.versions.get(uri)

        def told() -> list[tuple[str, int, int, int]]:
            own = [each for each in self.editor.heard.published if each.uri == uri]
            return _short(own[-1].diagnostics) if own and own[-1].version == version else [("none", 0, 0, 0)]

        is_silent_before = (
            not wanted
            and not any(each.uri == uri for each in self.editor.heard.published)
            and version is None
        )
        with self.editor.heard.changed:
            if not is_silent_before:
                self.editor.heard.changed.wait_for(lambda: told() == wanted, 8)
        return [] if is_silent_before else told()


def _short(diagnostics: object) -> list[tuple[str, int, int, int]]:
    assert isinstance(diagnostics, list | tuple)
    return sorted(
        (str(each.code), each.range.start.line, each.range.start.character, each.range.end.character)
        for each in diagnostics
    )


def _range(text: str, part: str) -> types.Range:
    start = text.index(part)
    ends = []
    for offset in (start, start + len(part)):
        before = text[:offset]
        last = max(before.rfind("\n"), -1) + 1
        ends.append(types.Position(before.count("\n"), len(before[last:].encode("utf-16-le")) // 2))
    return types.Range(*ends)


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with Editor() as editor:
        yield editor
        assert editor.heard.logged == []
    assert editor.status == 0


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_findings_follow_what_is_typed(name: str, editor: Editor, tmp_path: Path) -> None:
    desk = Desk(editor, write_small_root(tmp_path))
    try:
        for step in CONVERSATIONS[name]:
            desk.play(step)
    finally:
        for uri in list(editor.versions):
            editor.close(uri)


@pytest.mark.parametrize("encoding", list(Encoding))
@pytest.mark.parametrize("name", ["visual_studio_code", "neovim", "emacs"])
def test_every_editor_and_encoding_is_understood(name: str, encoding: Encoding, tmp_path: Path) -> None:
    root = write_small_root(tmp_path)
    column = {Encoding.UTF8: 21, Encoding.UTF16: 18, Encoding.UTF32: 17}[encoding]
    with Editor(root, name=name, encodings=(encoding.value,)) as editor:
        assert editor.told.capabilities.position_encoding == encoding.value
        uri = editor.open(root / EVENTS, FILES[EVENTS].replace(TITLE, "  title: '\"😀é\" & nime'\n"))
        (found,) = editor.found(uri)
        assert found.range.start == types.Position(ROW, column)
        place = types.Range(found.range.start, types.Position(ROW, column + 4))
        editor.change(uri, types.TextDocumentContentChangePartial(place, "name"))
        assert editor.found(uri) == []
    assert editor.status == 0


def test_somebody_who_never_stops_typing_is_told_all_the_same(editor: Editor, tmp_path: Path) -> None:
    root = write_small_root(tmp_path)
    uri = editor.open(root / EVENTS)
    assert editor.found(uri) == []
    since, end = len(editor.heard.published), time.monotonic() + 3
    while time.monotonic() < end:
        editor.change(uri, FILES[EVENTS].replace("title: name", "title: n" + "i" * editor.versions[uri]))
        time.sleep(0.005)
    told = [each for each in editor.heard.published[since:] if each.uri == uri]
    assert len(told) >= 2
    assert [each.diagnostics[0].code for each in told] == ["unknown-source-field"] * len(told)
    editor.change(uri, FILES[EVENTS])
    assert editor.found(uri) == []
    editor.close(uri)


def test_a_finding_says_all_that_a_check_says(editor: Editor, tmp_path: Path) -> None:
    desk = Desk(editor, write_small_root(tmp_path))
    desk.play(Open(EVENTS))
    desk.play(Edit(EVENTS, "title: name", "title: nime"))
    (found,) = editor.found((tmp_path / EVENTS).as_uri())
    assert found.message.splitlines() == ["`nime` is not a field of `Meeting`", "did you mean `name`?"]
    assert (found.severity, found.source) == (types.DiagnosticSeverity.Error, "unispec")
    desk.play(Edit(EVENTS, "title: nime", "title: name\n  title: name"))
    (found,) = editor.found((tmp_path / EVENTS).as_uri())
    assert found.related_information is not None
    (first,) = found.related_information
    assert (first.location.uri, first.location.range.start.line) == ((tmp_path / EVENTS).as_uri(), ROW)
    desk.play(Open(DEMO))
    desk.play(Edit(DEMO, "base_url", "functions:\n  f: function() { 1 }\nbase_url"))
    desk.play(Edit(EVENTS, "title: name\n  title: name", "title: name"))
    (found,) = editor.found((tmp_path / DEMO).as_uri())
    assert (found.code, *(found.tags or ())) == ("unused-function", types.DiagnosticTag.Unnecessary)
    desk.play(Close(EVENTS))
    desk.play(Close(DEMO))


def _found(diagnostics: tuple[Diagnostic, ...], root: Path) -> dict[str, list[types.Diagnostic]]:
    shown = Shown(Encoding.UTF16, uri_of)
    found: dict[str, list[types.Diagnostic]] = {}
    for each in diagnostics:
        assert each.location is not None
        found.setdefault(uri_of(root / each.location.file), []).append(shown.diagnostic(each, root))
    return found


def _own(world: World) -> bool:
    return bool(world.below) and world.name.startswith("rules/")


def test_the_findings_are_those_of_check_for_every_bad_example_at_once(tmp_path: Path) -> None:
    expected: dict[str, list[types.Diagnostic]] = {}
    roots = []
    for index, world in enumerate(filter(_own, worlds())):
        roots.append(tmp_path / f"root {index}")
        write(roots[-1], {**world.below, **world.files})
        expected |= _found(Inspection((roots[-1],)).findings(), roots[-1])
    assert len(expected) > 30
    with Editor(*roots) as editor:
        told: dict[str, list[types.Diagnostic]] = {}

        def all_told() -> bool:
            told.update({each.uri: list(each.diagnostics) for each in editor.heard.published})
            return set(told) >= set(expected)

        with editor.heard.changed:
            editor.heard.changed.wait_for(all_told, 30)
    assert told == expected


def test_a_root_of_overlays_is_laid_over_the_bundled_catalogue(tmp_path: Path) -> None:
    name = "integrations/calendly/calendar/events.yaml"
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text("map:\n  description: nime\n")
    with Editor() as editor:
        uri = editor.open(path)
        (found,) = editor.found(uri)
        assert found.code == "unknown-source-field"
        editor.change(uri, "map:\n  description: name\n")
        assert editor.found(uri) == []
        told = {each.uri for each in editor.heard.published if each.diagnostics}
    assert told == {uri}


def test_the_bundled_catalogue_is_clean_where_it_stands() -> None:
    path = catalogue_root() / "integrations/calendly/calendar/events.yaml"
    with Editor() as editor:
        assert editor.found(editor.open(path)) == []
        assert [each.uri for each in editor.heard.published if each.diagnostics] == []


def test_files_that_are_nobodys_business_are_met_with_silence(tmp_path: Path) -> None:
    root = write_small_root(tmp_path / "root")
    other = tmp_path / "integrations" / "slack" / "config.yaml"
    other.parent.mkdir(parents=True)
    with Editor() as editor:
        for uri in (
            "untitled:Untitled-1",
            "git:/a/b.yaml?x",
            "file://[",
            "file:///c%3A/integrations/a/b.yaml",
        ):
            editor.open(uri, "a: [")
            assert editor.complete(uri, 0, 3) == []
            assert editor.hover(uri, 0, 3) is None
            assert editor.define(uri, 0, 3) == []
            assert editor.outline(uri) == []
        editor.open(other, "a: [")
        editor.open(tmp_path / "docker-compose.yaml", "a: [")
        last = editor.open(root / EVENTS)
        assert editor.found(last) == []
        assert {each.uri for each in editor.heard.published} == {last}
        assert editor.heard.logged == []


def test_folders_come_and_go(tmp_path: Path) -> None:
    one, two = (write_small_root(tmp_path / name) for name in ("one", "two"))
    wrong = FILES[EVENTS].replace("title: name", "title: nime")
    for root in (one, two):
        (root / EVENTS).write_text(wrong)
    first, second = ((root / EVENTS).as_uri() for root in (one, two))
    with Editor(one) as editor:
        assert len(editor.found(first)) == 1
        added = types.WorkspaceFolder(two.as_uri(), "two")
        gone = types.WorkspaceFolder(one.as_uri(), "one")
        event = types.WorkspaceFoldersChangeEvent([added], [gone])
        params = types.DidChangeWorkspaceFoldersParams(event)
        editor.say(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, params)
        assert len(editor.found(second)) == 1
        with editor.heard.changed:
            assert editor.heard.changed.wait_for(lambda: _last(editor, first) == [], 8)
        shutil.rmtree(two)
        editor.touch(two / EVENTS, types.FileChangeType.Deleted)
        with editor.heard.changed:
            assert editor.heard.changed.wait_for(lambda: _last(editor, second) == [], 8)


def _last(editor: Editor, uri: str) -> list[types.Diagnostic] | None:
    own = [each for each in editor.heard.published if each.uri == uri]
    return list(own[-1].diagnostics) if own else None


def test_the_editor_is_asked_to_tell_of_files_that_change_elsewhere(tmp_path: Path) -> None:
    with Editor(write_small_root(tmp_path)) as editor:
        editor.found(editor.open(tmp_path / EVENTS))
        (asked,) = editor.heard.registered
    assert asked.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
