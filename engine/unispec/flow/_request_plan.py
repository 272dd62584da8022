"""From unified input to one HTTP request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from unispec.data import Json, encode
from unispec.diagnostics import Code, Diagnostic, InputError, Location, SpecError
from unispec.flow._expressions import Found
from unispec.flow._origin import ForeignUrl, origin, query_text
from unispec.flow._steps import Request
from unispec.language import Template, TemplateError
from unispec.specs import Snippet


class Asking(Protocol):
    """What a call says to a request: the caller's input, and the names in reach."""

    @property
    def input(self) -> Mapping[str, Json]: ...

    @property
    def names(self) -> dict[str, Json]: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A compiled template and the place it was written at."""

    template: Template
    snippet: Snippet

    def render(self, call: Asking) -> str:
        """Write the text; what the caller's input breaks is the caller's error, else the author's."""
        try:
            return self.template.render(call.names)
        except TemplateError as error:
            place = self.snippet.location
            inside = None if error.start is None else (error.start, error.end or error.start + 1)
            location = Location(place.source, place.route, place.part, inside)
            if "input" in self.template.reads:
                raise InputError(Diagnostic(Code.INVALID_ID, error.problem, location)) from None
            raise SpecError([Diagnostic(Code.TEMPLATE_SYNTAX, error.problem, location)]) from None


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """A compiled request."""

    base_url: Text | str
    path: Text
    method: str
    query: Mapping[str, Found]
    headers: Mapping[str, Text]
    body: Found | None
    idempotent: bool

    def build(self, call: Asking) -> Request:
        """Make the request of one call; raises `InputError`, `SpecError` or `MappingError`."""
        content = None
        headers = [(name, text.render(call)) for name, text in self.headers.items()]
        if self.body is not None:
            content = encode(self.body(call.input, call.names))
            headers.append(("content-type", "application/json"))
        return Request(
            self.method,
            base_of(self.base_url, call) + self.path.render(call),
            tuple(self._pairs(call)),
            tuple(headers),
            content,
            self.idempotent,
        )

    def values(self, call: Asking) -> dict[str, Json]:
        """Evaluate the query parameters; None for those that are left out."""
        return {name: found(call.input, call.names) for name, found in self.query.items()}

    def _pairs(self, call: Asking) -> Iterator[tuple[str, str]]:
        for name, value in self.values(call).items():
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict | list):
                    message = f"the query parameter `{name}` comes out as an object"
                    location = self.query[name].compiled.location
                    raise SpecError([Diagnostic(Code.WRONG_TYPE, message, location)])
                if each is not None:
                    yield name, query_text(each)


def base_of(base: Text | str, call: Asking) -> str:
    """Give the base URL without its trailing slash."""
    return (base if isinstance(base, str) else base.render(call)).rstrip("/")


def checked_base(url: str) -> str:
    """Accept a base URL from the caller; raises `InputError`."""
    try:
        origin(url)
    except ForeignUrl as error:
        raise InputError(Diagnostic(Code.FOREIGN_URL, f"the base URL is refused: {error}")) from None
    if "?" in url or "#" in url:
        raise InputError(Diagnostic(Code.FOREIGN_URL, "the base URL must not have a query or fragment"))
    return url.rstrip("/")
