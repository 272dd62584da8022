"""What the expressions of an integration come to, and everything in them that cannot be right.

An expression that several operations share is wrong only where it is wrong for each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from unispec.diagnostics import Location
from unispec.inference import (
    Absent,
    Finding,
    Inference,
    Kind,
    Null,
    Origin,
    Source,
    Type,
    Unknown,
    Verdicts,
    Wanted,
    misfits,
)
from unispec.language import ExpressionError, mentions, syntax
from unispec.rules._sources import Role, is_quoted_word, unit_of
from unispec.rules._written import Goal, Written
from unispec.specs import Integration, Snippet

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Mistake:
    """A finding in a source of the integration."""

    finding: Finding
    snippet: Snippet
    role: Role

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


@dataclass(frozen=True, slots=True)
class _Filled:
    """An expression that gives a value of a type, and what it should give."""

    source: Source
    goal: Goal | None
    type: Type

    @property
    def is_there(self) -> bool:
        """Whether it surely gives a value."""
        return bool(self.type.atoms) and not self.type.only(Absent, Null, Unknown).atoms


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the expressions of one resource come to: judgements, and the misfits of each leaf."""

    verdicts: Verdicts
    followed: frozenset[str]
    unchecked: frozenset[object]
    uses: Counter[object]
    wrong: Counter[tuple[object, Finding]]
    snippets: Mapping[object, tuple[Snippet, Role]]


class Typing:
    """Evaluates the expressions of an integration in each of their uses."""

    def __init__(self, integration: Integration) -> None:
        self._parsed: dict[object, Source | None] = {}
        self._snippets: dict[object, tuple[Snippet, Role]] = {}
        self._functions = {
            name: source
            for name, snippet in integration.functions.items()
            if (source := self._source(snippet, Role.FUNCTION)) is not None
        }
        self._own = dict(self._snippets)

    def judgement(self, written: Iterable[Written]) -> Judgement:
        """Evaluate what belongs together."""
        self._snippets = {}
        inference = Inference(self._functions)
        uses: Counter[object] = Counter()
        wrong: Counter[tuple[object, Finding]] = Counter()
        for each in written:
            if each.role is not Role.FUNCTION:
                found = list(self._filled(each, inference))
                uses.update(filled.source.unit for filled in found)
                wrong.update(_wrong(found, each))
        return Judgement(
            inference.verdicts, inference.followed, inference.unchecked, uses, wrong, self._snippets
        )

    def mistakes(self, judgements: Sequence[Judgement]) -> Iterator[Mistake]:
        """Find what is wrong wherever it is used; functions that nobody calls are looked at, too."""
        rest = Inference(self._functions)
        rest.follow(frozenset[str]().union(*(judged.followed for judged in judgements)))
        snippets = dict(self._own)
        for judged in judgements:
            rest.verdicts.add(judged.verdicts)
            snippets |= judged.snippets
        for finding in rest.verdicts.findings():
            yield Mistake(finding, *snippets[finding.origin.unit])
        for judged in judgements:
            for (unit, finding), count in judged.wrong.items():
                if count == judged.uses[unit]:
                    yield Mistake(finding, *snippets[finding.origin.unit])

    def unchecked(self, judgements: Sequence[Judgement]) -> Iterator[Snippet]:
        """The expressions that would have taken too long."""
        for judged in judgements:
            yield from (judged.snippets[unit][0] for unit in judged.snippets if unit in judged.unchecked)

    def _filled(self, each: Written, inference: Inference) -> Iterator[_Filled]:
        given = each.given
        within = self._source(each.within, each.role) if each.within is not None else None
        if within is not None:
            given = replace(given, context=inference.type(within, given))
        for leaf, goal in each.leaves():
            source = self._source(leaf, each.role)
            if source is not None:
                yield _Filled(source, goal, inference.type(source, given))

    def _source(self, snippet: Snippet, role: Role) -> Source | None:
        """Parse a snippet once; None when it is no expression."""
        unit = unit_of(snippet)
        self._snippets[unit] = snippet, role
        if unit not in self._parsed:
            try:
                names = frozenset(each.name for each in mentions(snippet.source))
                self._parsed[unit] = Source(unit, syntax(snippet.source), names)
            except ExpressionError:
                self._parsed[unit] = None
        return self._parsed[unit]


def _wrong(filled: Sequence[_Filled], written: Written) -> Iterator[tuple[object, Finding]]:
    """Find the values that do not fit where they go."""
    there = Counter(id(each.goal.holder) for each in filled if each.goal and each.is_there)
    for each in filled:
        source, goal = each.source, each.goal
        if goal is None:
            continue
        others = there[id(goal.holder)] - each.is_there
        is_required = goal.is_required and (goal.holder is None or others > 0)
        at = Origin(source.unit, source.node.start, source.node.end)
        is_whole = isinstance(written.node, Snippet)
        wanted = Wanted(goal.type, goal.title, at, is_required, is_kept=is_whole)
        for finding in dict.fromkeys(misfits(each.type, wanted)):
            if finding.kind is not Kind.FORGOTTEN or written.role is Role.MAP:
                yield source.unit, finding


def of_kinds(mistakes: Iterable[Mistake], *kinds: Kind) -> Iterator[Mistake]:
    """Keep the mistakes of some kinds."""
    return (each for each in mistakes if each.finding.kind in kinds)
