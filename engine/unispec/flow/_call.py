"""One call of an operation: what was asked, for which account, within which bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from unispec.data import Json
from unispec.diagnostics import Diagnostic
from unispec.events import Tell, untold
from unispec.flow._steps import Flow
from unispec.specs import OperationName

if TYPE_CHECKING:
    from unispec.flow._program import Program


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Bounds of one list: pages, records, empty pages in a row, calls at a time, nested operations."""

    pages: int = 10_000
    records: int = 1_000_000
    empty_pages: int = 50
    repeated_pages: int = 3
    parallel: int = 4
    depth: int = 4


@dataclass(frozen=True, slots=True)
class Told:
    """What another operation answered: unified records, or one record."""

    records: Json
    is_partial: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()


class Ask(Protocol):
    """Asks another operation on behalf of a call."""

    def __call__(
        self, name: OperationName, parameters: Mapping[str, Json], call: Call, limit: int | None
    ) -> Flow[Told]: ...


@dataclass(frozen=True, slots=True)
class Call:
    """What every part of a flow needs to know; `names` are the variables of its expressions.

    `operation` is what it is a call of, and `tell` hears of its pages.
    """

    program: Program
    input: Mapping[str, Json]
    connection: Mapping[str, Json]
    now: datetime
    random: Callable[[], float]
    ask: Ask
    ceilings: Ceilings = field(default_factory=Ceilings)
    size: int | None = None
    depth: int = 0
    operation: str = ""
    tell: Tell = untold

    @property
    def names(self) -> dict[str, Json]:
        """The variables that every expression of this call may read."""
        return {"input": self.input, "connection": self.connection, "vars": self.program.vars}

    def asking(self, **parameters: Json) -> Call:
        """Ask the same with some parameters set."""
        return replace(self, input={**self.input, **parameters})

    def below(self, operation: OperationName, parameters: Mapping[str, Json]) -> Call:
        """Ask another operation on behalf of this one."""
        name = str(operation)
        return replace(self, input=parameters, size=None, depth=self.depth + 1, operation=name)
