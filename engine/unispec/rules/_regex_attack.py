"""A text on which a regular expression takes time that doubles with each repetition of a piece.

There is one where a loop can read the same piece in two ways (Weber and Seidl call it exponential
degree of ambiguity), and where all of these ways fail in the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

from unispec.rules._regex_automaton import Automaton, TooLarge
from unispec.rules._regex_syntax import NotUnderstood, alphabet, parse

Pair: TypeAlias = tuple[int, int]
"""Two positions that the same text leads to, the lower one first."""

Links: TypeAlias = dict[Pair, Pair]

_LONGEST = 1000
_MOST_PAIRS = 40_000
_ROUNDS = 4
_NEAR = "!#\x00 "


@dataclass(frozen=True, slots=True)
class Attack:
    """A text that begins with `lead`, repeats `piece`, and fails at its `end`."""

    lead: str
    piece: str
    end: str

    def text(self, rounds: int) -> str:
        """Write the text with so many repetitions."""
        return self.lead + self.piece * rounds + self.end


@lru_cache(maxsize=1024)
def attack(pattern: str, flags: str = "") -> Attack | None:
    """Find an attack; None also for a pattern that is too large or not understood."""
    if len(pattern) > _LONGEST:
        return None
    letters = alphabet(pattern)
    try:
        search = _Search(Automaton(parse(pattern, flags, letters)), letters)
    except (NotUnderstood, TooLarge):
        return None
    return next(search.attacks(), None)


class _Search:
    def __init__(self, automaton: Automaton, letters: str) -> None:
        self._automaton = automaton
        self._masks = automaton.masks
        self._letters = letters
        self._next = [[at for at in follow if automaton.masks[at]] for follow in automaton.follow]
        self._reach = [self._reachable(at) for at in range(len(self._masks))]

    def attacks(self) -> Iterator[Attack]:
        """Try each loop, and each way to read it twice."""
        seen: set[int] = set()
        for at in range(len(self._masks)):
            loop = {each for each in self._reach[at] if at in self._reach[each]}
            if at in seen or not loop:
                continue
            seen |= loop
            for start, piece in (*self._doubled(loop), *self._ambiguous(at, loop)):
                found = self._failing(start, piece)
                if found is not None:
                    yield found

    def _reachable(self, at: int) -> set[int]:
        seen: set[int] = set()
        waiting = [at]
        while waiting:
            new = set(self._next[waiting.pop()]) - seen
            seen |= new
            waiting += new
        return seen

    def _doubled(self, loop: set[int]) -> Iterator[tuple[int, str]]:
        """A position that follows another of its loop in two ways."""
        for at in sorted(loop):
            for after, ways in self._automaton.follow[at].items():
                if ways > 1 and after in loop:
                    around = [*self._path([after], at)[1:], after]
                    yield after, self._written(self._masks[each] for each in around)

    def _ambiguous(self, at: int, loop: set[int]) -> Iterator[tuple[int, str]]:
        """Two paths through the loop that read the same piece."""
        begin = (at, at)
        before: Links = {}
        back: dict[Pair, list[Pair]] = {}
        waiting = deque([begin])
        left = _MOST_PAIRS
        while waiting and left > 0:
            pair = waiting.popleft()
            for other in islice(self._pairs(pair, loop), left):
                left -= 1
                back.setdefault(other, []).append(pair)
                if other not in before:
                    before[other] = pair
                    waiting.append(other)
        after = _ways_back(begin, back)
        apart = next((pair for pair in before if pair[0] != pair[1] and pair in after), None)
        if apart is not None:
            around = [*_steps(apart, before, begin)[::-1], *_steps(apart, after, begin)[1:], begin]
            yield at, self._written(self._masks[one] & self._masks[other] for one, other in around)

    def _pairs(self, pair: Pair, loop: set[int]) -> Iterator[Pair]:
        for one in loop.intersection(self._next[pair[0]]):
            for other in loop.intersection(self._next[pair[1]]):
                if self._masks[one] & self._masks[other]:
                    yield (one, other) if one <= other else (other, one)

    def _failing(self, at: int, piece: str) -> Attack | None:
        """Complete an attack; None when the pattern would be satisfied on the way."""
        firsts = [each for each in self._automaton.whole.first if self._masks[each]]
        lead = self._written(self._masks[each] for each in self._path(firsts, at))
        states: set[int] | None = None
        for letter in lead + piece * _ROUNDS:
            if not lead or self._is_done(states):
                return None
            states = self._read(states, letter)
        if self._is_done(states):
            return None
        dead = (each * 2 for each in _NEAR + self._letters if not self._read(states, each))
        end = next(dead, None if self._is_done(states, self._automaton.ends) else "")
        return None if end is None else Attack(lead, piece, end)

    def _path(self, starts: Iterable[int], goal: int) -> list[int]:
        """The positions from one of the starts to the goal, both included; empty when there is no way."""
        before: dict[int, int | None] = dict.fromkeys(starts)
        waiting = deque(before)
        while waiting and goal not in before:
            at = waiting.popleft()
            for after in self._next[at]:
                if after not in before:
                    before[after] = at
                    waiting.append(after)
        path: list[int] = []
        step: int | None = goal if goal in before else None
        while step is not None:
            path.append(step)
            step = before[step]
        return path[::-1]

    def _written(self, masks: Iterable[int]) -> str:
        return "".join(self._letters[(mask & -mask).bit_length() - 1] for mask in masks)

    def _read(self, states: set[int] | None, letter: str) -> set[int]:
        bit = 1 << self._letters.index(letter)
        return {at for at in self._behind(states) if self._masks[at] & bit}

    def _is_done(self, states: set[int] | None, ends: Collection[int] = ()) -> bool:
        """Whether the pattern may be satisfied by what was read, and that is all where `ends` are given."""
        whole = self._automaton.whole
        if whole.empty if states is None else states.intersection(whole.last):
            return True
        last = self._behind(states, ends) & whole.last.keys()
        return not last.isdisjoint({*self._automaton.looks, *ends})

    def _behind(self, states: set[int] | None, ends: Collection[int] = ()) -> set[int]:
        """The positions that come next; a condition may be fulfilled."""
        found: set[int] = set()
        firsts = [self._automaton.whole.first] if states is None else []
        waiting = [*firsts, *(self._automaton.follow[at] for at in states or ())]
        while waiting:
            new = set(waiting.pop()) - found
            found |= new
            waiting += [self._automaton.follow[at] for at in new & {*self._automaton.looks, *ends}]
        return found


def _ways_back(begin: Pair, back: Mapping[Pair, Iterable[Pair]]) -> Links:
    after: Links = {}
    waiting = deque([begin])
    while waiting:
        pair = waiting.popleft()
        for other in back.get(pair, ()):
            if other not in after:
                after[other] = pair
                waiting.append(other)
    return after


def _steps(pair: Pair, links: Links, begin: Pair) -> list[Pair]:
    """Follow links as far as to the begin, which is left out."""
    steps = []
    while pair != begin:
        steps.append(pair)
        pair = links[pair]
    return steps
