"""Linked accounts and begun links as they lie in a store: what is secret or personal is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unispec.connections._linked import Grant, Linked, LinkRequest, Reason, Status
from unispec.connections.storage._vault import Shelf, Vault
from unispec.data import Json, Secret, decode, encode
from unispec.diagnostics import Code, InputError


class Sealing:
    """Turns what is stored into columns, and back.

    `sealed_with` is read before anything is sealed: when the key changes meanwhile, the column names the
    older one, and the row is sealed again later.
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    def columns(self, linked: Linked) -> dict[str, Any]:
        """Give the columns of an account, without those that say who renews it."""
        sealed_with = self.vault.current
        return {
            "tenant": linked.tenant,
            "id": linked.id,
            "integration": linked.integration,
            "status": str(linked.status),
            "reason": linked.reason and str(linked.reason),
            "account": self._sealed(dict(linked.account), _shelf(linked, "account")),
            **self.granted(linked, linked.grant),
            "sealed_with": sealed_with,
        }

    def granted(self, linked: Any, grant: Grant) -> dict[str, Any]:
        """Give the columns that a grant fills."""
        return {
            "sealed_with": self.vault.current,
            "grant": self._sealed(_texts(grant), _shelf(linked, "grant")),
            "scopes": _storable(" ".join(grant.scopes)),
            "expires_at": grant.expires_at,
        }

    def linked(self, row: Any) -> Linked:
        """Read an account; raises `InputError` when it does not open."""
        credentials = _hidden(self._opened(row.grant, _shelf(row, "grant")))
        return _account(row, credentials, self._opened(row.account, _shelf(row, "account")))

    def listed(self, row: Any) -> Linked:
        """Read an account among others; one that does not open has a `problem`."""
        try:
            return self.linked(row)
        except InputError as error:
            if not is_unreadable(error):
                raise
            return _account(row, {}, {}, error.diagnostic.message)

    def resealed(self, row: Any) -> dict[str, Any]:
        """Give the columns of a row, sealed with the current key."""
        sealed_with = self.vault.current
        fields = ("grant", "account")
        sealed = {field: self.vault.reseal(getattr(row, field), _shelf(row, field)) for field in fields}
        return {**sealed, "sealed_with": sealed_with}

    def request(self, digest: str, request: LinkRequest) -> bytes:
        """Seal a link that was begun."""
        written: Json = {
            "integration": request.integration,
            "redirect_uri": request.redirect_uri,
            "verifier": request.verifier.reveal(),
            "scopes": list(request.scopes),
            "relinks": request.relinks,
        }
        return self._sealed(written, Shelf(request.tenant, digest, "link"))

    def requested(self, row: Any) -> LinkRequest:
        """Read a link that was begun; raises `InputError` when it does not open."""
        written = self._opened(row.request, Shelf(row.tenant, row.state, "link"))
        return LinkRequest(
            tenant=row.tenant,
            integration=written["integration"],
            redirect_uri=written["redirect_uri"],
            verifier=Secret(written["verifier"]),
            expires_at=row.expires_at,
            scopes=tuple(written["scopes"]),
            relinks=written["relinks"],
        )

    def _sealed(self, value: Json, shelf: Shelf) -> bytes:
        return self.vault.seal(encode(value), shelf)

    def _opened(self, sealed: bytes, shelf: Shelf) -> Any:
        return decode(self.vault.open(bytes(sealed), shelf))


_CLIENT = ""
"""Under this name, which no credential has, the client of a grant is sealed."""


def _texts(grant: Grant) -> Json:
    client = {} if grant.client is None else {_CLIENT: grant.client}
    return {name: each.reveal() for name, each in grant.credentials.items()} | client


def _hidden(texts: Mapping[str, str]) -> dict[str, Secret]:
    return {name: Secret(text) for name, text in texts.items()}


def _shelf(row: Any, field: str) -> Shelf:
    """Bind a field to its account, and to the integration whose provider may see it."""
    return Shelf(row.tenant, row.id, f"{field} of {row.integration}")


def _storable(text: str) -> str:
    """Give a text that any database takes: a new grant is worth more than an odd name of a scope."""
    return text.replace("\0", "?").encode(errors="replace").decode()


def is_unreadable(error: InputError) -> bool:
    """Tell whether an error is about one account, and not about all keys."""
    return error.diagnostic.code is Code.UNREADABLE_CREDENTIALS


def _account(
    row: Any, credentials: Mapping[str, Secret], account: Mapping[str, Json], problem: str | None = None
) -> Linked:
    return Linked(
        tenant=row.tenant,
        id=row.id,
        integration=row.integration,
        grant=Grant(
            {name: each for name, each in credentials.items() if name != _CLIENT},
            row.expires_at,
            tuple(row.scopes.split()),
            credentials[_CLIENT].reveal() if _CLIENT in credentials else None,
        ),
        account=account,
        status=Status(row.status),
        reason=Reason(row.reason) if row.reason else None,
        version=row.version,
        failures=row.failures,
        retry_at=row.retry_at,
        granted_at=row.granted_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        problem=problem,
    )
