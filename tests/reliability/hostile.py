"""URLs that look like a provider's and are not, or the other way round: a corpus and what it breeds."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from urllib.parse import quote

HOST = "api.provider.test"
EVIL = "evil.test"

_PATH = "/v2/scheduled_events"

CORPUS = (
    f"https://{EVIL}{_PATH}",
    f"http://{HOST}{_PATH}",
    f"HTTP://{HOST}{_PATH}",
    f"https://{HOST}:8443{_PATH}",
    f"https://{HOST}:80/",
    f"https://{HOST}:0/",
    f"https://{HOST}:65536/",
    f"https://{HOST}:-443/",
    f"https://{HOST}:+443/",
    f"https://{HOST}:443443/",
    f"https://{HOST}:4_43/",
    f"https://{HOST}:\uff14\uff14\uff13/",
    f"https://{HOST}: 443/",
    f"https://{HOST}:443@{EVIL}/",
    f"https://{HOST}:{EVIL}/",
    f"//{EVIL}{_PATH}",
    f"///{EVIL}{_PATH}",
    f"////{EVIL}{_PATH}",
    f"/\\{EVIL}",
    f"\\\\{EVIL}\\",
    f"\\/{EVIL}",
    f"/\t/{EVIL}/",
    f"/\n/{EVIL}/",
    f"https:{EVIL}",
    f"https:/{EVIL}/",
    f"https:\\\\{EVIL}\\",
    f"https:///{EVIL}/",
    f"https:////{EVIL}/",
    f"https://{HOST}\\@{EVIL}/",
    f"https://{HOST}\\.{EVIL}/",
    f"https://{HOST}\\{EVIL}/",
    f"https://{EVIL}\\@{HOST}/",
    f"https://{EVIL}\\{HOST}/",
    f"https://{HOST}@{EVIL}/",
    f"https://{HOST}%40{EVIL}/",
    f"https://{HOST}:pass@{EVIL}/",
    f"https://user@{HOST}/",
    f"https://user:pass@{HOST}/",
    f"https://@{HOST}/",
    f"https://:@{HOST}/",
    f"https://{EVIL}@{HOST}/",
    f"https://{EVIL}:443@{HOST}/",
    f"https://a@{EVIL}@{HOST}/",
    f"https://{HOST}@@{EVIL}/",
    f"https://{EVIL}#@{HOST}/",
    f"https://{EVIL}?@{HOST}/",
    f"https://{EVIL}/@{HOST}/",
    f"https://{EVIL};@{HOST}/",
    f"https://{HOST}#@{EVIL}/",
    f"https://{HOST}?@{EVIL}/",
    f"https://{HOST}.{EVIL}/",
    f"https://{HOST}-{EVIL}/",
    f"https://{HOST}{EVIL}/",
    f"https://evil{HOST}/",
    f"https://{HOST}./",
    f"https://{HOST}../",
    f"https://.{HOST}/",
    "https://api..provider.test/",
    f"https://API.PROVIDER.TEST.{EVIL}/",
    f"HTTPS://{EVIL.upper()}/",
    f"https://{HOST}%2e{EVIL}/",
    f"https://{HOST}%2f.{EVIL}/",
    f"https://{HOST}%5c{EVIL}/",
    f"https://{HOST}%00.{EVIL}/",
    f"https://{HOST}%0d%0a.{EVIL}/",
    f"https://{HOST}%09.{EVIL}/",
    f"https://{HOST}%23{EVIL}/",
    f"https://{HOST}%3f{EVIL}/",
    f"https://{HOST}%3a443@{EVIL}/",
    f"https://{HOST}\t.{EVIL}/",
    f"https://{HOST}\n.{EVIL}/",
    f"https://{HOST}\r\nhost: {EVIL}",
    f"https://{HOST}/\r\nauthorization: x\r\n\r\nGET / HTTP/1.1\r\nhost: {EVIL}\r\n\r\n",
    f"https://{HOST}/\u010d\u010ahost:{EVIL}",
    f"\thttps://{EVIL}/",
    f" https://{EVIL}/",
    f"ht\ntps://{EVIL}/",
    f"https://\x00{HOST}/",
    f"https://{HOST}\x00{EVIL}/",
    f"https://{HOST}\u3002{EVIL}/",
    f"https://{HOST}\uff0e{EVIL}/",
    f"https://{HOST}\uff61{EVIL}/",
    f"https://{HOST}\uff0f{EVIL}/",
    f"https://{HOST}\u2044.{EVIL}/",
    f"https://{HOST}\uff20{EVIL}/",
    f"https://{HOST}\uff1f.{EVIL}/",
    f"https://{HOST}\uff03.{EVIL}/",
    f"https://{HOST}\u2100.{EVIL}/",
    f"https://{HOST}\u200b.{EVIL}/",
    f"https://{HOST}\xad.{EVIL}/",
    f"https://{HOST}\u202e/",
    "https://\u0430pi.provider.test/",
    "https://xn--pi-7kc.provider.test/",
    "https://api.\uff50rovider.test/",
    "https://\u24d0pi.provider.test/",
    "https://api.provider.te\u017ft/",
    "https://api.provider.tes\u212a/",
    "https://\u2460.1.1.1/",
    "https://xn--/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[fe80::1%25eth0]/",
    f"https://[::1]@{HOST}/",
    f"https://[::1]{HOST}/",
    f"https://[{HOST}]/",
    "https://[v1.a]/",
    "https://[",
    "https://]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://metadata.google.internal/",
    "https://localhost/",
    "https://",
    "https:///",
    "https://:443/",
    "https://?",
    "https://#",
    "http://",
    "ftp://" + HOST,
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:application/json,{}",
    "wss://" + HOST,
    "gopher://" + EVIL,
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "unix:/var/run/docker.sock",
    "blob:https://" + EVIL,
    f"view-source:https://{EVIL}",
    f"https:https://{EVIL}/",
    f"https://https://{EVIL}/",
    f"https%3a%2f%2f{EVIL}/",
    f"https://{HOST}/v2/../../{EVIL}",
    f"https://{HOST}/v2/%2e%2e/%2e%2e/{EVIL}",
    f"https://{HOST}/v2/%252e%252e/x",
    f"https://{HOST}//{EVIL}/",
    f"https://{HOST}/\\{EVIL}/",
    f"https://{HOST}/%2f%2f{EVIL}/",
    f"https://{HOST}/%5c%5c{EVIL}/",
    f"https://{HOST}/v2/https://{EVIL}/",
    f"https://{HOST}/v2?next=https://{EVIL}/",
    f"https://{HOST}/v2;@{EVIL}/",
    f"/v2/scheduled_events@{EVIL}",
    f"@{EVIL}/",
    f":@{EVIL}/",
    f":443@{EVIL}/",
    f".{EVIL}/",
    f"-{EVIL}",
    f":8443/{EVIL}",
    f"?@{EVIL}",
    f"#@{EVIL}",
    f"/..//{EVIL}/",
    f"/%2e%2e//{EVIL}",
    f"/.//{EVIL}/",
    f"./{EVIL}",
    f"../{EVIL}",
    f"{EVIL}",
    f"x.{EVIL}",
    "evil.test%2f",
    "evil.test%23",
    "evil.test:443",
    "x/../y",
    "..",
    ".",
    "",
    "%",
    "%zz",
    "%u002f",
    "\ud800",
    "{{ credentials.token }}",
    "{{ vars }}",
)

_PIECES = (
    *("/", "//", "\\", "@", ":", "?", "#", ".", "..", ";", "&", "=", "%", "[", "]", "{", "}", "|", "^", "~"),
    *("\t", "\r\n", "\x00", "\x7f", "\xa0", "\u2028", "\u3002", "\uff0f", "\uff20", "\u200d", "\u0130"),
    *("%2f", "%5c", "%40", "%2e", "%252f", "%00", "%0d%0a", "%ff", "%c0%af", "%u2215"),
    *("http:", "https:", "https://", "ftp://", "443", ":443", ":80", HOST, EVIL, f"@{EVIL}", f".{EVIL}"),
    *("user", "user:pass@", "xn--", "[::1]", "127.0.0.1", "localhost", "\r\nhost: " + EVIL),
)


def urls(number: int, seed: int = 7) -> Iterator[str]:
    """Give the corpus, and then URLs that are bred from it, until there are so many."""
    draw = Random(seed)
    seen = dict.fromkeys(CORPUS[:number])
    yield from seen
    while len(seen) < number:
        url = draw.choice(CORPUS)
        for _ in range(draw.randint(1, 3)):
            url = draw.choice(_CHANGES)(url, draw)
        if url not in seen:
            seen[url] = None
            yield url


def _inserted(url: str, draw: Random) -> str:
    at = draw.randint(0, len(url))
    return url[:at] + draw.choice(_PIECES) + url[at:]


def _replaced(url: str, draw: Random) -> str:
    at = draw.randrange(len(url)) if url else 0
    return url[:at] + draw.choice(_PIECES) + url[at + 1 :]


def _dropped(url: str, draw: Random) -> str:
    at = draw.randrange(len(url)) if url else 0
    return url[:at] + url[at + 1 :]


def _encoded(url: str, draw: Random) -> str:
    at = draw.randrange(len(url)) if url else 0
    return url[:at] + quote(url[at : at + 1].encode(errors="replace"), safe="") + url[at + 1 :]


def _cased(url: str, draw: Random) -> str:
    return "".join(draw.choice((each.upper(), each.lower())) for each in url)


def _spliced(url: str, draw: Random) -> str:
    other = draw.choice(CORPUS)
    return url[: draw.randint(0, len(url))] + other[draw.randint(0, len(other)) :]


_CHANGES = (_inserted, _replaced, _dropped, _encoded, _cased, _spliced)
