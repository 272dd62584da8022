"""Databases for a store: how each of them is opened, and what a transaction is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from unispec.diagnostics import Code, Diagnostic, InputError

READS = {"unispec_reads": True}
"""The option of a transaction that changes nothing, and so waits for nobody."""

_BUSY = 30.0
_SCHEMES = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def sqlite(path: Path | str) -> sa.Engine:
    """Open a SQLite file, made for its owner alone: a crash loses nothing that was acknowledged."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    url = sa.URL.create("sqlite", database=str(path))
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY, "check_same_thread": False})
    sa.event.listen(engine, "connect", _durable)
    sa.event.listen(engine, "begin", _begin)
    return engine


def database(url: str) -> sa.Engine:
    """Open a database by its URL, `postgresql://…`; raises `InputError` for a URL of another kind."""
    scheme, _, rest = url.partition("://")
    if scheme not in _SCHEMES or not rest:
        message = "the URL of the store is none of a PostgreSQL database"
        remedy = "it begins with `postgresql://`; SQLite takes the path of a file"
        raise InputError(Diagnostic(Code.INVALID_STORE, message, help=remedy))
    return sa.create_engine(f"{_SCHEMES[scheme]}://{rest}", pool_pre_ping=True, hide_parameters=True)


def _durable(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={int(_BUSY * 1000)}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    """Take the write lock at once: a transaction that reads first could never be promoted."""
    reads = connection.get_execution_options().get("unispec_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
