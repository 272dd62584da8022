"""What the engine raises, split by whose turn it is to act.

    UnispecError
    |-- SpecError         the author of a YAML file
    |-- InputError        the caller, before any request was made
    |-- LinkError         the owner of the account, who must link it again
    |-- ProviderError     the provider answered an error
    |-- TransportError    no usable answer came back
    |-- PaginationError   pages that do not end, or lead elsewhere
    `-- MappingError      an answer that the spec does not fit

Messages name places and types; they never hold a credential or a provider's record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unispec.diagnostics._diagnostic import Diagnostic


class UnispecError(Exception):
    """The base of every error of the engine.

    `diagnostic` says what and where; `operation` names the operation, when one was running;
    `cursor` resumes a list after the last page that was yielded, when there is such a place.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic
        self.operation: str | None = None
        self.page: int | None = None
        self.cursor: str | None = None

    def __str__(self) -> str:
        page = f", page {self.page}" if self.page else ""
        running = f" (in `{self.operation}`{page})" if self.operation else ""
        return f"{self.diagnostic}{running}"


class SpecError(UnispecError):
    """Files of a catalogue are wrong; `diagnostics` holds everything that was found."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(diagnostics[0])
        self.args = (diagnostics,)
        self.diagnostics = tuple(diagnostics)

    def __str__(self) -> str:
        more = len(self.diagnostics) - 1
        return super().__str__() + (f" (and {more} more)" if more else "")


class InputError(UnispecError):
    """The caller asked for something that cannot be asked; nothing was sent."""


class LinkError(UnispecError):
    """A linked account cannot be used until its owner links it again; `status` and `reason` say why."""

    def __init__(self, diagnostic: Diagnostic, *, status: str, reason: str | None = None) -> None:
        super().__init__(diagnostic)
        self.status = status
        self.reason = reason


class ProviderError(UnispecError):
    """The provider answered an error.

    `category` is one of `CATEGORIES`; `retry_after` is in seconds.
    """

    CATEGORIES = (
        "invalid_request",
        "unauthorized",
        "forbidden",
        "missing_scope",
        "not_found",
        "conflict",
        "expired_cursor",
        "rate_limited",
        "unavailable",
        "unknown",
    )

    def __init__(self, diagnostic: Diagnostic, *, status: int = 0, category: str = "unknown") -> None:
        super().__init__(diagnostic)
        self.status = status
        self.category = category
        self.title: str | None = None
        self.provider_message: str | None = None
        self.details: Any = None
        self.missing_scopes: tuple[str, ...] = ()
        self.retry_after: float | None = None


class TransportError(UnispecError):
    """No usable answer came back: a dead connection, a cut or oversized body, text that is not JSON."""


class PaginationError(UnispecError):
    """A list that repeats itself, never ends or points to another origin; nothing is silently short."""


class MappingError(UnispecError):
    """An answer does not fit the spec; the diagnostic names the line of the spec and the record."""
