"""Credentials, and the one origin that may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from unispec.clients._secrecy import Secrecy
from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, InputError, Location, SpecError, suggestion
from unispec.flow import ForeignUrl, Request, same_origin
from unispec.language import Place, Template, TemplateError, template
from unispec.specs import Integration


@dataclass(frozen=True, slots=True)
class Authority:
    """The headers that authorize a request, and where they may go; nothing of it is ever shown.

    `anywhere` lets requests reach addresses of private networks.
    """

    base_url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    secrecy: Secrecy = field(default=Secrecy(()), repr=False)
    anywhere: bool = False

    def headers_for(self, request: Request) -> list[tuple[str, str]]:
        """Give all headers of a request; the credentials only when it stays on the origin."""
        try:
            trusted = same_origin(request.url, self.base_url)
        except ForeignUrl:
            trusted = False
        own = self.headers if trusted else ()
        names = {name.lower() for name, _ in own}
        return [*own, *(pair for pair in request.headers if pair[0].lower() not in names)]


def credentials(token: str | None) -> dict[str, Json]:
    """Give the credentials that a caller passed; raises `InputError` for an empty token."""
    if token is None:
        return {}
    if not isinstance(token, str) or not token.strip():
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, "the token is empty or not a text"))
    return {"token": token.strip()}


def authority(
    integration: Integration, given: Mapping[str, Json], base_url: str, *, anywhere: bool = False
) -> Authority:
    """Make the authority of one account; raises `InputError` when a credential is missing or unusable."""
    if not given:
        return Authority(base_url, anywhere=anywhere)
    kind = "token" if "token" in given else next(iter(given))
    headers = integration.auth.get(kind)
    if headers is None:
        known = suggestion(kind, integration.auth, noun="kinds of credentials")
        message = f"`{integration.name}` takes no `{kind}`"
        raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, help=known))
    rendered = []
    secrets = [each for each in given.values() if isinstance(each, str)]
    for name, snippet in headers.items():
        try:
            compiled = template(snippet.source, Place.HEADER)
        except TemplateError as error:
            raise SpecError([Diagnostic(Code.TEMPLATE_SYNTAX, error.problem, snippet.location)]) from None
        value = _rendered(compiled, given, snippet.location)
        rendered.append((name, value))
        if compiled.reads:
            secrets += {value, *value.split()} - set(snippet.source.split())
    return Authority(base_url, tuple(rendered), Secrecy(secrets), anywhere)


def _rendered(text: Template, given: Mapping[str, Json], location: Location) -> str:
    try:
        value = text.render({"credentials": dict(given)})
    except TemplateError:
        value = ""
    if value.isascii() and value.isprintable() and value:
        return value
    message = "the credentials cannot be written into a header"
    remedy = "a token is one line of visible ASCII characters"
    raise InputError(Diagnostic(Code.MISSING_CREDENTIALS, message, location, remedy))
