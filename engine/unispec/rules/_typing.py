"""What the expressions of an integration come to, and everything in them that cannot be right.

An expression that several operations share is wrong only where it is wrong for each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from unispec.diagnostics import Location
from unispec.inference import (
    Absent,
    Finding,
    Given,
    Inference,
    Kind,
    Null,
    Origin,
    Source,
    Type,
    Unknown,
    Wanted,
    misfits,
)
from unispec.language import ExpressionError, syntax
from unispec.rules._sources import Role, is_quoted_word
from unispec.rules._written import Goal, Written
from unispec.specs import Integration, Snippet

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Mistake:
    """A finding in a source of the integration; `leaf` is where its value goes, when it is about that."""

    finding: Finding
    snippet: Snippet
    role: Role
    leaf: Snippet | None = None

    @property
    def is_quoted_word(self) -> bool:
        """Whether the whole source is one word in YAML's quotes."""
        return is_quoted_word(self.snippet)

    @property
    def written(self) -> str:
        """The piece of source that is wrong, or `…` when it is long."""
        found = self.snippet.source[self.finding.origin.start : self.finding.origin.end]
        return found if len(found) <= _LONGEST and "\n" not in found else "…"

    @property
    def location(self) -> Location:
        """The place of the mistake."""
        origin, place = self.finding.origin, self.snippet.location
        return Location(place.source, place.route, place.part, (origin.start, origin.end))


_Filled: TypeAlias = tuple[Source, Goal | None, Type]


class Typing:
    """Evaluates every expression of an integration in each of its uses."""

    def __init__(self, integration: Integration) -> None:
        self._snippets: dict[object, tuple[Snippet, Role]] = {}
        self._sources: dict[object, Source | None] = {}
        functions = {
            name: source
            for name, snippet in integration.functions.items()
            if (source := self._source(snippet, Role.FUNCTION)) is not None
        }
        self._inference = Inference(functions)

    def mistakes(self, written: Iterable[Written]) -> Iterator[Mistake]:
        """Find what is wrong wherever it is used."""
        uses: Counter[object] = Counter()
        wrong: Counter[tuple[object, Finding]] = Counter()
        for each in written:
            if each.role is not Role.FUNCTION:
                found = list(self._filled(each))
                uses.update(source.unit for source, _, _ in found)
                wrong.update(_wrong(found, each))
        for finding in self._inference.findings():
            yield self._mistake(finding, None)
        for (unit, finding), count in wrong.items():
            if count == uses[unit]:
                yield self._mistake(finding, unit)

    def _filled(self, each: Written) -> Iterator[_Filled]:
        given = self._narrowed(each)
        for leaf, goal in each.leaves():
            source = self._source(leaf, each.role)
            if source is not None:
                yield source, goal, self._inference.type(source, given)

    def _narrowed(self, each: Written) -> Given:
        """What a node sees, when that is the part that another expression finds."""
        source = self._source(each.within, each.role) if each.within is not None else None
        if source is None:
            return each.given
        return replace(each.given, context=self._inference.type(source, each.given))

    def _mistake(self, finding: Finding, unit: object) -> Mistake:
        snippet, role = self._snippets[finding.origin.unit]
        leaf = self._snippets[unit][0] if unit is not None else None
        return Mistake(finding, snippet, role, leaf)

    def _source(self, snippet: Snippet, role: Role) -> Source | None:
        """Parse a snippet once; None when it is no expression."""
        unit = (id(snippet.location.source), snippet.location.route)
        if unit not in self._sources:
            self._snippets[unit] = snippet, role
            try:
                self._sources[unit] = Source(unit, syntax(snippet.source))
            except ExpressionError:
                self._sources[unit] = None
        return self._sources[unit]


def _wrong(filled: Sequence[_Filled], written: Written) -> Iterator[tuple[object, Finding]]:
    """Find the values that do not fit where they go."""
    there = Counter(id(goal.holder) for _, goal, found in filled if goal and _is_there(found))
    for source, goal, found in filled:
        if goal is None:
            continue
        others = there[id(goal.holder)] - _is_there(found)
        is_required = goal.is_required and (goal.holder is None or others > 0)
        at = Origin(source.unit, source.node.start, source.node.end)
        for finding in dict.fromkeys(
            misfits(found, Wanted(goal.type, goal.title, at, is_required, is_kept=goal.holder is None))
        ):
            if finding.kind is not Kind.FORGOTTEN or written.role is Role.MAP:
                yield source.unit, finding


def _is_there(found: Type) -> bool:
    return bool(found.atoms) and not found.only(Absent, Null, Unknown).atoms


def of_kinds(mistakes: Iterable[Mistake], *kinds: Kind) -> Iterator[Mistake]:
    """Keep the mistakes of some kinds."""
    return (each for each in mistakes if each.finding.kind in kinds)
