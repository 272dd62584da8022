"""Which recorded exchange comes nearest to a request that none answers, and in what it differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from unispec.data import Json
from unispec.flow import Request, query_text
from unispec.testing._cases import Exchange

_LONGEST = 80
_COMPARED = 500
_BY_PATH, _BY_PREFIX = 4.0, 0.5


@dataclass(frozen=True, slots=True)
class Nearest:
    """An exchange, and what to do about it."""

    exchange: Exchange
    remedy: str


def texts(value: Json) -> list[str] | None:
    """Say how a parameter of a case is sent: once for each value, or not at all."""
    if value is None:
        return None
    return [query_text(each) for each in (value if isinstance(value, list) else [value])]


def fits(exchange: Exchange, request: Request) -> bool:
    """Tell whether an exchange answers a request."""
    return next(_differences(exchange, request), None) is None


def nearest(exchanges: Sequence[Exchange], request: Request) -> Nearest | None:
    """Find the exchange that comes nearest; None when there is none."""
    if not exchanges:
        return None
    near = min(exchanges, key=lambda each: _distance(each, request))
    differences = list(_differences(near, request))
    name = f"`{near.method} {_short(near.path)}`"
    if not differences:
        times = "once" if near.times == 1 else f"{near.times} times"
        return Nearest(near, f"{name} answers {times}, and has; `times` lets it answer more often")
    return Nearest(near, f"nearest is {name}: " + "; ".join(differences[:4]))


def _distance(exchange: Exchange, request: Request) -> float:
    """Say how far an exchange is: a difference counts one, and another path more the less it is alike."""
    sent = urlsplit(request.url).path
    far = float(sum(1 for _ in _differences(exchange, request)))
    if exchange.path == sent:
        return far
    if sent.endswith(exchange.path):
        return far - _BY_PREFIX
    alike = SequenceMatcher(None, sent[:_COMPARED], exchange.path[:_COMPARED]).ratio()
    return far + _BY_PATH * (1 - alike)


def _differences(exchange: Exchange, request: Request) -> Iterator[str]:
    if exchange.method != request.method:
        yield f"the method that was sent is `{request.method}`"
    path = urlsplit(request.url).path
    if exchange.path != path:
        if path.endswith(exchange.path):
            yield f"`base_url` puts something in front of its path, write `{_short(path)}`"
        else:
            yield f"the path that was sent is `{_short(path)}`"
    sent: dict[str, list[str]] = {}
    for name, value in request.query:
        sent.setdefault(name, []).append(value)
    for name, value in exchange.query.items():
        wanted, given = texts(value), sent.get(name)
        if wanted == given:
            continue
        if wanted is None:
            yield f"`{_short(name)}` was sent, and must not be"
        elif given is None:
            yield f"`{_short(name)}` was not sent"
        else:
            there, here = (_short(",".join(each)) for each in (wanted, given))
            yield f"`{_short(name)}` is `{there}` there, sent was `{here}`"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
