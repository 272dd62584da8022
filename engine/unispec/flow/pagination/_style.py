"""What every pagination style can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from unispec.data import Json
from unispec.diagnostics import Location
from unispec.flow._origin import with_query
from unispec.flow._steps import Request
from unispec.specs import PageSize, Pagination, Snippet


class Stuck(ValueError):
    """An answer does not tell where the next page is, although it should."""

    def __init__(self, problem: str, location: Location | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.location = location


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer says about paging: its body, the variables in reach, how many records it had."""

    body: Json
    variables: Mapping[str, Json]
    records: int

    @property
    def headers(self) -> Mapping[str, str]:
        """The response headers, names in lower case."""
        found: Mapping[str, str] = self.variables["headers"]
        return found


class Find(Protocol):
    """A compiled expression over an answer; nothing found is None."""

    def __call__(self, answer: Answered) -> Json: ...


Expressions: TypeAlias = Callable[[Snippet | None], Find | None]
"""Compiles what a pagination says, where it says something."""


class Style(Protocol):
    """A way to page; a frozen value."""

    def first(self, request: Request, size: int | None) -> Request:
        """Make the request of the first page, asking for `size` records where that can be asked."""

    def following(self, request: Request, answer: Answered) -> Json:
        """Tell where the page after this answer stands; None at the end. Raises `Stuck`."""

    def at(self, request: Request, position: Json) -> Request:
        """Make the request of the page at a position out of the first page's; raises `ForeignUrl`."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where an answer says that the next page is; `more` is what it says of there being one."""

    next: Find
    location: Location
    more: Find | None = None

    def read(self, answer: Answered) -> Json:
        """Give what points to the next page; None at the end. Raises `Stuck`."""
        more = has_more(self.more, answer)
        if more is False:
            return None
        found = self.next(answer)
        if found is None or found == "":
            if more:
                raise Stuck("the answer promises more records and does not say where", self.location)
            return None
        return found


def pointer(spec: Pagination, expressions: Expressions) -> Pointer:
    """Make a pointer from what a spec says."""
    found = expressions(spec.next)
    assert found is not None and spec.next is not None
    return Pointer(found, spec.next.location, expressions(spec.more))


def counted(position: Json) -> int:
    """Read a position that is a count; raises ValueError for anything else, as a forged cursor may hold."""
    if type(position) is not int or position < 0:
        raise ValueError("the position is not a count")
    return position


def sized(request: Request, limit: PageSize | None, size: int | None) -> Request:
    """Ask for a page of `size` records, as many as the provider gives at most."""
    if limit is None:
        return request
    return with_query(request, limit.param, str(min(size or limit.default, limit.max)))


def has_more(more: Find | None, answer: Answered) -> bool | None:
    """Ask the answer whether it is the last page; None when it does not say."""
    said = more(answer) if more is not None else None
    return None if said is None else bool(said)
