"""Databases for a store: how each of them is opened, and what a transaction is there."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from unispec.diagnostics import Code, Diagnostic, InputError, TransportError

READS = {"unispec_reads": True}
"""The option of a transaction that changes nothing, and so waits for nobody."""

_BUSY = 30.0
_POOL: dict[str, Any] = {"pool_size": 5, "max_overflow": 0, "pool_timeout": _BUSY, "pool_pre_ping": True}
"""Transactions are short, so few connections are enough: a server has about a hundred for all processes."""

_HARMLESS = re.compile(
    r"connection refused|timed out|timeout|authentication failed|too many clients|failed to resolve host"
    r"|does not exist|permission denied|read-only|no space left|starting up|shutting down|server closed",
    re.IGNORECASE,
)
_SCHEMES = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def sqlite(path: Path | str) -> sa.Engine:
    """Open a SQLite file, made for its owner alone: a crash loses nothing that was acknowledged."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except (OSError, ValueError) as error:
        raise _invalid(f"the file of the store cannot be opened (`{type(error).__name__}`)") from None
    url = sa.URL.create("sqlite", database=str(path))
    given = {"timeout": _BUSY, "check_same_thread": False}
    engine = sa.create_engine(url, connect_args=given, hide_parameters=True)
    sa.event.listen(engine, "connect", _durable)
    sa.event.listen(engine, "begin", _begin)
    return engine


def database(url: str) -> sa.Engine:
    """Open a database by its URL, `postgresql://…`; raises `InputError` for a URL of another kind."""
    scheme, _, rest = url.partition("://")
    problem = "the URL of the store is none of a PostgreSQL database"
    if scheme not in _SCHEMES or not rest:
        raise _invalid(problem)
    try:
        return sa.create_engine(f"{_SCHEMES[scheme]}://{rest}", hide_parameters=True, **_POOL)
    except ModuleNotFoundError:
        message = "PostgreSQL needs a library that is not there"
        remedy = "`pip install 'unispec[postgres]'`"
        raise InputError(Diagnostic(Code.INVALID_STORE, message, help=remedy)) from None
    except (sa.exc.ArgumentError, ValueError):
        raise _invalid(problem) from None


@contextmanager
def reported() -> Iterator[None]:
    """Say of a database that it failed; its own words are told when they are harmless."""
    try:
        yield
    except (sa.exc.DBAPIError, sa.exc.TimeoutError, sqlite3.Error) as error:
        message = f"the store of linked accounts failed ({_words(error)})"
        raise TransportError(Diagnostic(Code.STORE_FAILED, message)) from None


def _words(error: Exception) -> str:
    """Tell what went wrong: in PostgreSQL's words there may be rows, or parts of a URL and its password."""
    said = getattr(error, "orig", None) or error
    if isinstance(said, sqlite3.Error):
        return str(said)
    found = _HARMLESS.search(str(said))
    return found[0].lower() if found else f"`{type(said).__name__}`"


def _invalid(problem: str) -> InputError:
    remedy = "a store is the path of a SQLite file, or a URL that begins with `postgresql://`"
    return InputError(Diagnostic(Code.INVALID_STORE, problem, help=remedy))


def _durable(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={int(_BUSY * 1000)}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    """Take the write lock at once: a transaction that reads first could never be promoted."""
    reads = connection.get_execution_options().get("unispec_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
