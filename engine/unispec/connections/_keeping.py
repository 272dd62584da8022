"""Keeping a grant fresh: one token call for each expired grant, whoever asks for it and however many.

Who renews has a lease in the store, and the store knows of the call before it is made. The call goes on
although its caller may have gone, and what comes of it is stored before anybody uses it. An outage changes
nothing but the time of the next try; only the endpoint's own word ends a grant, and only when no other grant
is stored by then.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from hashlib import sha256

from unispec.connections._linked import Ending, Grant, Lease, Linked, Reason, Status
from unispec.connections._renewal import Granted, Outcome, Pace, Refused, Renewal, Unclear, given_back
from unispec.connections._store import Store
from unispec.connections._storing import heard, insisted
from unispec.connections._usable import app_refused, late, still_renewed, unknown_connection, usable
from unispec.connections.limits._ledger import Ledger
from unispec.diagnostics import UnispecError
from unispec.events import Refresh, StatusChange, Tell, untold
from unispec.flow import Do, Flow, Send, Shield, Wait
from unispec.specs import Rate

_OUTCOMES = {Granted: "granted", Refused: "refused", Unclear: "unclear"}
_LONGEST_POLL = 1.0
"""Who waits for another's renewal looks less and less often, at least each second."""

_AFTER_NONSENSE = 30.0
"""How many seconds go by after an answer that gave a token to renew with, and none to call with."""


class Need(Enum):
    """Whether a grant must be renewed before it is used, should be, or need not be."""

    NONE = "none"
    SOON = "soon"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Change:
    """A status that has changed; each change is told once, by the process that made it."""

    tenant: str
    connection: str
    before: Status
    after: Status
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps the grants of one integration fresh; the accounts of another one are none to it."""

    store: Store
    renewal: Renewal
    pace: Pace = field(default_factory=Pace)
    tell: Callable[[Change], None] = lambda _: None
    integration: str | None = None
    observe: Tell = untold
    limit: Rate | None = None

    def fresh(self, tenant: str, connection: str, refused: int | None = None) -> Flow[Linked]:
        """Give an account whose grant can be used; the provider `refused` the grant of that version.

        Raises `InputError` for an account that is not there or is disabled, `LinkError` for one that must
        be linked again, and `TransportError` when its grant has ended and cannot be renewed now.
        """
        waited, met = 0.0, None
        while True:
            linked = yield from self.known(tenant, connection)
            now = yield Do(self.store.now)
            need = self._need(linked, now, refused)
            if need is Need.NONE:
                return linked
            if self.renewal.request(linked.grant) is None:
                reason = Reason.UNAUTHORIZED if refused == linked.version else Reason.EXPIRED
                yield from self.lost(linked, reason)
                continue
            pause = max((linked.retry_at or now) - now, 0.0)
            is_awaited = pause > 0 or (linked.leased_until or now) > now
            outcome = None if is_awaited else (yield Shield(partial(self._renewed, linked)))
            if isinstance(outcome, Granted):
                return (yield from self.known(tenant, connection))
            if isinstance(outcome, Unclear):
                met = outcome
                if met.is_of_app and need is Need.NOW:
                    raise app_refused(met)
            if outcome is not None:
                continue
            if need is Need.SOON:
                return linked
            instead = partial(late, pause, met) if pause else None
            pause = pause or max(self.pace.poll, min(waited / 2, _LONGEST_POLL))
            if waited + pause > self.pace.patience:
                raise (instead or still_renewed)()
            waited += pause
            yield Wait(pause, "the grant is being renewed", instead=instead)

    def known(self, tenant: str, connection: str) -> Flow[Linked]:
        """Give an account that can be used, as it is stored; raises `InputError` or `LinkError`."""
        found = yield Do(partial(self.store.get, tenant, connection))
        is_other = self.integration is not None and found is not None
        if is_other and found.integration != self.integration:
            raise unknown_connection()
        return usable(found)

    def lost(self, linked: Linked, reason: Reason) -> Flow[None]:
        """Say of an account that this grant of it is of no more use, unless it has another one by now."""
        is_mine = yield Do(
            lambda: self.store.mark(linked.tenant, linked.id, linked.version, Status.NEEDS_REAUTH, reason)
        )
        if is_mine:
            self._tell(linked, linked.status, Status.NEEDS_REAUTH, reason)

    def linked_again(self, before: Linked, after: Linked) -> None:
        """Tell that an account whose owner came back is in use again."""
        self._changed(after, before.status, after.status)

    def switched(self, before: Status, after: Linked) -> None:
        """Tell that an account was switched off or on, if it was."""
        reason = after.reason if after.status is Status.NEEDS_REAUTH else None
        self._changed(after, before, after.status, reason)

    def _lease(self, linked: Linked) -> Lease | None:
        return self.store.lease(linked.tenant, linked.id, linked.version, self.pace.lease)

    def _need(self, linked: Linked, now: float, refused: int | None) -> Need:
        grant = linked.grant
        if refused is not None and linked.version <= refused:
            return Need.NOW
        if grant.expires_at is None:
            return Need.NONE
        if now >= grant.expires_at:
            return Need.NOW
        can_be_renewed = self.renewal.request(grant) is not None
        return Need.SOON if can_be_renewed and now >= self._due(linked, grant.expires_at) else Need.NONE

    def _due(self, linked: Linked, end: float) -> float:
        """Tell when a grant should be renewed; the same for whoever asks, but not for all accounts."""
        drawn = sha256(f"{linked.tenant}\0{linked.id}\0{linked.version}".encode(errors="surrogatepass"))
        lot = int.from_bytes(drawn.digest()[:4], "big") / 2**32
        lasts = max(end - linked.granted_at, 0.0)
        return end - min(self.pace.ahead + lot * self.pace.jitter, lasts / 3)

    def _renewed(self, linked: Linked) -> Flow[Outcome | None]:
        """Make the token call under a lease, and store what comes of it; None without a lease."""
        lease: Lease | None = yield Do(partial(self._lease, linked))
        if lease is None:
            return None
        try:
            outcome = yield from heard(self._outcome(linked, lease))
        except UnispecError:
            with suppress(UnispecError):
                yield from heard(self._given_up(linked, lease))
            raise
        self.observe(Refresh(linked.integration, linked.id, _OUTCOMES[type(outcome)]))
        match outcome:
            case Granted():
                before = yield from self._stored(linked, lease, outcome.grant)
                self._tell(linked, before, Status.ACTIVE)
            case Refused():
                reason = Reason.REFRESH_INTERRUPTED if lease.interrupted else Reason.REVOKED
                yield from self._ended(linked, lease, Ending(Status.NEEDS_REAUTH, reason))
            case Unclear():
                yield from self._degraded(linked, lease, outcome)
        return outcome

    def _outcome(self, linked: Linked, lease: Lease) -> Flow[Outcome]:
        outcome = (yield from self._asked(linked.grant, lease)) if lease.interrupted else None
        if outcome is None:
            outcome = (yield from self.held_back(linked)) or (yield from self._called(linked.grant, lease))
        return outcome

    def _given_up(self, linked: Linked, lease: Lease) -> Flow[None]:
        """Give a lease back under which nothing was sent."""
        ending = Ending(linked.status, linked.reason, linked.retry_at, is_known=not lease.interrupted)
        yield Do(lambda: self.store.release(lease, ending))

    def _degraded(self, linked: Linked, lease: Lease, outcome: Unclear) -> Flow[None]:
        """Note when to try again, and keep the token that an unusable answer gave to renew with."""
        again = (yield Do(self.store.now)) + self._pause(linked, outcome)
        is_known = not (outcome.reached or lease.interrupted)
        ending = Ending(Status.DEGRADED, retry_at=again, is_known=is_known)
        if outcome.rotated is None:
            yield from self._ended(linked, lease, ending)
            return
        before = yield from self._stored(linked, lease, outcome.rotated)
        if before is not None:
            asked = (linked.tenant, linked.id, linked.version + 1, self.pace.lease)
            newer = yield Do(partial(self.store.lease, *asked))
            if newer is not None:
                ending = Ending(Status.DEGRADED, retry_at=again)
                yield Do(lambda: self.store.release(newer, ending))
        self._tell(linked, before, Status.DEGRADED)

    def _stored(self, linked: Linked, lease: Lease, grant: Grant) -> Flow[Status | None]:
        """Store a new grant, and give the status before; it is given back when nobody needs it any more."""
        before: Status | None = yield from insisted(partial(self.store.renew, lease, grant))
        if before is None:
            yield from self._unkept(linked, grant)
        return before

    def _unkept(self, linked: Linked, grant: Grant) -> Flow[None]:
        """Give back a new grant of an account that was forgotten meanwhile."""
        if (yield Do(partial(self.store.get, linked.tenant, linked.id))) is None:
            yield from given_back(self.renewal, grant, self.pace.call)

    def _asked(self, grant: Grant, lease: Lease) -> Flow[Outcome | None]:
        """Ask whether the token outlived an interrupted renewal, before it is used a second time.

        Of one that never ended, the grant may still come: clocks jump, and processes stand still.
        """
        question = self.renewal.question(grant)
        if question is None:
            return None
        answer = yield Send(question, (self.pace.lease - self.pace.call) / 2, is_private=True)
        match self.renewal.is_good(answer):
            case True:
                return None
            case False if lease.is_orphan:
                problem = "a renewal was cut off, and its grant may still come"
                return Unclear(problem, reached=False, retry_after=self.pace.lease)
            case False:
                return Refused("inactive")
        return Unclear("nobody says whether the token is still good", reached=False)

    def held_back(self, linked: Linked) -> Flow[Outcome | None]:
        """Take one of the token calls that an account may make; give an outcome when none is left."""
        if self.limit is None:
            return None
        ledger = partial(Ledger.read, (self.limit,), slack=self.pace.call)

        def change(text: str | None, now: float) -> tuple[str, float]:
            found = ledger(text)
            wait = 0.0 if found.take(now, 1) else found.wait(now)
            return found.write(), wait

        wait = yield Do(partial(self.store.adjust, linked.tenant, linked.id, "token", change))
        problem = "the provider takes no more token calls of this account for now"
        return Unclear(problem, reached=False, retry_after=wait) if wait else None

    def _called(self, grant: Grant, lease: Lease) -> Flow[Outcome]:
        """Make the token call, if it ends well before the lease does: this process may have stood still."""
        request = self.renewal.request(grant)
        if request is None:
            return Refused("not_renewable")
        needed = self.pace.call + (self.pace.lease - self.pace.call) / 4
        now = yield Do(self.store.now)
        if lease.until - now < needed:
            return Unclear("too little of the lease was left", reached=False)
        answer = yield Send(request, self.pace.call, is_private=True)
        return self.renewal.outcome(answer, grant, now)

    def _ended(self, linked: Linked, lease: Lease, ending: Ending) -> Flow[None]:
        before = yield Do(lambda: self.store.release(lease, ending))
        self._tell(linked, before, ending.status, ending.reason)

    def _pause(self, linked: Linked, outcome: Unclear) -> float:
        pause = min(self.pace.pause * 2.0 ** min(linked.failures, 20), self.pace.longest_pause)
        least = _AFTER_NONSENSE if outcome.rotated is not None else 0.0
        return max(pause, outcome.retry_after or 0.0, least)

    def _tell(
        self, linked: Linked, before: Status | None, after: Status, reason: Reason | None = None
    ) -> None:
        if before not in (None, Status.DISABLED):
            self._changed(linked, before, after, reason)

    def _changed(self, linked: Linked, before: Status, after: Status, reason: Reason | None = None) -> None:
        if before is not after:
            told = (str(before), str(after), str(reason) if reason is not None else None)
            self.observe(StatusChange(linked.integration, linked.id, *told))
            self.tell(Change(linked.tenant, linked.id, before, after, reason))
