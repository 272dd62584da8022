"""Which leaves and which branches no case has exercised, with their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any

from unispec.diagnostics import Location
from unispec.language import ExpressionError, nodes, syntax
from unispec.specs import Snippet
from unispec.testing._exercised import Exercised, Seen, snippets_of

NEVER, ABSENT, UNCALLED = "never evaluated", "always absent", "never called"


class Kind(StrEnum):
    """What a case may exercise."""

    LEAF = "leaf"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no case has exercised, and in which way."""

    location: Location
    kind: Kind
    what: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of an integration its cases exercise.

    Branches of a leaf that was never evaluated count, but stand in no gap of their own.
    """

    integration: str
    leaves: int = 0
    exercised_leaves: int = 0
    branches: int = 0
    exercised_branches: int = 0
    gaps: tuple[Gap, ...] = field(default=(), repr=False)


def coverage(exercised: Exercised, is_wanted: Callable[[Location], bool]) -> Coverage:
    """Say what was exercised of the expressions in the places that are wanted."""
    integration = exercised.program.integration
    functions = {id(each) for each in integration.functions.values()}
    leaves = taken = branches = taken_branches = 0
    gaps: list[Gap] = []
    for snippet in snippets_of(integration).values():
        if not is_wanted(snippet.location):
            continue
        seen = exercised.of(snippet)
        lacking = _lacking(snippet, seen, is_function=id(snippet) in functions)
        leaves += 1
        taken += lacking is None
        if lacking is not None:
            gaps.append(Gap(snippet.location, Kind.LEAF, lacking))
        found = list(_conditions(snippet))
        branches += 2 * len(found)
        taken_branches += sum(len(_taken(each, seen)) for each in found)
        if lacking is None or lacking == ABSENT:
            gaps += _branch_gaps(snippet, found, seen)
    return Coverage(integration.name, leaves, taken, branches, taken_branches, _sorted(gaps))


def _sorted(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    def place(gap: Gap) -> tuple[str, int, int]:
        span = gap.location.span
        return gap.location.file, span.line, span.column

    return tuple(sorted(gaps, key=place))


def _lacking(snippet: Snippet, seen: Seen, *, is_function: bool) -> str | None:
    if is_function and isinstance(_parsed(snippet), nodes.Lambda):
        return None if seen.is_called else UNCALLED
    if not seen.is_evaluated:
        return NEVER
    return None if seen.has_value else ABSENT


def _parsed(snippet: Snippet) -> nodes.Expr | None:
    try:
        return syntax(snippet.source)
    except ExpressionError:
        return None


_Forked = nodes.Condition | nodes.Default


def _conditions(snippet: Snippet) -> Iterator[_Forked]:
    """Give the conditionals of a snippet, outer ones first."""
    waiting: list[Any] = [_parsed(snippet)]
    while waiting:
        form = waiting.pop()
        if isinstance(form, nodes.Condition | nodes.Default):
            yield form
        if isinstance(form, tuple):
            waiting.extend(reversed(form))
        elif is_dataclass(form):
            waiting.extend(getattr(form, each.name) for each in reversed(fields(form)))


def _taken(form: _Forked, seen: Seen) -> set[bool]:
    """Tell which of the two ways was gone; true is the first."""
    return {branch == "then" for branch in seen.taken.get((form.start, form.end), ())}


def _branch_gaps(snippet: Snippet, forms: Iterable[_Forked], seen: Seen) -> Iterator[Gap]:
    """Tell the branches that were never taken, but not what stands inside of one."""
    untaken: list[tuple[int, int]] = []
    for form in forms:
        if any(start <= form.start and form.end <= end for start, end in untaken):
            continue
        taken = _taken(form, seen)
        if not taken:
            untaken.append((form.start, form.end))
            yield _gap(snippet, form, f"`{_operator(form)}` never reached")
            continue
        for way in {True, False} - taken:
            part, what = _way(form, way=way)
            if part is not form:
                untaken.append((part.start, part.end))
            yield _gap(snippet, part, what)


def _operator(form: _Forked) -> str:
    return form.operator if isinstance(form, nodes.Default) else "?"


def _way(form: _Forked, *, way: bool) -> tuple[nodes.Expr, str]:
    if isinstance(form, nodes.Default):
        return (form.left, "left side never used") if way else (form.otherwise, "default never used")
    if way:
        return form.then, "`then` never taken"
    if form.otherwise is None:
        return form.condition, "never false"
    return form.otherwise, "`else` never taken"


def _gap(snippet: Snippet, form: nodes.Expr, what: str) -> Gap:
    at = snippet.location
    return Gap(Location(at.source, at.route, at.part, (form.start, form.end)), Kind.BRANCH, what)
