"""Spans of OpenTelemetry: a call, its requests below it, and nothing that events do not hold."""

import asyncio
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from tests.clients.facade import Link
from tests.clients.test_calls import ACCOUNT
from tests.clients.test_concurrency import soon
from tests.fakes import FakeCalendly, Fault
from unispec import AsyncEngine, Catalogue, Engine, InputError, ProviderError

EVENTS, GROUPS = "calendar/events", "user_directory/groups"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What is traced; set in the place of the process's own provider, which can be set only once."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    yield exporter
    provider.shutdown()


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def below(spans: InMemorySpanExporter, parent: ReadableSpan) -> list[ReadableSpan]:
    assert parent.context is not None
    found = [each for each in spans.get_finished_spans() if each.parent is not None]
    return [each for each in found if each.parent and each.parent.span_id == parent.context.span_id]


def named(spans: InMemorySpanExporter, name: str) -> ReadableSpan:
    (found,) = [each for each in spans.get_finished_spans() if each.name == name]
    return found


def test_a_call_has_a_span_and_each_request_one_below_it(
    link: Link, fake: FakeCalendly, spans: InMemorySpanExporter
) -> None:
    fake.faults.add(Fault("error", "/groups", status=503))
    fake.faults.add(Fault("reset", "/groups"))
    linked = link(tracing=True, account=ACCOUNT)
    linked.list(GROUPS)
    call = named(spans, f"unispec {GROUPS}.list")
    assert attributes(call) == {"unispec.integration": "calendly", "unispec.operation": f"{GROUPS}.list"}
    assert call.parent is None
    assert call.status.status_code is StatusCode.UNSET
    assert [dict(each.attributes or {}) for each in call.events] == [
        {"unispec.seconds": linked.waits[0], "unispec.reason": "status 503"},
        {
            "unispec.seconds": linked.waits[1],
            "unispec.reason": "the connection broke",
        },
    ]
    host, _, port = fake.url.partition("://")[2].partition(":")
    every = {
        "http.request.method": "GET",
        "server.address": host,
        "server.port": int(port),
        "unispec.operation": f"{GROUPS}.list",
    }
    requests = below(spans, call)
    assert [each.kind for each in requests] == [SpanKind.CLIENT] * 3
    assert [attributes(each) for each in requests] == [
        {**every, "http.response.status_code": 503, "error.type": "503"},
        {**every, "http.request.resend_count": 1, "error.type": "no-answer"},
        {**every, "http.request.resend_count": 2, "http.response.status_code": 200},
    ]
    wrong = [each.status.status_code is StatusCode.ERROR for each in requests]
    assert wrong == [True, True, False]


def test_requests_that_are_made_side_by_side_are_below_their_call(
    link: Link, spans: InMemorySpanExporter
) -> None:
    link(tracing=True).list(EVENTS, {"expand": ["attendees"]}, limit=6)
    requests = below(spans, named(spans, f"unispec {EVENTS}.list"))
    operations = sorted(attributes(each)["unispec.operation"] for each in requests)
    assert operations == ["calendar/attendees.list"] * 6 + [f"{EVENTS}.list"]
    assert below(spans, named(spans, "unispec connection"))


def test_a_call_that_fails_has_the_code_of_its_error_and_not_its_words(
    link: Link, fake: FakeCalendly, spans: InMemorySpanExporter
) -> None:
    fake.faults.add(Fault("error", "/groups", times=None, status=403))
    linked = link(tracing=True, account=ACCOUNT)
    with pytest.raises(ProviderError):
        linked.list(GROUPS)
    call = named(spans, f"unispec {GROUPS}.list")
    assert call.status.status_code is StatusCode.ERROR
    assert call.status.description is None
    assert attributes(call)["error.type"] == "provider-error"
    assert [each.name for each in call.events] == []


def test_pages_are_one_span_whoever_fetches_them(link: Link, spans: InMemorySpanExporter) -> None:
    small = {"pagination": {"page_token": {"limit": {"max": 5, "default": 5}}}}
    linked = link(tracing=True, account=ACCOUNT, changes=small)
    assert len(list(linked.iterate(EVENTS, limit=12))) == 12
    assert soon(lambda: any(each.name.startswith("unispec") for each in spans.get_finished_spans()))
    assert len(below(spans, named(spans, f"unispec {EVENTS}.list"))) == 3


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_the_span_around_a_call_is_its_parent(
    kind: str, catalogue: Catalogue, fake: FakeCalendly, spans: InMemorySpanExporter
) -> None:
    asked: dict[str, Any] = {"token": fake.bearer(), "base_url": fake.url, "private_network": True}
    tracer = trace.get_tracer("mine")

    async def in_tasks() -> None:
        async with AsyncEngine(catalogue, tracing=True) as engine:
            with tracer.start_as_current_span("mine"):
                await engine.connect("calendly", **asked).get("user_directory/me")

    if kind == "async":
        asyncio.run(in_tasks())
    else:
        with Engine(catalogue, tracing=True) as engine, tracer.start_as_current_span("mine"):
            engine.connect("calendly", **asked).get("user_directory/me")
    assert [each.name for each in below(spans, named(spans, "mine"))] == ["unispec user_directory/me.get"]


def test_without_tracing_there_are_no_spans(link: Link, spans: InMemorySpanExporter) -> None:
    link().list(GROUPS)
    assert spans.get_finished_spans() == ()


def test_tracing_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)
    with pytest.raises(InputError, match=r"pip install 'unispec\[otel\]'"):
        Engine(tracing=True)


def test_tracing_is_true_or_false() -> None:
    with pytest.raises(InputError, match="`tracing` must be true or false"):
        Engine(tracing="yes")  # type: ignore[arg-type]
