"""A credential is shown nowhere: not in a repr, a log, an error, a traceback or a pickle."""

import copy
import io
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients.facade import Link
from tests.fakes import FakeCalendly, Fault
from unispec import (
    AsyncEngine,
    Catalogue,
    Engine,
    InputError,
    MappingError,
    PaginationError,
    ProviderError,
    SpecError,
    TransportError,
    UnispecError,
)
from unispec.clients._secrecy import Secrecy

MARK = "3f9a7c51"
CANARY = f"canary/{MARK}+e2d84b60="
BASE = "https://api.provider.test"
ERRORS = (InputError, MappingError, PaginationError, ProviderError, SpecError, TransportError)


def is_shown(*things: Any) -> bool:
    texts = [text for each in things for text in (repr(each), str(each))]
    return any(MARK in text for text in texts)


def told(error: UnispecError) -> list[str]:
    """Everything that an error can say of itself."""
    out = io.StringIO()
    traceback.print_exception(error, file=out)
    return [repr(error), str(error), out.getvalue(), repr(pickle.dumps(error)), repr(vars(error))]


@pytest.mark.parametrize(
    "fault",
    [
        None,
        Fault("error", times=None, status=401),
        Fault("error", times=None, status=500),
        Fault("reset", times=None),
        Fault("truncated", times=None),
        Fault("html", times=None),
        Fault("redirect", times=None),
        Fault("deep", times=None),
        Fault("not_utf8", times=None),
        Fault("huge", times=None, megabytes=21),
    ],
    ids=lambda fault: fault.kind if fault else "unknown token",
)
def test_no_error_and_no_log_line_shows_the_token(
    link: Link, fake: FakeCalendly, fault: Fault | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    linked = link(CANARY)
    if fault is not None:
        fake.faults.add(fault)
    for ask in (
        lambda: linked.list("calendar/events"),
        lambda: list(linked.iterate("calendar/events")),
        lambda: linked.get("user_directory/me"),
        lambda: linked.request("GET", "/users/me"),
        lambda: linked.account,
    ):
        with pytest.raises(UnispecError) as caught:
            ask()
        assert not is_shown(*told(caught.value))
    assert fake.requests
    assert fake.requests[0].headers["authorization"] == f"Bearer {CANARY}"
    assert not is_shown(caplog.text, linked, vars(linked), [record.__dict__ for record in caplog.records])


def echo(request: httpx.Request, status: int, form: str) -> httpx.Response:
    token = request.headers["authorization"].removeprefix("Bearer ")
    written = {
        "plain": json.dumps({"message": f"no such token: {token}", "title": token, "details": [token]}),
        "with its scheme": json.dumps({"message": request.headers["authorization"]}),
        "escaped as PHP does": json.dumps({"message": f"no: {token}"}).replace("/", "\\/"),
        "in a link": json.dumps({"message": f"see https://x.test/?token={httpx.QueryParams({'t': token})}"}),
        "not JSON": f"<p>{token}</p>",
    }[form]
    return httpx.Response(status, content=written, headers={"www-authenticate": f"Bearer {token}"})


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
@pytest.mark.parametrize("form", ["plain", "with its scheme", "escaped as PHP does", "in a link", "not JSON"])
def test_a_provider_that_repeats_the_token_is_not_repeated(
    link: Link, caplog: pytest.LogCaptureFixture, status: int, form: str
) -> None:
    caplog.set_level(logging.DEBUG)
    transport = httpx.MockTransport(lambda request: echo(request, status, form))
    linked = link(CANARY, transport=transport, base_url=BASE, changes={"retry": {"budget": "1s"}})
    for ask in (lambda: linked.list("calendar/events"), lambda: linked.request("GET", "/users/me")):
        with pytest.raises(ProviderError) as caught:
            ask()
        assert not is_shown(*told(caught.value))
        if form == "plain":
            assert caught.value.provider_message == "no such token: [redacted]"
            assert caught.value.details == ["[redacted]"]
    assert not is_shown(caplog.text)


HEADERS = {
    "bearer": "Bearer {{ credentials.token }}",
    "quoted": 'Token token="{{ credentials.token }}"',
    "among others": "key={{ credentials.token }},v=1",
    "encoded": 'Basic {{ (credentials.token ~ ":") | b64encode }}',
}


@pytest.mark.parametrize("status", [200, 302, 404])
@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_an_answer_of_any_status_that_repeats_credentials_is_not_repeated(
    link: Link, header: str, status: int
) -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent[:] = [CANARY, request.headers["authorization"], *request.headers["authorization"].split()[1:]]
        body = {"message": f"no: {CANARY}", "all": sent}
        return httpx.Response(status, json=body, headers={"x-echo": " ".join(sent)})

    changes = {"auth": {"token": {"header": {"Authorization": header}}}}
    linked = link(CANARY, transport=httpx.MockTransport(answer), base_url=BASE, changes=changes)
    try:
        reply = linked.request("GET", "/users/me")
        shown = [repr(reply.result), repr(reply.headers)]
        assert reply.result["message"] == "no: [redacted]"
    except UnispecError as error:
        shown = told(error)
    assert [secret for secret in sent for each in shown if secret in each] == []


WRITTEN: dict[str, Callable[[str], str]] = {
    "plain": str,
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "PHP": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "a URL": lambda secret: quote(secret, safe=""),
}
EVERYWHERE: dict[str, Callable[[str], str]] = {
    "code points": lambda secret: "".join(f"\\u{ord(char):04X}" for char in secret),
    "a URL in lower case": lambda secret: "".join(f"%{ord(char):02x}" for char in secret),
}
SECRETS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=8, max_size=20)


@given(SECRETS)
def test_a_secret_is_found_however_it_is_written(secret: str) -> None:
    secrecy = Secrecy([secret, "some other secret"])
    for write in (WRITTEN | EVERYWHERE).values():
        told = f"<{write(secret)}>"
        assert secrecy.error_body(told.encode()) == b"<[redacted]>"
        assert secrecy.text(told) == "<[redacted]>"
    for write in WRITTEN.values():
        assert secrecy.body(f"<{write(secret)}>".encode()) == b"<[redacted]>"


@pytest.mark.parametrize(
    ("secret", "in_errors", "in_data"),
    [("abc", False, False), ("abcd", True, False), ("abcdefgh", True, True)],
)
def test_a_short_secret_is_looked_for_in_errors_alone(secret: str, in_errors: bool, in_data: bool) -> None:
    secrecy, content = Secrecy([secret]), f"the {secret}s".encode()
    assert (secrecy.error_body(content) != content) is in_errors
    assert (secrecy.body(content) != content) is in_data


def test_what_a_spec_says_itself_is_no_secret(link: Link) -> None:
    version = "2026-11-01"
    sent = {"Authorization": "Authenticate {{ credentials.token }}", "X-Api-Version": version}
    body = {"scheme": "Authenticate", "version": version}
    linked = link(
        CANARY,
        transport=httpx.MockTransport(lambda request: httpx.Response(200, json=body)),
        base_url=BASE,
        changes={"auth": {"token": {"header": sent}}},
    )
    assert linked.request("GET", "/users/me").result == body


def test_nothing_that_a_caller_holds_shows_the_token(
    link: Link, fake: FakeCalendly, engine_kind: str
) -> None:
    world = fake.world
    world.tokens[CANARY] = world.tokens[fake.bearer()]  # type: ignore[index]
    try:
        linked = link(CANARY)
        page = linked.list("calendar/events", limit=2, raw=True)
        item = linked.get("user_directory/me", raw=True)
        reply = linked.request("GET", "/users/me")
        given = (page, item, reply, page.to_dict(), item.to_dict(), linked.account, page.next_cursor)
        assert not is_shown(*given)
        assert MARK.encode() not in pickle.dumps((page, item, reply, linked.account))
    finally:
        del world.tokens[CANARY]  # type: ignore[attr-defined]


def test_a_token_in_the_wrong_place_is_not_shown(catalogue: Catalogue) -> None:
    with Engine(catalogue) as engine:
        known = {"user": "u/1", "organization": "o/1"}
        address: dict[str, Any] = {"base_url": "http://127.0.0.1:9", "private_network": True}
        connection = engine.connect("calendly", token=CANARY, account=known, **address)
        things: list[Any] = [engine, connection, engine.connect, connection.list]
        for ask in (
            lambda: engine.connect("calendly", token=f"{CANARY}\n{CANARY}"),
            lambda: engine.connect("nowhere", token=CANARY),
            lambda: engine.connect("calendly", token=CANARY, base_url=f"https://u:{MARK}@x.test"),
            lambda: connection.list("calendar/events", cursor=CANARY),
            lambda: connection.request("GET", "/", headers={"Authorization": CANARY}),
            lambda: connection.request("GET", "/", headers={"X-Token": f"{CANARY}\n"}),
        ):
            with pytest.raises(UnispecError) as caught:
                ask()
            things += told(caught.value)
    assert not is_shown(*things)


def test_an_engine_for_tasks_does_not_show_the_token(catalogue: Catalogue) -> None:
    engine = AsyncEngine(catalogue)
    assert not is_shown(engine, engine.connect("calendly", token=CANARY))


def collected(link: Link, fake: FakeCalendly) -> list[UnispecError]:
    """One real error of every kind."""
    found: list[UnispecError] = []
    small = {"pagination": {"page_token": {"limit": {"max": 5, "default": 5}}}}
    linked = link(changes=small)
    events = "/scheduled_events"
    for fault in (
        Fault("error", events, status=403, after=1, exact=True),
        Fault("bare_429", events, times=None),
        Fault("html", events),
        Fault("repeated_cursor", events, times=None, exact=True),
        Fault("missing_collection", events, after=1),
    ):
        fake.faults.clear()
        fake.faults.add(fault)
        with pytest.raises(UnispecError) as caught:
            list(linked.iterate("calendar/events"))
        found.append(caught.value)
    fake.faults.clear()
    for ask in (
        lambda: link("narrow").list("calendar/events"),
        lambda: linked.list("calendar/events", {"nonsense": 1}),
        lambda: link(changes={"auth": 7, "retry": {"budget": "x"}}),
    ):
        with pytest.raises(UnispecError) as caught:
            ask()
        found.append(caught.value)
    return found


def test_every_error_survives_pickling_and_copying(link: Link, fake: FakeCalendly) -> None:
    found = collected(link, fake)
    assert {type(error) for error in found} == set(ERRORS)
    for error in found:
        for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
            assert type(twin) is type(error)
            assert str(twin) == str(error)
            assert repr(vars(twin)) == repr(vars(error))
            assert twin.diagnostic.code is error.diagnostic.code
        assert len(pickle.dumps(error)) < 50_000
