"""A PostgreSQL server of one's own for a test run: on loopback, in a folder that goes with it."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NEEDED = "UNISPEC_NEEDS_POSTGRES"
"""Set where a run must not go without a server."""


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server and give its URL; skips, with the reason, where none is installed."""
    programs = _programs()
    if programs is None:
        reason = "no PostgreSQL server is installed: `apt-get install postgresql`"
        if os.environ.get(NEEDED):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="unispec-postgres-"))
    port = _free_port()
    asked = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        _run(programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "unispec", "--no-sync")
        _run(programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", asked, "start")
        try:
            yield f"postgresql://unispec@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if found:
        return found[-1].parent
    other = shutil.which("postgres")
    return Path(other).parent if other else None


def _run(*command: str | Path) -> None:
    """Run a program; a server refuses to be run by root."""
    before = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*before, *map(str, command)], check=False, cwd="/", capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
