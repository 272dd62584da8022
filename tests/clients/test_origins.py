"""Credentials go to the origin of the account and nowhere else, whatever an answer or a caller says."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.clients.facade import Link
from unispec import Engine, InputError, PaginationError, UnispecError

BASE = "https://api.provider.test/v2"
TOKEN = "canary-3f9a7c51e2d84b60"
KNOWN = {"user": "u/1", "organization": "o/1", "organization_id": "1", "email": "a@b.test", "timezone": "UTC"}
NEXT_URL = {
    "pagination": {"page_token": {"style": "next_url", "next": "pagination.next_page", "param": None}}
}
LINK_HEADER = {"pagination": {"page_token": {"style": "link_header", "next": None, "param": None}}}

FOREIGN = [
    "https://evil.test/scheduled_events",
    "https://evil.test",
    "http://api.provider.test/v2/scheduled_events",
    "https://api.provider.test:8443/v2/scheduled_events",
    "https://api.provider.test:80/v2/scheduled_events",
    "https://api.provider.test:0/v2/scheduled_events",
    "https://api.provider.test:99999/v2/scheduled_events",
    "https://api.provider.test:4 43/",
    "https://api.provider.test:443443/",
    "https://api.provider.test:\uff14\uff14\uff13/",
    "//evil.test/scheduled_events",
    "/\\evil.test/scheduled_events",
    "\\\\evil.test\\scheduled_events",
    "https:\\\\evil.test",
    "https://api.provider.test\\@evil.test/",
    "https://api.provider.test\\.evil.test/",
    "https://user@api.provider.test/v2",
    "https://user:secret@api.provider.test/v2",
    "https://@api.provider.test/v2",
    "https://:@api.provider.test/v2",
    "https://api.provider.test@evil.test/",
    "https://api.provider.test:443@evil.test/",
    "https://evil.test#@api.provider.test/",
    "https://evil.test?@api.provider.test/",
    "https://evil.test/@api.provider.test/",
    "https://api.provider.test.evil.test/",
    "https://evilapi.provider.test/",
    "https://api.provider.test%2eevil.test/",
    "https://api.provider.test%00.evil.test/",
    "https://api.provider.test%2f@evil.test/",
    "https://api%2eprovider.test/v2",
    "https://api.provider.test\t.evil.test/",
    "https://api.provider.test\n.evil.test/",
    "https://api.provider.test\r\nhost: evil.test",
    "https://api.provider.test/\r\nauthorization: x",
    "\thttps://evil.test/",
    " https://evil.test/",
    "ht\ntps://evil.test/",
    "https://\x00api.provider.test/",
    "https://api.provider\u3002test/",
    "https://api.\uff50rovider.test/",
    "https://\u0430pi.provider.test/",
    "https://api.provider.test\u202e/",
    "https://xn--pi-7kc.provider.test/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[api.provider.test]/",
    "https://[",
    "https://169.254.169.254/latest/meta-data",
    "https://localhost/",
    "ftp://api.provider.test/v2",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:application/json,{}",
    "wss://api.provider.test/v2",
    "gopher://evil.test/",
    "http+unix://%2Fvar%2Frun%2Fx/",
    "HTTPS://EVIL.TEST/",
    "https://api.provider.test/v2/../../admin",
    "https://api.provider.test/v2/%2e%2e/admin",
    "https://api.provider.test/v2/%252e%252e/admin",
    "https://api.provider.test/v2/\U0001f600",
]

ODD = [
    "///evil.test/scheduled_events",
    "////evil.test",
    "https://",
    "https:evil.test",
    "https:///",
    "/v2/scheduled_events/../../users",
    "../users",
]
"""Foreign at first sight, but relative by RFC 3986: they stay on the origin."""

NATIVE = [
    "https://api.provider.test/v2/scheduled_events?page_token=2",
    "https://api.provider.test:443/v2/scheduled_events?page_token=2",
    "HTTPS://API.PROVIDER.TEST/v2/scheduled_events?page_token=2",
    "/v2/scheduled_events?page_token=2",
    "?page_token=2",
    "scheduled_events?page_token=2",
    "https://api.provider.test/v2/scheduled_events?next=https%3A%2F%2Fevil.test%2F&page_token=2",
    "https://api.provider.test/v2/scheduled_events?page_token=2#@evil.test",
]


class Witness:
    """Plays the provider; whoever else is asked is remembered too."""

    def __init__(self, link: str) -> None:
        self.link = link
        self.sent: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        is_first = "page_token" not in request.url.params
        pagination = {"next_page": self.link if is_first else None}
        headers = {"link": f'<{self.link}>; rel="next"'} if is_first and self.link.isascii() else {}
        return httpx.Response(200, json={"collection": [], "pagination": pagination}, headers=headers)

    def saw_nothing_foreign(self) -> bool:
        hosts = {(sent.url.scheme, sent.url.host, sent.url.port) for sent in self.sent}
        return hosts <= {("https", "api.provider.test", None)}


def refused(link: Link, changes: Any, urls: list[str]) -> Iterator[str]:
    """Give the URLs that were refused after the first page, with nothing sent anywhere else."""
    witness = Witness("")
    linked = link(
        TOKEN, transport=httpx.MockTransport(witness), base_url=BASE, account=KNOWN, changes=changes
    )
    for url in urls:
        witness.link = url
        witness.sent.clear()
        try:
            list(linked.iterate("calendar/events"))
        except PaginationError as error:
            if len(witness.sent) == 1 and error.diagnostic.code == "foreign-url" and "evil" not in str(error):
                yield url
        assert witness.saw_nothing_foreign()
        assert {sent.headers["authorization"] for sent in witness.sent} == {f"Bearer {TOKEN}"}


def test_a_next_link_that_leads_elsewhere_is_refused_and_never_asked(link: Link) -> None:
    assert list(refused(link, NEXT_URL, FOREIGN)) == FOREIGN


def test_a_link_header_that_leads_elsewhere_is_refused_and_never_asked(link: Link) -> None:
    sendable = [url for url in FOREIGN if url.isascii() and url.isprintable()]
    assert list(refused(link, LINK_HEADER, sendable)) == sendable


@pytest.mark.parametrize("changes", [NEXT_URL, LINK_HEADER], ids=["next_url", "link_header"])
def test_a_next_link_on_the_origin_is_followed_with_credentials(link: Link, changes: Any) -> None:
    assert list(refused(link, changes, NATIVE + ODD)) == []


PATHS = [
    "https://evil.test/users/me",
    "//evil.test/users/me",
    "/\\evil.test",
    "\\\\evil.test",
    "@evil.test/",
    ":@evil.test/",
    ".evil.test/users",
    ":8443/users",
    "users/me",
    "",
    "?x=1",
    "#x",
    "/../admin",
    "/users/../../admin",
    "/users/./me",
    "/%2e%2e/admin",
    "/%2E%2E/%2e%2e/admin",
    "/%252e%252e/admin",
    "/users\r\nhost: evil.test",
    "/users\tme",
    "/users me",
    "/users/\x00",
    "/users/é",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_proxy_path_that_leads_elsewhere_is_refused_and_never_asked(link: Link, path: str) -> None:
    witness = Witness("")
    linked = link(TOKEN, transport=httpx.MockTransport(witness), base_url=BASE, account=KNOWN)
    with pytest.raises(InputError) as caught:
        linked.request("GET", path)
    assert caught.value.diagnostic.code in ("foreign-url", "invalid-request")
    assert witness.sent == []


LOOK_FOREIGN = ["/@evil.test/", "/users/https://evil.test/", "/users//evil.test", "/a:b@c/"]


@pytest.mark.parametrize("path", LOOK_FOREIGN)
def test_a_proxy_path_that_only_looks_foreign_stays_on_the_origin(link: Link, path: str) -> None:
    witness = Witness("")
    linked = link(TOKEN, transport=httpx.MockTransport(witness), base_url=BASE, account=KNOWN)
    linked.request("GET", path)
    assert witness.saw_nothing_foreign()
    assert witness.sent[0].url.raw_path.startswith(b"/v2/")


BASES = [
    "api.provider.test",
    "//api.provider.test",
    "ftp://api.provider.test",
    "file:///etc/passwd",
    "https://",
    "https://user@api.provider.test",
    "https://user:secret@api.provider.test",
    "https://good.test\\@evil.test",
    "https://good.test\t.evil.test",
    "https://good.test/ path",
    "https://g\u043e\u043ed.test",
    "https://good.test:99999",
    "https://good.test:port",
    "https://[::1",
    "https://good.test/?x=1",
    "https://good.test/#x",
    "https://good.test\n",
    "   ",
]


@pytest.mark.parametrize("base_url", BASES)
def test_a_base_url_that_is_doubtful_is_refused(engine_kind: str, link: Link, base_url: str) -> None:
    with pytest.raises(InputError) as caught:
        link(TOKEN, base_url=base_url)
    assert caught.value.diagnostic.code == "foreign-url"
    assert "secret" not in str(caught.value)


def test_a_redirect_is_not_followed_and_no_cookie_is_kept(link: Link) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        cookie = {"set-cookie": "session=of-another-account; Path=/"}
        if request.url.path.endswith("/me"):
            return httpx.Response(302, headers={"location": "https://evil.test/", **cookie})
        return httpx.Response(200, json={}, headers=cookie)

    linked = link(TOKEN, transport=httpx.MockTransport(answer), base_url=BASE, account=KNOWN)
    linked.request("GET", "/users")
    with pytest.raises(UnispecError, match="redirects are not followed"):
        linked.request("GET", "/users/me")
    linked.request("GET", "/users")
    assert len(sent) == 3
    assert all("cookie" not in request.headers for request in sent)


def test_accounts_of_one_engine_do_not_share_credentials(catalogue: Any) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    with Engine(catalogue, transport=httpx.MockTransport(answer)) as engine:
        one = engine.connect("calendly", token="token-one", base_url="https://one.test")
        other = engine.connect("calendly", token="token-two", base_url="https://two.test")
        nobody = engine.connect("calendly", base_url="https://one.test")
        for linked in (one, other, nobody, one):
            linked.request("GET", "/users/me")
    seen = [(request.url.host, request.headers.get("authorization")) for request in sent]
    assert seen == [
        ("one.test", "Bearer token-one"),
        ("two.test", "Bearer token-two"),
        ("one.test", None),
        ("one.test", "Bearer token-one"),
    ]


@pytest.mark.parametrize("token", ["", "  ", "two\nlines", "nul\x00", "tökèn", "\u202e", 7, b"bytes"])
def test_a_token_that_cannot_be_sent_is_refused_without_being_shown(link: Link, token: Any) -> None:
    with pytest.raises(InputError) as caught:
        link(token)
    assert caught.value.diagnostic.code == "missing-credentials"
    assert "lines" not in str(caught.value)
