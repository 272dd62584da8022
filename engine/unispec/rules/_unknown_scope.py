"""unknown-scope: an operation needs scopes that the provider knows, where `oauth2` lists them."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, suggestion
from unispec.rules._subject import Subject


def unknown_scope(subject: Subject) -> Iterator[Diagnostic]:
    """Say which scopes are named but not listed; without a list, nothing can be said."""
    known = {
        scope
        for auth in subject.integration.auth.values()
        if auth.oauth is not None
        for scope in auth.oauth.scopes
    }
    for _, variant in subject.variants if known else ():
        for index, scope in enumerate(variant.scopes):
            if scope not in known:
                at = variant.location
                place = Location(at.source, (*at.route, "scopes", index))
                message = f"`{scope}` is not a scope that `oauth2` lists"
                yield Diagnostic(Code.UNKNOWN_SCOPE, message, place, suggestion(scope, known))
