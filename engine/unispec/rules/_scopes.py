"""Where expressions stand in an integration, and what each of them sees there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeAlias

from unispec.language import Place
from unispec.models import Models
from unispec.rules._shape import OPEN, Shape
from unispec.rules._sources import Role, Use
from unispec.specs import (
    ErrorSpec,
    Integration,
    Node,
    Operation,
    OperationName,
    Pagination,
    RateLimitSpec,
    Request,
    Snippet,
    Tree,
    Variant,
)

Variants: TypeAlias = Sequence[tuple[Operation, Variant]]
TextScope: TypeAlias = tuple[Snippet, Place, frozenset[str], Shape]

_REQUEST = frozenset({"input", "connection", "vars"})
_BASE = frozenset({"connection", "vars"})
_AUTH = frozenset({"credentials"})
_ANY = Use()


@dataclass(frozen=True, slots=True)
class Written:
    """An expression or a tree of them where it is written, and what it sees there."""

    node: Node
    role: Role
    use: Use = _ANY

    def leaves(self) -> Iterator[Snippet]:
        """Every expression of it."""
        if isinstance(self.node, Tree):
            yield from self.node.leaves()
        else:
            yield self.node


@dataclass(frozen=True, slots=True)
class Scopes:
    """Knows the shapes of records, of unified records and of what callers ask."""

    integration: Integration
    models: Models
    records: Mapping[str, Shape]

    def model(self, name: str) -> Shape:
        """The shape of a unified record; open when there is no such model."""
        model = self.models.get(name)
        if model is None:
            return OPEN
        return Shape(name, ((model.schema, model.schema),), model.siblings)

    def parameters(self, name: OperationName) -> Shape:
        """The shape of what an operation takes; open when there is no such model."""
        model = self.models.get(name.resource)
        if model is None:
            return OPEN
        schema = model.parameters(name.operation)
        extra = {} if name.operation == "list" else {"id": OPEN}
        return Shape(str(name), ((schema, model.schema),), model.siblings, extra)

    def input(self, operation: Operation, variant: Variant) -> Shape:
        """The shape of `input`: what the operation takes, and the parent's record where there is one."""
        shape = self.parameters(operation.name)
        parents = variant.for_each
        if parents is None or shape is OPEN:
            return shape
        record = self.model(parents.operation.resource)
        return replace(shape, extra={**shape.extra, parents.name: record})

    def related(self, variant: Variant) -> Shape:
        """The shape of `$related`: the unified records of each related call."""
        records = {each.name: self.model(each.operation.resource) for each in variant.related}
        return Shape("$related", (({"additionalProperties": False}, None),), extra=records)

    def record(self, variant: Variant) -> Shape:
        """The shape of one provider record; open when it is not declared."""
        return self.records.get(variant.record or "", OPEN)


def written(scopes: Scopes, variants: Variants) -> Iterator[Written]:
    """Every expression of an integration, in the order of writing; a shared one comes repeatedly."""
    yield from _of_integration(scopes.integration)
    for operation, variant in variants:
        caller = scopes.input(operation, variant)
        yield from _of_request(variant, Use(caller, caller))
        for found in (variant.records, variant.partial):
            if found is not None:
                yield Written(found, Role.RECORDS, Use(OPEN, caller))
        record = Use(scopes.record(variant), caller, scopes.related(variant))
        for related in variant.related:
            use = replace(record, context=OPEN) if related.per_page else record
            for node in (related.when, related.input):
                if node is not None:
                    yield Written(node, Role.RELATED, use)
        if variant.map is not None:
            yield Written(variant.map, Role.MAP, record)


def _of_integration(integration: Integration) -> Iterator[Written]:
    for function in integration.functions.values():
        yield Written(function, Role.FUNCTION)
    if integration.connection is not None:
        yield Written(integration.connection.map, Role.CONNECTION)
        if integration.connection.record is not None:
            yield Written(integration.connection.record, Role.CONNECTION)
    answered: list[Pagination | RateLimitSpec | ErrorSpec] = [*integration.pagination.values()]
    for spec in (*answered, integration.rate_limit, integration.errors):
        for each in fields(spec):
            value = getattr(spec, each.name)
            if isinstance(value, Snippet):
                yield Written(value, Role.ANSWER)


def _of_request(variant: Variant, use: Use) -> Iterator[Written]:
    request, parents = variant.request, variant.for_each
    query = request.query if request else None
    body = request.body if request else None
    for node in (variant.when, query, body, parents.input if parents else None):
        if node is not None:
            yield Written(node, Role.REQUEST, use)


def texts(scopes: Scopes, variants: Variants) -> Iterator[TextScope]:
    """Every template of an integration with its place, its names and the shape of `input`."""
    integration = scopes.integration
    yield integration.base_url, Place.URL, _BASE, OPEN
    for headers in integration.auth.values():
        for header in headers.values():
            yield header, Place.HEADER, _AUTH, OPEN
    if integration.connection is not None:
        yield integration.connection.path, Place.PATH, _BASE, OPEN
    for operation, variant in variants:
        if variant.request is not None:
            yield from _of_headers(variant.request, scopes.input(operation, variant))


def _of_headers(request: Request, caller: Shape) -> Iterator[TextScope]:
    yield request.path, Place.PATH, _REQUEST, caller
    for header in request.headers.values():
        yield header, Place.HEADER, _REQUEST, caller
