"""The words that are nobody's secret: those that spec, schema and model are written in.

A value made of such words alone may stay. Everything else is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from unispec.data import Json
from unispec.diagnostics import Location
from unispec.documents import Document
from unispec.language import ExpressionError, reads
from unispec.models import Model
from unispec.recording._forms import RUN
from unispec.recording._keys import listed, parts_of
from unispec.recording._usual import USUAL_KEYS, USUAL_WORDS
from unispec.specs import Integration, Operation, Request, Snippet

_HOST = re.compile(r"https?://([^\s/?#\"'{}<>`\\]+)")
_DOMAIN = re.compile(r"[a-z0-9-]\.[a-z-]+$")
_MOST_DIGITS = 3
_NEVER = listed(
    """authorization cookie proxy-authenticate proxy-authorization set-cookie set-cookie2 www-
    authenticate x-api-key"""
)


@dataclass(frozen=True)
class Vocabulary:
    """What may stay: words of values in small letters, names of fields, hosts, headers.

    `counts` are the query parameters that say how many or which page; `pages` are those that hold tokens
    of pages; `fields` is what expressions read.
    """

    words: frozenset[str]
    keys: frozenset[str]
    key_words: frozenset[str]
    hosts: frozenset[str]
    domains: frozenset[str]
    headers: frozenset[str]
    counts: frozenset[str]
    pages: frozenset[str]
    fields: frozenset[str]

    def knows_key(self, key: str) -> bool:
        """Tell whether a field's name is one that everybody may know."""
        if key in self.keys:
            return True
        parts = parts_of(key)
        if not any(part.isalpha() for part in parts) or sum(map(str.isdecimal, key)) > _MOST_DIGITS:
            return False
        plain = "".join(parts) == "".join(RUN.findall(key)).lower()
        return plain and all(self._is_key_word(part) for part in parts)

    def _is_key_word(self, part: str) -> bool:
        if part.isdecimal():
            return len(part) < 4
        return part in self.key_words or (part.endswith("s") and part[:-1] in self.key_words)


def vocabulary(integration: Integration, model: Model | None) -> Vocabulary:
    """Gather the words of an integration, its provider's schema and a model."""
    sources = [snippet.source for snippet in _snippets(integration)]
    written = [*sources, *_texts(integration.vars), *_queried(integration), *_scopes(integration)]
    runs = {run.lower() for text in written for run in RUN.findall(text)}
    schemas = [integration.provider, *([model.schema] if model else [])]
    closed = {run.lower() for schema in schemas for text in _closed(schema) for run in RUN.findall(text)}
    properties = {name for schema in schemas for name in _properties(schema)}
    hosts = {
        host.lower().partition(":")[0]
        for text in [*written, integration.docs or ""]
        for host in _HOST.findall(text)
    }
    return Vocabulary(
        words=frozenset(runs | USUAL_WORDS | closed),
        keys=frozenset({*_properties(integration.provider), *_queried(integration)}),
        key_words=frozenset(runs | USUAL_KEYS | {part for key in properties for part in parts_of(key)}),
        hosts=frozenset(hosts),
        domains=frozenset(".".join(host.split(".")[-2:]) for host in hosts if _DOMAIN.search(host)),
        headers=frozenset(_headers(integration)) - _NEVER,
        counts=frozenset(_counts(integration)),
        pages=frozenset(_pages(integration)),
        fields=frozenset(run for source in sources for run in re.findall(r"\w+", source)),
    )


def _snippets(value: object) -> Iterator[Snippet]:
    if isinstance(value, Snippet):
        yield value
    elif is_dataclass(value) and not isinstance(value, Location | Document):
        for each in fields(value):
            yield from _snippets(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _snippets(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _snippets(each)


def _operations(integration: Integration) -> Iterator[Operation]:
    for resource in integration.resources.values():
        yield from resource.operations.values()


def _requests(integration: Integration) -> Iterator[Request]:
    for operation in _operations(integration):
        yield from (each.request for each in operation.variants if each.request is not None)


def _queried(integration: Integration) -> Iterator[str]:
    for request in _requests(integration):
        yield from request.query.children if request.query else ()
    yield from _counts(integration)
    yield from (each.param for each in integration.pagination.values() if each.param)


def _scopes(integration: Integration) -> Iterator[str]:
    for operation in _operations(integration):
        for variant in operation.variants:
            yield from variant.scopes


def _counts(integration: Integration) -> Iterator[str]:
    for each in integration.pagination.values():
        if each.limit is not None:
            yield each.limit.param
        if each.style in ("offset", "page"):
            yield each.param


def _pages(integration: Integration) -> Iterator[str]:
    for each in integration.pagination.values():
        if each.param:
            yield each.param.lower()
        if each.next is not None:
            yield from (word.lower() for word in re.findall(r"\w+", each.next.source))


def _headers(integration: Integration) -> Iterator[str]:
    """Name the headers that an answer is read for; all that are named when one expression reads all."""
    for snippet in _snippets(integration):
        if "$headers" not in snippet.source:
            continue
        try:
            read = reads(snippet.source).variables.get("headers")
        except ExpressionError:
            continue
        if read is not None:
            yield from (name.lower() for name in read.fields)
            yield from integration.answers.headers or () if read.whole else ()
    if any(each.style == "link_header" for each in integration.pagination.values()):
        yield "link"


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _closed(schema: Json) -> Iterator[str]:
    """Every text of a closed list of values."""
    if isinstance(schema, Mapping):
        for key, value in schema.items():
            if key in ("enum", "const"):
                yield from _texts(value)
            else:
                yield from _closed(value)
    elif isinstance(schema, list | tuple):
        for each in schema:
            yield from _closed(each)


def _properties(schema: Json) -> Iterator[str]:
    if isinstance(schema, Mapping):
        for key, value in schema.items():
            if key == "properties" and isinstance(value, Mapping):
                yield from value
            yield from _properties(value)
    elif isinstance(schema, list | tuple):
        for each in schema:
            yield from _properties(each)
