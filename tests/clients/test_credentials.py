"""Accounts that are linked by what their owners have, or by what the app gets for itself."""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.clients.conftest import Serve
from tests.clients.linking import Service
from tests.fakes import FakeCalendly, Fault
from unispec import Catalogue, InputError, ProviderError, TransportError
from unispec.connections import App
from unispec.connections.storage import SqlStore
from unispec.diagnostics import LinkError, UnispecError

KEY, NAME, PASSWORD, SECRET = "k3y-of-depot", "jo", "pa55-of:depot", "s3cret-of-depot"
TOKEN = "t0ken-of-depot"
BASIC = b64encode(f"{NAME}:{PASSWORD}".encode()).decode()

SPEC = """\
spec_version: 1
integration: depot
label: Depot
base_url: {url}/api
auth:
  api_key:
    query:
      key: "{{{{ credentials.api_key }}}}"
  basic: {{}}
  client_credentials:
    header:
      Authorization: Bearer {{{{ credentials.access_token }}}}
    token: {url}/token
    client: body
connection:
  request:
    path: /me
  map:
    user: id
errors:
  message: problem
"""


class Depot(BaseHTTPRequestHandler):
    """Lets in whoever has the key, the name and the password, or a token of the app."""

    protocol_version = "HTTP/1.1"
    tokens = 0

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: each[0] for name, each in parse_qs(url.query).items()}
        come = self.headers["authorization"] or ""
        good = query.get("key") == KEY or come in (f"Basic {BASIC}", f"Bearer {TOKEN}-{Depot.tokens}")
        told = (
            {"id": "u7", "seen": f"{self.path} {come}"} if good else {"problem": f"who is {self.path} {come}"}
        )
        self.answer(200 if good else 401, told)

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["content-length"])).decode()
        fields = {name: each[0] for name, each in parse_qs(content).items()}
        if fields != {"grant_type": "client_credentials", "client_id": "depot-app", "client_secret": SECRET}:
            self.answer(401, {"error": "invalid_client"})
            return
        Depot.tokens += 1
        self.answer(200, {"access_token": f"{TOKEN}-{Depot.tokens}", "expires_in": 60})

    def answer(self, status: int, body: Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def depot(serve: Serve, tmp_path: Path) -> Iterator[Service]:
    """A service with the invented provider."""
    Depot.tokens = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Depot) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        path = tmp_path / "root" / "integrations" / "depot" / "integration.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(SPEC.format(url=f"http://127.0.0.1:{server.server_port}"), "utf-8")
        catalogue = Catalogue.load(tmp_path / "root", bundled=False)
        service = serve(catalogue=catalogue, apps={"depot": App("depot-app", SECRET)})
        yield service
        server.shutdown()
        thread.join()
    text = "\n".join(service.shown)
    assert [each for each in (KEY, PASSWORD, BASIC, SECRET, TOKEN) if each in text] == []


KINDS: list[dict[str, str]] = [{"api_key": KEY}, {"username": NAME, "password": PASSWORD}, {}]


@pytest.mark.parametrize("credentials", KINDS, ids=["api_key", "basic", "client_credentials"])
def test_credentials_of_every_kind_open_an_account(depot: Service, credentials: dict[str, str]) -> None:
    connection = depot.keep(credentials, "depot")
    (account,) = depot.accounts()
    assert (account.id, account.integration, account.status) == (connection, "depot", "active")
    assert dict(account.account) == {"user": "u7"}
    linked = depot.connect(connection, integration="depot")
    result = linked.request("GET", "/me").result
    assert result["id"] == "u7"
    assert not [each for each in (KEY, BASIC, f"{TOKEN}-1") if each in result["seen"]], "echoes are redacted"


WRONG: list[tuple[dict[str, str], type[UnispecError], str]] = [
    ({"api_key": "wrong-key"}, ProviderError, "provider-error"),
    ({"username": NAME, "password": "wrong-word"}, ProviderError, "provider-error"),
    ({"api_key": ""}, InputError, "missing-credentials"),
    ({"api_key": "  "}, InputError, "missing-credentials"),
    ({"api_key": "two\nlines"}, InputError, "missing-credentials"),
    ({"username": NAME}, InputError, "missing-credentials"),
    ({"password": PASSWORD, "username": NAME, "api_key": KEY}, InputError, "missing-credentials"),
    ({"api_key": KEY, "refresh_token": TOKEN}, InputError, "missing-credentials"),
    ({"token": TOKEN}, InputError, "missing-credentials"),
]


@pytest.mark.parametrize(("credentials", "kind", "code"), WRONG)
def test_credentials_that_open_nothing_are_not_kept(
    depot: Service, credentials: dict[str, str], kind: type[UnispecError], code: str
) -> None:
    with depot.raises(kind, code) as raised:
        depot.keep(credentials, "depot")
    assert depot.accounts() == []
    assert [each for each in credentials.values() if len(each) > 4 and each in str(raised[0])] == []


def test_what_is_taken_instead_is_said(depot: Service) -> None:
    with depot.raises(InputError, "missing-credentials") as raised:
        depot.keep({"username": NAME}, "depot")
    said = raised[0].diagnostic
    assert said.message == "`depot` is not linked by `username`"
    assert said.help == "it takes `api_key`, or `username` and `password`, or `access_token`"


def test_a_grant_of_the_app_itself_is_renewed_when_it_ends(depot: Service, fake: FakeCalendly) -> None:
    linked = depot.connect(depot.keep({}, "depot"), integration="depot")
    linked.request("GET", "/me")
    assert Depot.tokens == 1
    fake.pass_time(61)
    linked.request("GET", "/me")
    assert Depot.tokens == 2


def test_an_app_that_the_provider_refuses_links_nothing(depot: Service, serve: Serve) -> None:
    service = serve(catalogue=depot.engine.catalogue, apps={"depot": App("depot-app", "wrong")})
    with service.raises(TransportError, "link-failed") as raised:
        service.keep({}, "depot")
    assert "invalid_client" in str(raised[0])


def test_a_key_that_is_taken_back_needs_its_owner_and_is_linked_anew(
    depot: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = depot.keep({"api_key": KEY}, "depot")
    monkeypatch.setitem(globals(), "KEY", "another-key")
    with depot.raises(LinkError, "needs-reauth"):
        depot.connect(connection, integration="depot").request("GET", "/me")
    assert depot.keep({"api_key": "another-key"}, "depot", connection=connection) == connection
    assert depot.connect(connection, integration="depot").request("GET", "/me").status == 200
    (account,) = depot.accounts()
    assert (account.status, account.version) == ("active", 2)


def test_an_account_without_a_grant_to_revoke_is_only_forgotten(depot: Service) -> None:
    assert depot.unlink(depot.keep({"api_key": KEY}, "depot")) is False
    assert depot.accounts() == []


def test_an_account_of_one_integration_is_none_of_another(
    depot: Service, serve: Serve, store: SqlStore
) -> None:
    connection = depot.keep({"api_key": KEY}, "depot")
    with serve().raises(InputError, "unknown-connection"):
        serve().connect(connection).list("calendar/events", limit=1)
    with serve().raises(InputError, "unknown-connection"):
        serve().begin(connection=connection)


def test_a_personal_token_opens_an_account(service: Service, fake: FakeCalendly) -> None:
    connection = service.keep({"token": fake.bearer()})
    assert service.accounts()[0].account["email"] == "olga@acme.test"
    assert service.connect(connection).list("calendar/events", limit=5).result
    assert not fake.oauth.calls
    fake.pass_time(10**8)
    assert service.connect(connection).list("calendar/events", limit=5).result, "it lasts"


def test_a_grant_from_elsewhere_can_be_kept_and_is_renewed(service: Service, fake: FakeCalendly) -> None:
    service.unlink(first := service.link())
    pair = fake.oauth.grants.issued[-1]
    pair.is_revoked = False
    connection = service.keep({"access_token": pair.access, "refresh_token": pair.refresh})
    fake.pass_time(8000)
    assert service.connect(connection).list("calendar/events", limit=1).result
    assert fake.oauth.calls["token"] == 2
    assert connection != first


def test_a_personal_token_needs_no_app(serve: Serve, fake: FakeCalendly) -> None:
    service = serve(apps={})
    connection = service.keep({"token": fake.bearer()})
    assert service.connect(connection).list("calendar/events", limit=1).result
    assert service.unlink(connection) is False


def test_a_personal_token_that_is_none_is_not_kept(service: Service) -> None:
    with service.raises(ProviderError, "provider-error") as raised:
        service.keep({"token": "made-up-token"})
    assert raised[0].category == "unauthorized"
    assert service.accounts() == []


def test_reading_the_account_takes_no_longer_than_it_may(serve: Serve, fake: FakeCalendly) -> None:
    service = serve(wait=True)
    fake.faults.add(Fault("stalled_headers", "/users/me", times=None))
    with service.raises(TransportError, "deadline-exceeded"):
        service.keep({"token": fake.bearer()}, timeout=0.3)
    assert service.accounts() == []


def test_the_grant_of_the_app_itself_is_not_to_be_had_everywhere(service: Service) -> None:
    with service.raises(InputError, "missing-credentials") as raised:
        service.keep({})
    assert raised[0].diagnostic.message == "`calendly` has no `client_credentials`"
