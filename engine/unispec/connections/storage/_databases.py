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
_MEMORY = ":memory:"
_ONE: dict[str, Any] = {"poolclass": sa.QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": _BUSY}
"""A database in memory is one connection, which all threads take in turn."""

_HARMLESS = re.compile(
    r"connection refused|timed out|timeout|authentication failed|too many clients|failed to resolve host"
    r"|does not exist|permission denied|read-only|no space left|starting up|shutting down|server closed",
    re.IGNORECASE,
)
_NAME = re.compile(r"[\w.:-]+")
_REASONS: dict[type[Exception], str] = {
    IsADirectoryError: "it is a folder",
    PermissionError: "this user may not",
}
_SCHEMES = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def sqlite(path: Path | str) -> sa.Engine:
    """Open a SQLite file, made for its owner alone: a crash loses nothing that was acknowledged.

    `:memory:` is none: what is stored there goes with the engine.
    """
    is_file = str(path) != _MEMORY
    if is_file:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except (OSError, ValueError) as error:
            raise _invalid(f"the store `{_shown(path)}` cannot be opened ({_why(path, error)})") from None
    url = sa.URL.create("sqlite", database=str(path))
    given = {"timeout": _BUSY, "check_same_thread": False}
    pool = {} if is_file else _ONE
    engine = sa.create_engine(url, connect_args=given, hide_parameters=True, **pool)
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
        engine = sa.create_engine(f"{_SCHEMES[scheme]}://{rest}", hide_parameters=True, **_POOL)
    except ModuleNotFoundError:
        message = "PostgreSQL needs a library that is not there"
        remedy = "`pip install 'unispec[postgres]'`"
        raise InputError(Diagnostic(Code.INVALID_STORE, message, help=remedy)) from None
    except (sa.exc.ArgumentError, ValueError):
        raise _invalid(problem) from None
    if "@" in (engine.url.host or ""):
        raise _invalid("a password in the URL of the store has a `@`, which is written `%40` there")
    return engine


@contextmanager
def reported(url: sa.URL) -> Iterator[None]:
    """Say of a database that it failed; its own words are told when they are harmless."""
    try:
        yield
    except (sa.exc.DBAPIError, sa.exc.TimeoutError, sqlite3.Error, UnicodeEncodeError) as error:
        message = f"the store of linked accounts failed ({_words(error)}; {_place(url)})"
        raise TransportError(Diagnostic(Code.STORE_FAILED, message)) from None


def _words(error: Exception) -> str:
    """Tell what went wrong: in PostgreSQL's words there may be rows, or parts of a URL and its password."""
    said = getattr(error, "orig", None) or error
    if isinstance(said, sqlite3.Error):
        return str(said)
    found = _HARMLESS.search(str(said))
    return found[0].lower() if found else f"`{type(said).__name__}`"


def _place(url: sa.URL) -> str:
    """Tell which database it is; of a URL nothing that a password could have got into."""
    if url.drivername == "sqlite":
        return f"file `{_shown(url.database or '')}`"
    port = f":{url.port}" if url.port else ""
    told = {"database": url.database or "", "host": f"{url.host}{port}" if url.host else ""}
    parts = [f"{name} `{text}`" for name, text in told.items() if _NAME.fullmatch(text)]
    return ", ".join(parts) or "a local server"


def _why(path: Path | str, error: Exception) -> str:
    """Tell why a file cannot be opened."""
    if isinstance(error, FileNotFoundError) and not Path(path).parent.exists():
        return f"there is no folder `{_shown(Path(path).parent)}`"
    return _REASONS.get(type(error)) or f"`{type(error).__name__}`"


def _shown(path: Path | str) -> str:
    return "".join(each if each.isprintable() else "?" for each in str(path))


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
