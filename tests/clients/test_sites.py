"""An account that says a part of its host, in a token answer, says no more than that part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.reliability.containment import CLIENT, SECRETS, changed
from unispec import Engine, UnispecError
from unispec.connections import App
from unispec.connections.storage import KeyRing, new_key, open_store
from unispec.data import Secret


class Provider:
    """Grants tokens, and tells of a site; keeps who was asked, and with what."""

    def __init__(self, site: Any) -> None:
        self.site = site
        self.asked: list[tuple[str, str | None]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.url.host, request.headers.get("authorization")))
        if request.url.path == "/token":
            granted = {"access_token": SECRETS["access"], "refresh_token": SECRETS["refresh"]}
            return httpx.Response(200, json={**granted, "expires_in": 7200, "site": self.site})
        return httpx.Response(200, json={"resource": {"uri": "https://api.calendly.com/users/u1"}})


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[Any]:
    """Give a function that links an account of a site and calls with it."""
    store = open_store(tmp_path / "accounts.db", KeyRing.read(new_key("k1")))

    def call(provider: Provider) -> None:
        apps = {"calendly": App(CLIENT, Secret(SECRETS["client"]))}
        transport = httpx.MockTransport(provider)
        with Engine(changed("sites"), transport=transport, store=store, apps=apps) as engine:
            begun = engine.link("calendly", tenant="t", redirect_uri="https://app.test/back", scopes=[])
            account = engine.complete_link(tenant="t", state=begun.state, code="c")
            engine.connect("calendly", tenant="t", connection=account).request("GET", "/users/me")

    yield call
    store.close()


def test_a_site_that_the_token_endpoint_tells_leads_to_the_account(linked: Any) -> None:
    provider = Provider("acme")
    linked(provider)
    bearer = f"Bearer {SECRETS['access']}"
    first, *others = provider.asked
    assert first[0] == "auth.provider.test"
    assert others == [("acme.provider.test", bearer)] * 2


@pytest.mark.parametrize(
    "site",
    ["evil.test/", "evil.test#", "evil.test?", "x@evil.test", "evil.test:443", "", "..", "é", None],
)
def test_a_site_that_is_more_than_a_part_of_a_host_is_refused(linked: Any, site: Any) -> None:
    provider = Provider(site)
    with pytest.raises(UnispecError):
        linked(provider)
    assert {host for host, _ in provider.asked} == {"auth.provider.test"}
