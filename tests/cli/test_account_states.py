"""Accounts that were switched off, that do not open, and those whose provider is somewhere else."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.cli.commands import EVENTS
from tests.cli.linking import Desk, secrets_of
from tests.fakes import FakeCalendly
from unispec.connections import Grant, Linked, Reason, Status
from unispec.connections.storage import new_key
from unispec.connections.storage._tables import CONNECTIONS
from unispec.data import Secret


@pytest.fixture
def desk(tmp_path: Path, fake: FakeCalendly) -> Desk:
    return Desk(tmp_path, fake)


def spoil(desk: Desk, connection: str) -> None:
    with desk.opened() as store, store._engine.begin() as database:
        mine = sa.update(CONNECTIONS).where(CONNECTIONS.c.id == connection)
        assert database.execute(mine.values(grant=b"broken")).rowcount == 1


def listed(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk("accounts", "list", "-o", "json").out)
    return found


def test_an_account_is_switched_off_and_on_again(desk: Desk) -> None:
    connection = desk.token()
    call = (*EVENTS, "--limit", "1", "--connection", connection, *desk.leading)
    off = desk("accounts", "disable", connection)
    assert (off.status, off.out) == (0, "")
    assert off.err == f"disabled; calls are refused until `unispec accounts enable {connection}`\n"
    assert desk("accounts", "disable", connection).err.startswith("disabled already; ")
    desk.fake.requests.clear()
    for words in (call, ("accounts", "test", connection, *desk.leading)):
        refused = desk(*words)
        assert (refused.status, refused.out) == (1, "")
        assert "error[disabled-connection]" in refused.err
        assert f"unispec accounts enable {connection}" in " ".join(refused.err.split())
    assert desk.fake.requests == []
    on = desk("accounts", "enable", connection)
    assert (on.status, on.out, on.err) == (0, "", "enabled; it is active\n")
    assert desk("accounts", "enable", connection).err == "was not disabled; it is active\n"
    assert desk(*call).status == 0


def test_an_account_that_needs_its_owner_says_so_when_it_is_enabled(desk: Desk) -> None:
    connection = desk.token("--tenant", "acme")
    with desk.opened() as store:
        assert store.mark("acme", connection, 1, Status.NEEDS_REAUTH, Reason.REVOKED)
    who = (connection, "--tenant", "acme")
    assert desk("accounts", "disable", *who).status == 0
    assert "disabled (revoked)" in desk("accounts", "list", "--tenant", "acme").out
    on = desk("accounts", "enable", *who)
    assert on.status == 0
    assert on.err == (
        "enabled, but it must be linked again (revoked): "
        f"unispec link calendly --connection {connection} --tenant acme\n"
    )


def test_an_account_that_does_not_open_hides_no_other(desk: Desk) -> None:
    good, bad = desk.token(), desk.token()
    spoil(desk, bad)
    shown = {each["connection"]: each for each in listed(desk)}
    assert [shown[each]["problem"] for each in (good, bad)] == [
        None,
        "stored credentials cannot be decrypted: they are not in a form that is known",
    ]
    assert (shown[good]["credentials"], shown[bad]["credentials"]) == (["token"], [])
    table = desk("accounts", "list").out.splitlines()
    assert [line for line in table if bad in line and "active (unreadable)" in line]
    for words in (("accounts", "show", bad), (*EVENTS, "--connection", bad, *desk.leading)):
        done = desk(*words)
        assert (done.status, done.out) == (1, "")
        assert "error[unreadable-credentials]" in done.err
        assert "forget the account, and link it anew" in done.err


def test_changing_keys_names_what_does_not_open_and_goes_past_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unispec.cli._account_work._BATCH", 1)
    good, bad, other = desk.token(), desk.token(), desk.token("--tenant", "a b")
    spoil(desk, bad)
    spoil(desk, other)
    desk.keys.insert(0, new_key("k2"))
    done = desk("accounts", "rotate-key")
    assert (done.status, done.out) == (1, "")
    why = "they are not in a form that is known"
    lines = done.err.splitlines()
    assert lines[:3] == [
        f"not opened: `{other}` of the tenant `a b`: {why}",
        f"not opened: `{bad}` of the tenant `me`: {why}",
        "1 account was encrypted anew",
    ]
    assert "error[unreadable-credentials]: 2 accounts do not open, and were left as before" in done.err
    assert [each for each in secrets_of(desk) if each in done.err] == []
    again = desk("accounts", "rotate-key")
    assert (again.status, "encrypted anew" in again.err) == (1, False)
    desk.keys.pop()
    assert desk("accounts", "show", good).status == 0
    assert desk("accounts", "unlink", bad, "--forget").status == 0
    assert desk("accounts", "unlink", other, "--forget", "--tenant", "a b").status == 0
    assert desk("accounts", "rotate-key").err == "no account had to be encrypted anew\n"


def test_an_account_is_linked_and_tried_at_another_address(desk: Desk, fake: FakeCalendly) -> None:
    place = ("--base-url", fake.url)
    words = ("link", "calendly", "--token-env", "PERSONAL", *place)
    done = desk(*words, PERSONAL="owner-token")
    assert done.status == 0, done.err
    tried = desk("accounts", "test", done.out.strip(), *place)
    assert (tried.status, tried.out) == (0, "ok: Calendly answers\n")
    assert [each.path for each in fake.requests] == ["/users/me", "/users/me"]


@pytest.mark.parametrize("words", [("--no-browser",), ("--token-env", "PERSONAL")])
def test_an_address_that_is_none_is_refused_before_anybody_goes_anywhere(
    desk: Desk, fake: FakeCalendly, words: tuple[str, ...]
) -> None:
    done = desk("link", "calendly", "--base-url", "api.test", *words, PERSONAL="owner-token")
    assert (done.status, done.out) == (1, "")
    assert "error[foreign-url]" in done.err
    assert fake.requests == []


def test_an_error_of_an_account_says_what_to_do(desk: Desk, fake: FakeCalendly) -> None:
    connection = desk.token()
    with desk.opened() as store:
        store.put(Linked("me", "gone-1", "gone", Grant({"token": Secret("t0ken")})))
    nowhere = ("--base-url", "http://127.0.0.1:9")
    told = [
        (("accounts", "test", connection, *nowhere), "it was asked at `127.0.0.1:9`; --base-url names"),
        (("accounts", "test", "gone-1"), "name its --catalogue"),
        (("accounts", "unlink", "gone-1"), "name its --catalogue, or only --forget the account"),
        (
            ("link", "calendly", "--token-env", "PERSONAL", "--connection", "x"),
            "`unispec accounts list` shows those",
        ),
        ((*EVENTS, "--connection", "x", *desk.leading), "`unispec accounts list` shows those"),
    ]
    fake.requests.clear()
    for words, remedy in told:
        done = desk(*words, PERSONAL="owner-token")
        assert (done.status, done.out) == (1, "")
        assert remedy in " ".join(done.err.split())
    assert fake.requests == []
    assert desk("accounts", "list", "calendli").out == "no linked accounts of `calendli`\n"
