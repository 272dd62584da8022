"""Where the requests of a connection go, and what authorizes them: a token, or a linked account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from unispec.clients._asked import a_boolean, a_mapping, a_text
from unispec.clients._authority import Authority, authority, credentials
from unispec.clients._call_time import CallTime
from unispec.clients._house import House, base_url
from unispec.clients._limits import within_limit
from unispec.clients._observed import Observer
from unispec.connections import Accounts, an_id, authorized
from unispec.connections.limits import Budget
from unispec.data import Json, Secret
from unispec.diagnostics import Code, Diagnostic, InputError
from unispec.flow import (
    Call,
    Failure,
    Flow,
    Program,
    Reply,
    Reserve,
    Send,
    checked_base,
    read_account,
    spared,
    within,
)

Result = TypeVar("Result")

_PRIVATE = "`private_network=True` lets the provider have such an address"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a caller says that a provider is, and what of its specs is different there.

    Raises `InputError`.
    """

    base_url: str | None = None
    overrides: Mapping[str, Any] | None = None
    private_network: bool = False

    def __post_init__(self) -> None:
        a_boolean(self.private_network, "private_network")
        a_mapping(self.overrides, "overrides")
        if self.base_url is not None:
            a_text(self.base_url, "base_url")
            checked_base(self.base_url)


@dataclass(frozen=True, slots=True)
class Named:
    """How a caller names an account: by credentials, or as it was linked; `known` saves reading it."""

    token: str | None = field(default=None, repr=False)
    tenant: str | None = None
    connection: str | None = None
    known: Mapping[str, Json] | None = None
    given: Mapping[str, Secret] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LinkedTo:
    """A linked account, as its tenant names it."""

    accounts: Accounts
    tenant: str
    connection: str


@dataclass(frozen=True, slots=True)
class Line:
    """The way from a connection to its provider."""

    program: Program
    own: Authority
    observer: Observer
    reserve: Reserve
    budget: Budget | None = None
    linked: LinkedTo | None = None

    def authority(self, step: Send) -> Authority:
        """Tell what authorizes a request, and which origin may see it."""
        given = step.credentials
        if given is None:
            return self.own
        origin = base_url(self.program, given.account)
        return authority(self.program.integration, given.values, origin, anywhere=self.own.anywhere)

    def explained(self, step: Send, answer: Reply | Failure) -> Reply | Failure:
        """Say of a host that may not be reached which it is, as far as the spec or the caller names it."""
        if not isinstance(answer, Failure) or answer.kind != Code.PRIVATE_ADDRESS:
            return answer
        problem = answer.problem
        if step.is_private or not self.program.is_of_account:
            host = urlsplit(step.request.url).hostname
            problem = problem.replace("the host", f"the host `{host}`", 1)
        return replace(answer, problem=problem, help=_PRIVATE)

    def bound(self, flow: Flow[Result], operation: str, time: CallTime | None) -> Flow[Result]:
        """Run a flow in its time, within its limits, watched, and with a fresh grant where it is linked."""
        linked, flow = self.linked, spared(flow, self.reserve)
        if linked is not None:
            keeper = linked.accounts.keeper(self.program)
            flow = authorized(flow, keeper, linked.tenant, linked.connection)
        return self._limited(flow, operation, time)

    def trial(self, flow: Flow[Result], operation: str, time: CallTime | None) -> Flow[Result]:
        """Run a flow that brings its own grant, in its time, within its limits, watched."""
        return self._limited(spared(flow, self.reserve), operation, time)

    def _limited(self, flow: Flow[Result], operation: str, time: CallTime | None) -> Flow[Result]:
        return self.observed(within(within_limit(flow, self.budget, self.program), time), operation)

    def observed(self, flow: Flow[Result], operation: str) -> Flow[Result]:
        """Run a flow as a call that is told and traced."""
        return self.observer.observed(flow, operation)

    def account(self, call: Call) -> Flow[Mapping[str, Json]]:
        """Tell what is known of the account: it is stored, or read from the provider."""
        if self.linked is None:
            return (yield from read_account(call))
        linked = self.linked
        keeper = linked.accounts.keeper(self.program)
        return (yield from keeper.known(linked.tenant, linked.connection)).account


def line_to(
    house: House,
    integration: str,
    named: Named,
    place: Place,
    accounts: Accounts | None = None,
) -> Line:
    """Lay the way to an account; raises `InputError` or `SpecError`."""
    a_mapping(named.known, "account")
    anywhere = place.private_network
    program = house.program(integration, place.base_url, place.overrides)
    observer = Observer(program.integration.name, house.audience)
    if named.tenant is None and named.connection is None:
        given = credentials(program.integration, named.token, named.given)
        origin = base_url(program, named.known) if given else ""
        own = authority(program.integration, given, origin, anywhere=anywhere)
        budget = house.limits.of_credentials(program, own)
        return Line(program, own, observer, house.limits.reserve, budget)
    an_id(named.tenant, "tenant")
    an_id(named.connection, "connection")
    if named.token is not None or named.given is not None or named.known is not None:
        message = "a linked account takes neither `token`, `credentials` nor `account`"
        raise InputError(Diagnostic(Code.INVALID_PARAMETER, message))
    linked = LinkedTo(needed(accounts), str(named.tenant), str(named.connection))
    store = linked.accounts.store
    budget = house.limits.of_linked(program, store, linked.tenant, linked.connection)
    own = Authority("", anywhere=anywhere)
    return Line(program, own, observer, house.limits.reserve, budget, linked)


def office_to(
    house: House,
    integration: str,
    place: Place,
    accounts: Accounts,
    account: tuple[str, str | None] | None = None,
) -> Line:
    """Lay the way for who links and tries; an account that is there is told by its tenant and id."""
    line = line_to(house, integration, Named(), place)
    tenant, connection = account or (None, None)
    if tenant is None or connection is None:
        return line
    an_id(tenant, "tenant")
    an_id(connection, "connection")
    return replace(line, budget=house.limits.of_linked(line.program, accounts.store, tenant, connection))


def needed(accounts: Accounts | None) -> Accounts:
    """Give the linked accounts; raises `InputError` when there is no store of them."""
    if accounts is None:
        message = "there is no store of linked accounts"
        remedy = "`Engine(store=open_store(...))`"
        raise InputError(Diagnostic(Code.INVALID_STORE, message, help=remedy))
    return accounts
