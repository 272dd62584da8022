"""What a caller may ask: checks before anything is sent, proxy calls, and mapping without a network."""

import json
import logging
from typing import Any

import httpx
import pytest

from tests.clients.facade import Link
from tests.fakes import FakeCalendly, Fault
from tests.fakes.cases import EVENT, OLGA, PLAIN, WORLD
from unispec import AsyncEngine, Catalogue, Engine, InputError, MappingError, ProviderError, SpecError

EVENTS = "calendar/events"
ACCOUNT = {
    "user": OLGA,
    "organization": WORLD.organization["uri"],
    "organization_id": "1",
    "email": "olga@acme.test",
    "timezone": "UTC",
}


def key(uri: str) -> str:
    return uri.rsplit("/", 1)[-1]


WRONG: list[tuple[str, str, dict[str, Any], str]] = [
    ("unknown resource", "list", {"resource": "calendar/evnts"}, "unknown-resource"),
    ("unknown model", "list", {"resource": "nothing/at-all"}, "unknown-resource"),
    ("a resource without get", "get", {"resource": "user_directory/roles"}, "unknown-operation"),
    ("unknown parameter", "list", {"parameters": {"statsu": "confirmed"}}, "unknown-parameter"),
    ("a value out of the list", "list", {"parameters": {"status": "maybe"}}, "invalid-parameter"),
    ("parameters that are a list", "list", {"parameters": [1]}, "invalid-parameter"),
    ("a parameter that is no JSON", "list", {"parameters": {"status": object()}}, "invalid-parameter"),
    ("limit 0", "list", {"limit": 0}, "invalid-limit"),
    ("limit -1", "list", {"limit": -1}, "invalid-limit"),
    ("limit true", "list", {"limit": True}, "invalid-limit"),
    ("limit 2.5", "list", {"limit": 2.5}, "invalid-limit"),
    ("limit of text", "list", {"limit": "5"}, "invalid-limit"),
    ("a cursor of somebody else", "list", {"cursor": "abc"}, "invalid-cursor"),
    ("a cursor that is no text", "list", {"cursor": 7}, "invalid-cursor"),
    ("a resource that is a number", "list", {"resource": 5}, "invalid-parameter"),
    ("a resource that is a list", "get", {"resource": ["calendar/events"]}, "invalid-parameter"),
    ("raw that is a text", "list", {"raw": "no"}, "invalid-parameter"),
    ("raw that is a number", "get", {"raw": 1, "id": "1"}, "invalid-parameter"),
    ("a mode of validation that is none", "list", {"validate": "maybe"}, "invalid-parameter"),
    ("no id", "get", {}, "missing-parameter"),
    ("an empty id", "get", {"id": ""}, "invalid-id"),
    ("an id that is a number", "get", {"id": 5}, "invalid-id"),
    ("an id that climbs", "get", {"id": ".."}, "invalid-id"),
    ("parameters of get that are a list", "get", {"id": "1", "parameters": [1]}, "invalid-parameter"),
]


@pytest.mark.parametrize(("verb", "given", "code"), [each[1:] for each in WRONG], ids=[w[0] for w in WRONG])
def test_what_cannot_be_asked_is_refused_before_anything_is_sent(
    link: Link, fake: FakeCalendly, verb: str, given: dict[str, Any], code: str
) -> None:
    linked = link(account=ACCOUNT)
    with pytest.raises(InputError) as caught:
        getattr(linked, verb)(**{"resource": EVENTS, **given})
    assert caught.value.diagnostic.code == code
    assert fake.requests == []


@pytest.mark.parametrize(
    "given",
    [
        {"limit": 0},
        {"parameters": [1]},
        {"validate": "maybe"},
        {"cursor": "abc"},
        {"cursor": ""},
        {"cursor": 7},
    ],
)
def test_a_plain_mistake_does_not_even_read_the_account(
    link: Link, fake: FakeCalendly, given: dict[str, Any]
) -> None:
    with pytest.raises(InputError):
        link().list(EVENTS, **given)
    with pytest.raises(InputError):
        list(link().pages(EVENTS, **given))
    assert fake.requests == []


def test_the_account_is_read_once_and_what_is_given_is_a_copy(link: Link, fake: FakeCalendly) -> None:
    linked = link()
    linked.account.clear()
    linked.list(EVENTS)
    linked.list("user_directory/users")
    assert linked.account["user"] == OLGA
    assert [sent.path for sent in fake.requests].count("/users/me") == 1
    again = link(account=linked.account)
    fake.requests.clear()
    again.list(EVENTS)
    assert [sent.path for sent in fake.requests] == ["/scheduled_events"]


def test_an_operation_that_needs_nothing_of_the_account_does_not_read_it(
    link: Link, fake: FakeCalendly
) -> None:
    link().get("calendar/event_types", key(PLAIN))
    assert [sent.path for sent in fake.requests] == [f"/event_types/{key(PLAIN)}"]
    fake.requests.clear()
    assert len(link().list("user_directory/roles").result) == 3
    assert fake.requests == []


PROXY: list[tuple[str, dict[str, Any], str]] = [
    ("a method that is none", {"method": "FETCH"}, "is not a method"),
    ("a method with a line break", {"method": "GET\r\nx: y"}, "is not a method"),
    ("a method that is no text", {"method": 5}, "must be texts"),
    ("a path that is no text", {"path": None}, "must be texts"),
    ("a host header", {"headers": {"Host": "evil.test"}}, "is set by the engine"),
    ("credentials", {"headers": {"AUTHORIZATION": "Bearer x"}}, "is set by the engine"),
    ("a query that is a text", {"query": "x=1"}, "`query` must be a mapping"),
    ("headers that are a list", {"headers": [("x", "y")]}, "`headers` must be a mapping"),
    ("headers that are an empty list", {"headers": []}, "`headers` must be a mapping"),
    ("a fragment", {"path": "/users/me#x"}, "no fragment"),
    ("a length", {"headers": {"content-length": "5"}}, "is set by the engine"),
    ("an encoding", {"headers": {"accept-encoding": "br"}}, "is set by the engine"),
    ("a header with a line break", {"headers": {"x": "a\r\nhost: evil"}}, "visible ASCII"),
    ("a header that is not ASCII", {"headers": {"x": "ü"}}, "visible ASCII"),
    ("a header of no text", {"headers": {"x": 5}}, "visible ASCII"),
    ("an empty header", {"headers": {"x": ""}}, "visible ASCII"),
    ("a header without a name", {"headers": {"": "x"}}, "name of a header"),
    ("a header whose name breaks", {"headers": {"x:\n": "x"}}, "name of a header"),
    ("an object in the query", {"query": {"x": {}}}, "query parameter `x`"),
    ("nothing in the query", {"query": {"x": None}}, "query parameter `x`"),
    ("half a surrogate pair", {"query": {"x": "\ud800"}}, "cannot be sent as text"),
    ("a body that is no JSON", {"method": "POST", "json": object()}, "not a JSON value"),
    ("a body of not a number", {"method": "POST", "json": {"x": {1, 2}}}, "not a JSON value"),
]


@pytest.mark.parametrize(("given", "words"), [each[1:] for each in PROXY], ids=[each[0] for each in PROXY])
def test_a_proxy_call_that_cannot_be_made_is_refused(
    link: Link, fake: FakeCalendly, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        link().request(**{"method": "GET", "path": "/users/me", **given})
    assert fake.requests == []


def test_a_proxy_call_has_the_credentials_and_the_error_type_of_every_call(
    link: Link, fake: FakeCalendly
) -> None:
    linked = link()
    fake.faults.add(Fault("error", "/users", times=2, status=503))
    reply = linked.request("get", "/users/me", query={"a": [1, True], "b": "x y"}, headers={"X-Trace": "7"})
    assert (reply.status, reply.result["resource"]["uri"]) == (200, OLGA)
    assert reply.rate_limit is not None
    assert reply.headers["x-ratelimit-limit"] == "500"
    assert len(linked.waits) == 2
    sent = fake.requests[-1]
    assert sent.query == (("a", "1"), ("a", "true"), ("b", "x y"))
    assert sent.headers["x-trace"] == "7"
    assert sent.headers["authorization"] == f"Bearer {fake.bearer()}"
    with pytest.raises(ProviderError) as caught:
        linked.request("GET", "/users/00000000-0000-4000-8000-000000000000")
    assert caught.value.status in (403, 404)
    assert str(caught.value.operation).startswith("GET /users/")
    assert linked.request("GET", "/users/me?fields=name").result["resource"]["uri"] == OLGA


@pytest.mark.parametrize(
    ("method", "status", "tries"),
    [
        ("GET", 503, 3),
        ("POST", 503, 1),
        ("POST", 500, 1),
        ("PATCH", 502, 1),
        ("POST", 429, 3),
        ("DELETE", 500, 1),
    ],
)
def test_a_call_that_changes_something_is_tried_again_only_when_it_was_refused(
    link: Link, method: str, status: int, tries: int
) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(status if len(sent) < 3 else 200, json={"ok": True})

    linked = link(transport=httpx.MockTransport(answer))
    if tries == 1:
        with pytest.raises(ProviderError):
            linked.request(method, "/things", json={"a": 1})
    else:
        body = None if method == "GET" else {"a": 1}
        assert linked.request(method, "/things", json=body).result == {"ok": True}
    assert len(sent) == tries


def test_a_proxy_call_sends_its_body_as_json_unless_it_says_otherwise(link: Link) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(204)

    linked = link(transport=httpx.MockTransport(answer))
    for headers, kind in (
        ({}, "application/json"),
        ({"Content-Type": "application/x+json"}, "application/x+json"),
    ):
        reply = linked.request("POST", "/things", json={"ä": [1, None]}, headers=headers)
        assert (reply.status, reply.result) == (204, None)
        assert sent[-1].headers.get_list("content-type") == [kind]
        assert json.loads(sent[-1].content) == {"ä": [1, None]}


def test_mapping_needs_no_network_and_gives_what_a_list_gives(link: Link, fake: FakeCalendly) -> None:
    linked = link()
    listed = linked.list(EVENTS, limit=100, raw=True)
    stored = [record.pop("remote_data") for record in listed.result]
    fake.requests.clear()
    mapped = link(account=linked.account).map(EVENTS, stored, validate="raise")
    assert mapped.result == listed.result
    assert mapped.next_cursor is None
    assert not mapped.is_partial
    assert fake.requests == []


@pytest.mark.parametrize(
    ("resource", "listed"),
    [
        ("user_directory/users", {"status": "invited"}),
        ("user_directory/users", {}),
        ("calendar/availability", {"start_time": "2026-11-10T00:00:00Z", "end_time": "2026-11-12T00:00:00Z"}),
    ],
)
def test_mapping_picks_the_variant_that_the_parameters_pick(
    link: Link, resource: str, listed: dict[str, Any]
) -> None:
    linked = link()
    page = linked.list(resource, listed, limit=100, raw=True)
    stored = [record.pop("remote_data") for record in page.result]
    assert stored
    assert linked.map(resource, stored, parameters=listed, validate="raise").result == page.result


def test_mapping_what_nothing_is_known_of_leaves_out_what_is_not_known(link: Link) -> None:
    page = link().map(EVENTS, [EVENT])
    assert page.result[0]["id"] == key(EVENT["uri"])
    assert "timezone" not in page.result[0]


@pytest.mark.parametrize("records", [EVENT, "text", b"bytes", None, 5])
def test_mapping_takes_a_list_of_records(link: Link, records: Any) -> None:
    with pytest.raises(InputError, match="must be a list"):
        link().map(EVENTS, records)


def test_mapping_refuses_a_parameter_that_would_have_no_effect(link: Link) -> None:
    for parameters in ({"nonsense": 1}, {"status": "confirmed", "typo": 1}):
        with pytest.raises(InputError) as caught:
            link().map(EVENTS, [EVENT], parameters=parameters)
        assert caught.value.diagnostic.code == "unsupported-parameter"


def test_a_record_that_cannot_be_mapped_is_told_of_and_the_others_are_kept(
    link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    page = link().map(EVENTS, [EVENT, "not a record", EVENT])
    assert len(page.result) == 2
    assert page.is_partial
    assert [each.record.index for each in page.diagnostics if each.record] == [1]
    with pytest.raises(MappingError, match="record 1 of page 1"):
        link().map(EVENTS, [EVENT, "not a record", EVENT], validate="raise")
    assert len(link().map(EVENTS, [EVENT], validate="off").result) == 1


def test_findings_about_records_that_are_iterated_go_to_the_log(
    link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "unispec")
    odd = {"resource": {"uri": "u/1"}, "collection": [{**EVENT, "status": "postponed"}], "pagination": {}}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=odd))
    linked = link(account=ACCOUNT, transport=transport)
    assert len(list(linked.iterate(EVENTS))) == 1
    assert "invalid-record" in caplog.text
    assert "events.yaml" in caplog.text
    assert EVENT["name"] not in caplog.text
    with pytest.raises(MappingError):
        list(linked.iterate(EVENTS, validate="raise"))


def test_a_connection_that_cannot_be_opened_says_why(catalogue: Catalogue) -> None:
    with Engine(catalogue) as engine:
        with pytest.raises(InputError, match="nowhere"):
            engine.connect("nowhere", token="t" * 8)
        with pytest.raises(InputError, match="not JSON"):
            engine.connect("calendly", overrides={"integration": object()})
        with pytest.raises(SpecError):
            engine.connect("calendly", overrides={"integration": {"base_url": 5}})
        assert engine.catalogue is catalogue
    for kind in (Engine, AsyncEngine):
        with pytest.raises(InputError, match="not a JSONata runtime"):
            kind(catalogue, jsonata="jsonnata")


@pytest.mark.parametrize("kind", [Engine, AsyncEngine])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"integration": ["calendly"]}, "`integration` must be a text"),
        ({"account": "abc"}, "`account` must be a mapping"),
        ({"account": [("user", "u")]}, "`account` must be a mapping"),
        ({"base_url": 5}, "`base_url` must be a text"),
        ({"overrides": []}, "`overrides` must be a mapping"),
    ],
)
def test_a_connection_of_wrong_types_is_refused(
    catalogue: Catalogue, kind: Any, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        kind(catalogue).connect(**{"integration": "calendly", "token": "t" * 8, **given})
    assert caught.value.diagnostic.code == "invalid-parameter"


@pytest.mark.parametrize("name", ["X-Api-Key", "x-api-key", "X-API-KEY"])
def test_a_header_that_the_spec_sends_credentials_in_is_refused(
    link: Link, fake: FakeCalendly, name: str
) -> None:
    keyed = {"auth": {"token": {"header": {"X-Api-Key": "{{ credentials.token }}"}}}}
    linked = link(changes=keyed)
    with pytest.raises(InputError, match=f"`{name}` is set by the engine"):
        linked.request("GET", "/users/me", headers={name: "mine"})
    assert fake.requests == []


def test_overrides_change_one_account_and_no_other(catalogue: Catalogue) -> None:
    added = {EVENTS: {"map": {"title": '"changed"'}}}
    with Engine(catalogue) as engine:
        changed = engine.connect("calendly", token="t" * 8, overrides=added)
        usual = engine.connect("calendly", token="t" * 8)
        assert changed.map(EVENTS, [EVENT]).result[0]["title"] == "changed"
        assert usual.map(EVENTS, [EVENT]).result[0]["title"] == EVENT["name"]
