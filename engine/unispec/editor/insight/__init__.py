"""Help at the cursor: what may stand there, what stands there, and where that is written.

Pure: all that is known is handed in, and no file is read. The text may be half-written, or no YAML at all.
"""

from __future__ import annotations

from unispec.diagnostics import Location, Part
from unispec.editor.insight._completion import completions_in
from unispec.editor.insight._definition import definitions_in
from unispec.editor.insight._draft import Draft, draft
from unispec.editor.insight._given import Completion, Edited, Hover, Known
from unispec.editor.insight._hover import hover_in
from unispec.editor.insight._meta import takes_keys
from unispec.editor.insight._place import place_of
from unispec.editor.insight._surroundings import Surroundings, name_of

_ORDER_MARK = "\ufeff"


def completions(known: Known, edited: Edited, offset: int) -> list[Completion]:
    """Everything that may stand at the cursor, the likeliest first."""
    around = _around(known, edited, offset)
    return list(completions_in(around, edited.content, offset)) if around is not None else []


def hover(known: Known, edited: Edited, offset: int) -> Hover | None:
    """What there is to say of what stands at the cursor."""
    around = _around(known, edited, offset)
    return hover_in(around, edited.content, offset) if around is not None else None


def definitions(known: Known, edited: Edited, offset: int) -> list[Location]:
    """Where that is written which is named at the cursor."""
    around = _around(known, edited, offset)
    return list(dict.fromkeys(definitions_in(around))) if around is not None else []


def _around(known: Known, edited: Edited, offset: int) -> Surroundings | None:
    place = place_of(edited.path, edited.root)
    if place is None:
        return None
    content = edited.content.removeprefix(_ORDER_MARK)
    offset -= len(edited.content) - len(content)

    def accepts(found: Draft) -> bool:
        return found.part is Part.VALUE or takes_keys(place.kind, found.route[:-1])

    found = draft(name_of(known, edited, place), content, offset, accepts)
    return Surroundings(known, edited, place, found) if found is not None else None


__all__ = ["Completion", "Edited", "Hover", "Known", "completions", "definitions", "hover"]
