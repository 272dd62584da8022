"""What an engine tells of its work: the same events of either engine, and no call ends by a hook."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clients.conftest import Serve
from tests.clients.facade import KINDS, Link, Linked, Opened
from tests.clients.test_calls import ACCOUNT
from tests.clients.test_concurrency import soon
from tests.fakes import FakeCalendly, Fault
from tests.fakes.cases import EVENT
from unispec import Catalogue, Engine, InputError, ProviderError, TransportError, UnispecError, events
from unispec.connections.storage import SqlStore
from unispec.events import (
    CallEnded,
    Event,
    PageRead,
    RecordProblem,
    Refresh,
    RequestAnswered,
    RequestSent,
    Retrying,
    StatusChange,
)

PAGE = Path(__file__).parents[2] / "docs" / "observing.md"
EVENTS, GROUPS = "calendar/events", "user_directory/groups"
OUTAGE = Fault("error", "/oauth/token", status=500)
SMALL = {"pagination": {"page_token": {"limit": {"max": 5, "default": 5}}}}


def timeless(event: Event) -> Event:
    """An event without its seconds, which differ from run to run."""
    names = {each.name for each in fields(event)}
    return replace(event, seconds=0.0) if "seconds" in names else event  # type: ignore[arg-type]


def spread(linked: Linked) -> None:
    list(linked.iterate(EVENTS, limit=12))


CASES: dict[str, tuple[list[Fault], Any, Callable[[Linked], Any]]] = {
    "one page": ([], None, lambda linked: linked.list(GROUPS)),
    "several pages": ([], SMALL, spread),
    "a list with related calls": (
        [],
        SMALL,
        lambda linked: linked.list(EVENTS, {"expand": ["attendees"]}, limit=7),
    ),
    "one record": ([], None, lambda linked: linked.get("user_directory/me")),
    "a call of the provider itself": ([], None, lambda linked: linked.request("GET", "/users/me")),
    "an outage that passes": (
        [Fault("error", "/groups", status=503), Fault("reset", "/groups")],
        None,
        lambda linked: linked.list(GROUPS),
    ),
    "an outage that lasts": (
        [Fault("error", "/groups", times=None, status=503)],
        None,
        lambda linked: linked.list(GROUPS),
    ),
    "a limit that is met": ([Fault("bare_429", "/groups")], None, lambda linked: linked.list(GROUPS)),
    "an error": (
        [Fault("error", "/groups", times=None, status=403)],
        None,
        lambda linked: linked.list(GROUPS),
    ),
    "a page that is none": ([Fault("html", "/scheduled_events", after=1)], SMALL, spread),
    "a call that cannot be": ([], None, lambda linked: linked.list(EVENTS, {"nonsense": 1})),
}


def told_in(kind: str, case: str, catalogue: Catalogue, fake: FakeCalendly) -> list[Event]:
    faults, changes, ask = CASES[case]
    told: list[Event] = []
    fake.reset()
    for fault in faults:
        fake.faults.add(fault)
    with Opened(kind, catalogue, fake) as link:
        linked = link(on_event=told.append, changes=changes)
        with suppress(UnispecError):
            ask(linked)
        soon(lambda: not told or isinstance(told[-1], CallEnded))
    return told


@pytest.mark.parametrize("case", CASES)
def test_both_engines_tell_the_same(
    case: str, catalogue: Catalogue, fake: FakeCalendly, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.random", lambda: 0.5)
    in_threads, in_tasks = ([*map(timeless, told_in(kind, case, catalogue, fake))] for kind in KINDS)
    if "related" in case:
        assert Counter(in_threads) == Counter(in_tasks), "calls side by side come in any order"
    else:
        assert in_threads == in_tasks
    assert in_threads or case == "a call that cannot be"
    sent = [each for each in in_threads if isinstance(each, RequestSent)]
    answered = [each for each in in_threads if isinstance(each, RequestAnswered)]
    assert len(sent) == len(answered)


def test_a_list_tells_of_its_requests_its_pages_and_its_end(link: Link, fake: FakeCalendly) -> None:
    told: list[Event] = []
    link(on_event=told.append).list(GROUPS)
    host = fake.url.removeprefix("https://").removeprefix("http://")
    read = ("calendly", "connection", "GET", host, 1)
    asked = ("calendly", f"{GROUPS}.list", "GET", host, 1)
    assert [timeless(each) for each in told] == [
        RequestSent(*read),
        RequestAnswered(*read, 0.0, 200),
        CallEnded("calendly", "connection", 0.0),
        RequestSent(*asked),
        RequestAnswered(*asked, 0.0, 200),
        PageRead("calendly", f"{GROUPS}.list", 1, 2),
        CallEnded("calendly", f"{GROUPS}.list", 0.0),
    ]


def of(told: list[Event], kind: type[Any]) -> list[Any]:
    return [each for each in told if type(each) is kind]


def test_tries_are_counted_and_say_why_they_are_made(link: Link, fake: FakeCalendly) -> None:
    told: list[Event] = []
    fake.faults.add(Fault("error", "/groups", status=503))
    fake.faults.add(Fault("reset", "/groups"))
    linked = link(on_event=told.append)
    linked.list(GROUPS)
    again = of(told, Retrying)
    assert [(each.attempt, each.status, each.problem) for each in again] == [
        (2, 503, None),
        (3, None, "no-answer"),
    ]
    assert [each.seconds for each in again] == linked.waits
    tries = [each for each in of(told, RequestAnswered) if each.operation == f"{GROUPS}.list"]
    assert [(each.attempt, each.status, each.problem) for each in tries] == [
        (1, 503, None),
        (2, None, "no-answer"),
        (3, 200, None),
    ]
    assert all(each.seconds > 0 for each in tries)


def test_related_calls_bear_their_own_names(link: Link, fake: FakeCalendly) -> None:
    told: list[Event] = []
    link(on_event=told.append).list(EVENTS, {"expand": ["attendees"]}, limit=3)
    operations = Counter(each.operation for each in of(told, RequestSent))
    assert operations == {"connection": 1, f"{EVENTS}.list": 1, "calendar/attendees.list": 3}
    assert sum(operations.values()) == len(fake.requests)
    assert len(of(told, CallEnded)) == 2


@pytest.mark.parametrize(
    ("fault", "error", "problem"),
    [
        (Fault("error", "/groups", times=None, status=404), ProviderError, "provider-error"),
        (Fault("reset", "/groups", times=None), TransportError, "no-answer"),
    ],
    ids=["refused", "broken"],
)
def test_a_call_that_fails_ends_with_the_code_of_its_error(
    link: Link, fake: FakeCalendly, fault: Fault, error: type[UnispecError], problem: str
) -> None:
    told: list[Event] = []
    linked = link(on_event=told.append)
    fake.faults.add(fault)
    with pytest.raises(error):
        linked.list(GROUPS)
    assert of(told, CallEnded)[-1].problem == problem


def test_a_call_that_is_refused_before_it_is_sent_is_no_call(link: Link) -> None:
    told: list[Event] = []
    linked = link(on_event=told.append, account=ACCOUNT)
    with pytest.raises(InputError):
        linked.list(GROUPS, {"nonsense": 1})
    assert told == []


def test_a_consumer_who_stops_after_a_page_has_a_call_that_ended_well(link: Link) -> None:
    told: list[Event] = []
    linked = link(on_event=told.append, changes=SMALL)
    assert len(linked.account) > 0
    told.clear()
    list(linked.pages(EVENTS, limit=5))
    assert soon(lambda: bool(of(told, CallEnded)))
    assert [(each.number, each.records) for each in of(told, PageRead)] == [(1, 5)]
    assert [each.problem for each in of(told, CallEnded)] == [None]


@pytest.mark.parametrize("way", ["list", "pages", "iterate", "map"])
def test_problems_of_records_are_told_once_each(link: Link, way: str) -> None:
    told: list[Event] = []
    odd = {**EVENT, "status": "postponed"}
    body = {"collection": [EVENT, odd, "not a record"], "pagination": {}}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=body))
    linked = link(account=ACCOUNT, transport=transport, on_event=told.append)
    if way == "map":
        linked.map(EVENTS, body["collection"])
    elif way == "list":
        linked.list(EVENTS)
    else:
        list(getattr(linked, way)(EVENTS))
    assert of(told, RecordProblem) == [
        RecordProblem("calendly", f"{EVENTS}.list", "invalid-record", 1, 1, "status"),
        RecordProblem("calendly", f"{EVENTS}.list", "not-a-record", 1, 2),
    ]


@pytest.mark.parametrize("way", ["list", "iterate"])
def test_only_problems_that_no_page_tells_of_are_logged(
    link: Link, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "unispec")
    body = {"collection": [{**EVENT, "status": "postponed"}], "pagination": {}}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=body))
    linked = link(account=ACCOUNT, transport=transport)
    assert list(linked.iterate(EVENTS) if way == "iterate" else linked.list(EVENTS).result)
    assert ("unispec.records" in {each.name for each in caplog.records}) is (way == "iterate")


def test_a_renewal_is_told_and_so_is_a_status_that_changes(
    serve: Serve, fake: FakeCalendly, store: SqlStore
) -> None:
    told: list[Event] = []
    service = serve(on_event=told.append)
    connection = service.link()
    linked = service.connect(connection)
    for fault, is_over in ((None, False), (OUTAGE, False), (None, True)):
        fake.pass_time(7_000)
        if fault is not None:
            fake.faults.add(fault)
        if is_over:
            fake.oauth.grants.take_back()
        with suppress(UnispecError):
            linked.list(GROUPS)
    who = ("calendly", connection)
    assert [each for each in told if isinstance(each, Refresh | StatusChange)] == [
        Refresh(*who, "granted"),
        Refresh(*who, "unclear"),
        StatusChange(*who, "active", "degraded"),
        Refresh(*who, "refused"),
        StatusChange(*who, "degraded", "needs_reauth", "refresh_interrupted"),
    ]
    assert [each.after for each in of(told, StatusChange)] == [each.after for each in service.told]
    assert {each.operation for each in of(told, RequestSent)} == {
        "oauth",
        "connection",
        f"{GROUPS}.list",
    }
    assert {each.operation for each in of(told, CallEnded)} == {"link", "connection", f"{GROUPS}.list"}


def test_a_hook_that_fails_ends_no_call_and_is_logged_once(
    link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    def hook(event: Event) -> None:
        raise ZeroDivisionError

    linked = link(on_event=hook)
    assert linked.list(GROUPS).result
    assert list(linked.iterate(EVENTS, limit=30))
    (record,) = [each for each in caplog.records if each.name == "unispec.events"]
    assert record.levelname == "ERROR"
    assert record.exc_info is None
    assert "in hook" in (record.exc_text or "")


def test_a_hook_that_fails_is_told_of_all_the_same(link: Link) -> None:
    told: list[Event] = []

    def hook(event: Event) -> None:
        told.append(event)
        raise ZeroDivisionError

    link(on_event=hook).list(GROUPS)
    assert isinstance(told[-1], CallEnded)


async def waiting(event: Event) -> None:
    raise AssertionError


class Later:
    async def __call__(self, event: Event) -> None:
        raise AssertionError


@pytest.mark.parametrize("hook", [7, "print", waiting], ids=["a number", "a text", "a coroutine"])
def test_a_hook_that_cannot_be_called_is_refused(hook: Any) -> None:
    with pytest.raises(InputError, match="`on_event` must be a plain function"):
        Engine(on_event=hook)


def test_a_hook_that_turns_out_to_be_for_tasks_is_logged(
    link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    assert link(on_event=Later()).list(GROUPS).result
    assert "must be a plain function" in caplog.text or any(
        "must be a plain function" in (each.exc_text or "") for each in caplog.records
    )


NAMES = [name for name in events.__all__ if name[0].isupper() and name not in ("Event", "Tell")]


@pytest.mark.parametrize("kind", [getattr(events, name) for name in NAMES])
def test_an_event_is_frozen_and_holds_texts_and_numbers(kind: type[Any]) -> None:
    given = {"str": "x", "int": 1, "float": 1.0, "int | None": 1, "str | None": "x"}
    event = kind(*(given[str(each.type)] for each in fields(kind)))
    for each in fields(event):
        with pytest.raises(FrozenInstanceError):
            setattr(event, each.name, "changed")
    assert not hasattr(event, "__dict__")
    assert isinstance(event, events.Event)


def test_the_page_tells_of_every_event_and_field() -> None:
    rows = re.findall(r"^\| `([A-Z]\w+)` \|[^|]*\| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    told = {name: re.findall(r"`(\w+)`", listed) for name, listed in rows}
    assert told == {
        name: [each.name for each in fields(getattr(events, name)) if each.name != "integration"]
        for name in NAMES
    }
