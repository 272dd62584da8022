"""What both connections share: how a caller's words become a call."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from unispec.clients._asked import a_boolean, a_mapping
from unispec.clients._house import Clock
from unispec.clients._settings import Settings
from unispec.data import InvalidJson, Json, encode
from unispec.diagnostics import Code, Diagnostic, InputError, UnispecError, suggestion
from unispec.events import Tell, untold
from unispec.flow import (
    Bookmark,
    Call,
    Flow,
    Item,
    Mapper,
    Page,
    Plan,
    Program,
    ProxyReply,
    Validation,
    check_cursor,
    fingerprint_of,
    listing,
    new_call,
    one,
    pages,
    proxy,
    query_text,
    read_cursor,
    supported,
    variant_for,
)
from unispec.specs import OperationName

_RECORD_ID = "id"


@dataclass(frozen=True, slots=True)
class Options:
    """How the records of one call are handed out."""

    raw: bool = False
    validation: Validation = Validation.REPORT


def options(raw: bool, validate: str | None, usual: str) -> Options:
    """Read what a caller wants; raises `InputError`."""
    a_boolean(raw, "raw")
    try:
        return Options(raw, Validation(usual if validate is None else validate))
    except ValueError:
        remedy = f"allowed: {', '.join(f'`{each}`' for each in Validation)}"
        message = "`validate` has a value that it cannot have"
        raise InputError(Diagnostic(Code.INVALID_PARAMETER, message, help=remedy)) from None


@contextmanager
def naming(name: OperationName) -> Iterator[None]:
    """Say in an error which operation it is about."""
    try:
        yield
    except UnispecError as error:
        error.operation = error.operation or str(name)
        raise


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
        with naming(self.mapper.plan.name):
            return read_cursor(cursor, fingerprint_of(self.mapper.plan, self.call))


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one integration, before anything is known of it."""

    program: Program
    settings: Settings
    clock: Clock
    tell: Tell = untold

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
        call = replace(self.call(parameters, known, limit), operation=str(name), tell=self.tell)
        with naming(name):
            plan = variant_for(call, self.program.plans(name))
        return Prepared(call, Mapper(plan, options.validation, options.raw))

    def needs(
        self,
        name: OperationName,
        parameters: Mapping[str, Json] | None,
        limit: int | None,
        cursor: str | None = None,
    ) -> bool:
        """Tell whether the account must be known; raises `InputError` for what cannot be asked."""
        with naming(name):
            if parameters is not None and not isinstance(parameters, Mapping):
                raise InputError(Diagnostic(Code.INVALID_PARAMETER, "the parameters must be a mapping"))
            if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
                raise InputError(Diagnostic(Code.INVALID_LIMIT, "the limit must be a whole number above 0"))
            if cursor is not None:
                check_cursor(cursor)
            return self.program.needs_connection(name)

    def mapped(
        self,
        name: OperationName,
        records: Iterable[Json],
        parameters: Mapping[str, Json] | None,
        known: Mapping[str, Json],
        options: Options,
    ) -> Page:
        """Map provider records that no request of ours fetched; raises `InputError`."""
        if isinstance(records, Mapping | str | bytes) or not isinstance(records, Iterable):
            raise InputError(Diagnostic(Code.INVALID_PARAMETER, "the records must be a list of records"))
        self.needs(name, parameters, None)
        call = self.call(parameters, known, None)
        plan = _serving(self.program.plans(name), call)
        for each in call.input:
            if plan.reading.at(each) is None:
                message = f"`{name}` reads no parameter `{each}` for these records"
                remedy = suggestion(str(each), supported(plan), noun="parameters")
                raise InputError(Diagnostic(Code.UNSUPPORTED_PARAMETER, message, help=remedy))
        given = list(records)
        result, found = Mapper(plan, options.validation, options.raw).map(given, call.names)
        return Page(result, None, is_partial=len(result) < len(given), diagnostics=found)

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
        if not isinstance(method, str) or not isinstance(path, str):
            raise InputError(Diagnostic(Code.INVALID_REQUEST, "the method and the path must be texts"))
        if "#" in path:
            raise InputError(Diagnostic(Code.INVALID_REQUEST, "the path of a proxy call has no fragment"))
        a_mapping(query, "query")
        a_mapping(headers, "headers")
        pairs = tuple(_pairs(query or {}))
        sent = _headers(headers or {}, self._reserved())
        content = None
        if json is not None:
            try:
                content = encode(json)
            except InvalidJson:
                raise InputError(Diagnostic(Code.INVALID_REQUEST, "the body is not a JSON value")) from None
            if not any(name.lower() == "content-type" for name in sent):
                sent["content-type"] = "application/json"
        call = self.call(None, known, None)
        return proxy(call, method.upper(), path, pairs, content, tuple(sent.items()))

    def _reserved(self) -> frozenset[str]:
        """Give the headers, in lower case, that credentials are sent in."""
        kinds = self.program.integration.auth.values()
        return frozenset(name.lower() for kind in kinds for name in kind.carriers)


def with_id(parameters: Mapping[str, Json] | None, id_: str | None) -> Mapping[str, Json] | None:
    """Put the id of a record beside the parameters."""
    if id_ is None or not isinstance(parameters, Mapping | None):
        return parameters
    if _RECORD_ID in (parameters or {}):
        message = "the id is given twice, by itself and among the parameters"
        raise InputError(Diagnostic(Code.INVALID_PARAMETER, message))
    return {**(parameters or {}), _RECORD_ID: id_}


def _serving(plans: tuple[Plan, ...], call: Call) -> Plan:
    """Pick the variant whose records these are: the one that the parameters select, else the last."""
    fitting = (plan for plan in plans if plan.when is None or plan.when(call.input, call.names))
    return next(fitting, plans[-1])


def _pairs(query: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in query.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            if not isinstance(each, str | int | float | bool):
                message = f"the query parameter `{name}` is not a text, number or boolean"
                raise InputError(Diagnostic(Code.INVALID_REQUEST, message))
            pairs.append((_text(name), _text(query_text(each))))
    return pairs


def _text(text: str) -> str:
    """Accept what has an encoding; half of a surrogate pair has none."""
    try:
        text.encode()
    except (UnicodeEncodeError, AttributeError):
        message = "the query holds what cannot be sent as text"
        raise InputError(Diagnostic(Code.INVALID_REQUEST, message)) from None
    return text


_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?")


def _headers(headers: Mapping[str, str], reserved: frozenset[str]) -> dict[str, str]:
    for name, value in headers.items():
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
            raise InputError(Diagnostic(Code.INVALID_REQUEST, "the name of a header is not one"))
        if name.lower() in reserved:
            raise InputError(Diagnostic(Code.INVALID_REQUEST, f"the header `{name}` is set by the engine"))
        if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
            message = f"the header `{name}` is not one line of visible ASCII characters"
            raise InputError(Diagnostic(Code.INVALID_REQUEST, message))
    return dict(headers)
