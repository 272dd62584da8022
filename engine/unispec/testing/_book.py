"""A book of exchanges: answers requests from what was recorded, each answer as often as it may."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.flow import Failure, Reply, Request
from unispec.testing._cases import Exchange
from unispec.testing._nearest import fits, nearest


class UnexpectedRequest(InputError):
    """A request was made that the book has no answer for."""


class Book:
    """Answers requests; keeps the requests that were made, in `sent`."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._exchanges = tuple(exchanges)
        self._left = [exchange.times for exchange in self._exchanges]
        self.sent: list[Request] = []

    @property
    def unused(self) -> list[Exchange]:
        """The exchanges that never answered."""
        pairs = zip(self._exchanges, self._left, strict=True)
        return [exchange for exchange, left in pairs if left == exchange.times]

    def send(self, request: Request) -> Reply | Failure:
        """Give the first recorded answer that fits; raises `UnexpectedRequest`."""
        self.sent.append(request)
        for index, exchange in enumerate(self._exchanges):
            if self._left[index] > 0 and fits(exchange, request):
                self._left[index] -= 1
                return exchange.answer
        near = nearest(self._exchanges, request)
        place = near.exchange.location if near else None
        remedy = near.remedy if near else "the case records no exchange"
        raise UnexpectedRequest(Diagnostic(Code.UNEXPECTED_REQUEST, self._complaint(request), place, remedy))

    def _complaint(self, request: Request) -> str:
        query = "&".join(f"{name}={value}" for name, value in request.query)
        asked = f"{request.method} {urlsplit(request.url).path}" + (f"?{query}" if query else "")
        return f"no exchange is left that answers `{asked}`"
