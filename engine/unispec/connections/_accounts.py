"""Everything that is done with linked accounts, as flows over one store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from unispec.connections._asked import granting, needed_scopes, needs_app, see_fitting, see_known
from unispec.connections._authorized import authorized
from unispec.connections._callers import an_address, an_id, scopes_of
from unispec.connections._keeping import Change, Keeper
from unispec.connections._linked import Grant, Linked, LinkRequest, Status
from unispec.connections._linking import (
    Begun,
    Linking,
    carrying,
    expected,
    identity_of,
    kept,
    new_id,
    not_granted,
    stored,
    unknown_link,
)
from unispec.connections._oauth import Address, App, Endpoints, OAuthClient
from unispec.connections._renewal import Granted, Lasting, Pace, Renewal, Told, Unclear, given_back
from unispec.connections._store import Store
from unispec.connections._usable import unknown_connection
from unispec.data import Json, Secret
from unispec.diagnostics import Code, Diagnostic, SpecError, TransportError
from unispec.events import Tell, untold
from unispec.flow import Ceilings, Deadline, Do, Flow, Program, Send, Shield, new_call, read_account, within
from unispec.language import Place, TemplateError, template
from unispec.specs import Endpoint, Snippet

_CALL = 20.0
_GOES_ON = "the account may still be linked: look at `engine.accounts` before you begin a new link"


@dataclass(frozen=True, slots=True)
class Accounts:
    """The linked accounts of a store; `apps` are what providers know the service by, by integration."""

    store: Store
    apps: Mapping[str, App] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    tell: Callable[[Change], None] = lambda _: None
    observe: Tell = untold

    def begin(
        self,
        program: Program,
        tenant: str,
        redirect_uri: str,
        scopes: Iterable[str] | None,
        relinks: str | None = None,
    ) -> Flow[Begun]:
        """Begin a link; without `scopes`, those that the operations need. Raises `InputError`."""
        _named(tenant, relinks)
        an_address(redirect_uri)
        wanted = needed_scopes(program.integration) if scopes is None else scopes_of(scopes)
        known = granting(program.integration, "oauth2").scopes
        for scope in wanted if known else ():
            see_known(scope, known, program.integration.name)
        return self._linking(program).begin(tenant, redirect_uri, wanted, relinks)

    def taken(self, tenant: str, state: str) -> Flow[LinkRequest]:
        """Take the link that its owner comes back from; raises `InputError`."""
        an_id(tenant, "tenant")
        is_text = isinstance(state, str)
        request = (yield Do(partial(self.store.end_link, tenant, state))) if is_text else None
        if request is None:
            raise unknown_link()
        found: LinkRequest = request
        return found

    def complete(
        self, program: Program, request: LinkRequest, code: Secret | None, error: str | None
    ) -> Flow[Linked]:
        """Store the account whose owner came back; raises `LinkError` or `TransportError`.

        What has begun goes on without its caller, as the code and the grant are given only once.
        """
        completed: Linked = yield Shield(
            partial(self._completed, program, request, code, error), left=_GOES_ON
        )
        return completed

    def _completed(
        self, program: Program, request: LinkRequest, code: Secret | None, error: str | None
    ) -> Flow[Linked]:
        completed = self._linking(program).complete(request, code, error)
        linked = yield from self._told(program, completed, request.tenant, request.relinks)
        yield from self.keeper(program).held_back(linked)
        return linked

    def known(self, tenant: str, connection: str) -> Flow[Linked]:
        """Give an account, whatever its status; raises `InputError`."""
        _named(tenant, connection)
        linked = yield Do(partial(self.store.get, tenant, connection))
        if linked is None:
            raise unknown_connection()
        found: Linked = linked
        return found

    def all(self, tenant: str, integration: str | None) -> Flow[list[Linked]]:
        """Give the accounts of a tenant, the oldest first."""
        an_id(tenant, "tenant")
        if integration is not None:
            an_id(integration, "integration")
        found: list[Linked] = yield Do(lambda: list(self.store.all(tenant, integration)))
        return found

    def keep(
        self,
        program: Program,
        tenant: str,
        credentials: Mapping[str, Secret],
        relinks: str | None = None,
    ) -> Flow[Linked]:
        """Store an account by credentials that its owner has; none are needed where the app gets its own.

        The account is read with them first; raises what reading raises.
        """
        _named(tenant, relinks)
        if credentials:
            see_fitting(program.integration, credentials)
        yield from expected(self.store, program.integration.name, tenant, relinks)
        grant = Grant(dict(credentials)) if credentials else (yield from self._own(program))
        flow = self._read_and_stored(program, grant, tenant, relinks)
        if not credentials:
            flow = kept(flow, self._renewal(program), grant)
        return (yield from self._told(program, flow, tenant, relinks))

    def _read_and_stored(
        self, program: Program, grant: Grant, tenant: str, relinks: str | None
    ) -> Flow[Linked]:
        account = yield from self._read(program, grant, Told())
        name = program.integration.name
        new = Linked(tenant, relinks or new_id(name), name, grant, account)
        return (yield from stored(self.store, new, relinks, identity_of(program.integration)))

    def _told(self, program: Program, flow: Flow[Linked], tenant: str, relinks: str | None) -> Flow[Linked]:
        """Run a flow that stores an account, and tell when one that had a status has another now."""
        before = (yield Do(partial(self.store.get, tenant, relinks))) if relinks is not None else None
        linked = yield from flow
        if before is not None:
            self.keeper(program).linked_again(before, linked)
        return linked

    def switched(self, tenant: str, connection: str, *, on: bool) -> Flow[Linked]:
        """Disable an account, or end that; give it as it is then. Raises `InputError`."""
        _named(tenant, connection)
        found: tuple[Status, Linked] | None = yield Do(partial(self.store.switch, tenant, connection, on=on))
        if found is None:
            raise unknown_connection()
        before, linked = found
        Keeper(self.store, Lasting(), tell=self.tell, observe=self.observe).switched(before, linked)
        return linked

    def remove(self, program: Program, linked: Linked, deadline: Deadline | None = None) -> Flow[bool]:
        """End the grant of an account, and forget it; tell whether the provider was told.

        An account whose provider does not answer until the deadline is forgotten all the same.
        """
        is_told = False
        with suppress(TransportError):
            is_told = yield from within(self._ended(program, linked), deadline)
        yield Do(partial(self.store.remove, linked.tenant, linked.id))
        return is_told

    def _ended(self, program: Program, linked: Linked) -> Flow[bool]:
        """End the grant of an account, and one that it got while the provider was told."""
        renewal = self._renewal(program)
        is_told = yield from given_back(renewal, linked.grant)
        newer = yield Do(partial(self.store.get, linked.tenant, linked.id))
        if newer is not None and newer.version != linked.version:
            is_told = yield from given_back(renewal, newer.grant)
        return is_told

    def tried(self, program: Program, linked: Linked) -> Flow[bool]:
        """Make the request that reads an account, with its grant; tell whether there is such a request.

        Raises what calls raise.
        """
        if program.integration.connection is None:
            yield from self.keeper(program).fresh(linked.tenant, linked.id)
            return False
        call = new_call(program, {}, linked.account, datetime.now(UTC), lambda: 0.5, Ceilings())
        yield from authorized(read_account(call), self.keeper(program), linked.tenant, linked.id)
        return True

    def keeper(self, program: Program) -> Keeper:
        """Give who keeps the grants of an integration fresh."""
        renewal, name = self._renewal(program), program.integration.name
        limit = renewal.spec.limit if isinstance(renewal, OAuthClient) else None
        return Keeper(self.store, renewal, self.pace, self.tell, name, self.observe, limit)

    def _renewal(self, program: Program) -> Renewal:
        """Tell how grants are renewed; without an app, those that need one say so."""
        every = program.integration.auth.items()
        kind, spec = next(((kind, auth.oauth) for kind, auth in every if auth.oauth is not None), ("", None))
        if spec is None:
            return Lasting()
        if program.integration.name not in self.apps:
            renewed_by = "refresh_token" if spec.authorize else "access_token"
            return Lasting(needs_app(program.integration.name), renewed_by)
        return self._client(program, kind)

    def _own(self, program: Program) -> Flow[Grant]:
        client = self._client(program, "client_credentials")
        scopes = needed_scopes(program.integration)
        now = yield Do(self.store.now)
        answer = yield Send(client.own(scopes), _CALL, is_private=True)
        outcome = client.outcome(answer, Grant({}, None, scopes), now)
        if isinstance(outcome, Granted):
            return outcome.grant
        refused = Unclear("the provider refuses the app", reached=False, is_of_app=True)
        raise not_granted(outcome if isinstance(outcome, Unclear) else refused)

    def _linking(self, program: Program) -> Linking:
        client = self._client(program, "oauth2")
        read, identity = partial(self._read, program), identity_of(program.integration)
        return Linking(program.integration.name, self.store, client, read, identity)

    def _client(self, program: Program, kind: str) -> OAuthClient:
        integration = program.integration
        spec = granting(integration, kind)
        app = self.apps.get(integration.name)
        if app is None:
            raise needs_app(integration.name)
        endpoints = Endpoints(
            token=Address(_address(spec.token, program), spec.client),
            authorize=_address(spec.authorize, program) if spec.authorize else None,
            revoke=_endpoint(spec.revoke, program),
            introspect=_endpoint(spec.introspect, program),
        )
        return OAuthClient(spec, endpoints, app)

    def _read(self, program: Program, grant: Grant, told: Told) -> Flow[Mapping[str, Json]]:
        """Read what is known of an account: what its token answer tells, and what the provider does."""
        known: dict[str, Json] = {}
        for auth in program.integration.auth.values():
            if auth.oauth is not None and auth.oauth.account is not None and told:
                known |= program.map_told(auth.oauth.account, told)
        call = new_call(program, {}, known, datetime.now(UTC), lambda: 0.5, Ceilings())
        read: dict[str, Json] = yield from carrying(read_account(call), grant, known)
        return known | read


def _named(tenant: object, connection: object = None) -> None:
    an_id(tenant, "tenant")
    if connection is not None:
        an_id(connection, "connection")


def _endpoint(found: Endpoint | None, program: Program) -> Address | None:
    return Address(_address(found.url, program), found.client) if found is not None else None


def _address(snippet: Snippet, program: Program) -> str:
    try:
        return template(snippet.source, Place.URL).render({"vars": dict(program.vars)})
    except TemplateError as error:
        raise SpecError([Diagnostic(Code.TEMPLATE_SYNTAX, error.problem, snippet.location)]) from None
