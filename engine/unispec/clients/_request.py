"""What both connections share: how a caller's words become a call."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unispec.clients._house import Clock
from unispec.clients._settings import Settings
from unispec.data import InvalidJson, Json, encode
from unispec.diagnostics import Code, Diagnostic, InputError, UnispecError
from unispec.flow import (
    Bookmark,
    Call,
    Flow,
    Item,
    Mapper,
    Page,
    Program,
    ProxyReply,
    Validation,
    fingerprint_of,
    listing,
    new_call,
    one,
    pages,
    proxy,
    query_text,
    read_cursor,
    variant_for,
)
from unispec.specs import OperationName


@dataclass(frozen=True, slots=True)
class Options:
    """How the records of one call are handed out."""

    raw: bool = False
    validation: Validation = Validation.REPORT


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked call of an operation."""

    call: Call
    mapper: Mapper

    def page(self, limit: int | None, cursor: str | None) -> Flow[Page]:
        """Make the flow of one page."""
        size = limit if limit is not None else self.mapper.plan.page_size
        return listing(self.mapper, self.call, size, self._bookmark(cursor))

    def all_pages(self, cursor: str | None) -> tuple[Flow[None], int]:
        """Make the flow of all raw pages from a cursor on, and tell how many records to skip."""
        bookmark = self._bookmark(cursor)
        return pages(self.mapper.plan, self.call, bookmark.position), bookmark.skip

    def item(self) -> Flow[Item]:
        """Make the flow of one record."""
        mapper = self.mapper
        return one(mapper.plan, self.call, mapper.validation, raw=mapper.raw)

    def _bookmark(self, cursor: str | None) -> Bookmark:
        if cursor is None:
            return Bookmark(None)
        return read_cursor(cursor, fingerprint_of(self.mapper.plan, self.call))


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one integration, before anything is known of it."""

    program: Program
    settings: Settings
    clock: Clock

    def call(
        self, parameters: Mapping[str, Json] | None, known: Mapping[str, Json], size: int | None
    ) -> Call:
        """Make a call with what is known of the account."""
        return new_call(
            self.program, parameters or {}, known, self.clock(), random.random, self.settings.ceilings, size
        )

    def prepare(
        self,
        name: OperationName,
        parameters: Mapping[str, Json] | None,
        known: Mapping[str, Json],
        limit: int | None,
        options: Options,
    ) -> Prepared:
        """Check what a caller asks; raises `InputError` or `SpecError`."""
        if parameters is not None and not isinstance(parameters, Mapping):
            raise InputError(Diagnostic(Code.INVALID_PARAMETER, "the parameters must be a mapping"))
        if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
            raise InputError(Diagnostic(Code.INVALID_LIMIT, "the limit must be a whole number above 0"))
        call = self.call(parameters, known, limit)
        try:
            plan = variant_for(call, self.program.plans(name))
        except UnispecError as error:
            error.operation = error.operation or str(name)
            raise
        return Prepared(call, Mapper(plan, options.validation, options.raw))

    def mapper(self, name: OperationName, options: Options) -> Mapper:
        """Give what maps the records of an operation; its last variant when it has several."""
        return Mapper(self.program.plans(name)[-1], options.validation, options.raw)

    def mapped(
        self,
        mapper: Mapper,
        records: Sequence[Json],
        parameters: Mapping[str, Json] | None,
        known: Mapping[str, Json],
    ) -> Page:
        """Map provider records that no request of ours fetched."""
        if isinstance(records, Mapping | str | bytes):
            raise InputError(Diagnostic(Code.INVALID_PARAMETER, "the records must be a list of records"))
        result, found = mapper.map(list(records), self.call(parameters, known, None).names)
        return Page(result, None, is_partial=bool(found), diagnostics=found)

    def proxied(
        self,
        known: Mapping[str, Json],
        method: str,
        path: str,
        query: Mapping[str, Any] | None,
        json: Json,
        headers: Mapping[str, str] | None,
    ) -> Flow[ProxyReply]:
        """Make the flow of a proxy call; raises `InputError`."""
        pairs = tuple(_pairs(query or {}))
        sent = dict(headers or {})
        content = None
        if json is not None:
            try:
                content = encode(json)
            except InvalidJson:
                raise InputError(Diagnostic(Code.INVALID_REQUEST, "the body is not a JSON value")) from None
            sent.setdefault("content-type", "application/json")
        call = self.call(None, known, None)
        return proxy(call, method.upper(), path, pairs, content, tuple(sent.items()))


def _pairs(query: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in query.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            if not isinstance(each, str | int | float | bool):
                message = f"the query parameter `{name}` is not a text, number or boolean"
                raise InputError(Diagnostic(Code.INVALID_REQUEST, message))
            pairs.append((name, query_text(each)))
    return pairs
