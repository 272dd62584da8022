"""What is stored of a linked account: whose it is, how it is, and the grant that opens it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from unispec.data import Json, Secret


class Status(StrEnum):
    """How a linked account is.

    `active` serves calls; `degraded` serves them while its grant cannot be renewed; `needs_reauth` waits
    for its owner to link it again; `disabled` was switched off.
    """

    ACTIVE = "active"
    DEGRADED = "degraded"
    NEEDS_REAUTH = "needs_reauth"
    DISABLED = "disabled"


class Reason(StrEnum):
    """Why a linked account needs its owner.

    `revoked`: the provider takes the grant back; `refresh_interrupted`: a renewal was cut off, and the
    provider no longer takes the old token; `unauthorized`: a token that was just renewed is refused, or
    twice credentials that cannot be renewed; `expired`: the grant has ended, and cannot be renewed.
    """

    REVOKED = "revoked"
    REFRESH_INTERRUPTED = "refresh_interrupted"
    UNAUTHORIZED = "unauthorized"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Grant:
    """The credentials of an account by name, and when they end, in seconds since 1970; None never.

    An OAuth grant has `access_token`, and `refresh_token` where it can be renewed; a token that the
    owner made has `token`. `client` is a digest of the client id that it was given to, where that is known.
    """

    credentials: Mapping[str, Secret]
    expires_at: float | None = None
    scopes: tuple[str, ...] = ()
    client: str | None = None

    def get(self, name: str) -> Secret | None:
        """Give one credential."""
        return self.credentials.get(name)


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked account; `version` counts its grants, and `account` is what is known of its owner.

    `failures` counts the renewals that led nowhere since the last grant, `retry_at` is when to try again.
    Until `leased_until` somebody renews it.
    With a `problem`, what is stored cannot be decrypted: the grant has no credentials, and nothing is
    known of the owner.
    """

    tenant: str
    id: str
    integration: str
    grant: Grant = field(repr=False)
    account: Mapping[str, Json] = field(default_factory=dict, repr=False)
    status: Status = Status.ACTIVE
    reason: Reason | None = None
    version: int = 1
    failures: int = 0
    retry_at: float | None = None
    granted_at: float = 0.0
    created_at: float = 0.0
    updated_at: float = 0.0
    problem: str | None = None
    leased_until: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to renew a grant: nobody else has it until it ends, and `fence` outlives the one before.

    `interrupted` tells that an earlier renewal of this grant began, and what came of it is not known;
    `is_orphan` that it was never told to have ended.
    """

    tenant: str
    connection: str
    version: int
    fence: int
    until: float
    interrupted: bool = False
    is_orphan: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How a renewal ended that gave no grant; a failed one is tried again at `retry_at`.

    When it is not known what the provider did, the next lease is an `interrupted` one.
    """

    status: Status
    reason: Reason | None = None
    retry_at: float | None = None
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """A link that was begun: what must be there again when its owner comes back.

    `relinks` is the connection that gets a new grant.
    """

    tenant: str
    integration: str
    redirect_uri: str
    verifier: Secret
    expires_at: float
    scopes: tuple[str, ...] = ()
    relinks: str | None = None
