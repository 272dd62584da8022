"""secret-in-spec: credentials are given by callers, and stand in no file.

A text is a secret when it has the form of one that some service gives out, or when its key says so
and it looks drawn by lot. Tokens of pages, ids and placeholders are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from unispec.diagnostics import Code, Diagnostic, Inside, Location, Part, Route, Secret, Span, secret_in
from unispec.documents import Document
from unispec.language import words
from unispec.rules._subject import Subject
from unispec.rules._texts import texts_in
from unispec.specs import Integration


@dataclass(frozen=True, slots=True, eq=False)
class Masked(Document):
    """A document whose lines show asterisks for its secrets."""

    original: Document | None = None
    secrets: Mapping[tuple[int, int], list[Span]] = field(default_factory=dict)

    def line_at(self, route: Route, number: int) -> str:
        """Give a line without what must not be shown."""
        owner = self.owner(route)
        line = owner.line_at(route, number)
        for span in self.secrets.get((id(owner), number), ()):
            line = _masked(line, number, span)
        return line

    def owner(self, route: Route) -> Document:
        """Tell which file a route comes from; its lines are not masked."""
        return self.original.owner(route) if self.original else self


def secret_in_spec(subject: Subject) -> Iterator[Diagnostic]:
    """Say where a file holds what looks like a secret."""
    pages = _page_keys(subject.integration)
    for document in _documents(subject):
        found = _secrets(document, pages)
        masked = _hidden(document, [(route, secret.inside) for route, secret in found])
        for route, secret in found:
            yield Diagnostic(
                Code.SECRET_IN_SPEC,
                f"`{_key(route)}` holds what looks like {secret.kind}",
                Location(masked, route, inside=secret.inside),
                "callers give credentials, as `{{ credentials.token }}`; if it is real, replace it there",
            )


@lru_cache(maxsize=128)
def _secrets(document: Document, pages: frozenset[str]) -> tuple[tuple[Route, Secret], ...]:
    return tuple(
        (route, secret)
        for route, text in texts_in(document.data)
        if (secret := secret_in(_key(route), text, pages)) is not None
    )


def _hidden(document: Document, secrets: list[tuple[Route, Inside]]) -> Masked:
    lines: dict[tuple[int, int], list[Span]] = {}
    for route, inside in secrets:
        span = document.span(route, Part.VALUE, inside)
        for number in range(span.line, span.end_line + 1):
            lines.setdefault((id(document.owner(route)), number), []).append(span)
    return Masked(document.name, document.data, document.places, document.layers, document, lines)


def _documents(subject: Subject) -> Iterator[Document]:
    integration = subject.integration
    for source in (integration.source, *(each.location.source for each in integration.resources.values())):
        if isinstance(source, Document):
            yield source
    for case in subject.recorded.cases if subject.recorded else ():
        if case.document is not None:
            yield case.document


def _page_keys(integration: Integration) -> frozenset[str]:
    """The keys under which this provider's page tokens come and go."""
    found = {each.param.lower() for each in integration.pagination.values()}
    for each in integration.pagination.values():
        found |= {word.name.lower() for word in words(each.next.source)} if each.next else set()
    return frozenset(found)


def _key(route: Route) -> str:
    return next((step for step in reversed(route) if isinstance(step, str)), "")


def _masked(line: str, number: int, span: Span) -> str:
    if not span.line <= number <= span.end_line:
        return line
    start = span.column - 1 if number == span.line else 0
    end = span.end_column - 1 if number == span.end_line else len(line)
    return line[:start] + "*" * (end - start) + line[end:]
