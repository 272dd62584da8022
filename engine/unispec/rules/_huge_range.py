"""huge-range: a range of numbers fits into an array."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic
from unispec.language import Limits
from unispec.language.nodes import Literal, Negation, Range, Syntax
from unispec.rules._forms import forms
from unispec.rules._sources import within
from unispec.rules._subject import Subject

_MOST = Limits().array_length


def huge_range(subject: Subject) -> Iterator[Diagnostic]:
    """Say which ranges of written numbers have more items than an array may have."""
    for each in subject.expressions:
        for form in forms(each.snippet.source):
            if isinstance(form, Range) and _items(form) > _MOST:
                yield Diagnostic(
                    Code.HUGE_RANGE,
                    f"the range has {_items(form):,} items, an array has {_MOST:,} at most",
                    within(each.snippet, form),
                )


def _items(form: Range) -> int:
    """How many items a range has; 0 when its ends are not both written as whole numbers."""
    first, last = _number(form.first), _number(form.last)
    return 0 if first is None or last is None else max(last - first + 1, 0)


def _number(form: Syntax) -> int | None:
    sign = 1
    while isinstance(form, Negation):
        form, sign = form.of, -sign
    if not isinstance(form, Literal) or isinstance(form.value, bool):
        return None
    if isinstance(form.value, float) and form.value.is_integer():
        return sign * int(form.value)
    return sign * form.value if isinstance(form.value, int) else None
