"""`python -m tests.fakes`: a large fake in a process of its own; its first line of output is its URL."""

import argparse
import sys

from tests.fakes._app import FakeCalendly
from tests.fakes._limits import RateLimit
from tests.fakes._server import listen, server, url_of
from tests.fakes._world import World

_UNLIMITED = 10**9


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--events", type=int, default=10_000, help="0: the small world")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--invitees", type=int, default=1, help="for each event")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--limit", type=int, default=_UNLIMITED, help="requests in each window")
    parser.add_argument("--window", type=float, default=60.0, help="seconds")
    asked = parser.parse_args()
    world = (
        World.large(asked.events, asked.users, asked.invitees, asked.seed) if asked.events else World.small()
    )
    limit = RateLimit(asked.limit, asked.window)
    fake = FakeCalendly(world, limit=limit, latency=asked.latency, log=False)
    assert fake.world.by_uri
    assert fake.world.invitee_records
    with listen(asked.port) as listener:
        sys.stdout.write(f"{url_of(listener)}\n")
        sys.stdout.flush()
        server(fake).run([listener])


if __name__ == "__main__":
    main()
