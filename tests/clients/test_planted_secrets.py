"""Secrets that went over the wire are shown by no log, event, span, error or repr of a long run."""

import asyncio
import json
import logging
import pickle
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.clients.planted import GIVEN, PEOPLE, Provider, catalogue_at, encodings, found_in, providing
from unispec import AsyncEngine, Engine, UnispecError, events
from unispec.connections import App
from unispec.connections.storage import KeyRing, SqlStore, Vault, new_key, sqlite

EVENTS = "calendar/events"
HURRIED = {"integration": {"retry": {"budget": "1s"}}}


@dataclass
class Seen:
    """All that a run shows: to those who operate the service, and to those who call the engine."""

    told: list[events.Event] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    reprs: list[str] = field(default_factory=list)
    drawn: dict[str, str] = field(default_factory=dict)


class Run:
    """One run of either engine; its clock jumps when it is told to."""

    def __init__(self, kind: str, provider: Provider, folder: Path) -> None:
        self.seen = Seen()
        self.provider = provider
        self.jumped = 0.0
        self.runner = asyncio.Runner() if kind == "async" else None
        key = new_key("k1")
        self.seen.drawn["key of the vault"] = key.partition(":")[2] or key
        store = SqlStore(sqlite(folder / "a.db"), Vault(KeyRing.read(key)), self.now)
        asked: dict[str, Any] = {
            "store": store,
            "apps": {"calendly": App("the-app", GIVEN["secret of the app"])},
            "on_event": self.seen.told.append,
            "tracing": True,
            "sleep": self.pause if kind == "async" else self.jump,
        }
        catalogue = catalogue_at(provider.url, folder)
        self.engine: Any = (AsyncEngine if kind == "async" else Engine)(catalogue, **asked)
        self.show(self.engine, store)

    def now(self) -> float:
        return time.time() + self.jumped

    def jump(self, seconds: float) -> None:
        self.jumped += seconds

    async def pause(self, seconds: float) -> None:
        self.jump(seconds)

    def show(self, *things: Any) -> None:
        for each in things:
            self.seen.reprs += [repr(each), str(each), repr(getattr(each, "__dict__", {}))]

    def do(self, work: Callable[[], Any], *moods: str, office: str = "well") -> Any:
        """Do something, with the provider and its office in a mood; what is raised is kept."""
        self.provider.moods, self.provider.office = list(moods), office
        try:
            found = work()
            return self.runner.run(found) if self.runner and asyncio.iscoroutine(found) else found
        except UnispecError as error:
            kept = [
                repr(error),
                repr(vars(error)),
                repr(pickle.dumps(error)),
                *traceback.format_exception(error),
            ]
            self.seen.errors += kept
            return None
        finally:
            self.provider.moods, self.provider.office = [], "well"

    def close(self) -> None:
        self.do(self.engine.close)
        if self.runner is not None:
            self.runner.close()


def calls_of(run: Run, connection: Any) -> None:
    """Make every kind of call, in every mood of the provider."""
    guest = {"attendee_email": PEOPLE["guest"]}
    for mood in ("well", "400", "401", "403", "404", "429", "500", "302", "html", "cut"):
        several = [mood] * (1 if mood == "401" else 40)
        run.do(lambda: connection.list(EVENTS, {"person": {"email": PEOPLE["guest"]}}), *several)
        run.do(lambda: connection.list(EVENTS), *several)
        run.do(lambda: connection.get("user_directory/me"), *several)
        run.do(lambda: connection.request("GET", "/scheduled_events", query=guest), *several)
    run.do(lambda: connection.list(EVENTS, validate="raise"))
    run.do(lambda: connection.list(EVENTS, cursor=GIVEN["token of an owner"]))
    run.do(lambda: everything(run, connection))
    run.show(connection, run.do(lambda: connection.account if run.runner is None else None))


def everything(run: Run, connection: Any) -> Any:
    if run.runner is None:
        return list(connection.iterate(EVENTS))

    async def gathered() -> list[Any]:
        return [each async for each in connection.iterate(EVENTS)]

    return gathered()


def whole(run: Run) -> None:
    """Link, call, renew, fail to renew, unlink; then call with a token, a key and a password."""
    engine: Any = run.engine
    ours = {"tenant": "acme", "private_network": True}
    begun = run.do(lambda: engine.link("calendly", tenant="acme", redirect_uri="https://service.test/back"))
    run.show(begun)
    run.seen.drawn["state"] = dict(parse_qsl(urlsplit(begun.url).query))["state"]
    run.do(lambda: engine.complete_link(state="wrong", code=GIVEN["code"], **ours))
    linked = run.do(lambda: engine.complete_link(state=begun.state, code=GIVEN["code"], **ours))
    assert linked, run.seen.errors
    asked = {"connection": linked, **ours}
    connection = engine.connect("calendly", **asked, overrides=HURRIED)
    calls_of(run, connection)
    for office in ("500", "well", "400"):
        run.jump(7_000)
        run.do(lambda: connection.list(EVENTS), "401", office=office)
    run.show(*run.do(lambda: engine.accounts("acme")))
    again = run.do(lambda: engine.link("calendly", tenant="acme", redirect_uri="https://service.test/back"))
    run.do(lambda: engine.complete_link(state=again.state, code=GIVEN["code"], **ours), office="400")
    run.do(lambda: engine.try_account(**asked))
    run.do(lambda: engine.unlink(**asked), office="500")
    for integration, name, secret in (
        ("calendly", "token", "token of an owner"),
        ("depot", "api_key", "key in a query"),
    ):
        for mood in ("401", "well"):
            given = {name: GIVEN[secret]}
            run.do(lambda: engine.link_credentials(integration, credentials=given, **ours), mood)  # noqa: B023
    entrance = {"username": "jo", "password": GIVEN["password"]}
    kept = run.do(lambda: engine.link_credentials("depot", credentials=entrance, **ours))
    depot = engine.connect("depot", connection=kept, **ours)
    for mood in ("well", "403", "cut"):
        run.do(lambda: depot.request("GET", "/things", query={"mail": PEOPLE["owner"]}), *[mood] * 9)
    calls_of(
        run,
        engine.connect("calendly", token=GIVEN["token of an owner"], private_network=True, overrides=HURRIED),
    )
    run.seen.drawn |= run.provider.generated()


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    yield exporter
    provider.shutdown()


def logged(records: list[logging.LogRecord]) -> str:
    plain = logging.Formatter()
    return "\n".join(f"{each.name} {plain.format(each)} {each.__dict__!r}" for each in records)


def test_what_went_over_the_wire_is_shown_nowhere(
    engine_kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, spans: InMemorySpanExporter
) -> None:
    caplog.set_level(logging.DEBUG)
    with providing() as provider:
        run = Run(engine_kind, provider, tmp_path)
        whole(run)
        run.close()
    secrets = GIVEN | run.seen.drawn
    assert len(secrets) == 12
    came = "\n".join(provider.came)
    unseen = {"key of the vault", "state"}
    assert {name for name, secret in secrets.items() if not found_in(came, [(name, secret)])} <= unseen
    lines = logged(caplog.records)
    told = "\n".join(map(repr, run.seen.told))
    spanned = "\n".join(json.dumps(json.loads(each.to_json())) for each in spans.get_finished_spans())
    assert {type(each).__name__ for each in run.seen.told} == {
        name for name in events.__all__ if name[0].isupper() and name not in ("Event", "Tell")
    }
    assert {each.name for each in caplog.records} >= {
        f"unispec.{name}"
        for name in ("accounts", "calls", "http", "pages", "records", "refresh", "retry", "wait")
    }
    assert len(spanned) > 1_000
    assert len(run.seen.errors) > 100
    for shown in (lines, told, spanned):
        assert found_in(shown, (secrets | PEOPLE).items()) == set()
    begun = {("state", "plain")}
    assert found_in("\n".join(run.seen.errors), secrets.items()) == set()
    assert found_in("\n".join(run.seen.reprs), secrets.items()) - begun == set()


@pytest.mark.parametrize("way", encodings("any"))
def test_a_secret_is_found_in_each_encoding(way: str) -> None:
    for name, secret in (GIVEN | PEOPLE).items():
        for form in encodings(secret)[way]:
            assert (name, way) in found_in(f"… {form} …", [(name, secret)])
            assert found_in("… nothing …", [(name, secret)]) == set()
