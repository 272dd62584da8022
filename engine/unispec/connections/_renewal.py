"""What a token endpoint is to those who renew grants, and what its answers mean.

`Granted` is a new grant. `Refused` is the endpoint's word that this grant is over. `Unclear` is everything
else: an outage, a cut answer, or no sense in it; nothing follows from it about the grant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from unispec.connections._linked import Grant
from unispec.diagnostics import InputError
from unispec.flow import Failure, Flow, Reply, Request, Send

_CALL = 20.0


class Told(dict[str, Any]):
    """What a token endpoint told besides tokens; it does not show itself."""

    def __repr__(self) -> str:
        return "Told()"


@dataclass(frozen=True, slots=True)
class Granted:
    """A new grant, and all that the endpoint told along with it."""

    grant: Grant = field(repr=False)
    told: Told = field(default_factory=Told, repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """The grant is over: the endpoint's own code, such as `invalid_grant`."""

    code: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """No usable answer; `reached` tells whether the endpoint may have seen the request.

    `is_of_app` says that the endpoint does not take the app, whatever the grant. `rotated` is a grant that
    can only be renewed: the answer gave a new token for that, and none that can be used.
    """

    problem: str
    reached: bool
    retry_after: float | None = None
    is_of_app: bool = False
    rotated: Grant | None = field(default=None, repr=False)
    help: str | None = None


Outcome: TypeAlias = Granted | Refused | Unclear


class Renewal(Protocol):
    """Speaks with the token endpoint of one integration."""

    def request(self, grant: Grant) -> Request | None:
        """Ask for a new grant; None for a grant that cannot be renewed."""

    def outcome(self, answer: Reply | Failure, grant: Grant, now: float) -> Outcome:
        """Understand the answer."""

    def question(self, grant: Grant) -> Request | None:
        """Ask whether the token that renews is still good; None where nobody can be asked."""

    def is_good(self, answer: Reply | Failure) -> bool | None:
        """Understand that answer; None when it says nothing."""

    def revocation(self, grant: Grant) -> Request | None:
        """Ask to end a grant; None where that cannot be asked."""


def given_back(renewal: Renewal, grant: Grant, seconds: float = _CALL) -> Flow[bool]:
    """End a grant at the provider, as far as it can be asked; tell whether it confirmed."""
    request = renewal.revocation(grant)
    if request is None:
        return False
    answer = yield Send(request, seconds, is_private=True)
    return isinstance(answer, Reply) and answer.status < 300


@dataclass(frozen=True, slots=True)
class Lasting:
    """The renewal of credentials that last until the provider refuses them.

    `missing` is raised for a grant that could be renewed, had anybody said how: one with the credential
    that it is `renewed_by`.
    """

    missing: InputError | None = None
    renewed_by: str = "refresh_token"

    def request(self, grant: Grant) -> None:
        """Ask for nothing."""
        if self.missing is not None and grant.get(self.renewed_by) is not None:
            raise self.missing

    def outcome(self, answer: Reply | Failure, grant: Grant, now: float) -> Outcome:  # noqa: ARG002
        """Take nothing for an answer."""
        return Refused("not_renewable")

    def question(self, grant: Grant) -> None:
        """Ask nobody."""

    def is_good(self, answer: Reply | Failure) -> None:
        """Take nothing for an answer."""

    def revocation(self, grant: Grant) -> None:
        """Ask nobody to end a grant."""


@dataclass(frozen=True, slots=True)
class Pace:
    """When grants are renewed, in seconds.

    `ahead` of its end a grant is due, up to `jitter` earlier, so that accounts that were linked together
    are not renewed together. A token call takes at most `call`, which is shorter than the `lease` under
    which it is made. Who waits for another's renewal looks after `poll`, and then less and less often.
    After a call that led nowhere, `pause` goes by before the next one, twice as long each time up to
    `longest_pause`. Who needs a grant waits for all that as long as its `patience`.
    """

    ahead: float = 600.0
    jitter: float = 300.0
    call: float = 8.0
    lease: float = 15.0
    poll: float = 0.05
    pause: float = 1.0
    longest_pause: float = 300.0
    patience: float = 30.0

    def __post_init__(self) -> None:
        if not 0 < self.call < self.lease:
            raise ValueError("a token call must end before its lease does")
