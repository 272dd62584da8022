"""A form that is still being read from left to right: what follows it may make it a path.

The rules are JSONata's: predicates and variables belong to the last step, a grouping to the whole
path even when more steps follow it, and a `[]` anywhere keeps the array.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from unispec.language.nodes import Expr, Filtered, Group, Path, Stage, Step

Entries = tuple[tuple[Expr, Expr], ...]


@dataclass(slots=True)
class DraftStep:
    """A step, or the only form of a draft that is no path."""

    expr: Expr
    is_kept: bool = False
    focus: str | None = None
    stages: list[Stage] = field(default_factory=list)

    def finished(self) -> Step:
        """The step as a value."""
        return Step(self.expr, self.focus, tuple(self.stages))


@dataclass(slots=True)
class Draft:
    """`is_kept` tells of a `[]` behind it all, `keeps_array` of one at a step."""

    start: int
    end: int
    steps: list[DraftStep]
    is_path: bool = False
    is_kept: bool = False
    keeps_array: bool = False
    entries: Entries | None = None
    grouped_end: int | None = None

    @property
    def form(self) -> Expr | None:
        """The only form, bare of what stands behind it; None for a path."""
        return None if self.is_path else self.steps[0].expr

    @property
    def last(self) -> DraftStep:
        """The step to which a predicate belongs."""
        return self.steps[-1]

    def become_path(self) -> None:
        """Make the only form the first step of a path."""
        if self.is_path:
            return
        if self.entries is not None:
            self.steps = [DraftStep(self.finished())]
            self.entries = None
        self.is_path, self.is_kept = True, False

    def join(self, right: Draft) -> list[DraftStep]:
        """Add the steps on the right of a `.`; gives the steps next to it."""
        self.become_path()
        joined = [self.last, *right.steps]
        self.steps += right.steps
        self.keeps_array |= any(step.is_kept for step in joined)
        return joined

    def group(self, entries: Entries) -> None:
        """Group all that the draft gives."""
        self.entries, self.grouped_end = entries, self.end

    def finished(self) -> Expr:
        """The draft as a value."""
        if self.entries is None:
            return self._ungrouped(self.end)
        of = self._ungrouped(self.end if self.grouped_end is None else self.grouped_end)
        return Group(self.start, self.end, of, self.entries)

    def _ungrouped(self, end: int) -> Expr:
        if self.is_path or self.last.focus:
            steps = tuple(step.finished() for step in self.steps)
            return Path(self.start, end, steps, self.keeps_array or self.is_kept)
        if self.last.stages or self.is_kept:
            return Filtered(self.start, end, self.last.expr, tuple(self.last.stages), self.is_kept)
        return self.last.expr
