"""Asking about shipped files in which something else is written, with a cursor in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from unispec.documents import read_yaml
from unispec.editor.insight import Edited, Known
from unispec.specs import catalogue_root, examine, read_layer

CURSOR = "│"
SHIPPED = catalogue_root()
PROVIDERS = Path(__file__).parents[2] / "providers"
FILES = {
    "events": SHIPPED / "integrations/calendly/calendar/events.yaml",
    "attendees": SHIPPED / "integrations/calendly/calendar/attendees.yaml",
    "availability": SHIPPED / "integrations/calendly/calendar/availability.yaml",
    "integration": SHIPPED / "integrations/calendly/integration.yaml",
    "case": SHIPPED / "integrations/calendly/cases/calendar/attendees/every-parameter.yaml",
    "tiny events": PROVIDERS / "integrations/tiny/calendar/events.yaml",
    "tiny integration": PROVIDERS / "integrations/tiny/integration.yaml",
}


@cache
def known(root: Path = SHIPPED) -> Known:
    """What is known of a root, laid over the shipped one."""
    roots = dict.fromkeys([SHIPPED, root])
    layers = [read_layer(each, Path() if each == SHIPPED else each) for each in roots]
    return Known(layers, examine(layers).catalogue)


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a table beside this file."""
    parsed = read_yaml(Path(__file__).parent / f"{name}.yaml", name)
    assert parsed.document is not None, parsed.diagnostics
    found: list[dict[str, Any]] = parsed.document.data
    return found


def asked(row: dict[str, Any]) -> tuple[Known, Edited, int]:
    """The question of a row: what is written, in place of what was there or of the whole file."""
    path = FILES[row["file"]]
    root = PROVIDERS if path.is_relative_to(PROVIDERS) else SHIPPED
    content: str = row["written"]
    if "instead_of" in row:
        before = path.read_text()
        assert row["instead_of"] in before, "the file has changed; change the row"
        content = before.replace(row["instead_of"], content, 1)
    assert content.count(CURSOR) == 1
    return known(root), Edited(path, root, content.replace(CURSOR, "")), content.index(CURSOR)
