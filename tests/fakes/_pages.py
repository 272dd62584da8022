"""Pages: the five-key pagination object and opaque tokens bound to path, filters and count."""

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from itertools import count as counting
from urllib.parse import urlencode

from tests.fakes._calls import Answer, Call, invalid
from tests.fakes._parameters import count, filters
from tests.fakes._world import Record

_KEY = b"a fake's page tokens"


class Pager:
    """Cuts records into pages.

    `uses` is how often a token may be redeemed (`None`: always); while `expired` is true none may.
    """

    def __init__(self) -> None:
        self.uses: int | None = None
        self.expired = False
        self._redeemed: Counter[str] = Counter()
        self._serial = counting()

    def page(self, call: Call, records: Sequence[Record]) -> Answer:
        size, offset = count(call), self._redeem(call)
        shown = [record.fragment for record in records[offset : offset + size]]
        following = self.token(call, offset + size) if offset + size < len(records) else None
        previous = self.token(call, max(offset - size, 0)) if offset else None
        pagination = {
            "count": len(shown),
            "next_page": following and link(call, following),
            "next_page_token": following,
            "previous_page": previous and link(call, previous),
            "previous_page_token": previous,
        }
        return Answer.of({"collection": shown, "pagination": pagination})

    def offset(self, call: Call) -> int:
        """Where the page begins that the call asks for; its token is not used up."""
        if (token := call.query.get("page_token")) is None:
            return 0
        try:
            place, serial, seal = base64.urlsafe_b64decode(token.encode()).decode("ascii").split(".")
            offset = int(place)
        except ValueError:
            raise invalid("page_token", "is invalid") from None
        if seal != _seal(call, offset, serial):
            raise invalid("page_token", "is invalid")
        return offset

    def token(self, call: Call, offset: int) -> str:
        serial = str(next(self._serial))
        return base64.urlsafe_b64encode(f"{offset}.{serial}.{_seal(call, offset, serial)}".encode()).decode()

    def _redeem(self, call: Call) -> int:
        offset = self.offset(call)
        if (token := call.query.get("page_token")) is not None:
            self._redeemed[token] += 1
            if self.expired or (self.uses is not None and self._redeemed[token] > self.uses):
                raise invalid("page_token", "is invalid")
        return offset


def link(call: Call, token: str) -> str:
    """The absolute address of the page, with every filter."""
    pairs = [("count", str(count(call))), *filters(call.query), ("page_token", token)]
    return f"{call.base}{call.path}?{urlencode(pairs)}"


def _seal(call: Call, offset: int, serial: str) -> str:
    bound = repr((call.path, count(call), filters(call.query), offset, serial)).encode()
    return hashlib.blake2b(bound, key=_KEY, digest_size=9).hexdigest()
