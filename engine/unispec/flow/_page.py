"""What callers get: one shape for every answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from unispec.data import Json
from unispec.diagnostics import Diagnostic
from unispec.flow._steps import RateLimit


@dataclass(frozen=True, slots=True)
class Page:
    """One page of unified records.

    `next_cursor` resumes the list, in any process, and is None at its end. `is_partial` says that
    the provider or the spec left something out. `diagnostics` tells of records that could not be
    mapped (they are missing in `result`) or do not fit their model (they are there).
    """

    result: list[dict[str, Any]]
    next_cursor: str | None = None
    is_partial: bool = False
    rate_limit: RateLimit | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    def to_dict(self) -> dict[str, Json]:
        """Give the answer as JSON."""
        return {"result": self.result, "next_cursor": self.next_cursor, "is_partial": self.is_partial}


@dataclass(frozen=True, slots=True)
class Item:
    """One unified record, in the shape of a page."""

    result: dict[str, Any]
    is_partial: bool = False
    rate_limit: RateLimit | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    def to_dict(self) -> dict[str, Json]:
        """Give the answer as JSON."""
        return {"result": self.result, "is_partial": self.is_partial}
