"""A fake Calendly on a loopback port, for tests and benchmarks.

    with running(FakeCalendly(World.small())) as fake:
        httpx.get(f"{fake.url}/users/me", headers={"authorization": f"Bearer {fake.bearer('owner')}"})

Faithful for what reads, and for OAuth at `fake.auth_url`, which knows the apps `WEB` and `NATIVE`.
Its clock stands at `world.now` unless told otherwise; `fake.pass_time(seconds)` moves it.
`fake.requests` tells what was sent, `fake.faults.add(Fault("reset", times=2))` breaks what is answered.
"""

from tests.fakes._app import FakeCalendly, Sent
from tests.fakes._faults import Fault, Faults
from tests.fakes._grants import NATIVE, WEB
from tests.fakes._limits import RateLimit
from tests.fakes._server import running
from tests.fakes._world import BEARERS, Token, World

__all__ = [
    "BEARERS",
    "NATIVE",
    "WEB",
    "FakeCalendly",
    "Fault",
    "Faults",
    "RateLimit",
    "Sent",
    "Token",
    "World",
    "running",
]
