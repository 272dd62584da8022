"""Patterns of file paths: `*` within a name, `**` for any number of folders."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

_ANY = "**"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of paths below a root, written with `/`; it has to match the whole path."""

    text: str

    @property
    def is_sound(self) -> bool:
        """Whether it can match at all: a path from the root down, on every system."""
        steps = self.text.split("/")
        return "\\" not in self.text and not any(step in ("", ".", "..") for step in steps)

    def matches(self, path: str) -> bool:
        """Tell whether a path fits; each name is compared with every step that it may stand for."""
        steps = self.text.split("/")
        states = _opened({0}, steps)
        for name in path.split("/"):
            after = {at for at in states if at < len(steps) and steps[at] == _ANY}
            after |= {at + 1 for at in states if at < len(steps) and fnmatchcase(name, steps[at])}
            states = _opened(after, steps)
        return len(steps) in states


def _opened(states: set[int], steps: list[str]) -> set[int]:
    """Add the steps behind each `**`, which may stand for no folder at all."""
    for at, step in enumerate(steps):
        if step == _ANY and at in states:
            states = states | {at + 1}
    return states
