"""`unispec accounts`, and calls for linked accounts: `unispec run` and `unispec record`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import EVENTS, process
from tests.cli.linking import APP, Desk, secrets_of
from tests.fakes import FakeCalendly, Fault
from unispec.connections import Grant, Linked, Reason, Status
from unispec.connections.storage import KeyRing, new_key
from unispec.data import Json, Secret

CANARY = "eyJ-canary-3f9a7c51-e2d84b60"
OTHER = """
spec_version: 1
integration: other
label: Other
docs: https://other.test/docs
base_url: {url}
auth:
  oauth2:
    header: {{Authorization: "Bearer {{{{ credentials.access_token }}}}"}}
    authorize: {url}/a
    token: {url}/t
  token:
    header: {{Authorization: "Bearer {{{{ credentials.token }}}}"}}
"""
GROUPS = """
resource: user_directory/groups
summary: Groups.
operations:
  list:
    request: {path: /groups}
    pagination: none
    records: groups
map:
  id: id
  name: name
"""


@pytest.fixture
def desk(tmp_path: Path, fake: FakeCalendly) -> Desk:
    return Desk(tmp_path, fake)


def put(desk: Desk, connection: str, tenant: str = "me", **changes: Any) -> Linked:
    """Store an account as if it had been linked."""
    grant = Grant({"access_token": Secret(CANARY), "refresh_token": Secret(f"r-{CANARY}")}, None, ("a:read",))
    with desk.opened() as store:
        return store.put(Linked(tenant, connection, "calendly", **{"grant": grant, **changes}))


def mark(desk: Desk, linked: Linked, status: Status, reason: Reason | None) -> None:
    with desk.opened() as store:
        assert store.mark(linked.tenant, linked.id, linked.version, status, reason)


def parsed(desk: Desk, *words: str) -> Any:
    done = desk(*words, "-o", "json")
    assert (done.status, done.err) == (0, "")
    return json.loads(done.out)


def test_a_tenant_has_its_own_accounts_and_no_other(desk: Desk) -> None:
    mine, theirs = desk.token(), desk.token("--tenant", "acme")
    assert [each["connection"] for each in parsed(desk, "accounts", "list")] == [mine]
    assert [each["connection"] for each in parsed(desk, "accounts", "list", "--tenant", "acme")] == [theirs]
    assert parsed(desk, "accounts", "list", "--tenant", "nobody") == []
    assert desk("accounts", "list", "--tenant", "nobody").out == "no linked accounts\n"
    missing = desk("accounts", "show", "calendly-made-up")
    for words in (
        ("show", theirs),
        ("test", theirs),
        ("disable", theirs),
        ("enable", theirs),
        ("unlink", theirs),
        ("unlink", theirs, "--forget"),
    ):
        done = desk("accounts", *words)
        assert (done.status, done.out, done.err) == (1, "", missing.err)
    assert "error[unknown-connection]" in missing.err
    assert desk("accounts", "test", theirs, "--tenant", "acme", *desk.leading).status == 0


def test_the_accounts_of_one_integration_can_be_listed(desk: Desk) -> None:
    mine = desk.token()
    assert [each["connection"] for each in parsed(desk, "accounts", "list", "calendly")] == [mine]
    assert parsed(desk, "accounts", "list", "another") == []


def test_an_account_is_shown_with_its_facts(desk: Desk) -> None:
    connection = desk.linked("--scopes", "users:read")
    shown = parsed(desk, "accounts", "show", connection)
    assert shown == parsed(desk, "accounts", "list")[0]
    assert shown["scopes"] == ["users:read"]
    assert shown["credentials"] == ["access_token", "refresh_token"]
    assert shown["account"]["user"] == desk.fake.world.tokens["owner-token"].user
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", shown["expires_at"])
    text = desk("accounts", "show", connection).out
    assert text.startswith(f"{connection}\n  integration   calendly\n  tenant        me\n")
    assert "users:read" in text
    table = desk("accounts", "list").out.splitlines()
    assert table[0].split() == ["connection", "integration", "status", "linked"]
    assert connection in table[2]


FACTS: list[Json] = [
    "ada.lovelace@analytical.example",
    "Ada Lovelace <ada.lovelace@analytical.example>, ada.lovelace+x@analytical.example",
    "https://api.test/users?email=ada.lovelace%40analytical.example",
    {"emails": ["ada.lovelace@analytical.example"], "ada.lovelace@analytical.example": 1},
    f"token {CANARY}",
    [{"deep": f"r-{CANARY}"}],
    "\x1b[31mred\x1b]0;title\x07",
    None,
    12.5,
    "",
]


@pytest.mark.parametrize("fact", FACTS)
def test_neither_credentials_nor_whole_addresses_are_shown_whatever_is_known(desk: Desk, fact: Json) -> None:
    put(desk, "calendly-1", account={"fact": fact, "id": "u-1"})
    for form in ("table", "json"):
        for words in (("show", "calendly-1"), ("list",)):
            out = desk("accounts", *words, "-o", form).out
            assert "calendly-1" in out
            for hidden in ("ada.lovelace", CANARY, "\x1b", "\x07"):
                assert hidden not in out
    assert parsed(desk, "accounts", "show", "calendly-1")["account"]["id"] == "u-1"


def test_what_identifies_an_account_stays_readable(desk: Desk) -> None:
    put(desk, "calendly-1", account={"email": "ada@analytical.example", "user": "https://a.test/users/@me"})
    assert parsed(desk, "accounts", "show", "calendly-1")["account"] == {
        "email": "a…@analytical.example",
        "user": "https://a.test/users/@me",
    }


@pytest.mark.parametrize(
    ("status", "reason", "shown", "remedy"),
    [
        (Status.NEEDS_REAUTH, Reason.REVOKED, "needs_reauth (revoked)", "unispec link calendly --connection"),
        (Status.NEEDS_REAUTH, None, "needs_reauth", "link calendly --connection 'odd id' --tenant 'a b'"),
        (Status.DISABLED, None, "disabled", "unispec accounts enable 'odd id' --tenant 'a b'"),
        (Status.DEGRADED, None, "degraded", "nothing; the grant is renewed again"),
    ],
)
def test_a_status_is_shown_with_what_to_do(
    desk: Desk, status: Status, reason: Reason | None, shown: str, remedy: str
) -> None:
    mark(desk, put(desk, "odd id", "a b"), status, reason)
    text = desk("accounts", "show", "odd id", "--tenant", "a b").out
    assert f"status        {shown}" in text
    assert remedy in text
    assert shown in desk("accounts", "list", "--tenant", "a b").out


def test_an_account_that_works_is_ok_with_a_fresh_grant(desk: Desk) -> None:
    connection = desk.linked()
    desk.fake.requests.clear()
    done = desk("accounts", "test", connection, *desk.leading)
    assert (done.status, done.out, done.err) == (0, "ok: Calendly answers\n", "")
    assert [each.path for each in desk.fake.requests] == ["/users/me"]
    with desk.opened() as store:
        linked = store.get("me", connection)
        assert linked is not None
        ended = Grant(linked.grant.credentials, store.now() - 1, linked.grant.scopes)
        store.put(Linked("me", connection, "calendly", ended, linked.account))
    assert desk("accounts", "test", connection, *desk.leading).status == 0
    assert [each.path for each in desk.fake.requests][-2:] == ["/oauth/token", "/users/me"]


def test_an_account_that_does_not_work_is_told_with_what_to_do(desk: Desk) -> None:
    connection = desk.linked()
    unreached = desk("accounts", "test", connection, "--catalogue", str(desk.folder / "here"))
    assert "error[private-address]" in unreached.err
    desk.fake.faults.add(Fault("error", times=None, status=400))
    down = desk("accounts", "test", connection, *desk.leading, "--private-network")
    assert "error[provider-error]" in down.err
    desk.fake.faults.clear()
    desk.fake.oauth.grants.take_back()
    without_app = dict.fromkeys(APP)
    nobody = desk("accounts", "test", connection, *desk.leading, **without_app)
    assert "help: set `CALENDLY_CLIENT_ID`, and `CALENDLY_CLIENT_SECRET` where" in nobody.err
    assert "Engine(" not in nobody.err
    lost = desk("accounts", "test", connection, *desk.leading)
    assert "error[needs-reauth]" in lost.err
    assert f"unispec link calendly --connection {connection}" in " ".join(lost.err.split())
    for done in (unreached, down, nobody, lost):
        assert (done.status, done.out) == (1, "")
    again = desk("accounts", "test", connection, *desk.leading)
    assert again.err == lost.err


def test_unlinking_ends_the_grant_and_forgets_the_account(desk: Desk) -> None:
    connection = desk.linked()
    without_app = desk("accounts", "unlink", connection, *desk.leading, **dict.fromkeys(APP))
    assert (without_app.status, without_app.out) == (1, "")
    assert "--forget" in without_app.err
    assert desk.account(connection) is not None
    done = desk("accounts", "unlink", connection, *desk.leading)
    assert (done.status, done.out) == (0, "")
    assert done.err == "unlinked; Calendly confirmed that the grant has ended\n"
    assert desk.fake.oauth.grants.living == []
    assert desk.account(connection) is None
    assert desk("accounts", "unlink", connection, *desk.leading).status == 1


def test_an_account_is_forgotten_although_the_provider_does_not_hear_of_it(desk: Desk) -> None:
    connection = desk.linked()
    desk.fake.faults.add(Fault("error", times=None, status=500))
    done = desk("accounts", "unlink", connection, *desk.leading)
    assert (done.status, desk.account(connection)) == (0, None)
    assert "did not confirm" in done.err
    desk.fake.faults.clear()
    token = desk.token()
    done = desk("accounts", "unlink", token, *desk.leading)
    assert (done.status, desk.account(token)) == (0, None)
    assert "cannot be told" in done.err


def test_an_account_whose_key_is_lost_can_be_forgotten(desk: Desk) -> None:
    connection = desk.token()
    lost = {"UNISPEC_KEYS": new_key("k2")}
    for words in (("show", connection), ("unlink", connection), ("test", connection), ("rotate-key",)):
        done = desk("accounts", *words, **lost)
        assert (done.status, done.out) == (1, "")
        assert "the key `k1` that they were encrypted with is not at hand" in " ".join(done.err.split())
    assert "active (unreadable)" in desk("accounts", "list", **lost).out
    assert desk("accounts", "unlink", connection, "--forget", **lost).status == 0
    assert desk.account(connection) is None


def test_all_accounts_are_encrypted_anew_in_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unispec.cli._account_work._BATCH", 3)
    for number in range(7):
        put(desk, f"calendly-{number}", f"tenant {number % 2}")
    desk.keys.insert(0, new_key("k2"))
    done = desk("accounts", "rotate-key")
    assert (done.status, done.out, done.err) == (0, "", "7 accounts were encrypted anew\n")
    assert desk("accounts", "rotate-key").err == "no account had to be encrypted anew\n"
    desk.keys.pop()
    assert len(parsed(desk, "accounts", "list", "--tenant", "tenant 0")) == 4


def test_a_new_key_is_one_that_is_taken(desk: Desk) -> None:
    for words in ((), ("2026-b",)):
        done = desk("accounts", "new-key", *words, UNISPEC_KEYS=None, UNISPEC_STORE=None)
        assert (done.status, done.err, done.out.count("\n")) == (0, "", 1)
        assert KeyRing.read(done.out).current == (words[0] if words else done.out.partition(":")[0])
    assert desk("accounts", "new-key", "no good name").status == 1


def test_a_call_for_an_account_reads_no_token(desk: Desk) -> None:
    connection = desk.token("--tenant", "acme")
    words = ("--connection", connection, "--tenant", "acme", *desk.leading)
    done = desk(*EVENTS, "--limit", "2", *words)
    assert (done.status, done.err) == (0, "")
    assert len(json.loads(done.out)["result"]) == 2
    other = desk(*EVENTS, "--connection", connection, *desk.leading)
    shown = desk("accounts", "show", connection)
    assert (other.status, other.out, other.err) == (1, "", shown.err)
    assert "error[unknown-connection]: the tenant `me` has no linked account of this id" in other.err
    assert "help: `unispec accounts list` shows those it has" in other.err
    named = desk(*EVENTS, "--connection", "x", "--tenant", "a b", *desk.leading)
    assert "the tenant `a b` has no" in named.err
    assert "`unispec accounts list --tenant 'a b'`" in named.err
    alone = desk(*EVENTS, *words, UNISPEC_KEYS=None)
    assert "error[missing-encryption-key]" in alone.err


def test_an_account_of_one_integration_is_none_of_another(desk: Desk, fake: FakeCalendly) -> None:
    home = desk.folder / "here/integrations/other"
    (home / "user_directory").mkdir(parents=True)
    (home / "integration.yaml").write_text(OTHER.format(url=fake.url))
    (home / "user_directory/groups.yaml").write_text(GROUPS)
    for connection in (desk.token(), desk.linked()):
        fake.requests.clear()
        done = desk(
            "run", "other", "user_directory/groups", "list", "--connection", connection, *desk.leading
        )
        assert (done.status, done.out) == (1, "")
        of_which = "error[unknown-connection]: the linked account of this id is one of `calendly`"
        assert of_which in done.err
        anew = desk("link", "other", "--token-env", "T", "--connection", connection, *desk.leading, T="t0ken")
        assert of_which in anew.err
        tenant = ("--tenant", "b", *desk.leading)
        theirs = desk("link", "other", "--token-env", "T", "--connection", connection, *tenant, T="t0ken")
        hidden = desk(*EVENTS, "--connection", connection, *tenant)
        assert "`calendly`" not in theirs.err + hidden.err
        assert fake.requests == []


@pytest.mark.parametrize("words", [(), ("--limit", "2", "--pages", "2")])
def test_a_call_for_an_account_is_recorded_without_anything_of_it(desk: Desk, words: tuple[str, ...]) -> None:
    connection = desk.linked()
    root = desk.folder / "here"
    done = desk(
        *("record", "calendly", "user_directory/users", "list", "--case", "linked", *words),
        *("--connection", connection, *desk.leading),
    )
    assert done.status == 0, done.err
    text = "".join(path.read_text() for path in root.rglob("cases/**/*") if path.is_file())
    assert "operation: list" in text
    linked = desk.account(connection)
    assert linked is not None
    hidden = [*secrets_of(desk), *(str(linked.account[name]) for name in ("email", "user", "organization"))]
    assert [each for each in hidden if each in text] == []
    played = desk(
        *("run", "calendly", "user_directory/users", "list", "--replay", "linked", "--catalogue", str(root))
    )
    assert (played.status, bool(json.loads(played.out)["result"])) == (0, True)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("accounts", "Usage: unispec accounts"),
        ("accounts show", "Missing argument 'ID'"),
        ("accounts show x --tenant=", "--tenant has no name"),
        ("accounts list -o ndjson", "'ndjson' is not one of 'table', 'json'"),
        ("accounts rotate-key --tenant me", "No such option"),
        ("accounts disable", "Missing argument 'ID'"),
        ("accounts enable x --private-network", "No such option"),
        ("accounts test x --base-url=", "--base-url holds no URL"),
        ("accounts unlink x --base-url https://a.test", "No such option"),
        ("link calendly --base-url=", "--base-url holds no URL"),
        ("accounts list --keys /no/such/file", "does not exist"),
        ("run calendly calendar/events list --connection=", "--connection names no account"),
        ("run calendly calendar/events list --store x", "--store can only stand beside --connection"),
        ("run calendly calendar/events list --tenant x --token-env T", "--tenant can only stand beside"),
        ("run calendly calendar/events list --connection x --token-env T", "leave out --token-env"),
        ("run calendly calendar/events list --connection x --replay", "leave out --connection"),
        (
            "run calendly calendar/events list --connection x --store y --dry-run",
            "leave out --connection, --s",
        ),
        ("run calendly calendar/events list --private-network --dry-run", "leave out --private-network"),
        ("record calendly calendar/events list --case a --dry-run --keys /dev/null", "--keys"),
        ("record calendly calendar/events list --case a --dry-run --tenant a", "--tenant can only stand"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(desk: Desk, line: str, message: str) -> None:
    done = desk(*line.split())
    assert (done.status, done.out) == (2, "")
    assert message in " ".join(done.err.split())


def test_a_store_that_is_not_there_is_not_made(desk: Desk) -> None:
    for words in (("accounts", "list"), ("accounts", "rotate-key"), (*EVENTS, "--connection", "x")):
        done = desk(*words)
        assert (done.status, done.out) == (1, "")
        assert "error[invalid-store]: there is no store at" in done.err
    assert list(desk.folder.glob("*.db*")) == []


def test_the_commands_work_in_processes_of_their_own(desk: Desk) -> None:
    drawn = process("accounts", "new-key", "k9")
    assert drawn.status == 0
    place: dict[str, Any] = {**desk.place, "UNISPEC_KEYS": drawn.out.strip()}
    words = ("--token-env", "MINE", *desk.leading)
    connection = process("link", "calendly", *words, **place, MINE="owner-token").out.strip()
    assert process("accounts", "test", connection, *desk.leading, **place).out == "ok: Calendly answers\n"
    assert process("accounts", "unlink", connection, "--forget", **place).status == 0


def test_a_store_may_be_a_postgresql_database(desk: Desk, postgres_url: str) -> None:
    place = ("--store", postgres_url, "--tenant", "the command line")
    connection = desk.token(*place)
    assert connection in desk("accounts", "list", *place).out
    assert desk("accounts", "test", connection, *desk.leading, *place).out == "ok: Calendly answers\n"
    assert desk("accounts", "unlink", connection, *desk.leading, *place).status == 0
