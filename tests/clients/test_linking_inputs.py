"""What cannot name a tenant, a connection or an address is refused, before a store is asked."""

from typing import Any

import pytest

from tests.clients.conftest import Serve
from tests.clients.linking import RETURN
from unispec import InputError

GOOD: dict[str, Any] = {
    "link": {"integration": "calendly", "tenant": "acme", "redirect_uri": RETURN},
    "complete_link": {"tenant": "acme", "state": "s" * 43},
    "link_credentials": {"integration": "calendly", "tenant": "acme", "credentials": {"token": "t" * 20}},
    "unlink": {"tenant": "acme", "connection": "c1"},
    "accounts": {"tenant": "acme", "integration": "calendly"},
    "connect": {"integration": "calendly", "tenant": "acme", "connection": "c1"},
}
NO_IDS: list[Any] = ["", "\x00", "a\nb", "\ud800", "x" * 256, 5, True, b"acme", ["acme"], {}]
WRONG: list[tuple[str, dict[str, Any]]] = [
    *[
        (name, {key: value})
        for name, asked in GOOD.items()
        for key in ("tenant", "connection")
        if key in asked or (name, key) == ("link", "connection")
        for value in (NO_IDS if name == "connect" else NO_IDS[1:6:2])
    ],
    *[(name, {"tenant": None}) for name in GOOD if name != "connect"],
    *[("accounts", {"integration": value}) for value in NO_IDS],
    *[
        ("link", {"redirect_uri": value})
        for value in (None, 5, "", "/linked", "https://a/ b", "https://a/#b", "https://a/\n", "https://ä/")
    ],
    *[
        ("link", {"redirect_uri": f"http{value}"})
        for value in ("://a.test/back", ":a", "://localhost@a.test/", "://10.0.0.1/", "://[::2]/", "://[::1/")
    ],
    *[
        ("link", {"scopes": value})
        for value in ("users:read", b"x", 5, [5], [""], ["users:read groups:read"], {"a": 1}, ["nothing"])
    ],
    *[("complete_link", {name: value}) for name in ("code", "error") for value in (5, ["c"], b"c")],
    *[("complete_link", {"timeout": value}) for value in (0, -1, "5", float("inf"))],
]


@pytest.mark.parametrize(("name", "wrong"), WRONG, ids=lambda value: str(value)[:40].encode("unicode_escape"))
def test_what_has_no_sense_is_refused_by_name(serve: Serve, name: str, wrong: dict[str, Any]) -> None:
    service = serve()
    with service.raises(InputError, "invalid-parameter") as raised:
        service.called(name, GOOD[name] | wrong)
    (key,) = wrong
    assert f"`{key}`" in str(raised[0]) or key == "scopes"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:5000/back",
        "http://127.9.9.9/",
        "http://[::1]:5000/back",
        "HTTP://LOCALHOST/back",
        "com.example.app:/back",
        "example-app://back",
    ],
)
def test_an_owner_may_return_to_this_machine_or_to_an_app(serve: Serve, address: str) -> None:
    assert serve().called("link", GOOD["link"] | {"redirect_uri": address}) is not None


def test_a_return_that_others_could_read_is_refused_with_what_may_be(serve: Serve) -> None:
    service = serve()
    with service.raises(InputError, "invalid-parameter") as raised:
        service.called("link", GOOD["link"] | {"redirect_uri": "http://service.example/x"})
    assert "must be an `https://` address" in str(raised[0])
    assert "`localhost`" in str(raised[0].diagnostic.help)


def test_a_scope_that_is_like_none_leads_to_the_list_of_those_that_are_needed(serve: Serve) -> None:
    service = serve()
    with service.raises(InputError, "invalid-parameter") as raised:
        service.called("link", GOOD["link"] | {"scopes": ["foo:read"]})
    remedy = str(raised[0].diagnostic.help)
    assert "did you mean" not in remedy
    assert "`unispec list calendly`" in remedy


@pytest.mark.parametrize("state", [None, 5, b"s", ["s"], "\ud800", "\x00", "x" * 10**6])
def test_a_state_of_any_form_is_only_unknown(serve: Serve, state: Any) -> None:
    service = serve()
    with service.raises(InputError, "unknown-link"):
        service.called("complete_link", {"tenant": "acme", "state": state})


@pytest.mark.parametrize(
    "credentials",
    [
        None,
        "t",
        5,
        ["token"],
        {"token": None},
        {"token": 5},
        {"token": ""},
        {"token": "\ud800"},
        {5: "t"},
        {"": "t"},
    ],
)
def test_credentials_that_are_no_texts_are_refused(serve: Serve, credentials: Any) -> None:
    service = serve()
    with service.raises(InputError, "missing-credentials"):
        service.called("link_credentials", GOOD["link_credentials"] | {"credentials": credentials})


def test_an_id_of_any_language_is_one(serve: Serve) -> None:
    assert serve().accounts("Ältere Kunden & Söhne, 株式会社") == []
