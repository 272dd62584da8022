"""Time that an evaluation does not have is not counted: other threads run, or the machine stands still."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.cli.commands import environment

LOOP = """
import sys, time
from unispec.language import Limits, runtime
expression = runtime(sys.argv[1], Limits(seconds=0.4)).compile("$count($map([1..300], function($n){$n + 1}))")
print("ready", flush=True)
end = time.process_time() + 0.5
while time.process_time() < end:
    assert expression.evaluate({}, {}) == 300
print("well", flush=True)
"""


@pytest.mark.parametrize("name", ["jlens", "jsonata-python"])
def test_a_process_that_was_stopped_goes_on_where_it_was(name: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LOOP, name],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as loop:
        assert loop.stdout is not None
        assert loop.stdout.readline() == "ready\n"
        for _ in range(4):
            time.sleep(0.05)
            loop.send_signal(signal.SIGSTOP)
            time.sleep(0.5)
            loop.send_signal(signal.SIGCONT)
        out, err = loop.communicate(timeout=60)
    assert (out, err) == ("well\n", "")
