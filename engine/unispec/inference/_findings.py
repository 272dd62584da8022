"""What an evaluation found, collected over all the ways in which a piece of source is reached.

A piece that is wrong in one way and right in another, such as a leaf that two kinds of records share,
is not reported: only what is wrong wherever it was judged.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias

from unispec.inference._types import Origin, Owner


class Kind(Enum):
    """What is wrong."""

    FIELD = "a field that the value does not have"
    SCALAR = "a field of a value that has none"
    COUNT = "too many or too few arguments"
    ARGUMENT = "an argument that the function does not take"
    IMPOSSIBLE = "a value that never comes"
    MISMATCH = "a value of another type"
    FORMAT = "a text of another format"
    UNLISTED = "a text that is not one of a closed list"
    COLLAPSE = "an array that may collapse into its item"
    SEVERAL = "an array where a single value is wanted"
    MISSING = "a value that may be missing where it is required"
    FORGOTTEN = "a value of the provider that a table forgets"
    SURPLUS = "a field that the model does not have"
    UNSET = "a required field that is not set"


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: `name` is what is wrong, `owner` what it is wrong for, `known` what is right.

    It is not sure when the value has other alternatives, of which some are right.
    """

    kind: Kind
    origin: Origin
    name: str
    owner: str = ""
    known: tuple[str, ...] = ()
    whose: Owner = Owner.MADE
    because: str = field(default="", compare=False)
    is_sure: bool = field(default=True, compare=False)


_Key: TypeAlias = tuple[Hashable, int, int, Kind]


class Verdicts:
    """Collects judgements."""

    def __init__(self) -> None:
        self._wrong: dict[_Key, Finding] = {}
        self._right: set[_Key] = set()

    def right(self, kind: Kind, origin: Origin) -> None:
        """Say that a piece of source is right in one of its uses."""
        self._right.add(_key(kind, origin))

    def wrong(self, finding: Finding) -> None:
        """Say that a piece of source is wrong in one of its uses."""
        key = _key(finding.kind, finding.origin)
        known = self._wrong.get(key)
        if known is not None and known.known != finding.known:
            finding = replace(known, known=tuple(dict.fromkeys((*known.known, *finding.known))))
        self._wrong[key] = finding

    def add(self, others: Verdicts) -> None:
        """Take over all judgements of others."""
        self._right |= others._right
        for finding in others._wrong.values():
            self.wrong(finding)

    def findings(self) -> Iterator[Finding]:
        """Give what is wrong in every use."""
        for key, finding in self._wrong.items():
            if key not in self._right:
                yield finding


def _key(kind: Kind, origin: Origin) -> _Key:
    return origin.unit, origin.start, origin.end, kind
