"""How the command ends, and what a terminal sees: Ctrl-C, closed pipes, colour, the progress line."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.commands import COMMAND, EVENTS, OWNER, Ended, environment, process
from tests.fakes import FakeCalendly, Fault

_PATIENCE = 20.0


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def in_terminal(
    words: tuple[str, ...], *, shared: bool = False, **changes: str | None
) -> tuple[int, str, str]:
    """Run with the error stream, or with both streams, on a terminal; give status, output and screen."""
    ours, theirs = pty.openpty()
    out = theirs if shared else subprocess.PIPE
    started = subprocess.Popen(
        [*COMMAND, *words], stdout=out, stderr=theirs, stdin=subprocess.DEVNULL, env=environment(**changes)
    )
    os.close(theirs)
    written = b"" if started.stdout is None else started.stdout.read()
    screen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        screen += piece
    os.close(ours)
    status = started.wait(_PATIENCE)
    if started.stdout:
        started.stdout.close()
    return status, written.decode(), screen.decode()


@pytest.mark.parametrize("words", [(), ("--all",), ("--all", "-o", "ndjson")])
def test_an_interrupt_ends_a_stalled_run_quietly(fake: FakeCalendly, words: tuple[str, ...]) -> None:
    fake.faults.add(Fault("stalled_headers", "/scheduled_events", times=None))
    started = subprocess.Popen(
        [*COMMAND, *EVENTS, *words, "--base-url", fake.url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(CALENDLY_TOKEN=OWNER),
    )
    until(lambda: fake.faults.fired)
    time.sleep(0.2)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=_PATIENCE)
    assert started.returncode == 130
    assert out == b""
    assert err.strip() == b""


@pytest.mark.parametrize("form", ["ndjson", "json", "table"])
def test_a_reader_that_leaves_ends_the_run_quietly(form: str, many: FakeCalendly) -> None:
    reading, writing = os.pipe()
    started = subprocess.Popen(
        [*COMMAND, *EVENTS, "--all", "-o", form, "--base-url", many.url],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(CALENDLY_TOKEN=OWNER),
    )
    os.close(writing)
    if form == "ndjson":
        assert os.read(reading, 10).startswith(b"{")
    os.close(reading)
    _, err = started.communicate(timeout=_PATIENCE)
    assert started.returncode == 141
    assert err == b""


def test_head_takes_one_line_and_nothing_is_said(many: FakeCalendly) -> None:
    command = subprocess.list2cmdline([*COMMAND, *EVENTS, "--all", "-o", "ndjson", "--base-url", many.url])
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} | head -1"],
        capture_output=True,
        timeout=_PATIENCE,
        check=True,
        env=environment(CALENDLY_TOKEN=OWNER),
    )
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


REPLAY = (*EVENTS, "--replay", "-o", "ndjson")
WRITERS = [("--help",), ("--version",), ("list",), ("demo",), ("check",), REPLAY]
FULL = Path("/dev/full")


def redirected(where: str, *words: str) -> Ended:
    """Run the command in a shell that sends its streams elsewhere."""
    return process(f"{subprocess.list2cmdline([*COMMAND, *words])} {where}", command=["/bin/sh", "-c"])


@pytest.mark.parametrize("words", WRITERS)
def test_any_text_into_a_closed_pipe_ends_quietly(words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, *words], stdout=writing, stderr=subprocess.PIPE, timeout=_PATIENCE, check=False
    )
    os.close(writing)
    assert done.returncode == 141
    assert b"rror" not in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("words", WRITERS)
@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (">&-", "it is closed"),
        pytest.param(
            f">{FULL}",
            "No space left on device",
            marks=pytest.mark.skipif(not FULL.exists(), reason="no device"),
        ),
    ],
)
def test_an_output_that_takes_nothing_is_told_in_one_line(
    where: str, reason: str, words: tuple[str, ...]
) -> None:
    done = redirected(where, *words)
    assert done.status == 1
    assert [line for line in done.err.splitlines() if line.startswith("Error")] == [
        f"Error: the output cannot be written: {reason}"
    ]


@pytest.mark.parametrize("where", ["2>&-", "2>&- <&-", f"2>{FULL}"])
def test_records_arrive_when_nobody_can_be_told_anything_else(where: str) -> None:
    if not FULL.exists():
        pytest.skip("no device that is full")
    heard = process(*REPLAY)
    assert "replaying the case" in heard.err
    assert redirected(where, *REPLAY) == Ended(0, heard.out, "")
    assert redirected(where, "run", "nope", "nope", "list") == Ended(1, "", "")
    assert redirected(where, "run") == Ended(2, "", "")


def test_a_command_without_any_stream_just_fails() -> None:
    assert redirected(">&- 2>&- <&-", "demo") == Ended(1, "", "")


def test_a_long_run_counts_on_the_terminal_and_cleans_up(many: FakeCalendly) -> None:
    words = (*EVENTS, "--all", "-o", "ndjson", "--base-url", many.url)
    status, out, screen = in_terminal(words, CALENDLY_TOKEN=OWNER)
    assert status == 0
    assert len(out.splitlines()) == 250
    assert re.findall(r"[\d,]+ records, \d+ pages", screen) == [
        "100 records, 1 pages",
        "200 records, 2 pages",
        "250 records, 3 pages",
    ]
    assert screen.endswith("\r\x1b[K")


@pytest.mark.parametrize(("shared", "term"), [(True, "xterm"), (False, "dumb")])
def test_no_count_is_drawn_where_it_would_disturb(shared: bool, term: str, many: FakeCalendly) -> None:
    words = (*EVENTS, "--all", "-o", "ndjson", "--base-url", many.url)
    status, out, screen = in_terminal(words, shared=shared, CALENDLY_TOKEN=OWNER, TERM=term)
    assert status == 0
    assert "pages" not in screen
    assert len((screen if shared else out).splitlines()) == 250


def test_an_error_begins_on_a_clean_line(many: FakeCalendly) -> None:
    many.faults.add(Fault("error", "/scheduled_events", times=None, after=1, status=403))
    words = (*EVENTS, "--all", "-o", "ndjson", "--base-url", many.url)
    status, _, screen = in_terminal(words, CALENDLY_TOKEN=OWNER, NO_COLOR="1")
    assert status == 1
    assert "100 records, 1 pages\r\x1b[Kerror[provider-error]" in screen


@pytest.mark.parametrize(("no_color", "coloured"), [(None, True), ("", True), ("1", False)])
def test_frames_are_coloured_on_a_terminal_unless_nobody_wants_it(
    no_color: str | None, coloured: bool
) -> None:
    status, out, screen = in_terminal((*EVENTS, "-p", "colour=red", "--dry-run"), NO_COLOR=no_color)
    assert (status, out) == (1, "")
    assert ("\x1b[1;31merror[unknown-parameter]" in screen) is coloured
    assert ("\x1b[" in screen) is coloured


@pytest.mark.parametrize("words", [("list",), ("demo",), (*EVENTS, "--replay", "-o", "table")])
def test_screens_have_no_escapes_without_a_terminal_or_with_no_color(words: tuple[str, ...]) -> None:
    assert "\x1b" not in process(*words).out
    assert "\x1b" not in in_terminal(words, shared=True, NO_COLOR="1")[2]


def test_the_installed_script_and_the_module_are_the_same_command() -> None:
    script = Path(sys.executable).with_name("unispec")
    assert process("--help", command=[str(script)]) == process("--help")
    assert process("--version").out.startswith("unispec, version ")
