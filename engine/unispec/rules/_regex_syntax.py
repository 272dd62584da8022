"""The syntax of regular expressions, as far as it matters for how often a text can be read.

A letter or a set of letters is a mask: bits over the letters that the pattern can tell apart. Groups
are what they hold; lazy and greedy repetitions are the same. What is not understood is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_letters, digits, printable
from typing import TypeAlias

_DEEPEST = 50
_COUNTED = re.compile(r"\{(\d{1,5})(,(\d{1,5})?)?\}")
_GROUP = re.compile(r"\?(?::|P?<(?![=!])\w+>)")
_LOOK = re.compile(r"\?<?[=!]")
_CODE = re.compile(r"u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
_FURTHER = "".join(map(chr, range(32))) + "\x7f\u00a0äЖ中"
_KINDS: dict[str, Callable[[str], bool]] = {
    "d": lambda letter: letter in digits,
    "w": lambda letter: letter in ascii_letters + digits + "_",
    "s": str.isspace,
}


class NotUnderstood(Exception):
    """A pattern has a form that is not read here."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a set."""

    mask: int


@dataclass(frozen=True, slots=True)
class Look:
    """A condition that reads nothing: `\\b`, `(?=…)`, a back reference; `$` is the end."""

    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """Forms one behind the other."""

    items: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Forms of which one is read."""

    items: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """A form that is read several times; `most` of None is without end."""

    item: Form
    least: int
    most: int | None


Form: TypeAlias = Letter | Look | Sequence | Choice | Repetition


def alphabet(pattern: str) -> str:
    """The letters that a pattern can tell apart, those that people write first."""
    escaped = [chr(int(match[1] or match[2], 16)) for match in _CODE.finditer(pattern)]
    return "".join(dict.fromkeys([*ascii_letters, *digits, *printable, *_FURTHER, *pattern, *escaped]))


def parse(pattern: str, flags: str, letters: str) -> Form:
    """Read a pattern; raises `NotUnderstood`."""
    parser = _Parser(pattern, "i" in flags, letters)
    form = parser.choice(0)
    if parser.at < len(pattern):
        raise NotUnderstood
    return form


class _Parser:
    def __init__(self, pattern: str, ignores_case: bool, letters: str) -> None:
        self._pattern = pattern
        self._ignores_case = ignores_case
        self._letters = letters
        self.at = 0

    def choice(self, depth: int) -> Form:
        if depth > _DEEPEST:
            raise NotUnderstood
        items = [self._sequence(depth)]
        while self._takes("|"):
            items.append(self._sequence(depth))
        return items[0] if len(items) == 1 else Choice(tuple(items))

    def _sequence(self, depth: int) -> Form:
        items: list[Form] = []
        while self.at < len(self._pattern) and self._pattern[self.at] not in "|)":
            items.append(self._repeated(self._single(depth)))
        return Sequence(tuple(items))

    def _repeated(self, form: Form) -> Form:
        counted = _COUNTED.match(self._pattern, self.at)
        if counted is not None:
            self.at = counted.end()
            least = int(counted[1])
            most = least if counted[2] is None else int(counted[3]) if counted[3] else None
        elif sign := next((each for each in "*+?" if self._takes(each)), ""):
            least, most = int(sign == "+"), 1 if sign == "?" else None
        else:
            return form
        self._takes("?")
        if self._pattern[self.at : self.at + 1] in {"*", "+", "?"} or (most is not None and most < least):
            raise NotUnderstood
        return Repetition(form, least, most)

    def _single(self, depth: int) -> Form:
        char = self._next()
        match char:
            case "(":
                return self._group(depth)
            case "[":
                return Letter(self._set())
            case "\\":
                return self._escape()
            case "^":
                return Sequence() if self.at == 1 else Look()
            case "$":
                return Look(is_end=True)
            case ".":
                return Letter(self._where(lambda letter: letter not in "\n\r"))
            case "*" | "+" | "?":
                raise NotUnderstood
        return Letter(self._where(char.__eq__))

    def _group(self, depth: int) -> Form:
        look = _LOOK.match(self._pattern, self.at)
        if self._pattern.startswith("?", self.at):
            found = look or _GROUP.match(self._pattern, self.at)
            if found is None:
                raise NotUnderstood
            self.at = found.end()
        inner = self.choice(depth + 1)
        if not self._takes(")"):
            raise NotUnderstood
        return Look() if look else inner

    def _escape(self) -> Form:
        char = self._pattern[self.at : self.at + 1]
        if char in {"b", "B", "k"} or "1" <= char <= "9":
            self.at += 1
            if char == "k":
                raise NotUnderstood
            return Look()
        return Letter(self._escaped())

    def _escaped(self) -> int:
        """The mask of what a backslash makes, inside and outside of a set."""
        code = _CODE.match(self._pattern, self.at)
        if code is not None:
            self.at = code.end()
            return self._where(chr(int(code[1] or code[2], 16)).__eq__)
        char = self._next()
        if char.lower() in _KINDS:
            mask = self._where(_KINDS[char.lower()])
            return mask if char.islower() else self._all() & ~mask
        if char.isalnum() and char not in _CONTROLS:
            raise NotUnderstood
        return self._where(_CONTROLS.get(char, char).__eq__)

    def _set(self) -> int:
        is_negated = self._takes("^")
        if self._takes("]"):
            raise NotUnderstood
        mask = 0
        while not self._takes("]"):
            start = self.at
            mask |= self._escaped() if self._takes("\\") else self._where(self._next().__eq__)
            if (
                self._pattern[self.at : self.at + 1] == "-"
                and self._pattern[self.at + 1 : self.at + 2] != "]"
            ):
                mask |= self._range(start)
        return self._all() & ~mask if is_negated else mask

    def _range(self, start: int) -> int:
        first = self._pattern[start : self.at]
        last = self._pattern[self.at + 1 : self.at + 2]
        if len(first) != 1 or last in {"", "\\"}:
            raise NotUnderstood
        self.at += 2
        return self._where(lambda letter: first <= letter <= last)

    def _next(self) -> str:
        if self.at >= len(self._pattern):
            raise NotUnderstood
        self.at += 1
        return self._pattern[self.at - 1]

    def _takes(self, char: str) -> bool:
        is_there = self._pattern.startswith(char, self.at)
        self.at += is_there
        return is_there

    def _all(self) -> int:
        return (1 << len(self._letters)) - 1

    def _where(self, is_in: Callable[[str], bool]) -> int:
        return sum(1 << index for index, letter in enumerate(self._letters) if self._fits(letter, is_in))

    def _fits(self, letter: str, is_in: Callable[[str], bool]) -> bool:
        cases = {letter, letter.lower(), letter.upper()} if self._ignores_case else {letter}
        return any(is_in(each) for each in cases)
