"""A token endpoint that is out of order in every way: no account is given up, and all work after it."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from tests.reliability.provider import Control, provider
from tests.reliability.worker import TENANT, Site, linked, places
from unispec import Engine
from unispec.connections import Change, Pace, Status
from unispec.connections.storage._tables import CONNECTIONS
from unispec.diagnostics import TransportError

PACE = Pace(ahead=7_200, call=1.0, lease=2.0, poll=0.02, pause=0.02, longest_pause=0.1, patience=0.3)
FEW, MANY, EACH, TOGETHER = 300, 5_000, 5, 12
OVER = '{"error": "invalid_grant", "error_description": "TOKEN"}'
OUTAGES: dict[str, dict[str, object]] = {
    **{str(status): {"name": "status", "status": status, "body": "down"} for status in (500, 502, 503, 504)},
    "503 that speaks of the grant": {"name": "status", "status": 503, "body": OVER},
    "429": {"name": "status", "status": 429, "body": "{}", "headers": {"retry-after": "0.05"}},
    "429 that speaks of the grant": {"name": "status", "status": 429, "body": OVER},
    "app unknown": {"name": "status", "status": 401, "body": '{"error": "invalid_client"}'},
    "request unknown": {"name": "status", "status": 400, "body": '{"error": "invalid_request"}'},
    "forbidden": {"name": "status", "status": 403, "body": "<html>"},
    "moved": {
        "name": "status",
        "status": 302,
        "body": "",
        "headers": {"location": "http://127.0.0.1:1/token"},
    },
    "page": {"name": "status", "status": 200, "body": "<html><body>Back soon</body></html>"},
    "error as success": {"name": "status", "status": 200, "body": OVER},
    "no token": {"name": "status", "status": 200, "body": '{"access_token": null}'},
    "other JSON": {"name": "status", "status": 200, "body": '["TOKEN"]'},
    "empty": {"name": "status", "status": 204, "body": ""},
    "cut": {"name": "cut"},
    "reset": {"name": "reset"},
    "closed": {"name": "closed"},
    "no answer": {"name": "hang", "seconds": 1.2},
}


def measure(long: bool) -> Iterator[str]:
    """Count outages, the changes of status that they led to, and the accounts that work at the end."""
    drawn = random.Random(4)
    with provider() as control, places(control.port, pace=PACE) as sites:
        for site in sites:
            yield f"{site.kind}: {_outages(site, control, (MANY if long else FEW) // EACH // 2, drawn)}"


def _outages(site: Site, control: Control, count: int, drawn: random.Random) -> str:
    store, changes = site.emptied(), list[Change]()
    names = [f"{site.kind}{number}" for number in range(count)]
    kinds: Counter[str] = Counter()
    for number, name in enumerate(names):
        wrong = drawn.choices(list(OUTAGES), k=EACH)
        kinds.update(wrong)
        control(name, moods=[OUTAGES[each] for each in wrong])
        store.put(linked(name, 1, store.now() + (3_600 if number % 2 else -1)))
    with store._engine.begin() as database:  # linked long ago, so that their grants are due
        database.execute(sa.update(CONNECTIONS).values(granted_at=CONNECTIONS.c.granted_at - 36_000))
    with site.engine(store, on_change=changes.append) as engine, ThreadPoolExecutor(TOGETHER) as pool:
        served = sum(
            pool.map(lambda each: _until_renewed(engine, each[1], serves=each[0] % 2 == 1), enumerate(names))
        )
    counted = control(*names)
    assert not [each for each in changes if each.after is Status.NEEDS_REAUTH], "an outage ended a grant"
    for name in names:
        account = store.get(TENANT, name)
        assert account is not None
        assert (account.status, account.version) == (Status.ACTIVE, 2)
        assert account.grant.credentials["refresh_token"].reveal().endswith(".2")
        assert counted[name]["calls"] == EACH + 1
        assert counted[name]["unexcused"] == counted[name]["taken_twice"] == 0
    store.close()
    told = Counter(f"{each.before} to {each.after}" for each in changes)
    return (
        f"{kinds.total()} outages of {len(kinds)} kinds in {count} accounts, 0 given up, all work; "
        f"{served} calls served meanwhile; "
        + ", ".join(f"{n} times {what}" for what, n in sorted(told.items()))
    )


def _until_renewed(engine: Engine, account: str, *, serves: bool) -> int:
    """Call until the grant is renewed; where the old one still serves, every call must succeed."""
    connection = engine.connect("steady", tenant=TENANT, connection=account, private_network=True)
    served = 0
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            number = connection.request("GET", "/things").result["number"]
        except TransportError:
            assert not serves, "a grant that was good did not serve"
            continue
        if number != "1":
            return served
        served += 1
        time.sleep(0.05)
    raise AssertionError("the account did not recover")
