"""The authorization server of the fake, as a plain client meets it."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import yaml

from tests.docs.blocks import ROOT
from tests.fakes import NATIVE, WEB, FakeCalendly, Fault
from tests.fakes._oauth import SCOPES
from tests.fakes.cases import OLGA, ORGANIZATION

RETURN = WEB.redirect_uris[0]
VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "client_id": WEB.client_id,
    "response_type": "code",
    "redirect_uri": RETURN,
    "scope": "users:read groups:read",
    "state": "s",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
BASIC = (WEB.client_id, str(WEB.secret))
BODY = {"client_id": WEB.client_id, "client_secret": WEB.secret}


@pytest.fixture
def auth(fake: FakeCalendly) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{fake.auth_url}/oauth") as client:
        yield client


def told(answer: httpx.Response) -> dict[str, str]:
    """What the browser takes back to the app."""
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def code(auth: httpx.Client, **asked: Any) -> str:
    return told(auth.get("/authorize", params=ASKED | asked))["code"]


def exchanged(auth: httpx.Client, given: str, **changed: Any) -> httpx.Response:
    fields = {"grant_type": "authorization_code", "code": given, "redirect_uri": RETURN}
    return auth.post("/token", data={**fields, "code_verifier": VERIFIER, **changed}, auth=BASIC)


def refreshed(auth: httpx.Client, refresh: str) -> httpx.Response:
    return auth.post("/token", data={"grant_type": "refresh_token", "refresh_token": refresh}, auth=BASIC)


def calls(fake: FakeCalendly, access: str) -> int:
    headers = {"authorization": f"Bearer {access}"}
    return httpx.get(f"{fake.url}/users/me", headers=headers).status_code


def test_the_scopes_of_the_fake_are_those_that_the_spec_tells() -> None:
    spec = yaml.safe_load((ROOT / "integrations/calendly/integration.yaml").read_text("utf-8"))
    assert set(spec["auth"]["oauth2"]["scopes"]) == SCOPES


def test_a_code_becomes_tokens_that_open_the_api_for_two_hours(
    auth: httpx.Client, fake: FakeCalendly
) -> None:
    found = exchanged(auth, code(auth)).json()
    assert found | {"access_token": "", "refresh_token": ""} == {
        "token_type": "Bearer",
        "access_token": "",
        "refresh_token": "",
        "scope": "users:read groups:read",
        "created_at": int(fake.now().timestamp()),
        "expires_in": 7200,
        "owner": OLGA,
        "organization": ORGANIZATION,
    }
    assert len(found["access_token"]) > 255
    fake.pass_time(7199)
    assert calls(fake, found["access_token"]) == 200
    fake.pass_time(1)
    assert calls(fake, found["access_token"]) == 401


def test_tokens_have_no_more_scopes_than_were_asked_for(auth: httpx.Client, fake: FakeCalendly) -> None:
    assert calls(fake, exchanged(auth, code(auth, scope="groups:read")).json()["access_token"]) == 403


@pytest.mark.parametrize(
    ("changed", "status", "problem"),
    [
        ({}, 200, None),
        ({"code": "made-up"}, 400, "invalid_grant"),
        ({"redirect_uri": "https://elsewhere.example/"}, 400, "invalid_grant"),
        ({"code_verifier": "w" * 64}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"code": ""}, 400, "invalid_request"),
        ({"redirect_uri": ""}, 400, "invalid_request"),
    ],
)
def test_a_code_is_bound_to_what_it_was_made_for(
    auth: httpx.Client, changed: dict[str, str], status: int, problem: str | None
) -> None:
    given = {"code": code(auth)} | changed
    answer = exchanged(auth, given.pop("code"), **given)
    assert (answer.status_code, answer.json().get("error")) == (status, problem)


def test_a_code_serves_once_and_for_ten_minutes(auth: httpx.Client, fake: FakeCalendly) -> None:
    first, late = code(auth), code(auth)
    assert exchanged(auth, first).status_code == 200
    assert exchanged(auth, first).json()["error"] == "invalid_grant"
    assert fake.oauth.grants.code_replays == 1
    fake.pass_time(600)
    assert exchanged(auth, late).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"auth": BASIC}, 200),
        ({"data": BODY}, 200),
        ({"data": {"client_id": WEB.client_id}}, 401),
        ({"data": BODY | {"client_secret": "wrong"}}, 401),
        ({"data": {"client_id": "nobody"}}, 401),
        ({"auth": ("nobody", "x")}, 401),
        ({"headers": {"authorization": "Basic ???"}}, 401),
        ({}, 401),
    ],
)
def test_a_web_app_says_its_secret_by_basic_or_in_the_body(
    auth: httpx.Client, given: dict[str, Any], status: int
) -> None:
    fields = {"grant_type": "authorization_code", "code": code(auth), "redirect_uri": RETURN}
    data = {**fields, "code_verifier": VERIFIER, **given.pop("data", {})}
    answer = auth.post("/token", data=data, **given)
    assert answer.status_code == status
    assert answer.json().get("error") == (None if status == 200 else "invalid_client")


def test_a_native_app_needs_a_challenge_and_no_secret(auth: httpx.Client) -> None:
    asked = {"client_id": NATIVE.client_id, "redirect_uri": "http://127.0.0.1:5000/back"}
    without = {name: each for name, each in (ASKED | asked).items() if "challenge" not in name}
    assert told(auth.get("/authorize", params=without)) == {"error": "invalid_request", "state": "s"}
    fields = {"grant_type": "authorization_code", "code": code(auth, **asked), **asked}
    answer = auth.post("/token", data={**fields, "code_verifier": VERIFIER})
    assert answer.status_code == 200


def test_a_body_may_be_json(auth: httpx.Client) -> None:
    fields = {"grant_type": "authorization_code", "code": code(auth), "redirect_uri": RETURN}
    assert auth.post("/token", json={**fields, **BODY, "code_verifier": VERIFIER}).status_code == 200
    assert auth.post("/token", content=b"{", headers={"content-type": "application/json"}).status_code == 400


def test_a_refresh_token_serves_once_and_replays_are_counted(auth: httpx.Client, fake: FakeCalendly) -> None:
    first = exchanged(auth, code(auth)).json()
    second = refreshed(auth, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert refreshed(auth, first["refresh_token"]).json()["error"] == "invalid_grant"
    assert fake.oauth.grants.replays == 1
    assert refreshed(auth, "made-up").json()["error"] == "invalid_grant"
    assert fake.oauth.grants.replays == 1
    assert refreshed(auth, second["refresh_token"]).status_code == 200
    assert calls(fake, first["access_token"]) == calls(fake, second["access_token"]) == 200
    assert fake.oauth.calls == {"authorize": 1, "token": 5}


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_ends_a_consent(auth: httpx.Client, fake: FakeCalendly, which: str) -> None:
    first = exchanged(auth, code(auth)).json()
    second = refreshed(auth, first["refresh_token"]).json()
    other = exchanged(auth, code(auth)).json()
    assert auth.post("/revoke", data={"token": second[which], **BODY}).status_code == 200
    assert calls(fake, first["access_token"]) == calls(fake, second["access_token"]) == 401
    assert refreshed(auth, second["refresh_token"]).json()["error"] == "invalid_grant"
    assert calls(fake, other["access_token"]) == 200
    assert auth.post("/revoke", data={"token": "unknown"}, auth=BASIC).status_code == 200
    assert auth.post("/revoke", data=BODY).status_code == 400
    assert auth.post("/revoke", data={"token": other["access_token"]}).status_code == 403


def test_introspection_tells_of_tokens_that_are_good(auth: httpx.Client, fake: FakeCalendly) -> None:
    def asked(token: str) -> Any:
        return auth.post("/introspect", data={"token": token, **BODY}).json()

    first = exchanged(auth, code(auth)).json()
    found = asked(first["access_token"])
    assert found["active"] is True
    assert found["exp"] - found["iat"] == 7200
    assert found["owner"] == OLGA
    assert asked(first["refresh_token"])["active"] is True
    refreshed(auth, first["refresh_token"])
    assert asked(first["refresh_token"]) == asked("unknown") == {"active": False}
    fake.pass_time(7200)
    assert asked(first["access_token"]) == {"active": False}
    assert auth.post("/introspect", data={"token": "x"}).status_code == 401


def test_a_user_gets_eight_tokens_in_a_minute(auth: httpx.Client, fake: FakeCalendly) -> None:
    pair = exchanged(auth, code(auth)).json()
    for _ in range(7):
        pair = refreshed(auth, pair["refresh_token"]).json()
    assert refreshed(auth, pair["refresh_token"]).status_code == 429
    fake.oauth.user = "admin"
    assert exchanged(auth, code(auth)).status_code == 200
    fake.pass_time(60)
    assert refreshed(auth, pair["refresh_token"]).status_code == 200, "what was limited was not used up"


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "users:read invitees:read"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
    ],
)
def test_an_authorize_page_sends_back_with_what_is_wrong(
    auth: httpx.Client, asked: dict[str, str], error: str
) -> None:
    assert told(auth.get("/authorize", params=ASKED | asked)) == {"error": error, "state": "s"}


@pytest.mark.parametrize("asked", [{"client_id": "nobody"}, {"redirect_uri": "https://evil.example/"}])
def test_an_authorize_page_sends_nobody_to_an_address_that_is_not_known(
    auth: httpx.Client, asked: dict[str, str]
) -> None:
    answer = auth.get("/authorize", params=ASKED | asked)
    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_a_user_may_say_no(auth: httpx.Client, fake: FakeCalendly) -> None:
    fake.oauth.consents = False
    assert told(auth.get("/authorize", params=ASKED))["error"] == "access_denied"


def test_a_user_who_is_not_logged_in_fills_in_a_form(auth: httpx.Client, fake: FakeCalendly) -> None:
    fake.oauth.user = None
    page = auth.get("/authorize", params=ASKED)
    assert '<form method="post">' in page.text
    back = auth.post("/authorize", params=ASKED, data={"user": "admin", "decision": "allow"})
    found = exchanged(auth, told(back)["code"]).json()
    assert found["owner"] == fake.world.tokens[fake.bearer("admin")].user
    assert told(auth.post("/authorize", params=ASKED, data={"decision": "deny"}))["error"] == "access_denied"


def test_the_api_and_its_authorization_have_addresses_of_their_own(
    auth: httpx.Client, fake: FakeCalendly
) -> None:
    assert httpx.post(f"{fake.url}/oauth/token").status_code == 404
    assert calls(fake, fake.bearer()) == 200
    headers = {"authorization": f"Bearer {fake.bearer()}"}
    assert httpx.get(f"{fake.auth_url}/users/me", headers=headers).status_code == 404


def test_faults_happen_there_too_and_an_answer_may_get_lost(auth: httpx.Client, fake: FakeCalendly) -> None:
    pair = exchanged(auth, code(auth)).json()
    fake.faults.add(Fault("error", "/oauth/token", status=503))
    assert refreshed(auth, pair["refresh_token"]).status_code == 503
    fake.faults.add(Fault("truncated", "/oauth/token"))
    with pytest.raises(httpx.HTTPError):
        refreshed(auth, pair["refresh_token"])
    assert refreshed(auth, pair["refresh_token"]).json()["error"] == "invalid_grant"
    assert fake.faults.fired == [("error", "/oauth/token"), ("truncated", "/oauth/token")]


def test_a_reset_forgets_all_of_it(auth: httpx.Client, fake: FakeCalendly) -> None:
    access = exchanged(auth, code(auth)).json()["access_token"]
    fake.pass_time(10)
    fake.reset()
    assert fake.now() == fake.world.now
    assert calls(fake, access) == 401
    assert not fake.oauth.calls
