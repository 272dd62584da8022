"""A regular expression as an automaton: its letters as positions, and which may follow which.

This is Glushkov's construction with the number of ways kept: where a position follows another in two
ways, some text can be read in two ways. A condition such as `\\b` is a position without letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from unispec.rules._regex_syntax import Choice, Form, Letter, Look, Repetition, Sequence

_MOST = 120
_MOST_COPIES = 4

Ways: TypeAlias = Mapping[int, int]
"""Positions, and in how many ways each is reached; more than two count as two."""


class TooLarge(Exception):
    """A pattern has more positions than are looked at."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pattern: in how many ways it reads nothing, how it begins and how it ends."""

    empty: int = 1
    first: Ways = field(default_factory=dict)
    last: Ways = field(default_factory=dict)


_NOTHING = Part()


class Automaton:
    """The positions of a pattern; `ends` are those of `$`, `looks` those of other conditions."""

    def __init__(self, form: Form) -> None:
        self.masks: list[int] = []
        self.follow: list[Ways] = []
        self.ends: set[int] = set()
        self.looks: set[int] = set()
        self.whole = self._part(form)

    def _part(self, form: Form) -> Part:
        match form:
            case Letter():
                return self._position(form.mask)
            case Look():
                (self.ends if form.is_end else self.looks).add(len(self.masks))
                return self._position(0)
            case Sequence():
                whole = _NOTHING
                for each in form.items:
                    whole = self._behind(whole, self._part(each))
                return whole
            case Choice():
                return _either([self._part(each) for each in form.items])
            case Repetition():
                return self._repetition(form)

    def _position(self, mask: int) -> Part:
        at = len(self.masks)
        if at == _MOST:
            raise TooLarge
        self.masks.append(mask)
        self.follow.append({})
        return Part(0, {at: 1}, {at: 1})

    def _repetition(self, form: Repetition) -> Part:
        """Unroll few times; a great number is a loop, and a great fixed number is once."""
        whole = _NOTHING
        copies = form.least if form.least <= _MOST_COPIES else 1
        for _ in range(copies):
            whole = self._behind(whole, self._part(form.item))
        if form.least == form.most:
            return whole
        if form.most is not None and form.most <= _MOST_COPIES:
            rest = _NOTHING
            for _ in range(form.most - form.least):
                rest = _optional(self._behind(self._part(form.item), rest))
            return self._behind(whole, rest)
        part = self._part(form.item)
        self._join(part.last, part.first)
        return self._behind(whole, _optional(part))

    def _behind(self, before: Part, part: Part) -> Part:
        self._join(before.last, part.first)
        return Part(
            min(before.empty * part.empty, 2),
            _sum(before.first, part.first, before.empty),
            _sum(part.last, before.last, part.empty),
        )

    def _join(self, last: Ways, first: Ways) -> None:
        for at, ways in last.items():
            self.follow[at] = _sum(self.follow[at], first, ways)


def _optional(part: Part) -> Part:
    """The part or nothing; a repetition never reads nothing twice."""
    return Part(1, part.first, part.last)


def _either(parts: list[Part]) -> Part:
    whole = Part(0)
    for part in parts:
        whole = Part(
            min(whole.empty + part.empty, 2),
            _sum(whole.first, part.first, 1),
            _sum(whole.last, part.last, 1),
        )
    return whole


def _sum(ways: Ways, more: Ways, times: int) -> Ways:
    """Add ways, the second taken that many times; nothing is added for none."""
    found = dict(ways)
    for at, count in more.items() if times else ():
        found[at] = min(found.get(at, 0) + count * times, 2)
    return found
