"""A token endpoint that stalls up to ten times as long as a lease, under callers in several processes.

A refresh token goes out a second time only when the provider says that it is still good.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from tests.reliability.provider import FORKING, Control, provider
from tests.reliability.worker import TENANT, Site, linked, places
from unispec.connections import Pace, Reason, Status
from unispec.diagnostics import LinkError, TransportError

PACE = Pace(call=0.5, lease=1.5, poll=0.05, pause=0.1, longest_pause=0.5, patience=1.0)
PROCESSES, TOGETHER = 3, 40
FEW, MANY = 40, 2_000
TIMES = {False: 2, True: 10}
KINDS = ("stall", "late", "hang")
"""Stalls before the token is taken, after, and one that takes nothing."""


def measure(long: bool) -> Iterator[str]:
    """Count stalled token calls, and what became of the accounts."""
    drawn = random.Random(2)
    with provider() as control, places(control.port, pace=PACE) as sites:
        for site in sites:
            count = (MANY if long else FEW) // 2
            yield f"{site.kind}: {_stalled(site, control, count, TIMES[long] * PACE.lease, drawn)}"


def _stalled(site: Site, control: Control, count: int, longest: float, drawn: random.Random) -> str:
    store, pipes = site.emptied(), []
    for _ in range(PROCESSES):
        here, there = FORKING.Pipe()
        FORKING.Process(target=_call, args=(site, there), daemon=True).start()
        pipes.append(here)
    found: Counter[str] = Counter()
    names = [f"{site.kind}{number}" for number in range(count)]
    for start in range(0, count, TOGETHER):
        batch = names[start : start + TOGETHER]
        for name in batch:
            mood = {"name": drawn.choice(KINDS), "seconds": drawn.uniform(0.1, longest)}
            control(name, anew=True, moods=[mood])
            number = control(name)[name]["number"]
            store.put(linked(name, number, store.now() - 1))
        for pipe in pipes:
            pipe.send(batch)
        for pipe in pipes:
            pipe.recv()
        while control.total("under_way", *batch):
            time.sleep(0.1)
        for name, counted in control(*batch).items():
            found.update(_judged(store.get(TENANT, name), counted))
    for pipe in pipes:
        pipe.send([])
    store.close()
    said = ", ".join(f"{number} {what}" for what, number in found.items())
    return f"{count} stalls of up to {longest:g} s under leases of {PACE.lease:g} s: {said}"


def _judged(account: Any, counted: dict[str, Any]) -> Counter[str]:
    assert counted["unexcused"] == 0, (
        f"a token went out again without the word that it is good: {counted['story']}"
    )
    assert counted["taken_twice"] == 0, "a token was taken twice"
    holds = account.grant.credentials["refresh_token"].reveal().endswith(f".{counted['number']}")
    if account.status is Status.NEEDS_REAUTH:
        assert account.reason is Reason.REFRESH_INTERRUPTED, account.reason
        assert not holds, "an account is given up although nothing was taken"
    else:
        assert holds, "an account looks well, and its grant is gone"
    return Counter(
        {
            "accounts active": account.status is Status.ACTIVE,
            "given up as the token was taken and the answer lost": account.status is Status.NEEDS_REAUTH,
            "token calls": counted["calls"],
            "of them after the word that the token is good": max(counted["presented"] - 1, 0),
            "unexcused": 0,
        }
    )


def _call(site: Site, pipe: Connection) -> None:
    """Call for each account until it is known how it is."""
    engine = site.engine()

    def one(account: str) -> None:
        connection = engine.connect("steady", tenant=TENANT, connection=account, private_network=True)
        with suppress(LinkError):
            while True:
                try:
                    connection.request("GET", "/things")
                    return
                except TransportError:
                    time.sleep(0.1)

    with ThreadPoolExecutor(TOGETHER) as pool, suppress(EOFError):
        while accounts := pipe.recv():
            list(pool.map(one, accounts))
            pipe.send(True)
