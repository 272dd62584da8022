"""What a store of linked accounts promises.

Every call names the tenant, and the connection of another tenant looks like one that is not there. A
call that has come back is durable. Times are in seconds since 1970, by the clock of the store, which is
one for all machines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias, TypeVar

from unispec.connections._linked import Ending, Grant, Lease, Linked, LinkRequest, Reason, Status

Result = TypeVar("Result")
Adjustment: TypeAlias = Callable[[str | None, float], tuple[str, Result]]


class Store(Protocol):
    """Keeps linked accounts, links that were begun, and who may renew which grant."""

    def now(self) -> float:
        """Tell the time."""

    def put(self, linked: Linked) -> Linked:
        """Store a new account, or the new grant of one that is there; the account keeps its id.

        Leases of the old grant end. Gives what is stored.
        """

    def get(self, tenant: str, connection: str) -> Linked | None:
        """Give an account; None when the tenant has none of that id."""

    def all(self, tenant: str, integration: str | None = None) -> Iterator[Linked]:
        """Give the accounts of a tenant, the oldest first; one that does not open has a `problem`."""

    def remove(self, tenant: str, connection: str) -> bool:
        """Forget an account; tell whether it was there."""

    def lease(self, tenant: str, connection: str, version: int, seconds: float) -> Lease | None:
        """Take the right to renew a grant, and write down that it begins.

        None when somebody else has it, when it is not yet time for another try, or when the account has
        another grant by now, or none that is of use.
        """

    def renew(self, lease: Lease, grant: Grant) -> Status | None:
        """Store the grant that a renewal gave, and give the status before; a disabled account stays so.

        None, and nothing stored, when the account has another grant by now. A lease that was lost does not
        matter: while no other grant is stored, the one that the provider gave is the newer one.
        """

    def release(self, lease: Lease, ending: Ending) -> Status | None:
        """End a renewal that gave no grant, and give the status before.

        None, and nothing stored, when the lease was lost.
        """

    def mark(
        self, tenant: str, connection: str, version: int, status: Status, reason: Reason | None = None
    ) -> bool:
        """Change the status of an account that still has this grant; tell whether it changed.

        A disabled account stays so, and only the reason is noted.
        """

    def switch(self, tenant: str, connection: str, *, on: bool) -> tuple[Status, Linked] | None:
        """Disable an account, or end that; give its status before, and the account. None without one.

        The reason why it needs its owner stays: it is `needs_reauth` again afterwards, otherwise `active`.
        """

    def adjust(self, tenant: str, connection: str, topic: str, change: Adjustment[Result]) -> Result:
        """Change a note about an account; nobody else changes it meanwhile.

        `change` gets the note, None at first, and the time. It gives the new note and an answer to pass on.
        """

    def begin_link(self, state: str, request: LinkRequest) -> None:
        """Remember a link that was begun, by its single-use state."""

    def end_link(self, tenant: str, state: str) -> LinkRequest | None:
        """Take a link of a tenant out; of several that ask at once, one gets it. None past its time."""

    def rotate(self, batch: int = 100) -> int:
        """Seal up to `batch` accounts of other keys with the current one; tell how many there were.

        It goes past those that do not open, and gives 0 when nothing else is left.
        """

    def unreadable(self) -> Iterator[Linked]:
        """Give the accounts of all tenants that do not open, each with its `problem`."""
