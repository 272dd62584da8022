"""The command as people run it: in a process of its own, or quicker, in this one."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from click.testing import CliRunner

from unispec.cli import main

COMMAND = [sys.executable, "-m", "unispec"]
OWNER = "owner-token"
ACCOUNTS = ("UNISPEC_STORE", "UNISPEC_KEYS", "_CLIENT_ID", "_CLIENT_SECRET")
EVENTS = ("run", "calendly", "calendar/events", "list")


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


def environment(**changes: str | None) -> dict[str, str]:
    """The environment of a plain terminal of 100 columns, without tokens."""
    plain = {name: value for name, value in os.environ.items() if not name.endswith(("_TOKEN", *ACCOUNTS))}
    plain |= {"COLUMNS": "100", "LINES": "40", "TERM": "xterm-256color", "PYTHONWARNINGS": "error"}
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE", "PYTHONIOENCODING"):
        plain.pop(name, None)
    return {name: value for name, value in (plain | changes).items() if value is not None}


def process(
    *words: str, cwd: Path | None = None, command: Sequence[str] = COMMAND, **changes: str | None
) -> Ended:
    """Run the command in a process of its own, to its end; no traceback may ever be seen."""
    done = subprocess.run(
        [*command, *words],
        capture_output=True,
        timeout=30,
        check=False,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        env=environment(**changes),
    )
    ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ended.err
    return ended


def unispec(*words: str, **changes: str | None) -> Ended:
    """Run the command in this process, to its end."""
    app = ("CALENDLY_CLIENT_ID", "CALENDLY_CLIENT_SECRET")
    plain = ("CALENDLY_TOKEN", *app, *ACCOUNTS[:2], "NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE")
    unset = {**dict.fromkeys(plain), "COLUMNS": "100"}
    status: object = None
    with CliRunner().isolation(env=unset | changes) as streams:
        try:
            with mock.patch.object(sys, "argv", ["unispec", *words]):
                main()
        except SystemExit as end:
            status = end.code
        sys.stdout.flush()
        sys.stderr.flush()
        out, err = (stream.getvalue().decode() for stream in streams[:2])
    assert isinstance(status, int)
    return Ended(status, out, err)
