"""What goes to the endpoints of an authorization server, and what their answers mean."""

import re
from base64 import b64decode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.connections import Grant
from unispec.connections._oauth import Address, App, Endpoints, OAuthClient
from unispec.connections._renewal import Granted, Outcome, Refused, Unclear
from unispec.data import Secret
from unispec.diagnostics import Location
from unispec.documents import from_data
from unispec.flow import Failure, Reply, Request
from unispec.specs import ClientAuth, OAuth, Refresh, Snippet

NOWHERE: Location = from_data("x", None).location()
AUTHORIZE = "https://auth.test/authorize"
APP = App("my app", Secret("s&cret:1"))
BEFORE = Grant({"access_token": Secret("a1"), "refresh_token": Secret("r1")}, 50.0, ("a:read",))
VERIFIER = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
NOW = 1_000.0
NO_LIFETIMES: list[Any] = [0, -1, True, "", "soon", None, [], "nan", "inf", "12x"]


def client(**changes: Any) -> OAuthClient:
    there = Snippet("https://auth.test", NOWHERE)
    spec = OAuth(**{"token": there, "authorize": there, **changes})
    token = Address("https://auth.test/token", spec.client)
    others = (Address(f"https://auth.test/{name}", ClientAuth.BODY) for name in ("revoke", "ask"))
    return OAuthClient(spec, Endpoints(token, AUTHORIZE, *others), APP)


def sent(request: Request | None) -> dict[str, str]:
    assert request is not None
    assert request.method == "POST"
    content = (request.content or b"").decode()
    if dict(request.headers)["content-type"] == "application/json":
        told: dict[str, str] = orjson.loads(content)
        return told
    return {name: value for name, (value,) in parse_qs(content, strict_parsing=True).items()}


def test_an_owner_goes_to_an_address_that_binds_the_code_to_this_link() -> None:
    address = client(extra={"prompt": "login"}).authorize_url(
        "st4te", "https://app/back?x=1", ("a", "b:c"), VERIFIER
    )
    asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query, strict_parsing=True).items()}
    assert address.startswith("https://auth.test/authorize?")
    assert asked == {
        "prompt": "login",
        "response_type": "code",
        "client_id": "my app",
        "redirect_uri": "https://app/back?x=1",
        "scope": "a b:c",
        "state": "st4te",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",  # the example of RFC 7636
        "code_challenge_method": "S256",
    }
    assert "code_challenge" not in client(pkce=False).authorize_url("s", "https://a", (), VERIFIER)


@pytest.mark.parametrize("is_json", [False, True])
@pytest.mark.parametrize("kind", list(ClientAuth))
def test_an_app_is_known_by_the_header_or_the_body(kind: ClientAuth, is_json: bool) -> None:
    request = client(client=kind, is_json=is_json).exchange(Secret("c0de"), "https://app/back", VERIFIER)
    told, headers = sent(request), dict(request.headers)
    proof = {"code_verifier": VERIFIER.reveal()}
    wanted = {"grant_type": "authorization_code", "code": "c0de", "redirect_uri": "https://app/back", **proof}
    if kind is ClientAuth.BASIC:
        assert b64decode(headers["authorization"].removeprefix("Basic ")) == b"my+app:s%26cret%3A1"
    else:
        wanted["client_id"] = "my app"
        wanted |= {"client_secret": "s&cret:1"} if kind is ClientAuth.BODY else {}
        assert "authorization" not in headers
    assert told == wanted
    assert not request.idempotent


def test_each_grant_is_renewed_in_its_way() -> None:
    assert sent(client().request(BEFORE)) == {"grant_type": "refresh_token", "refresh_token": "r1"}
    assert client(refresh=Refresh.NONE).request(BEFORE) is None
    assert client().request(Grant({"token": Secret("t")})) is None
    own = client(authorize=None).request(Grant({"access_token": Secret("a")}, None, ("a:read", "b")))
    assert client(authorize=None).request(Grant({"token": Secret("t")})) is None
    assert sent(own) == {"grant_type": "client_credentials", "scope": "a:read b"}


def test_a_token_is_asked_about_and_revoked() -> None:
    for request in (client().question(BEFORE), client().revocation(BEFORE)):
        assert sent(request) == {"token": "r1", "client_id": "my app", "client_secret": "s&cret:1"}
        assert request is not None
        assert request.idempotent
    bare = OAuthClient(client().spec, Endpoints(Address("https://auth.test/token")), APP)
    assert bare.question(BEFORE) is None
    assert bare.revocation(BEFORE) is None


def understood(body: Any, status: int = 200, headers: Any = None, **changes: Any) -> Outcome:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return client(**changes).outcome(Reply(status, headers or {}, content), BEFORE, NOW)


def test_a_new_grant_keeps_what_the_answer_leaves_out() -> None:
    found = understood({"access_token": "a2", "expires_in": 7200, "owner": "u1"})
    assert isinstance(found, Granted)
    assert found.grant.credentials == {"access_token": Secret("a2"), "refresh_token": Secret("r1")}
    assert (found.grant.expires_at, found.grant.scopes) == (8_200.0, ("a:read",))
    assert found.told["owner"] == "u1"
    full = understood({"access_token": "a2", "refresh_token": "r2", "scope": "x y,z"})
    assert isinstance(full, Granted)
    assert full.grant.credentials["refresh_token"] == Secret("r2")
    assert full.grant.scopes == ("x", "y", "z")


@pytest.mark.parametrize(
    ("told", "scopes"),
    [
        ("x a\0b y", ("x", "y")),
        ('x "y" \\z ü \x7f', ("x",)),
        (" https://api.test/z.read, users:read+write ", ("https://api.test/z.read", "users:read+write")),
        ("\0", ("a:read",)),
        ("  ", ("a:read",)),
        (["x"], ("a:read",)),
    ],
)
def test_a_scope_of_other_characters_than_scopes_have_is_none(told: Any, scopes: tuple[str, ...]) -> None:
    found = understood({"access_token": "a2", "scope": told})
    assert isinstance(found, Granted)
    assert found.grant.scopes == scopes


@pytest.mark.parametrize(
    ("told", "lasts"),
    [
        (7200, 7200),
        ("7200", 7200),
        (0.5, 0.5),
        (1e300, 10 * 366 * 86_400),
        *((none, 60) for none in NO_LIFETIMES),
    ],
)
def test_a_lifetime_that_is_none_is_the_usual_one(told: Any, lasts: float) -> None:
    found = understood({"access_token": "a", "expires_in": told}, lasts=60.0)
    assert isinstance(found, Granted)
    assert found.grant.expires_at == NOW + lasts
    endless = understood({"access_token": "a"})
    assert isinstance(endless, Granted)
    assert endless.grant.expires_at is None


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, {"error": "invalid_grant"}, Refused("invalid_grant")),
        (401, {"error": "invalid_grant"}, Refused("invalid_grant")),
        (
            500,
            {"error": "invalid_grant"},
            Unclear("the token endpoint answered 500 (`invalid_grant`)", reached=True),
        ),
        (
            401,
            {"error": "invalid_client"},
            Unclear("the token endpoint answered 401 (`invalid_client`)", reached=False),
        ),
        (400, {"error": "s3cr3t Token!"}, Unclear("the token endpoint answered 400", reached=False)),
        (429, {}, Unclear("the token endpoint answered 429", reached=False, retry_after=7.0)),
        (503, b"<html>", Unclear("the token endpoint answered 503", reached=True, retry_after=7.0)),
        (302, b"", Unclear("the token endpoint answered 302", reached=True, retry_after=7.0)),
        (200, b"", Unclear("the token endpoint answered 200", reached=True, retry_after=7.0)),
        (200, {}, Unclear("the token endpoint gave no token", reached=True)),
        (200, {"access_token": ""}, Unclear("the token endpoint gave no token", reached=True)),
        (200, {"access_token": "two\nlines"}, Unclear("the token endpoint gave no token", reached=True)),
        (
            200,
            {"access_token": "a", "refresh_token": 7},
            Unclear("the token endpoint gave no token", reached=True),
        ),
    ],
)
def test_only_one_word_says_that_a_grant_is_over(status: int, body: Any, outcome: Outcome) -> None:
    found = understood(body, status, {"retry-after": "7"})
    if isinstance(found, Unclear) and isinstance(outcome, Unclear):
        assert (found.problem, found.reached) == (outcome.problem, outcome.reached)
    else:
        assert found == outcome


GOOD = {"access_token": "a2", "refresh_token": "r2", "token_type": "Bearer"}


@pytest.mark.parametrize(
    ("told", "status", "refresh"),
    [
        (GOOD, 201, "r2"),
        (GOOD | {"refresh_token": ""}, 200, "r1"),
        (GOOD | {"refresh_token": None}, 200, "r1"),
        (GOOD | {"token_type": "BEARER"}, 200, "r2"),
        (GOOD | {"token_type": None}, 200, "r2"),
    ],
)
def test_an_answer_that_can_be_used_is_used(told: Any, status: int, refresh: str) -> None:
    found = understood(told, status)
    assert isinstance(found, Granted)
    tokens = {"access_token": Secret("a2"), "refresh_token": Secret(refresh)}
    assert found.grant.credentials == tokens
    assert not {"a2", "r2"} & {str(value) for value in found.told.values()}
    assert "r2" not in repr(found.told)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"access_token": "a" * 20_000}, "gave no token"),
        ({"access_token": "two\nlines"}, "gave no token"),
        ({"access_token": None}, "gave no token"),
        ({"access_token": None, "error": "busy"}, r"gave no token \(`busy`\)"),
        ({"token_type": "mac"}, r"not of the type `bearer` \(`mac`\)"),
        ({"token_type": "N_A s3cr3t"}, "not of the type `bearer`$"),
        ({"token_type": 5}, "not of the type `bearer`$"),
    ],
)
def test_a_new_token_that_renews_is_kept_whatever_stands_beside_it(change: Any, problem: str) -> None:
    found = understood(GOOD | change)
    assert isinstance(found, Unclear)
    assert re.search(problem, found.problem)
    assert found.rotated is not None
    assert found.rotated.credentials == {"access_token": Secret("a1"), "refresh_token": Secret("r2")}
    assert found.rotated.expires_at == NOW, "it is renewed before it is used"
    for old in ({}, {"refresh_token": "r1"}, {"refresh_token": 7}):
        same = understood({"access_token": None, **old})
        assert isinstance(same, Unclear)
        assert same.rotated is None


@pytest.mark.parametrize("word", ["invalid_client", "unauthorized_client", "unsupported_grant_type"])
def test_what_an_endpoint_says_of_the_app_is_no_word_on_the_grant(word: str) -> None:
    for status, is_of_app in ((400, True), (401, True), (403, True), (500, False), (503, False)):
        found = understood({"error": word}, status)
        assert isinstance(found, Unclear)
        assert found.is_of_app is is_of_app
        assert word in found.problem
    for other in ("invalid_request", "busy", None):
        found = understood({"error": other}, 400)
        assert isinstance(found, Unclear)
        assert not found.is_of_app


@given(
    st.integers(200, 599), st.binary(max_size=40) | st.from_regex(rb'\{"(error|access_token)": ?.{0,20}\}')
)
def test_no_answer_is_too_strange(status: int, content: bytes) -> None:
    found = client().outcome(Reply(status, {}, content), BEFORE, NOW)
    assert isinstance(found, Granted | Refused | Unclear)
    assert not isinstance(found, Refused) or b"invalid_grant" in content
    assert client().is_good(Reply(status, {}, content)) in (None, True, False)


@pytest.mark.parametrize("sent", [True, False])
def test_a_failure_says_whether_the_endpoint_was_reached(sent: bool) -> None:
    failure = Failure("no-answer", "the connection broke", sent=sent)
    assert client().outcome(failure, BEFORE, NOW) == Unclear("the connection broke", sent)
    assert client().is_good(failure) is None


@pytest.mark.parametrize(
    ("status", "body", "is_good"),
    [
        (200, {"active": True}, True),
        (200, {"active": False}, False),
        (200, {"active": "no"}, None),
        (401, {"active": False}, None),
    ],
)
def test_whether_a_token_is_good_is_said_by_one_word(status: int, body: Any, is_good: bool | None) -> None:
    assert client().is_good(Reply(status, {}, orjson.dumps(body))) is is_good
