"""What the authorization server of the fake knows: apps, codes, and the tokens that it has given.

A code serves once, for ten minutes, for the app, the address and the challenge that it was made for.
A refresh token serves once: what comes of it is a new one, and the old one is refused from then on.
"""

from base64 import urlsafe_b64encode
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_urlsafe
from urllib.parse import urlsplit

from tests.fakes._world import Token

CODE_LASTS = 600
ACCESS_LASTS = 7200
_MINUTE = 60.0
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Refused(Exception):
    """What the token endpoint calls a mistake, such as `invalid_grant`."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.status = error, status


@dataclass(frozen=True, slots=True)
class KnownApp:
    """An app as it is registered; one without a secret is native, and must use PKCE.

    Owners return to one of its addresses, or to any port of this machine.
    """

    client_id: str
    secret: str | None
    redirect_uris: tuple[str, ...] = ()

    def may_return_to(self, address: str) -> bool:
        parts = urlsplit(address)
        is_here = parts.scheme == "http" and parts.netloc.rpartition(":")[0] in _LOOPBACK
        return is_here or address in self.redirect_uris


WEB = KnownApp("fake-web-app", "fake-web-secret", ("https://service.example/linked",))
NATIVE = KnownApp("fake-native-app", None)


@dataclass(frozen=True, slots=True)
class Code:
    app: KnownApp
    redirect_uri: str
    challenge: str | None
    scopes: tuple[str, ...]
    user: str
    until: float


@dataclass(slots=True)
class Pair:
    """An access token and the refresh token that came with it; `family` is the owner's one consent."""

    app: KnownApp
    user: str
    scopes: tuple[str, ...]
    family: int
    created_at: float
    access: str
    refresh: str
    is_used: bool = False
    is_revoked: bool = False


@dataclass
class Grants:
    """The codes and pairs of one fake; `now` is its clock, `ticks` is what its limit goes by.

    `replays` counts refresh tokens that came again, `code_replays` codes; `issued` has every pair.
    """

    now: Callable[[], float]
    ticks: Callable[[], float]
    per_minute: int = 8
    replays: int = 0
    code_replays: int = 0
    issued: list[Pair] = field(default_factory=list)
    _codes: dict[str, Code] = field(default_factory=dict)
    _spent: set[str] = field(default_factory=set)
    _given: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def code(
        self, app: KnownApp, redirect_uri: str, challenge: str | None, scopes: tuple[str, ...], user: str
    ) -> str:
        code = token_urlsafe(32)
        self._codes[code] = Code(app, redirect_uri, challenge, scopes, user, self.now() + CODE_LASTS)
        return code

    def exchanged(self, app: KnownApp, code: str, redirect_uri: str, verifier: str) -> Pair:
        """The first tokens of a consent."""
        known = self._codes.get(code)
        if code in self._spent:
            self.code_replays += 1
            raise Refused("invalid_grant")
        if (
            known is None
            or self.now() >= known.until
            or (known.app, known.redirect_uri) != (app, redirect_uri)
        ):
            raise Refused("invalid_grant")
        if known.challenge is not None and _challenge(verifier) != known.challenge:
            raise Refused("invalid_grant")
        self._charge(known.user)
        self._spent.add(code)
        return self._pair(app, known.user, known.scopes, len(self._spent))

    def refreshed(self, app: KnownApp, refresh: str) -> Pair:
        """The next tokens of a consent."""
        pair = self._found(lambda each: each.refresh == refresh and each.app == app)
        if pair is not None and pair.is_used:
            self.replays += 1
        if pair is None or pair.is_used or pair.is_revoked:
            raise Refused("invalid_grant")
        self._charge(pair.user)
        pair.is_used = True
        return self._pair(app, pair.user, pair.scopes, pair.family)

    def revoke(self, app: KnownApp, token: str) -> None:
        """End a consent; a token that is none is no mistake."""
        pair = self._found(lambda each: token in (each.access, each.refresh) and each.app == app)
        for each in self.issued:
            if pair is not None and each.family == pair.family:
                each.is_revoked = True

    def take_back(self, user: str | None = None) -> None:
        """Let owners end their consents at the provider: one of them, or all."""
        for pair in self.issued:
            if user in (None, pair.user):
                pair.is_revoked = True

    def active(self, app: KnownApp, token: str) -> Pair | None:
        """The pair of a token that is still good."""
        return self._found(
            lambda each: (
                each.app == app
                and not each.is_revoked
                and (
                    (each.access == token and self._lasts(each))
                    or (each.refresh == token and not each.is_used)
                )
            )
        )

    def token(self, bearer: str) -> Token | None:
        """The access token that a call comes with."""
        pair = self._found(lambda each: each.access == bearer)
        if pair is None:
            return None
        return Token(pair.user, pair.scopes, expired=pair.is_revoked or not self._lasts(pair))

    @property
    def living(self) -> list[Pair]:
        """The pairs whose refresh tokens would be taken."""
        return [pair for pair in self.issued if not (pair.is_used or pair.is_revoked)]

    def secrets(self) -> Iterator[str]:
        """All that nobody may ever see."""
        yield from self._codes
        for pair in self.issued:
            yield pair.access
            yield pair.refresh

    def _lasts(self, pair: Pair) -> bool:
        return self.now() < pair.created_at + ACCESS_LASTS

    def _found(self, fits: Callable[[Pair], bool]) -> Pair | None:
        return next(filter(fits, reversed(self.issued)), None)

    def _charge(self, user: str) -> None:
        given, now = self._given[user], self.ticks()
        while given and now - given[0] >= _MINUTE:
            given.popleft()
        if len(given) >= self.per_minute:
            raise Refused("too_many_requests", 429)
        given.append(now)

    def _pair(self, app: KnownApp, user: str, scopes: tuple[str, ...], family: int) -> Pair:
        access = f"eyJraWQiOiJmYWtlIn0.{token_urlsafe(200)}.{token_urlsafe(60)}"
        pair = Pair(app, user, scopes, family, self.now(), access, token_urlsafe(32))
        self.issued.append(pair)
        return pair


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
