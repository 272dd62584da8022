"""How fast 10,000 events become unified records, beside a hand-written loop on the same server.

    python -m tests.benchmarks.throughput [--events N] [--runs N] [--profile]

The server is a process of its own, on loopback. Both sides run in turn, in this process; the
medians and their ratio are printed. The engine maps by the spec and validates every record; the
loop maps in Python and validates nothing.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.benchmarks._by_hand import Record
from tests.benchmarks._by_hand import events as by_hand
from unispec import Engine

TOKEN = "owner-token"


@contextmanager
def serving(events: int, latency: float) -> Iterator[str]:
    """Start the server as a process and give its address."""
    command = [sys.executable, "-m", "tests.fakes", "--events", str(events), "--latency", str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def by_spec(url: str) -> Iterator[Record]:
    """Read all events through the engine."""
    with Engine() as engine:
        connection = engine.connect("calendly", token=TOKEN, base_url=url, private_network=True)
        yield from connection.iterate("calendar/events")


def seconds(run: Callable[[], Iterator[Record]], events: int) -> float:
    """Time one run."""
    begin = time.perf_counter()
    count = sum(1 for _ in run())
    elapsed = time.perf_counter() - begin
    assert count == events, f"{count} records instead of {events}"
    return elapsed


def compare(events: int, runs: int, latency: float) -> None:
    """Run both in turn and print the medians."""
    with serving(events, latency) as url:
        ours, theirs = partial(by_spec, url), partial(by_hand, url, TOKEN)
        assert list(ours()) == list(theirs()), "the two do not give the same records"
        pairs = [(seconds(ours, events), seconds(theirs, events)) for _ in range(runs)]
    spec, hand = (statistics.median(column) for column in zip(*pairs, strict=True))
    spread = f"{min(h / s for s, h in pairs):.2f} to {max(h / s for s, h in pairs):.2f}"
    floor = f"; the network alone takes {latency * (events // 100):.1f} s" if latency else ""
    print(f"{events} events, 100 a page, {latency * 1000:.0f} ms a response{floor}")
    print(f"  by spec  {spec:6.3f} s  {events / spec:8.0f} records/s  (mapped and validated)")
    print(f"  by hand  {hand:6.3f} s  {events / hand:8.0f} records/s  (mapped)")
    print(f"  ratio    {hand / spec:6.2f} x  (of {runs} pairs: {spread})")


def memory(events: int) -> None:
    """Print the peak memory of one run, in a process of its own."""
    with serving(events, 0) as url:
        code = f"from tests.benchmarks.throughput import peak; peak({url!r})"
        subprocess.run([sys.executable, "-c", code], check=True)


def peak(url: str) -> None:
    """Run once and print the peak memory of this process."""
    count = sum(1 for _ in by_spec(url))
    status = Path("/proc/self/status").read_text()
    kilobytes = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
    print(f"peak memory of {count} events: {kilobytes / 1024:.0f} MB")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    compare(arguments.events, arguments.runs, 0.0)
    compare(arguments.events, 3, 0.05)
    memory(arguments.events)
    memory(arguments.events // 10)


if __name__ == "__main__":
    main()
