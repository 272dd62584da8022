"""Linking an account: its owner is sent to the provider, and comes back with a code for its grant.

What ties the two halves together is a state of 256 bits that is good for one use and ten minutes. The store
knows its digest alone, and with it the tenant and the PKCE verifier.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from typing import Any, Protocol
from uuid import uuid4

from unispec.connections._linked import Grant, Linked, LinkRequest
from unispec.connections._oauth import OAuthClient
from unispec.connections._renewal import Granted, Refused, Renewal, Told, Unclear, given_back
from unispec.connections._store import Store
from unispec.connections._storing import heard, insisted
from unispec.connections._usable import CHECK_APP, unknown_connection
from unispec.data import Json, Secret
from unispec.diagnostics import Code, Diagnostic, InputError, LinkError, TransportError, UnispecError
from unispec.flow import Credentials, Do, Flow, Send
from unispec.specs import Integration

LASTS = 600.0
"""How many seconds a link may take."""

_CALL = 20.0
_CODE = re.compile(r"[\x21-\x7e]{1,4096}")
_WORD = re.compile(r"[a-z_]{1,40}")


class Reading(Protocol):
    """Reads what is known of an account, from what the token endpoint told and from the provider."""

    def __call__(self, grant: Grant, told: Told) -> Flow[Mapping[str, Json]]: ...


@dataclass(frozen=True, slots=True)
class Begun:
    """A link that was begun: where its owner goes, and the state that comes back with them."""

    url: str = field(repr=False)
    state: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Linking:
    """Links accounts of one integration."""

    integration: str
    store: Store
    client: OAuthClient
    read: Reading
    identity: tuple[str, ...] = ()

    def begin(
        self, tenant: str, redirect_uri: str, scopes: tuple[str, ...], relinks: str | None = None
    ) -> Flow[Begun]:
        """Begin a link; `relinks` is the account that gets a new grant. Raises `InputError`."""
        yield from expected(self.store, self.integration, tenant, relinks)
        state, verifier = token_urlsafe(32), Secret(token_urlsafe(64))
        until = (yield Do(self.store.now)) + LASTS
        request = LinkRequest(tenant, self.integration, redirect_uri, verifier, until, scopes, relinks)
        yield Do(lambda: self.store.begin_link(state, request))
        return Begun(self.client.authorize_url(state, redirect_uri, scopes, verifier), state)

    def complete(self, request: LinkRequest, code: Secret | None, error: str | None = None) -> Flow[Linked]:
        """Store the account whose owner came back; a grant that is not stored is given back.

        Raises `LinkError` when somebody refused, or another account came back than the one to be linked
        again, `TransportError`, and what reading raises.
        """
        if error is not None:
            said = f" (`{error}`)" if _WORD.fullmatch(error) else ""
            raise _refused(f"its owner or the provider refused{said}")
        if code is None or not _CODE.fullmatch(code.reveal()):
            raise _refused("its owner came back without a code")
        yield from expected(self.store, self.integration, request.tenant, request.relinks)
        grant, told = yield from self._exchanged(request, code)
        return (yield from kept(self._read_and_stored(request, grant, told), self.client, grant))

    def _read_and_stored(self, request: LinkRequest, grant: Grant, told: Told) -> Flow[Linked]:
        account = yield from self.read(grant, told)
        name = request.relinks or new_id(self.integration)
        new = Linked(request.tenant, name, self.integration, grant, account)
        return (yield from stored(self.store, new, request.relinks, self.identity))

    def _exchanged(self, request: LinkRequest, code: Secret) -> Flow[tuple[Grant, Told]]:
        now = yield Do(self.store.now)
        asked = self.client.exchange(code, request.redirect_uri, request.verifier)
        answer = yield Send(asked, _CALL, is_private=True)
        outcome = self.client.outcome(answer, Grant({}, None, request.scopes), now)
        match outcome:
            case Granted():
                return outcome.grant, outcome.told
            case Refused():
                raise _refused(f"the provider refuses the code (`{outcome.code}`)")
            case Unclear(rotated=Grant() as unusable):
                yield from given_back(self.client, unusable)
        raise not_granted(outcome, "begin a new link")


def expected(store: Store, integration: str, tenant: str, relinks: str | None) -> Flow[Linked | None]:
    """Give the account that gets a new grant, which must be there; raises `InputError`."""
    if relinks is None:
        return None
    known: Linked | None = yield Do(lambda: store.get(tenant, relinks))
    if known is None or known.integration != integration:
        raise unknown_connection()
    return known


def stored(store: Store, new: Linked, relinks: str | None, identity: tuple[str, ...]) -> Flow[Linked]:
    """Store an account, a new one or one that `relinks`; raises `LinkError` when that is another's.

    A store that fails is asked again.
    """
    before = yield from expected(store, new.integration, new.tenant, relinks)
    if before is not None:
        _see_same_owner(before, new, identity)
    found: Linked = yield from insisted(lambda: store.put(new))
    return found


def kept(flow: Flow[Linked], renewal: Renewal, grant: Grant) -> Flow[Linked]:
    """Run a flow that stores a new grant; when it fails, the provider is asked to end the grant."""
    try:
        return (yield from heard(flow))
    except UnispecError:
        with suppress(UnispecError):
            yield from given_back(renewal, grant)
        raise


def new_id(integration: str) -> str:
    """Draw the id of a new account."""
    return f"{integration}-{uuid4()}"


def identity_of(integration: Integration) -> tuple[str, ...]:
    """Name what tells the accounts of an integration apart; nothing where its spec does not say."""
    spec = integration.connection
    return tuple(name.source for name in spec.identity) if spec is not None else ()


def carrying(flow: Flow[Any], grant: Grant, account: Mapping[str, Json]) -> Flow[Any]:
    """Run a flow whose requests go out with a grant that is not stored yet."""
    answer = None
    credentials = Credentials(grant.credentials, account)
    while True:
        try:
            step = flow.send(answer)
        except StopIteration as stop:
            return stop.value
        answer = yield replace(step, credentials=credentials) if isinstance(step, Send) else step


def unknown_link() -> InputError:
    """Say that a state is none, or is no longer one."""
    message = "the link was not begun here, was completed already, or is past its time"
    return InputError(Diagnostic(Code.UNKNOWN_LINK, message, help="begin a new link"))


def not_granted(outcome: Unclear, remedy: str | None = None) -> TransportError:
    """Say that the token endpoint gave no grant; `remedy` is what to do unless the outcome knows better."""
    message = f"the account could not be linked: {outcome.problem}"
    remedy = CHECK_APP if outcome.is_of_app else outcome.help or remedy
    return TransportError(Diagnostic(Code.LINK_FAILED, message, help=remedy))


def _see_same_owner(before: Linked, new: Linked, identity: tuple[str, ...]) -> None:
    """Refuse another account than the one before, as far as it is known whose that is."""
    known = [name for name in identity if before.account.get(name) is not None]
    if any(new.account.get(name) != before.account[name] for name in known):
        message = "the account could not be linked again: its owner came back with another account"
        remedy = "log in at the provider as before, or link it without `connection`"
        raise LinkError(Diagnostic(Code.OTHER_ACCOUNT, message, help=remedy), status=before.status)


def _refused(problem: str) -> LinkError:
    message = f"the account could not be linked: {problem}"
    return LinkError(Diagnostic(Code.LINK_FAILED, message, help="begin a new link"), status="unlinked")
