"""`unispec link`, as people run it: in a process of its own, with a browser that comes back."""

import socket
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.cli.commands import EVENTS
from tests.cli.linking import Desk, script, secrets_of
from tests.fakes import FakeCalendly, Fault
from unispec.connections import Status
from unispec.specs import Catalogue

NOT_MINE = "This is no link that unispec waits for"


@pytest.fixture
def desk(tmp_path: Path, fake: FakeCalendly) -> Desk:
    return Desk(tmp_path, fake)


def test_an_owner_links_an_account_in_the_browser_and_calls_are_made_for_it(desk: Desk) -> None:
    with desk.linking() as linking:
        page = linking.browse()
        done = linking.ended()
    assert done.status == 0
    assert "<h1>✓ The Calendly account is linked</h1>" in page.text
    assert done.out.startswith("calendly-")
    assert done.out.count("\n") == 1
    account = desk.account(done.out.strip())
    assert account is not None
    assert account.status is Status.ACTIVE
    assert account.account["email"]
    listed = desk(*EVENTS, "--limit", "1", "--connection", done.out.strip(), *desk.leading)
    assert (listed.status, listed.err) == (0, "")
    assert '"next_cursor"' in listed.out
    bearer = desk.fake.requests[-1].headers["authorization"]
    assert bearer == f"Bearer {desk.fake.oauth.grants.issued[0].access}"


def test_what_the_operations_need_is_asked_for_unless_scopes_are_named(
    desk: Desk, catalogue: Catalogue
) -> None:
    with desk.linking() as linking:
        asked = httpx.URL(linking.address).params["scope"].split()
    operations = [
        variant
        for resource in catalogue.integration("calendly").resources.values()
        for operation in resource.operations.values()
        for variant in operation.variants
    ]
    assert asked == sorted({scope for each in operations for scope in each.scopes})
    with desk.linking("--scopes", "users:read, groups:read") as linking:
        assert httpx.URL(linking.address).params["scope"] == "users:read groups:read"


def test_the_page_holds_nothing_but_what_it_says(desk: Desk) -> None:
    with desk.linking() as linking:
        page = linking.browse()
        linking.ended()
    headers = page.headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "Python" not in headers["server"]
    assert "<script" not in page.text
    shown = page.text + str(headers)
    assert [each for each in secrets_of(desk) if each in shown] == []
    assert linking.state not in shown


def test_no_secret_is_on_any_stream(desk: Desk) -> None:
    with desk.linking() as linking:
        linking.browse()
        done = linking.ended()
    connection = done.out.strip()
    desk.fake.oauth.grants.take_back()
    shown = [done.out, done.err]
    for words in (
        ("accounts", "list", "-o", "json"),
        ("accounts", "list"),
        ("accounts", "show", connection),
        ("accounts", "show", connection, "-o", "json"),
        ("accounts", "test", connection, *desk.leading),
        ("accounts", "unlink", connection, *desk.leading),
    ):
        ended = desk(*words)
        shown += [ended.out, ended.err]
    secrets = secrets_of(desk)
    assert len(secrets) >= 5
    assert [each for each in secrets if any(each in text for text in shown)] == []


STRANGERS: list[dict[str, str]] = [
    {},
    {"code": "c0de"},
    {"state": "made-up", "code": "c0de"},
    {"state": "", "code": "c0de"},
    {"state": "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"), "code": "c0de"},
]


def test_who_comes_back_without_the_state_is_told_so_and_the_link_is_waited_for(desk: Desk) -> None:
    with desk.linking() as linking:
        for told in STRANGERS:
            page = linking.back(**told)
            assert (page.status_code, NOT_MINE in page.text) == (400, True)
        assert "is linked" in linking.browse().text
        assert linking.ended().status == 0


def test_only_one_of_many_callbacks_counts(desk: Desk) -> None:
    with desk.linking() as linking:
        with httpx.Client(follow_redirects=False) as browser:
            back = browser.get(linking.address).headers["location"]
        with ThreadPoolExecutor(8) as pool:
            pages = list(pool.map(lambda _: _page(back), range(8)))
        assert linking.ended().status == 0
    worked = [page for page in pages if page is not None and "is linked" in page.text]
    assert len(worked) == 1
    assert desk.fake.oauth.calls["token"] == 1


def _page(address: str) -> httpx.Response | None:
    """Open a page; None when nobody is there any more."""
    try:
        return httpx.get(address, timeout=20.0)
    except httpx.TransportError:
        return None


def test_other_paths_names_and_methods_get_a_page_and_change_nothing(desk: Desk) -> None:
    with desk.linking() as linking:
        home = httpx.URL(linking.callback)
        good = {"state": linking.state, "code": "c0de"}
        assert httpx.get(home.copy_with(path="/favicon.ico")).status_code == 404
        assert httpx.get(home.copy_with(path="/callback/"), params=good).status_code == 404
        assert httpx.post(home, params=good, content=b"x").status_code == 405
        assert httpx.head(home, params=good).status_code == 405
        for host in ("evil.test", f"localhost:{home.port}", "127.0.0.1", f"127.0.0.1:{home.port}:1", ""):
            page = httpx.get(home, params=good, headers={"host": host})
            assert (page.status_code, NOT_MINE in page.text) == (400, True), host
        twice = httpx.get(f"{home}?state={linking.state}&code=a&code=b")
        assert NOT_MINE in twice.text
        both = httpx.get(home, params=good | {"error": "access_denied"})
        assert NOT_MINE in both.text
        assert "is linked" in linking.browse().text
        assert linking.ended().status == 0


def test_connections_that_are_opened_and_never_used_hold_nobody_up(desk: Desk) -> None:
    with desk.linking() as linking:
        home = httpx.URL(linking.callback)
        idle = [socket.create_connection(("127.0.0.1", home.port or 0)) for _ in range(20)]
        try:
            idle[0].sendall(b"GET /callback?state=")
            idle[1].sendall(b"\x16\x03\x01 no HTTP at all\r\n\r\n")
            assert "is linked" in linking.browse().text
            assert linking.ended().status == 0
        finally:
            for each in idle:
                each.close()


def test_an_owner_who_refuses_is_told_on_the_page_and_in_the_terminal(desk: Desk) -> None:
    desk.fake.oauth.consents = False
    with desk.linking() as linking:
        page = linking.browse()
        done = linking.ended()
    assert page.status_code == 400
    assert "✗ The Calendly account was not linked" in page.text
    assert "access_denied" in page.text
    assert (done.status, done.out) == (1, "")
    assert "error[link-failed]" in done.err
    assert "help: the same command begins a new link" in done.err
    with desk.opened() as store:
        assert list(store.all("me")) == []


def test_words_of_the_provider_are_no_part_of_the_page(desk: Desk) -> None:
    with desk.linking() as linking:
        page = linking.back(state=linking.state, error="<script>alert(1)</script>", error_description="<b>")
        done = linking.ended()
    assert page.status_code == 400
    assert "<script" not in page.text
    assert "alert" not in page.text + done.err


@pytest.mark.parametrize(
    "fault",
    [
        Fault("error", times=None, status=500),
        Fault("reset", times=None),
        Fault("error", "/users/me", times=None, status=403),
    ],
)
def test_a_provider_that_fails_links_nothing_and_the_terminal_says_how_to_go_on(
    desk: Desk, fault: Fault
) -> None:
    with desk.linking() as linking:
        assert linking.address
        with httpx.Client(follow_redirects=False) as browser:
            back = browser.get(linking.address).headers["location"]
        desk.fake.faults.add(fault)
        page = httpx.get(back, timeout=20.0)
        done = linking.ended()
    assert "was not linked" in page.text
    assert "the terminal says how to go on" in page.text
    assert (done.status, done.out) == (1, "")
    assert "the same command begins a new link" in " ".join(done.err.split())
    with desk.opened() as store:
        assert list(store.all("me")) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "[::1]"])
def test_a_private_token_endpoint_is_refused_before_an_owner_is_asked(desk: Desk, host: str) -> None:
    head = desk.folder / "here/integrations/calendly/integration.yaml"
    head.write_text(f"auth: {{oauth2: {{token: 'https://{host}/oauth/token'}}}}\n")
    done = desk("link", "calendly", "--no-browser", "--port", "0", "--catalogue", str(desk.folder / "here"))
    assert (done.status, done.out) == (1, "")
    assert f"error[private-address]: the host `{host.strip('[]')}` has an address" in done.err
    assert "--private-network" in done.err
    assert "open this address" not in done.err


def test_a_name_that_leads_inside_is_told_with_the_flag(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    head = desk.folder / "here/integrations/calendly/integration.yaml"
    head.write_text("base_url: https://provider.test\n")
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.1.2.3", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    words = ("--token-env", "T", "--catalogue", str(desk.folder / "here"))
    done = desk("link", "calendly", *words, T="owner-token")
    assert (done.status, done.out) == (1, "")
    assert "error[private-address]: the host `provider.test` has an address" in done.err
    assert "say so with --private-network" in done.err


def test_ctrl_c_ends_quietly(desk: Desk) -> None:
    with desk.linking() as linking:
        linking.interrupt()
        done = linking.ended()
    assert (done.status, done.out) == (130, "")
    assert "Ctrl-C" in done.err.rstrip().splitlines()[-2]


def test_who_meets_an_error_page_of_the_provider_is_told_what_may_be_wrong(desk: Desk) -> None:
    with desk.linking() as linking:
        callback = linking.callback
        linking.interrupt()
        hint = linking.ended().err.rstrip().splitlines()[-1]
    assert hint == (
        f"if the page shows an error: is the client id right, and is {callback} registered with the app?"
    )


def test_an_account_is_linked_anew_and_keeps_its_id(desk: Desk) -> None:
    connection = desk.linked()
    desk.fake.oauth.grants.take_back()
    lost = desk("accounts", "test", connection, *desk.leading)
    assert lost.status == 1
    assert f"`unispec link calendly --connection {connection}`; the account keeps its id" in " ".join(
        lost.err.split()
    )
    assert desk.linked("--connection", connection) == connection
    assert desk("accounts", "test", connection, *desk.leading).out == "ok: Calendly answers\n"


def test_the_browser_is_opened_and_says_nothing_on_our_streams(desk: Desk) -> None:
    browser = script(
        desk.folder / "browser",
        ["echo noise; echo noise >&2", f'exec {sys.executable} -c "$OPEN" "$1" >{desk.folder}/page 2>&1'],
    )
    opening = "import httpx, sys; print(httpx.get(sys.argv[1], follow_redirects=True).text)"
    with desk.linking(browser=f"{browser} %s", OPEN=opening) as linking:
        done = linking.ended()
    assert done.status == 0
    assert done.out.startswith("calendly-")
    assert "noise" not in done.out + done.err
    assert "is linked" in (desk.folder / "page").read_text("utf-8")


def test_localhost_is_a_name_that_can_be_asked_for(desk: Desk) -> None:
    with desk.linking("--localhost") as linking:
        assert httpx.URL(linking.callback).host == "localhost"
        assert "is linked" in linking.browse().text
        assert linking.ended().status == 0


def test_a_port_that_is_taken_is_told(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = desk("link", "calendly", "--no-browser", "--port", str(port), *desk.leading)
    assert (done.status, done.out) == (2, "")
    assert f"port {port}" in done.err
    assert "another --port" in done.err


def test_a_personal_token_needs_neither_browser_nor_app(desk: Desk) -> None:
    words = ("link", "calendly", "--token-env", "MINE", "--tenant", "acme", *desk.leading)
    done = desk(*words, MINE=" owner-token\n", CALENDLY_CLIENT_ID=None, CALENDLY_CLIENT_SECRET=None)
    assert done.status == 0, done.err
    account = desk.account(done.out.strip(), "acme")
    assert account is not None
    assert {name: each.reveal() for name, each in account.grant.credentials.items()} == {
        "token": "owner-token"
    }
    assert desk.account(done.out.strip()) is None


def test_a_token_that_the_provider_refuses_is_not_stored(desk: Desk) -> None:
    done = desk("link", "calendly", "--token-env", "MINE", *desk.leading, MINE="no-such-token-9f3a")
    assert (done.status, done.out) == (1, "")
    assert "no-such-token-9f3a" not in done.err
    with desk.opened() as store:
        assert list(store.all("me")) == []


def test_a_file_of_keys_and_a_store_can_be_named_by_options(desk: Desk) -> None:
    keys = desk.folder / "keys"
    keys.write_text(desk.keys[0] + "\n")
    store = str(desk.folder / "other.db")
    place = ("--keys", str(keys), "--store", store)
    none = {"UNISPEC_KEYS": None, "UNISPEC_STORE": None}
    done = desk("link", "calendly", "--token-env", "T", *place, *desk.leading, T="owner-token", **none)
    assert done.status == 0, done.err
    assert stat.S_IMODE(Path(store).stat().st_mode) == 0o600
    listed = desk("accounts", "list", *place, **none)
    assert done.out.strip() in listed.out


KINDS = {
    "api_key": ("{query: {key: '{{ credentials.api_key }}'}}", "K", {"api_key": "k3y"}),
    "basic": ("{}", "username=U password=P", {"username": "ada", "password": "pa55 word"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_credentials_is_linked_by_what_it_is_called(desk: Desk, kind: str) -> None:
    spec, written, stored = KINDS[kind]
    home = desk.folder / "here/integrations/small"
    home.mkdir()
    head = "spec_version: 1\nintegration: small\nlabel: Small\ndocs: https://small.test\n"
    (home / "integration.yaml").write_text(f"{head}base_url: https://small.test\nauth:\n  {kind}: {spec}\n")
    words = [word for each in written.split() for word in ("--token-env", each)]
    given = {"K": "k3y", "U": "ada", "P": "pa55 word"}
    done = desk("link", "small", *words, *desk.leading, **given)
    assert done.status == 0, done.err
    account = desk.account(done.out.strip())
    assert account is not None
    assert {name: each.reveal() for name, each in account.grant.credentials.items()} == stored
    wrong = desk("link", "small", "--token-env", "another=K", *desk.leading, **given)
    assert "--token-env " + "=VAR --token-env ".join(stored) + "=VAR" in " ".join(wrong.err.split())
    browsed = desk("link", "small", *desk.leading)
    assert (wrong.status, browsed.status) == (1, 1)
    assert "link by a token" in browsed.err


WRONG: dict[str, tuple[str, dict[str, str | None], int, str]] = {
    "no store": ("link calendly", {"UNISPEC_STORE": None}, 2, "name one with --store or in UNISPEC_STORE"),
    "empty store": ("link calendly --store=", {}, 2, "name one with --store"),
    "no key": ("link calendly", {"UNISPEC_KEYS": None}, 1, "`unispec accounts new-key` draws one"),
    "bad key": ("link calendly", {"UNISPEC_KEYS": "k:c3VycHJpc2U="}, 1, "error[invalid-encryption-key]"),
    "bad keys": ("link calendly --keys KEYS", {}, 1, "error[invalid-encryption-key]"),
    "no app": ("link calendly", {"CALENDLY_CLIENT_ID": None}, 1, "`CALENDLY_CLIENT_ID` holds no client id"),
    "no token": ("link calendly --token-env NOTHING_HERE", {}, 1, "`NOTHING_HERE` holds no token"),
    "no name": ("link calendly --token-env=", {}, 2, "takes the name of an environment variable"),
    "a token": ("link calendly --token-env eyJ.CANARY.x", {}, 2, "takes the name of an environment variable"),
    "a small token": ("link calendly --token-env pk_CANARY", {}, 1, "holds no token"),
    "two tokens": ("link calendly --token-env A --token-env B", {}, 2, "gives two tokens"),
    "other words": ("link calendly --token-env api_key=HOME", {}, 1, "it takes `--token-env token=VAR`"),
    "a browser": ("link calendly --token-env A --port 1 --scopes x", {}, 2, "leave out --scopes, --port"),
    "odd scope": ("link calendly --scopes foo:read", {}, 1, "`unispec list calendly` shows"),
    "scope": ("link calendly --scopes users:raed", {}, 1, "did you mean `users:read`?"),
    "no scope": ("link calendly --scopes=,", {}, 2, "--scopes names none"),
    "integration": ("link calendlx", {}, 1, "did you mean `calendly`?"),
    "tenant": ("link calendly --tenant=", {}, 2, "--tenant has no name"),
    "connection": ("link calendly --connection calendly-1", {}, 1, "error[unknown-connection]"),
    "empty connection": ("link calendly --connection=", {}, 2, "--connection names no account"),
    "another account": ("link calendly --token-env HOME --connection x", {}, 1, "error[unknown-connection]"),
    "port": ("link calendly --port 65536", {}, 2, "65536 is not in the range"),
    "folder": ("link calendly --store /", {}, 1, "error[invalid-store]"),
    "nowhere": ("link calendly --store /no/such/folder/a.db", {}, 1, "error[invalid-store]"),
    "another database": ("link calendly --store mysql://me:CANARY@here/x", {}, 1, "error[invalid-store]"),
    "odd URL": ("link calendly --store postgresql://me:CANARY@[x:y/z", {}, 1, "error[invalid-store]"),
    "odd port": ("link calendly --store postgresql://me:CANARY@here:x/z", {}, 1, "error[invalid-store]"),
    "unreached": ("link calendly --store postgresql://me:CANARY@127.0.0.1:1/x", {}, 1, "connection refused"),
    "no database": ("link calendly --store KEYS", {}, 1, "file is not a database"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_meant_is_told_with_what_to_do(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, changes, status, message = WRONG[name]
    monkeypatch.chdir(desk.folder)
    Path("KEYS").write_text("CANARY " * 40)
    done = desk(*line.split(), *desk.leading, **changes)
    assert (done.status, done.out) == (status, ""), done.err
    assert message in " ".join(done.err.split())
    assert "CANARY" not in done.err
    assert not Path("accounts.db").exists() or "connection" in name or "account" in name or "scope" in name


def test_nobody_who_comes_back_in_time_ends_the_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unispec.cli._link_account._LONGEST", 0.1)
    done = desk("link", "calendly", "--no-browser", "--port", "0", *desk.leading)
    assert (done.status, done.out) == (1, "")
    assert "nobody came back" in done.err
    assert "help: the same command begins a new link" in done.err
