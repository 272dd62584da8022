"""Pure servers of paginated lists: a function from request to reply, with faults on order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from tests.flow.driver import BASE, reply
from unispec.flow import Failure, Reply, Request

STYLES: dict[str, dict[str, Any]] = {
    "cursor": {"style": "cursor", "next": "next", "param": "token"},
    "next_url": {"style": "next_url", "next": "next"},
    "link_header": {"style": "link_header"},
    "offset": {"style": "offset", "param": "skip"},
    "page": {"style": "page", "param": "page"},
}
LIMIT: dict[str, Any] = {"param": "count", "max": 7, "default": 3}


def pagination(style: str) -> dict[str, Any]:
    """Give the pagination of a style, with a page size."""
    return {**STYLES[style], "limit": LIMIT}


@dataclass
class Server:
    """Serves `records`; everything about it is fixed beforehand.

    `empty` pages (by number of the request) hold nothing but a cursor; `faults` (likewise) answer
    something else once; `loop` sends the walker back by so many cursors at the end; `expired` cursors
    are refused from that request on, tokens always with another page size;
    `changes` insert (True) or delete (False) at the front.
    """

    style: str
    records: list[int]
    empty: frozenset[int] = frozenset()
    faults: dict[int, Reply | Failure] = field(default_factory=dict)
    loop: int = 0
    expired: int | None = None
    changes: dict[int, bool] = field(default_factory=dict)
    calls: int = 0
    served: int = 0

    def __call__(self, request: Request) -> Reply | Failure:
        self.calls += 1
        fault = self.faults.get(self.calls)
        if fault is not None:
            return fault
        query = dict(request.query)
        size = int(query.get("count", LIMIT["default"]))
        if query.get("token", "").partition(".")[2] not in ("", str(size)):
            return reply({"message": "the token belongs to another page size"}, 400)
        at = self._at(query, size)
        if self.expired is not None and at and self.calls >= self.expired:
            return reply({"message": "gone"}, 410)
        self.served += 1
        self._change()
        held = frozenset({at // 2}) & self.empty if self.style not in ("offset", "page") else frozenset()
        if held and not query.get("again"):
            return self._answer(request, [], at, size, again=True)
        return self._answer(request, self.records[at : at + size], at, size, again=False)

    def _at(self, query: dict[str, str], size: int) -> int:
        if self.style == "page":
            return (int(query["page"]) - 1) * size
        if self.style == "offset":
            return int(query["skip"])
        token = query.get("token", "0").partition(".")[0]
        if token.endswith("x"):
            query["again"] = "1"
        return int(token.removesuffix("x"))

    def _change(self) -> None:
        change = self.changes.get(self.calls)
        if change:
            self.records.insert(0, 10_000 + self.calls)
        elif change is False and self.records:
            self.records.pop(0)

    def _answer(self, request: Request, found: list[int], at: int, size: int, *, again: bool) -> Reply:
        body: dict[str, Any] = {"items": [{"id": each} for each in found]}
        upcoming = at + size
        token = f"{at}x" if again else str(upcoming) if upcoming < len(self.records) else None
        if token is None and self.loop:
            token = str(max(0, at - (self.loop - 1) * size))
        headers = {}
        if token is not None:
            size_part = f"&count={size}"
            if self.style == "cursor":
                body["next"] = f"{token}.{size}"
            elif self.style == "next_url":
                body["next"] = f"{BASE}/items?token={token}{size_part}"
            elif self.style == "link_header":
                headers["link"] = f'<?token={token}{size_part}>; rel="next"'
        return reply(body, 200, headers)

    def fresh(self) -> Server:
        """Give a server that has seen nothing yet and has no faults left."""
        return replace(
            self, calls=0, served=0, faults={}, expired=None, changes={}, records=list(self.records)
        )


FAULTS = st.sampled_from(
    [
        reply({"message": "busy"}, 503),
        reply({}, 500),
        reply({}, 429),
        reply({}, 429, {"retry-after": "5"}),
        reply({}, 429, {"retry-after": "9999"}),
        reply({}, 404),
        reply({}, 302),
        Reply(200, {}, b"<html>"),
        reply({"data": []}),
        Failure("no-answer", "the connection was cut"),
        Failure("no-answer", "the connection was refused", sent=False),
        Failure("body-too-large", "the body is too large", final=True),
    ]
)

SERVERS = st.builds(
    Server,
    style=st.sampled_from(sorted(STYLES)),
    records=st.integers(0, 40).map(lambda count: list(range(count))),
    empty=st.frozensets(st.integers(0, 20), max_size=6),
)
FAULTY = st.builds(
    lambda server, faults, expired: replace(server, faults=faults, expired=expired),
    SERVERS,
    st.dictionaries(st.integers(1, 12), FAULTS, max_size=4),
    st.none() | st.integers(2, 8),
)
