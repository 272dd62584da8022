"""collapsing-array: what must be an array is one even when it has a single item."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic
from unispec.inference import Kind
from unispec.rules._subject import Subject


def collapsing_array(subject: Subject) -> Iterator[Diagnostic]:
    """Say where JSONata gives an item alone, when there is only one, though an array is wanted."""
    for each in subject.mistakes(Kind.COLLAPSE):
        message = f"`{each.finding.name}` takes an array, but a single item comes out without one"
        remedy = "put it in brackets: `[…]`"
        yield Diagnostic(Code.COLLAPSING_ARRAY, message, each.location, remedy)
