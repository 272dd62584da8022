"""Addresses that a spec says: what is secret goes to the one that is named, and to no private network.

Each URL is said as each address of an authorization server. One that nobody can misread is asked, and gets
what it is there for; all others are not. Then the server itself redirects there, and last the addresses are
private ones, which are asked only where they are allowed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import product

import httpx

from tests.reliability.addresses import (
    HOME,
    MAY_HAVE,
    ROLES,
    Life,
    Provider,
    carried,
    lived,
    lives,
    named,
)
from tests.reliability.figure_7_containment import HOMES
from tests.reliability.hostile import CORPUS, EVIL, urls
from tests.reliability.witness import Routes, routes

CLIENTS = ("basic", "body")
STATUSES = (301, 302, 303, 307, 308)
PLAIN = re.compile(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{0,5})?(/[^\\?#]*)?", re.IGNORECASE)
"""An address that nobody can misread."""

USUAL = {"http": 80, "https": 443}
PUBLIC = {"api.provider.test": ("1.1.1.1",), "auth.provider.test": ("1.1.1.1",), EVIL: ("8.8.8.8",)}
NAMES = {
    **PUBLIC,
    "inside.test": ("10.0.0.1",),
    "both.test": ("8.8.8.8", "10.0.0.1"),
    "behind.test": ("10.0.0.1", "8.8.8.8"),
    "six.test": ("fd00::1",),
    "mapped.test": ("::ffff:169.254.169.254",),
    "translated.test": ("64:ff9b::a9fe:a9fe",),
    "metadata.google.internal": ("169.254.169.254",),
    "localhost": ("127.0.0.1", "::1"),
    "localhost.localdomain": ("127.0.0.1",),
}
PRIVATE = (
    *("127.0.0.1", "127.1", "127.255.255.254", "2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1"),
    *("0177.0.0.1", "0.0.0.0", "0", "10.0.0.1", "10.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("100.64.0.1", "169.254.169.254", "2852039166", "0xa9fea9fe", "169.254.170.2", "100.100.100.200"),
    *("192.0.0.192", "192.0.0.9", "168.63.129.16", "192.0.2.1", "198.18.0.1", "224.0.0.1", "127.0.0.1."),
    *("255.255.255.255", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::7f00:1]"),
    *("[::ffff:0:7f00:1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[64:ff9b:1:a9fe:a9:fe00:808:808]"),
    *("[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[3fff::1]", "[2001:db8::1]"),
    "[2002:7f00:1::]",
    *(name for name in NAMES if name not in PUBLIC),
    *("LOCALHOST", "localhost.", "Inside.test"),
)
"""Hosts of private networks, of this machine, and of clouds' metadata."""


def measure(long: bool) -> Iterator[str]:
    yield from _said(len(CORPUS), 1 if long else 4)
    if long:
        yield from _said(10_000, 4)
    yield from _redirected(2_000 if long else 40)
    yield from _private(1 if long else 3)


def _said(number: int, every: int) -> Iterator[str]:
    """Say URLs in all eight ways, or in some of them, each in turn."""
    provider, steps, asked = Provider(), Counter[str](), 0
    with routes(HOMES, provider.answer, provider.answer) as led, lives(led.lead) as found:
        for count, url in enumerate(urls(number)):
            life, client = found[count // 4 % 2], CLIENTS[count // 8 % 2]
            for role, constant in [*product(ROLES, (False, True))][count % every :: every]:
                for step in lived(life, role, url, client, constant=constant):
                    steps[step] += 1
                    asked += len(led.elsewhere.received)
                    _judge(led, life, role, url)
    yield f"{count + 1:,} URLs said as {len(ROLES)} addresses in a spec, {steps.total():,} steps:"
    yield f"  {asked:,} requests to the one that is named, 0 to others, 0 secrets that are not for it"
    assert asked > 0


def _judge(led: Routes, life: Life, role: str, url: str) -> None:
    """Look at what was sent since the last time, and where the owner would be sent."""
    place = _place(url)
    asked = {(host.lower(), port) for host, port in led.asked}
    assert asked - HOMES <= {place}, (role, url, asked)
    for request in led.elsewhere.received:
        assert carried(request) <= MAY_HAVE[role], (role, url, carried(request))
    if not url.lower().startswith("http:"):
        assert led.bare == [], (role, url)
    if role == "authorize" and life.links:
        assert _read(life.links.pop()) in (place, None), (role, url)
    led.forget()


def _place(url: str) -> tuple[str, int] | None:
    """Read the host and port of an address that nobody can misread; port 0 is none."""
    plain = PLAIN.fullmatch(url)
    if plain is None:
        return None
    usual = USUAL[url.partition(":")[0].lower()]
    port = int((plain[2] or ":")[1:] or usual)
    return (plain[1].strip("[]").lower(), port) if port else None


def _read(url: str) -> tuple[str, int] | None:
    """Read where a browser would go, if it can read the address at all."""
    try:
        found = httpx.URL(url)
    except httpx.InvalidURL:
        return None
    return found.raw_host.decode().lower(), found.port or USUAL[found.scheme]


def _redirected(number: int) -> Iterator[str]:
    provider, steps = Provider(), Counter[str]()
    with routes(HOMES, provider.answer) as led, lives(led.lead) as found:
        for count, url in enumerate(urls(number)):
            provider.said, provider.redirects = url, STATUSES[count // 2 % len(STATUSES)]
            for role in ROLES[1:]:
                for step in lived(found[count % 2], role, f"{HOME}/{role}", "basic"):
                    steps[step] += 1
                    sent = (led.elsewhere.received, led.bare, set(led.asked) - HOMES)
                    assert sent == ([], [], set()), (step, provider.redirects, url)
                    led.forget()
        total = len(led.home.received)
    yield f"{count + 1:,} URLs that an authorization server redirects to, {steps.total():,} times:"
    yield f"  0 requests to them, {total:,} to the server, 0 accounts given up"


def _private(every: int) -> Iterator[str]:
    """Say private hosts as all addresses, or as some of them, each in turn."""
    asked: Counter[bool] = Counter()
    for allowed in (False, True):
        provider = Provider()
        lead = partial(Routes.lead, guarded=True)
        homes = frozenset({("1.1.1.1", 443)})
        with (
            named(NAMES),
            routes(homes, provider.answer, provider.answer) as led,
            lives(partial(lead, led), private_network=allowed) as found,
        ):
            for count, host in enumerate((*PRIVATE, EVIL)):
                for role in ROLES[1:][count % every :: every]:
                    life, client = found[count // 3 % 2], CLIENTS[count // 6 % 2]
                    for step in lived(life, role, f"https://{host}/{role}", client):
                        reached = {*led.asked} - homes or led.elsewhere.received
                        assert allowed or host == EVIL or not reached, (step, host, reached)
                        assert reached or host != EVIL, (step, host)
                        asked[allowed] += bool(reached) and host != EVIL
                        led.forget()
    yield f"{len(PRIVATE)} private hosts said as addresses in a spec: {asked[False]} requests to them,"
    yield f"  {asked[True]} where private networks are allowed"
    assert asked[True] > 0
