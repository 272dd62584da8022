"""What a spec means: frozen values, each with the place it was written at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from unispec.data import Json
from unispec.diagnostics import Location, Source
from unispec.specs._auth import Auth, Rate
from unispec.specs._nodes import Node, Snippet, Tree


@dataclass(frozen=True, slots=True)
class OperationName:
    """`calendar/events.list`, taken apart."""

    resource: str
    operation: str

    @classmethod
    def parse(cls, text: str) -> OperationName:
        """Take `<model>/<resource>.<operation>` apart."""
        resource, _, operation = text.rpartition(".")
        return cls(resource, operation)

    def __str__(self) -> str:
        return f"{self.resource}.{self.operation}"


@dataclass(frozen=True, slots=True)
class Request:
    """How the HTTP request of an operation is made."""

    path: Snippet
    method: str = "GET"
    query: Tree | None = None
    headers: Mapping[str, Snippet] = field(default_factory=dict)
    body: Node | None = None
    idempotent: bool = True


@dataclass(frozen=True, slots=True)
class Related:
    """A call to another operation, whose records the map may use."""

    name: str
    operation: OperationName
    location: Location
    input: Node | None = None
    when: Snippet | None = None
    per_page: bool = False
    tolerate: frozenset[int] = frozenset()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class ForEach:
    """The request is made once per record of another operation."""

    operation: OperationName
    name: str
    location: Location
    input: Node | None = None


@dataclass(frozen=True, slots=True)
class Windows:
    """A range of time that is asked for in pieces of at most `seconds`."""

    start: str
    end: str
    seconds: float
    future: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The name of a shape of `provider.schema.json`, where it is written."""

    name: str
    location: Location


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to serve an operation; an operation without variants has exactly one."""

    location: Location
    map: Node | None
    when: Snippet | None = None
    summary: str = ""
    scopes: tuple[str, ...] = ()
    request: Request | None = None
    static: tuple[Json, ...] | None = None
    pagination: str | None = None
    pagination_location: Location | None = None
    answer: Shape | None = None
    records: Snippet | None = None
    record: str | None = None
    record_location: Location | None = None
    partial: Snippet | None = None
    related: tuple[Related, ...] = ()
    for_each: ForEach | None = None
    windows: Windows | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be done with a resource."""

    name: OperationName
    variants: tuple[Variant, ...]
    location: Location
    fingerprint: str
    summary: str = ""

    @property
    def is_list(self) -> bool:
        """Whether it answers pages of records rather than one."""
        return self.name.operation == "list"


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a provider, mapped to a unified model."""

    name: str
    operations: Mapping[str, Operation]
    location: Location
    summary: str = ""
    docs: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class PageSize:
    """How many records a page is asked for."""

    param: str
    max: int
    default: int


@dataclass(frozen=True, slots=True)
class Pagination:
    """A way to page, as written; `flow` turns it into a style."""

    name: str
    style: str
    location: Location
    next: Snippet | None = None
    more: Snippet | None = None
    total: Snippet | None = None
    param: str = ""
    start: int | None = None
    limit: PageSize | None = None


@dataclass(frozen=True, slots=True)
class RateLimitSpec:
    """How many calls an account may make, and where an answer tells how many are left."""

    windows: tuple[Rate, ...] = ()
    limit: Snippet | None = None
    remaining: Snippet | None = None
    reset: Snippet | None = None
    unit: str = "seconds"

    @property
    def is_known(self) -> bool:
        """Whether anything is known of a limit before it is met."""
        return bool(self.windows or self.remaining)


@dataclass(frozen=True, slots=True)
class RetrySpec:
    """When a failed call is tried again, and for how many seconds altogether."""

    budget: float = 60.0
    on: frozenset[int] = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class ErrorSpec:
    """How an error answer is understood."""

    when: Snippet | None = None
    message: Snippet | None = None
    title: Snippet | None = None
    details: Snippet | None = None
    missing_scopes: Snippet | None = None
    expired_cursor: Snippet | None = None
    category: Snippet | None = None


@dataclass(frozen=True, slots=True)
class ConnectionSpec:
    """What is read once when an account is connected; `identity` names what says whose account it is."""

    path: Snippet
    map: Tree
    record: Snippet | None = None
    answer: Shape | None = None
    identity: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What comes back of a provider as a rule: the shapes of bodies, the names of headers."""

    body: Shape | None = None
    error: Shape | None = None
    headers: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Integration:
    """One provider: what its resources share, and the resources."""

    name: str
    base_url: Snippet
    source: Source
    label: str = ""
    docs: str | None = None
    vars: Mapping[str, Json] = field(default_factory=dict)
    functions: Mapping[str, Snippet] = field(default_factory=dict)
    auth: Mapping[str, Auth] = field(default_factory=dict)
    connection: ConnectionSpec | None = None
    answers: Answers = field(default_factory=Answers)
    pagination: Mapping[str, Pagination] = field(default_factory=dict)
    rate_limit: RateLimitSpec = field(default_factory=RateLimitSpec)
    retry: RetrySpec = field(default_factory=RetrySpec)
    errors: ErrorSpec = field(default_factory=ErrorSpec)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    provider: Json = None

    def operation(self, name: OperationName) -> Operation | None:
        """Look an operation up; None when there is none."""
        resource = self.resources.get(name.resource)
        return resource.operations.get(name.operation) if resource else None
