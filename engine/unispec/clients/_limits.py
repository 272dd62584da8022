"""The rate limits of all accounts of an engine, and the retries that it may make while a provider is down.

An account is known by a digest of its credentials, under a key that each engine draws for itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import blake2b
from secrets import token_bytes
from threading import Lock
from typing import TypeVar

from unispec.clients._authority import Authority
from unispec.connections import Store
from unispec.connections.limits import Budget, Clock, LocalBudget, SharedBudget, limited
from unispec.data import after_fork
from unispec.flow import Flow, Program, Reserve

Result = TypeVar("Result")

_MANY = 1_000


class Limits:
    """Keeps one budget for each account; shared by threads and tasks."""

    def __init__(self, reserve: float) -> None:
        self.clock = Clock()
        self.reserve = Reserve(reserve)
        self._key = token_bytes(32)
        self._budgets: dict[object, Budget] = {}
        self._most = _MANY
        self._begin()
        after_fork(self)

    def _begin(self) -> None:
        self._lock = Lock()

    def of_credentials(self, program: Program, own: Authority) -> Budget | None:
        """Give the budget of an account that its credentials name; None when nothing is known of a limit."""
        spec = program.integration.rate_limit
        if not spec.is_known:
            return None
        written = repr((program.integration.name, own.base_url, own.headers, own.query))
        who = blake2b(written.encode(errors="surrogatepass"), key=self._key).digest()
        return self._kept((who, spec.windows), lambda: LocalBudget(spec.windows, self.clock))

    def of_linked(self, program: Program, store: Store, tenant: str, connection: str) -> Budget | None:
        """Give the budget of a linked account; None when nothing is known of a limit."""
        spec = program.integration.rate_limit
        if not spec.is_known:
            return None
        key = (tenant, connection, spec.windows)
        return self._kept(key, lambda: SharedBudget(store, tenant, connection, spec.windows, self.clock))

    def _kept(self, key: object, make: Callable[[], Budget]) -> Budget:
        """Give the budget of that key; budgets that matter to nobody any more are forgotten now and then."""
        with self._lock:
            found = self._budgets.get(key)
            if found is None:
                if len(self._budgets) >= self._most:
                    self._budgets = {each: kept for each, kept in self._budgets.items() if not kept.is_idle()}
                    self._most = max(_MANY, 2 * len(self._budgets))
                found = self._budgets[key] = make()
            return found


def within_limit(flow: Flow[Result], budget: Budget | None, program: Program) -> Flow[Result]:
    """Run a flow within the rate limit of its account, when there is one."""
    return flow if budget is None else limited(flow, budget, program)


def counted(sleep: Callable[[float], None] | None, clock: Clock) -> Callable[[float], None] | None:
    """Let the waits of somebody's own sleep pass on the clock of limits too."""
    if sleep is None:
        return None

    def slept(seconds: float) -> None:
        began = clock.now()
        sleep(seconds)
        clock.slept(began, seconds)

    return slept


def counted_async(
    sleep: Callable[[float], Awaitable[None]], clock: Clock
) -> Callable[[float], Awaitable[None]]:
    """Do the same for tasks."""

    async def slept(seconds: float) -> None:
        began = clock.now()
        await sleep(seconds)
        clock.slept(began, seconds)

    return slept
