"""The engine for tasks: the same names as for threads, awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from unispec.clients._audience import Audience
from unispec.clients._call_time import call_time
from unispec.clients._connection_async import AsyncConnection
from unispec.clients._drive_async import AsyncDriver
from unispec.clients._house import Clock, House, utc_now
from unispec.clients._limits import counted_async
from unispec.clients._line import Line, Named, Place, line_to, needed, office_to
from unispec.clients._linked import concealed, concealed_each, linked_accounts, secret
from unispec.clients._linked import nobody_awaited as nobody
from unispec.clients._request import Account
from unispec.clients._settings import Settings
from unispec.clients._shields import TaskShield, Workers
from unispec.clients._watch import Watch, watched
from unispec.connections import Accounts, App, Begun, Change, Linked, Store, texts_or_none
from unispec.data import Json
from unispec.events import Tell
from unispec.flow import Failure, Reply, Send
from unispec.specs import Catalogue

if TYPE_CHECKING:
    import httpx


class AsyncEngine:
    """Runs the operations of a catalogue; one engine may be shared by all tasks of a loop.

    `jsonata` names the runtime of expressions; `transport` replaces httpx's own network, `sleep`
    and `clock` replace time. `watch` is told of each request and what came back; credentials are in neither.

    `store` keeps linked accounts, `apps` says what each provider knows this service by, and `on_change` is
    told when the status of an account changes. `on_event` is told of all that happens, in the events of
    `unispec.events`; with `tracing` there are spans of OpenTelemetry.
    """

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        *,
        jsonata: str = "jlens",
        settings: Settings | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Clock = utc_now,
        watch: Watch | None = None,
        store: Store | None = None,
        apps: Mapping[str, App] | None = None,
        on_change: Callable[[Change], None] | None = None,
        on_event: Tell | None = None,
        tracing: bool = False,
    ) -> None:
        from unispec.clients._httpx import AsyncTransport

        self._house = House(catalogue, jsonata, settings or Settings(), Audience(on_event, tracing=tracing))
        self._transport = AsyncTransport(self._house.settings, transport)
        self._sleep = counted_async(sleep, self._house.limits.clock)
        self._shield = TaskShield()
        self._workers = Workers("unispec-store")
        self._clock = clock
        self._watch = watched(watch)
        self._accounts = linked_accounts(store, apps, on_change, self._house)
        self._inside = AsyncDriver(nobody)

    @property
    def catalogue(self) -> Catalogue:
        """What this engine can do."""
        return self._house.catalogue

    def connect(
        self,
        integration: str,
        *,
        token: str | None = None,
        credentials: Mapping[str, str] | None = None,
        tenant: str | None = None,
        connection: str | None = None,
        account: Mapping[str, Json] | None = None,
        base_url: str | None = None,
        overrides: Mapping[str, Any] | None = None,
        private_network: bool = False,
    ) -> AsyncConnection:
        """Open a connection to one account; nothing is sent yet.

        An account is named by its `token`, by other `credentials` such as an `api_key` or a `username` and a
        `password`, or by the `tenant` and the `connection` that it was linked as.
        `account` is what `AsyncConnection.account` gave earlier, and saves reading it again. `overrides`
        changes the specs field by field. With `private_network` the provider may have an address of a
        private network, or of this machine. Raises `InputError` or `SpecError`.
        """
        line = line_to(
            self._house,
            integration,
            Named(
                token,
                tenant,
                connection,
                account,
                secret(concealed_each(credentials)) if credentials else None,
            ),
            Place(base_url, overrides, private_network),
            self._accounts,
        )
        facts = Account(line.program, self._house.settings, self._clock, self._house.audience.tell)
        return AsyncConnection(facts, line, self._driver(line), account)

    async def link(
        self,
        integration: str,
        *,
        tenant: str,
        redirect_uri: str,
        scopes: Sequence[str] | None = None,
        connection: str | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> Begun:
        """Begin to link an account: send its owner to the `url`, and expect the `state` back.

        Without `scopes`, those that the operations need are asked for. `connection` is linked anew and
        keeps its id. Nothing is sent. Raises `InputError` or `SpecError`.
        """
        line, accounts = self._office(integration, Place(overrides=overrides))
        flow = accounts.begin(line.program, tenant, redirect_uri, scopes, connection)
        return await self._driver(line).run(flow)

    async def complete_link(
        self,
        *,
        tenant: str,
        state: str,
        code: str | None = None,
        error: str | None = None,
        base_url: str | None = None,
        overrides: Mapping[str, Any] | None = None,
        private_network: bool = False,
        timeout: float | None = None,
    ) -> str:
        """Link the account whose owner came back with a `code`, or an `error`; give its id.

        Of several that complete one link, one does. The provider has `timeout` seconds. Raises `LinkError`
        when somebody refused, another `UnispecError` otherwise.
        """
        came = concealed(code)
        del code
        texts_or_none(code=came, error=error)
        place = Place(base_url, overrides, private_network)
        accounts, time = self._linked(), call_time(timeout, self._house.settings)
        request = await self._inside.run(accounts.taken(tenant, state))
        line, _ = self._office(request.integration, place, (tenant, request.relinks))
        flow = accounts.complete(line.program, request, came, error)
        linked = await self._driver(line).run(line.trial(flow, "link", time))
        return str(linked.id)

    async def link_credentials(
        self,
        integration: str,
        *,
        tenant: str,
        credentials: Mapping[str, str],
        connection: str | None = None,
        base_url: str | None = None,
        overrides: Mapping[str, Any] | None = None,
        private_network: bool = False,
        timeout: float | None = None,
    ) -> str:
        """Link an account by what its owner has: a token, a key, a name and a password; give its id.

        With no `credentials`, the app gets its own grant. They are tried first, in `timeout` seconds.
        `connection` is linked anew and keeps its id. Raises an `UnispecError`.
        """
        place = Place(base_url, overrides, private_network)
        line, accounts = self._office(integration, place, (tenant, connection))
        given = concealed_each(credentials)
        del credentials
        kept, time = secret(given), call_time(timeout, self._house.settings)
        flow = accounts.keep(line.program, tenant, kept, connection)
        linked = await self._driver(line).run(line.trial(flow, "link", time))
        return str(linked.id)

    async def unlink(
        self,
        *,
        tenant: str,
        connection: str,
        overrides: Mapping[str, Any] | None = None,
        private_network: bool = False,
        timeout: float | None = None,
    ) -> bool:
        """Revoke the grant of an account and forget it; tell whether the provider confirmed.

        It is forgotten although the provider may not answer in `timeout` seconds. Raises `InputError` or
        `SpecError`.
        """
        place, time = Place(None, overrides, private_network), call_time(timeout, self._house.settings)
        accounts = self._linked()
        linked = await self._inside.run(accounts.known(tenant, connection))
        line, _ = self._office(linked.integration, place)
        flow = line.observed(accounts.remove(line.program, linked, time), "unlink")
        return bool(await self._driver(line).run(flow))

    async def try_account(
        self,
        *,
        tenant: str,
        connection: str,
        base_url: str | None = None,
        overrides: Mapping[str, Any] | None = None,
        private_network: bool = False,
        timeout: float | None = None,
    ) -> bool:
        """Make the request that reads an account; tell whether its integration has one.

        Raises what calls raise.
        """
        place, time = Place(base_url, overrides, private_network), call_time(timeout, self._house.settings)
        accounts = self._linked()
        linked = await self._inside.run(accounts.known(tenant, connection))
        line, _ = self._office(linked.integration, place, (tenant, connection))
        flow = line.trial(accounts.tried(line.program, linked), "try", time)
        return bool(await self._driver(line).run(flow))

    async def disable(self, *, tenant: str, connection: str) -> Linked:
        """Refuse all calls for an account until it is enabled; give it as it is then.

        Raises `InputError`.
        """
        return await self._inside.run(self._linked().switched(tenant, connection, on=False))

    async def enable(self, *, tenant: str, connection: str) -> Linked:
        """End that an account is disabled; it is `active`, or needs its owner as it did before.

        Raises `InputError`.
        """
        return await self._inside.run(self._linked().switched(tenant, connection, on=True))

    async def accounts(self, tenant: str, integration: str | None = None) -> list[Linked]:
        """Give the linked accounts of a tenant, the oldest first; their credentials stay hidden.

        One that cannot be decrypted has a `problem`.
        """
        flow = self._linked().all(tenant, integration)
        return await self._inside.run(flow)

    async def close(self) -> None:
        """Close all network connections, after renewals that are under way; that takes at most 30 seconds."""
        await self._shield.finish()
        await self._transport.close()
        self._workers.close()

    async def __aenter__(self) -> AsyncEngine:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def _linked(self) -> Accounts:
        """Give the linked accounts; raises `InputError` when there is no store of them."""
        return needed(self._accounts)

    def _office(
        self, integration: str, place: Place, account: tuple[str, str | None] | None = None
    ) -> tuple[Line, Accounts]:
        """Give the way to a provider for those who link its accounts."""
        accounts = self._linked()
        return office_to(self._house, integration, place, accounts, account), accounts

    def _driver(self, line: Line) -> AsyncDriver:
        async def send(step: Send) -> Reply | Failure:
            answer = line.explained(step, await self._transport.send(step, line.authority(step)))
            if not step.is_private:
                self._watch(step.request, answer)
            return answer

        return AsyncDriver(send, self._sleep, self._shield, self._workers)
