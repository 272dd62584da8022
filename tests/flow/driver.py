"""A driver for tests: carries flows out one step after the other, and small integrations to run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from unispec.diagnostics import UnispecError
from unispec.documents import from_data
from unispec.flow import (
    Bookmark,
    Call,
    Ceilings,
    Emit,
    Failure,
    Fork,
    Mapper,
    Page,
    Plan,
    Program,
    RawPage,
    Reply,
    Request,
    Send,
    Validation,
    Wait,
    fingerprint_of,
    listing,
    new_call,
    pages,
    read_cursor,
    variant_for,
    write_cursor,
)
from unispec.language import runtime
from unispec.specs import Catalogue, Layer, OperationName, examine
from unispec.specs._files import IntegrationFiles

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
BASE = "https://api.example.com/v1"
ITEMS = OperationName("t/items", "list")
Server = Callable[[Request], Reply | Failure]

MODEL: dict[str, Any] = {
    "$id": "unispec:t/items",
    "type": "object",
    "additionalProperties": False,
    "required": ["id"],
    "properties": {"id": {"type": ["string", "integer"]}, "parent": {}, "more": {}, "note": {}},
    "$defs": {
        "list_parameters": {
            "type": "object",
            "additionalProperties": False,
            "x-range": {"from": "start_time", "to": "end_time"},
            "properties": {
                "start_time": {"type": "string", "format": "date-time"},
                "end_time": {"type": "string", "format": "date-time"},
                "status": {"type": "string", "enum": ["open", "closed", "lost"]},
                "person": {"type": "object", "properties": {"id": {"type": "string"}, "name": {}}},
                "expand": {"type": "array", "items": {"type": "string"}},
                "parent": {"type": "object"},
                "unread": {"type": "string"},
            },
        },
        "get_parameters": {"type": "object", "additionalProperties": False, "properties": {}},
    },
}


def reply(body: Any = None, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Make an answer of a body."""
    return Reply(status, dict(headers or {}), b"" if body is None else json.dumps(body).encode())


def catalogue_of(
    integration: Mapping[str, Any], resources: Mapping[str, Any], models: Mapping[str, Any] | None = None
) -> Catalogue:
    """Make a catalogue of Python data."""
    written = {"spec_version": 1, "integration": "demo", "base_url": BASE, **integration}
    files = IntegrationFiles(
        from_data("integration.yaml", written),
        None,
        {name: from_data(f"{name}.yaml", {"resource": name, **each}) for name, each in resources.items()},
    )
    known = models or {name: {**MODEL, "$id": f"unispec:{name}"} for name in resources}
    layer = Layer({"demo": files}, {name: from_data(f"{name}.json", each) for name, each in known.items()})
    examined = examine([layer])
    assert examined.catalogue is not None, [str(each) for each in examined.diagnostics]
    return examined.catalogue


def program_of(
    integration: Mapping[str, Any],
    resources: Mapping[str, Any],
    models: Mapping[str, Any] | None = None,
    jsonata: str = "jlens",
) -> Program:
    """Compile an integration of Python data."""
    catalogue = catalogue_of(integration, resources, models)
    return Program(catalogue.integration("demo"), catalogue.models, runtime(jsonata))


def items(pagination: Mapping[str, Any] | None, **integration: Any) -> Program:
    """Compile an integration with one list that pages like this."""
    paging = {"pagination": {"pages": dict(pagination)}} if pagination else {}
    request = {"path": "/items"}
    operation = {"request": request, "records": "items", "pagination": "pages" if pagination else "none"}
    return program_of(
        {**paging, **integration}, {"t/items": {"operations": {"list": operation}, "map": {"id": "id"}}}
    )


def call_of(program: Program, parameters: Mapping[str, Any] | None = None, **more: Any) -> Call:
    """Make a call with a fixed clock and the middle of all jitter."""
    asked = {"account": {}, "random": lambda: 0.5, "ceilings": Ceilings(), **more}
    return new_call(
        program, parameters or {}, asked["account"], NOW, asked["random"], asked["ceilings"], more.get("size")
    )


def text_of(request: Request) -> str:
    """Write a request as path and query below the base."""
    url = request.url.removeprefix(BASE)
    return f"{url}?{urlencode(request.query)}" if request.query else url


@dataclass
class Driver:
    """Carries out steps; `sent` and `waits` tell what was asked."""

    server: Server
    sent: list[Request] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    widest: int = 0

    def run(self, flow: Any) -> Any:
        """Run a flow that emits nothing, and give what it returns."""
        answer: Any = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as stop:
                return stop.value
            answer = self._carry_out(step)

    def pages(self, flow: Any) -> Iterator[RawPage]:
        """Give the pages of a flow."""
        answer: Any = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration:
                return
            answer = None
            if isinstance(step, Emit):
                yield step.page
            else:
                answer = self._carry_out(step)

    def _carry_out(self, step: Any) -> Any:
        match step:
            case Send():
                self.sent.append(step.request)
                return self.server(step.request)
            case Wait():
                assert step.seconds >= 0
                self.waits.append(step.seconds)
                return None
            case Fork():
                self.widest = max(self.widest, step.parallel)
                return [self._outcome(begin) for begin in step.flows]
        raise AssertionError(step)

    def _outcome(self, begin: Any) -> Any:
        try:
            return self.run(begin())
        except UnispecError as error:
            return error


@dataclass
class Read:
    """What reading a list gave: ids, the cursors after each page, and the error that ended it."""

    ids: list[Any] = field(default_factory=list)
    cursors: list[str | None] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    error: UnispecError | None = None


def plan_of(call: Call, name: OperationName = ITEMS) -> Plan:
    """Pick the plan that serves a call."""
    return variant_for(call, call.program.plans(name))


def read_all(driver: Driver, call: Call, cursor: str | None = None) -> Read:
    """Read all raw pages from a cursor on."""
    plan = plan_of(call)
    mark = fingerprint_of(plan, call)
    start = read_cursor(cursor, mark) if cursor else Bookmark(None)
    found, skip = Read(), start.skip
    try:
        for page in driver.pages(pages(plan, call, start.position)):
            found.ids += [each["id"] for each in page.records[skip:]]
            skip = max(0, skip - len(page.records))
            following = Bookmark(page.following)
            found.cursors.append(write_cursor(following, mark) if following else None)
            found.counts.append(len(found.ids))
    except UnispecError as error:
        found.error = error
    return found


def read_page(driver: Driver, call: Call, limit: int, cursor: str | None = None) -> Page:
    """Read one page of `limit` records."""
    plan = plan_of(call)
    start = read_cursor(cursor, fingerprint_of(plan, call)) if cursor else Bookmark(None)
    page: Page = driver.run(listing(Mapper(plan, Validation.REPORT), call, limit, start))
    return page
