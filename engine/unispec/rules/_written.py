"""Where expressions stand in an integration, what each of them sees there, and what it must give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias

from unispec.diagnostics import ProviderError
from unispec.inference import (
    UNKNOWN,
    Absent,
    Array,
    Boolean,
    Given,
    Later,
    Null,
    Number,
    Object,
    String,
    Type,
    field_of,
    title_of,
)
from unispec.language import Place
from unispec.rules._scopes import Scopes
from unispec.rules._sources import Role
from unispec.specs import (
    Auth,
    ConnectionSpec,
    ErrorSpec,
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

_REQUEST = frozenset({"input", "connection", "vars"})
_BASE = frozenset({"connection", "vars"})
_AUTH = frozenset({"credentials"})
_SCALAR = Type((String(), Number(), Boolean(), Null()))
_CATEGORY = Type((*map(String, ProviderError.CATEGORIES), Null(), Absent()))
_QUERY = _SCALAR | Type((Array(Later.of(_SCALAR)), Absent()))


@dataclass(frozen=True, slots=True)
class Goal:
    """What a leaf must give; `title` is what people call the place it fills.

    `holder` is the tree that is left out when none of its leaves gives anything; None for a root.
    """

    type: Type
    title: str
    is_required: bool = False
    holder: Tree | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """An expression or a tree of them where it is written, what it sees there, and what it must give.

    When it sees only a part of what came back, `within` is the expression that finds the part.
    """

    node: Node
    role: Role
    given: Given
    goal: Goal | None = None
    within: Snippet | None = None

    def leaves(self) -> Iterator[tuple[Snippet, Goal | None]]:
        """Every expression of it, with what it must give."""
        yield from _leaves(self.node, self.goal)


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A template where it is written: what it writes, the names that it may use, and the type of `input`."""

    snippet: Snippet
    place: Place
    names: frozenset[str]
    input: Type = UNKNOWN


def _leaves(node: Node, goal: Goal | None, *, is_root: bool = True) -> Iterator[tuple[Snippet, Goal | None]]:
    if isinstance(node, Snippet):
        yield node, goal
        return
    for name, child in node.children.items():
        inner = _goal_of(goal, name, None if is_root else node) if goal else None
        yield from _leaves(child, inner, is_root=False)


def _goal_of(goal: Goal, name: str, holder: Tree | None) -> Goal | None:
    if not goal.type.only(Object).atoms:
        return Goal(goal.type, f"{goal.title}.{name}") if goal.title == "query" else None
    found = field_of(goal.type, name)
    if found is None:
        return None
    required = all(name in atom.fields.required() for atom in goal.type if isinstance(atom, Object))
    return Goal(found.without(Absent), f"{title_of(goal.type)}.{name}", required, holder)


def written(scopes: Scopes, variants: Variants) -> Iterator[Written]:
    """Every expression of an integration, in the order of writing; a shared one comes repeatedly."""
    yield from of_integration(scopes, variants)
    yield from of_variants(scopes, variants)


def of_variants(scopes: Scopes, variants: Variants) -> Iterator[Written]:
    """The expressions of operations."""
    for operation, variant in variants:
        caller = scopes.input(operation, variant)
        yield from _of_request(variant, scopes, caller)
        for found in (variant.records, variant.partial):
            if found is not None:
                yield Written(
                    found, Role.RECORDS, scopes.given(Role.RECORDS, scopes.body(variant.answer), caller)
                )
        record = scopes.record(variant)
        yield from _of_related(variant, scopes, record, caller)
        if variant.map is not None:
            given = scopes.given(Role.MAP, record, caller, scopes.related(variant))
            model = operation.name.resource
            yield Written(variant.map, Role.MAP, given, Goal(scopes.model(model), model, is_required=True))


def _of_related(variant: Variant, scopes: Scopes, record: Type, caller: Type) -> Iterator[Written]:
    for related in variant.related:
        given = scopes.given(Role.RELATED, UNKNOWN if related.per_page else record, caller)
        if related.when is not None:
            yield Written(related.when, Role.RELATED, given)
        if related.input is not None:
            yield Written(related.input, Role.RELATED, given, _asked(related.operation, scopes))


def _asked(name: OperationName, scopes: Scopes) -> Goal:
    return Goal(scopes.parameters(name), str(name))


def of_integration(scopes: Scopes, variants: Variants) -> Iterator[Written]:
    """The expressions that operations share."""
    integration = scopes.integration
    for function in integration.functions.values():
        yield Written(function, Role.FUNCTION, scopes.given(Role.FUNCTION))
    if integration.connection is not None:
        yield from _of_connection(integration.connection, scopes)
    for auth in integration.auth.values():
        if auth.oauth is not None and auth.oauth.account is not None:
            yield Written(auth.oauth.account, Role.CONNECTION, scopes.given(Role.CONNECTION))
    for name, pagination in integration.pagination.items():
        for body in _paged(name, scopes, variants):
            yield from _of_answer(pagination, scopes, body)
    yield from _of_answer(integration.rate_limit, scopes, UNKNOWN)
    yield from _of_answer(integration.errors, scopes, scopes.error)


def _of_connection(connection: ConnectionSpec, scopes: Scopes) -> Iterator[Written]:
    given = scopes.given(Role.CONNECTION, scopes.body(connection.answer))
    yield Written(connection.map, Role.CONNECTION, given, within=connection.record)
    if connection.record is not None:
        yield Written(connection.record, Role.CONNECTION, given)


def _paged(name: str, scopes: Scopes, variants: Variants) -> list[Type]:
    """The types of the bodies that a pagination reads."""
    found = [scopes.body(each.answer) for _, each in variants if each.pagination == name]
    return found or [scopes.body(None)]


def _of_answer(
    spec: Pagination | RateLimitSpec | ErrorSpec, scopes: Scopes, context: Type
) -> Iterator[Written]:
    for each in fields(spec):
        value = getattr(spec, each.name)
        if isinstance(value, Snippet):
            goal = Goal(_CATEGORY, "category") if each.name == "category" else None
            yield Written(value, Role.ANSWER, scopes.given(Role.ANSWER, context), goal)


def _of_request(variant: Variant, scopes: Scopes, caller: Type) -> Iterator[Written]:
    request, parents = variant.request, variant.for_each
    given = scopes.given(Role.REQUEST, caller, caller)
    if variant.when is not None:
        yield Written(variant.when, Role.REQUEST, given)
    if request is not None and request.query is not None:
        yield Written(request.query, Role.REQUEST, given, Goal(_QUERY, "query"))
    if request is not None and request.body is not None:
        yield Written(request.body, Role.REQUEST, given)
    if parents is not None and parents.input is not None:
        yield Written(parents.input, Role.REQUEST, given, _asked(parents.operation, scopes))


def texts(scopes: Scopes, variants: Variants) -> Iterator[WrittenText]:
    """Every template of an integration, in the order of writing; a shared one comes repeatedly."""
    integration = scopes.integration
    yield WrittenText(integration.base_url, Place.URL, _BASE)
    for auth in integration.auth.values():
        yield from _texts_of_auth(auth)
    if integration.connection is not None:
        yield WrittenText(integration.connection.path, Place.PATH, _BASE)
    for operation, variant in variants:
        if variant.request is not None:
            yield from _texts_of(variant.request, scopes.input(operation, variant))


def _texts_of_auth(auth: Auth) -> Iterator[WrittenText]:
    for header in auth.headers.values():
        yield WrittenText(header, Place.HEADER, _AUTH)
    for parameter in auth.query.values():
        yield WrittenText(parameter, Place.TEXT, _AUTH)
    if auth.oauth is not None:
        for address in auth.oauth.addresses:
            yield WrittenText(address, Place.URL, frozenset({"vars"}))


def _texts_of(request: Request, caller: Type) -> Iterator[WrittenText]:
    yield WrittenText(request.path, Place.PATH, _REQUEST, caller)
    for header in request.headers.values():
        yield WrittenText(header, Place.HEADER, _REQUEST, caller)
