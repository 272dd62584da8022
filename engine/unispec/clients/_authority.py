"""Credentials, and the one origin that may see them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from unispec.clients._secrecy import Secrecy
from unispec.data import Secret
from unispec.diagnostics import Code, Diagnostic, InputError, SpecError, suggestion
from unispec.flow import ForeignUrl, Request, same_origin
from unispec.language import Place, TemplateError, template
from unispec.specs import Auth, Integration, Snippet

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Authority:
    """What authorizes a request, and where it may go; nothing of it is ever shown.

    `anywhere` lets requests reach addresses of private networks.
    """

    base_url: str = field(repr=False)
    headers: Pairs = field(default=(), repr=False)
    query: Pairs = field(default=(), repr=False)
    secrecy: Secrecy = field(default=Secrecy(()), repr=False)
    anywhere: bool = False

    def headers_for(self, request: Request) -> list[tuple[str, str]]:
        """Give all headers of a request; the credentials only when it stays on the origin."""
        own = self.headers if self._is_home(request) else ()
        names = {name.lower() for name, _ in own}
        return [*own, *(pair for pair in request.headers if pair[0].lower() not in names)]

    def query_for(self, request: Request) -> list[tuple[str, str]]:
        """Give all query parameters of a request; the credentials only when it stays on the origin."""
        own = self.query if self._is_home(request) else ()
        names = {name for name, _ in own}
        return [*(pair for pair in request.query if pair[0] not in names), *own]

    def _is_home(self, request: Request) -> bool:
        try:
            return same_origin(request.url, self.base_url)
        except ForeignUrl:
            return False


def credentials(
    integration: Integration, token: str | None, given: Mapping[str, Secret] | None = None
) -> dict[str, Secret]:
    """Give the credentials that a caller passed; raises `InputError` for an empty token, or other names."""
    if given is not None:
        if token is not None:
            message = "`token` and `credentials` exclude each other"
            raise InputError(Diagnostic(Code.INVALID_PARAMETER, message))
        kinds = [auth.names for auth in integration.auth.values()]
        if not any(set(names) == set(given) for names in kinds):
            taken = ", or ".join(
                " with ".join(f"`{name}`" for name in names) for names in dict.fromkeys(kinds)
            )
            message = f"`{integration.name}` takes other credentials"
            raise InputError(
                Diagnostic(Code.MISSING_CREDENTIALS, message, help=f"it takes {taken or 'none'}")
            )
        return dict(given)
    if token is None:
        return {}
    if not isinstance(token, str) or not token.strip():
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, "the token is empty or not a text"))
    return {"token": Secret(token.strip())}


def authority(
    integration: Integration, given: Mapping[str, Secret], base_url: str, *, anywhere: bool = False
) -> Authority:
    """Make the authority of one account; raises `InputError` when a credential is missing or unusable."""
    if not given:
        return Authority(base_url, anywhere=anywhere)
    auth = _kind(integration, given)
    secrets = list(given.values())
    headers = {name: _rendered(each, Place.HEADER, given, secrets) for name, each in auth.headers.items()}
    query = {name: _rendered(each, Place.TEXT, given, secrets) for name, each in auth.query.items()}
    if auth.kind == "basic":
        pair = f"{given['username'].reveal()}:{given['password'].reveal()}"
        encoded = Secret(b64encode(pair.encode()).decode())
        headers["Authorization"] = Secret(f"Basic {encoded.reveal()}")
        secrets = [given["password"], encoded]
    secrecy = Secrecy(each.reveal() for each in secrets)
    return Authority(base_url, _revealed(headers), _revealed(query), secrecy, anywhere)


def _revealed(pairs: Mapping[str, Secret]) -> Pairs:
    return tuple((name, each.reveal()) for name, each in pairs.items())


def _kind(integration: Integration, given: Mapping[str, Secret]) -> Auth:
    """Find the kind of credentials that takes what is given."""
    for auth in integration.auth.values():
        if set(auth.names) <= set(given):
            return auth
    name = next(iter(given))
    taken = [each for auth in integration.auth.values() for each in auth.names]
    message = f"`{integration.name}` takes no `{name}`"
    known = suggestion(name, taken, noun="credentials")
    raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=known))


def _rendered(snippet: Snippet, place: Place, given: Mapping[str, Secret], secrets: list[Secret]) -> Secret:
    """Write a credential where it goes, and remember what of it is secret."""
    try:
        compiled = template(snippet.source, place)
    except TemplateError as error:
        raise SpecError([Diagnostic(Code.TEMPLATE_SYNTAX, error.problem, snippet.location)]) from None
    try:
        value = compiled.render({"credentials": {name: each.reveal() for name, each in given.items()}})
    except TemplateError:
        value = ""
    written = Secret(value if value.isascii() and value.isprintable() else "")
    if compiled.reads and written:
        secrets += map(Secret, {value, *value.split()} - set(snippet.source.split()))
    del value
    if not written:
        message = "the credentials cannot be written where they go"
        remedy = "a token is one line of visible ASCII characters"
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, snippet.location, remedy))
    return written
