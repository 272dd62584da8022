"""A connection to one account, for tasks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any

from unispec.clients._asked import operation_name
from unispec.clients._call_time import CallTime, call_time
from unispec.clients._cutter import Cutter, reported
from unispec.clients._drive_async import AsyncDriver
from unispec.clients._line import Line
from unispec.clients._request import Account, Options, Prepared, options, with_id
from unispec.data import Json, after_fork
from unispec.diagnostics import UnispecError
from unispec.flow import Item, Page, ProxyReply, late
from unispec.specs import OperationName


class AsyncConnection:
    """One account of one integration."""

    def __init__(
        self, account: Account, line: Line, driver: AsyncDriver, known: Mapping[str, Json] | None
    ) -> None:
        self._account = account
        self._line = line
        self._driver = driver
        self._known = dict(known) if known else None
        self._begin()
        after_fork(self)

    def _begin(self) -> None:
        self._lock = asyncio.Lock()

    async def account(self) -> Mapping[str, Json]:
        """Give what is known of the account; read from the provider at the first use."""
        return dict(await self._read())

    async def list(
        self,
        resource: str,
        parameters: Mapping[str, Json] | None = None,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        raw: bool = False,
        validate: str | None = None,
        timeout: float | None = None,
    ) -> Page:
        """Give one page of unified records, `limit` of them unless the list ends.

        `cursor` is the `next_cursor` of an earlier page. With `raw` each record has `remote_data`.
        The whole call takes no longer than `timeout` seconds, retries and waits included.
        Raises an `UnispecError`.
        """
        name = operation_name(resource, "list")
        time = self._time(timeout)
        prepared = await self._prepared(name, parameters, limit, raw, validate, cursor, time)
        page = await self._driver.run(self._line.bound(prepared.page(limit, cursor), str(name), time))
        return self._line.observer.found(page, name)

    async def pages(
        self,
        resource: str,
        parameters: Mapping[str, Json] | None = None,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        raw: bool = False,
        validate: str | None = None,
        timeout: float | None = None,
    ) -> AsyncGenerator[Page, None]:
        """Give all pages as the provider cuts them, fetching ahead; `limit` bounds their records.

        Each page arrives within `timeout` seconds, or an error does.
        """
        name = operation_name(resource, "list")
        time = self._time(timeout)
        prepared = await self._prepared(name, parameters, limit, raw, validate, cursor, time)
        flow, skip = prepared.all_pages(cursor)
        cutter = Cutter(prepared, skip, limit, cursor)
        raws = self._driver.pages(self._line.bound(flow, str(name), time), cutter.is_last)
        try:
            async for page in raws:
                yield self._line.observer.found(cutter.cut(page), name)
        except UnispecError as error:
            raise cutter.resumable(error)  # noqa: B904 - it is the same error
        finally:
            await raws.aclose()

    async def iterate(
        self,
        resource: str,
        parameters: Mapping[str, Json] | None = None,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        raw: bool = False,
        validate: str | None = None,
        timeout: float | None = None,
    ) -> AsyncGenerator[dict[str, Any], None]:
        """Give all records of all pages; findings about them go to the log of `unispec`."""
        found = self.pages(
            resource, parameters, cursor=cursor, limit=limit, raw=raw, validate=validate, timeout=timeout
        )
        async with aclosing(found):
            async for page in found:
                for record in reported(page).result:
                    yield record

    async def get(
        self,
        resource: str,
        id: str | None = None,  # noqa: A002 - the word of the field
        parameters: Mapping[str, Json] | None = None,
        *,
        raw: bool = False,
        validate: str | None = None,
        timeout: float | None = None,
    ) -> Item:
        """Give one unified record."""
        asked = with_id(parameters, id)
        name, time = operation_name(resource, "get"), self._time(timeout)
        prepared = await self._prepared(name, asked, None, raw, validate, time=time)
        item = await self._driver.run(self._line.bound(prepared.item(), str(name), time))
        return self._line.observer.found(item, name)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Json = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> ProxyReply:
        """Make one call of the provider's own API, with the same credentials, limits and retries."""
        time = self._time(timeout)
        known = await self._read(time) if self._account.program.is_of_account else self._known or {}
        flow = self._account.proxied(known, method, path, query, json, headers)
        return await self._driver.run(self._line.bound(flow, "request", time))

    def map(
        self,
        resource: str,
        records: Sequence[Json],
        *,
        operation: str = "list",
        parameters: Mapping[str, Json] | None = None,
        raw: bool = False,
        validate: str | None = None,
    ) -> Page:
        """Map provider records that came some other way; nothing is sent.

        `parameters` are those of the list that the records could come from; they also pick the variant.
        What is known of the account is used; what is not known is undefined in expressions.
        """
        wanted = self._options(raw, validate)
        name = operation_name(resource, operation)
        page = self._account.mapped(name, records, parameters, self._known or {}, wanted)
        return self._line.observer.found(page, name)

    async def _read(self, time: CallTime | None = None) -> Mapping[str, Json]:
        async with self._turn(time):
            if self._known is None:
                flow = self._line.account(self._account.call(None, {}, None))
                self._known = dict(await self._driver.run(self._line.bound(flow, "connection", time)))
            return self._known

    @asynccontextmanager
    async def _turn(self, time: CallTime | None) -> AsyncGenerator[None, None]:
        """Wait until nobody else reads the account, as long as there is time."""
        try:
            async with asyncio.timeout(time.left() if time else None):
                await self._lock.acquire()
        except TimeoutError:
            assert time is not None
            raise late(time) from None
        try:
            yield
        finally:
            self._lock.release()

    def _time(self, timeout: float | None) -> CallTime | None:
        return call_time(timeout, self._account.settings)

    async def _prepared(
        self,
        name: OperationName,
        parameters: Mapping[str, Json] | None,
        limit: int | None,
        raw: bool,
        validate: str | None,
        cursor: str | None = None,
        time: CallTime | None = None,
    ) -> Prepared:
        wanted = self._options(raw, validate)
        needed = self._account.needs(name, parameters, limit, cursor)
        known = await self._read(time) if needed else self._known or {}
        return self._account.prepare(name, parameters, known, limit, wanted)

    def _options(self, raw: bool, validate: str | None) -> Options:
        return options(raw, validate, self._account.settings.validation)
