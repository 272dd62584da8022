"""What an operation wants of the world, and what the world sends back.

An operation is a generator of steps. It never does I/O: a driver carries out each step and sends
the answer into the generator. A failure is an answer too, so that deciding what to do about it
stays here, without clocks and sockets.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from unispec.data import Json, Secret
from unispec.diagnostics import Diagnostic, UnispecError


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: `url` is absolute and has no query; credentials are added by the driver."""

    method: str
    url: str
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    content: bytes | None = field(default=None, repr=False)
    idempotent: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer: header names in lower case, the decoded bytes, the seconds that it took.

    `value` holds the body, when it was read as JSON already.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    elapsed: float = 0.0
    value: tuple[Json] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """No usable answer: `sent` tells whether the provider may have seen the request.

    `kind` is a diagnostic code, `help` says what to do; `final` failures are not worth another try.
    """

    kind: str
    problem: str
    sent: bool = True
    final: bool = False
    elapsed: float = 0.0
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What authorizes a request, and what is known of the account that it is for."""

    values: Mapping[str, Secret] = field(repr=False)
    account: Mapping[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Send:
    """Send a request; the answer, a `Reply` or a `Failure`, must be there within the seconds.

    `credentials` authorize it; without them, those of the connection do. Of a private one, which holds
    credentials in itself, nobody is told. `attempt` counts the tries of one request, which
    is one of an `operation`.
    """

    request: Request
    seconds: float | None = None
    credentials: Credentials | None = None
    is_private: bool = False
    attempt: int = 1
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Let this many seconds pass.

    After it the request `retries` is sent again, although nobody asked to wait; the answer is False when
    that is not to be. `attempt` is the number of the try that comes after it, of an `operation`. A call that
    has no time for it ends with the error that `instead` gives.
    """

    seconds: float
    reason: str = ""
    retries: Request | None = None
    operation: str = ""
    attempt: int = 0
    instead: Callable[[], UnispecError] | None = None


@dataclass(frozen=True, slots=True)
class Do:
    """Do some short work that may block, such as asking a store; the answer is what it gives."""

    work: Callable[[], Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fork:
    """Run several flows, at most `parallel` at a time.

    The answer has one outcome for each, in order: what the flow returned, or the error it raised.
    """

    flows: tuple[Callable[[], Flow[Any]], ...]
    parallel: int


@dataclass(frozen=True, slots=True)
class Shield:
    """Run a flow to its end, although nobody may wait for it any more; the answer is what it returns.

    Who has waited for these seconds gets a `Failure`, and the flow goes on; `left` says what that means.
    """

    begin: Callable[[], Flow[Any]] = field(repr=False)
    seconds: float | None = None
    left: str | None = None


@dataclass(frozen=True, slots=True)
class Emit:
    """Hand a page out."""

    page: RawPage


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How much of the provider's rate limit is left; `reset` is in seconds from the answer."""

    limit: float | None = None
    remaining: float | None = None
    reset: float | None = None


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as the provider gave it: records, what is related to each, and where the next one stands.

    `here` and `following` are positions from which the list can be resumed.
    """

    number: int
    records: list[Json] = field(repr=False)
    related: list[Mapping[str, Json]] = field(repr=False)
    input: Mapping[str, Json] = field(repr=False)
    here: Json
    following: Json
    is_partial: bool = False
    rate_limit: RateLimit | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


Result = TypeVar("Result")
Step: TypeAlias = Send | Wait | Do | Fork | Shield | Emit
Answer: TypeAlias = Reply | Failure | list[Any | UnispecError] | bool | None
Flow: TypeAlias = Generator[Step, Any, Result]
