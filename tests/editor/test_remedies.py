"""What a help says, done by the editor: the finding is gone, and no other has come."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from lsprotocol import types

from tests.editor.test_help import applied
from tests.rules.small import EVENTS, write_small_root
from unispec.diagnostics import Code, Diagnostic
from unispec.documents import Style, parse_yaml
from unispec.editor._addresses import uri_of
from unispec.editor._buffers import Buffer
from unispec.editor._fixes import Fixes
from unispec.editor._positions import Encoding, Lines
from unispec.editor._publishing import Shown
from unispec.editor._remedies import quoted
from unispec.inspection import Inspection
from unispec.rules import check
from unispec.specs import modeline, schema_files

RULES = Path(__file__).parents[1] / "rules"
SHOWN = Shown(Encoding.UTF16, uri_of)


def found_in(root: Path) -> tuple[Diagnostic, ...]:
    return check([(RULES / "base", Path("base")), (root, Path())])


def preferred(path: Path, found: Diagnostic) -> types.CodeAction | None:
    assert found.location is not None
    buffer = Buffer(path.as_uri(), path, path.parents[3], 1, Lines(path.read_text()))
    actions = Fixes(buffer, SHOWN).at([found], SHOWN.range(found.location))
    return next((each for each in actions if each.is_preferred), None)


def done(path: Path, action: types.CodeAction) -> str:
    assert action.edit is not None
    assert action.edit.changes is not None
    return applied(path.read_text(), list(action.edit.changes[path.as_uri()]))


def said(found: tuple[Diagnostic, ...]) -> Counter[tuple[Code, str]]:
    return Counter((each.code, each.message) for each in found)


def follow_up(root: Path, before: Counter[tuple[Code, str]]) -> None:
    """Do what is said of what was written, once: a number of a text that may be null wants a question."""
    for each in found_in(root):
        if (each.code, each.message) not in before:
            assert each.location is not None
            path = root / each.location.file
            action = preferred(path, each)
            assert action is not None, each
            path.write_text(done(path, action))


@pytest.mark.parametrize(
    ("slug", "titles"),
    [
        ("collapsing-array", ["Write `[…]`"] * 5),
        ("forgotten-value", ["Add the words that are missing"] * 4),
        (
            "mismatched-type",
            ["Write `$number(…)`"] * 3 + ["Write `$string(…)`"] * 2 + ["Write `[…]`"],
        ),
        ("quoted-word", [f"Write '\"{word}\"'" for word in ("active", "confirmed", "meeting")]),
        (
            "wrong-argument-type",
            [
                "Ask before: `note ? …`",
                "Write `$number(…)`",
                "Write `$number(…)`",
                "Write `$string(…)`",
                "Write `…[$ != null]`",
                "Write `….$number()`",
                "Write `….$string()`",
                "Write `….$string()`",
            ],
        ),
    ],
)
def test_what_the_help_says_can_be_done(slug: str, titles: list[str], tmp_path: Path) -> None:
    offered = []
    for index, each in enumerate(found_in(RULES / slug / "bad")):
        root = tmp_path / str(index)
        shutil.copytree(RULES / slug / "bad", root)
        assert each.location is not None
        path = root / each.location.file
        action = preferred(path, each)
        if action is None:
            continue
        offered.append(action.title)
        before = said(found_in(root))
        path.write_text(done(path, action))
        follow_up(root, before)
        after = said(found_in(root))
        assert not after - before, f"{action.title}: {path.read_text()}"
        assert after[each.code, each.message] < before[each.code, each.message], path.read_text()
    assert sorted(offered) == sorted(titles)


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("$string(seats)", Style.PLAIN, "$string(seats)"),
        ("[labels]", Style.PLAIN, "'[labels]'"),
        ("(a ? a)", Style.PLAIN, "'(a ? a)'"),
        ("[a.'b']", Style.SINGLE, "'[a.''b'']'"),
        ("[a]", Style.DOUBLE, '"[a]"'),
        ('["a"]', Style.DOUBLE, "'[\"a\"]'"),
        ("[a # b]", Style.PLAIN, "'[a # b]'"),
    ],
)
def test_a_scalar_that_is_written_anew_is_read_as_what_was_meant(
    text: str, style: Style, expected: str
) -> None:
    assert quoted(text, style) == expected
    document = parse_yaml("", f"a: {expected}\n".encode()).document
    assert document is not None
    assert document.data == {"a": text}


def test_a_modeline_is_led_to_the_schema_of_its_file(tmp_path: Path) -> None:
    root = write_small_root(tmp_path)
    for path, content in schema_files(root).items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    path = root / EVENTS
    right = f"{modeline(path, root)}\n{path.read_text()}"
    path.write_text(right.replace("resource.schema", "case.schema"))
    (found,) = Inspection((root,)).findings()
    action = preferred(path, found)
    assert action is not None
    assert done(path, action) == right
