"""The tables of a store, and the steps that lead from an older form of them to this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa

from unispec.diagnostics import Code, Diagnostic, InputError


class Sealed(sa.LargeBinary):
    """A sealed text; SQLite gives back as a text what somebody has overwritten by one."""

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], bytes]:  # noqa: ARG002
        """Give bytes, whatever is there: that they do not open is said later."""
        return lambda value: value if isinstance(value, bytes) else str(value).encode(errors="replace")


METADATA = sa.MetaData()

VERSIONS = sa.Table("unispec_version", METADATA, sa.Column("version", sa.Integer, nullable=False))

CONNECTIONS = sa.Table(
    "unispec_connections",
    METADATA,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("integration", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("grant", Sealed, nullable=False),
    sa.Column("account", Sealed, nullable=False),
    sa.Column("sealed_with", sa.Text, nullable=False, index=True),
    sa.Column("expires_at", sa.Double),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("fence", sa.BigInteger, nullable=False),
    sa.Column("lease_until", sa.Double),
    sa.Column("renewal_began", sa.Double),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("retry_at", sa.Double),
    sa.Column("granted_at", sa.Double, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("updated_at", sa.Double, nullable=False),
)
"""`renewal_began` is the journal: it stands from before a token call until its answer is stored."""

LINKS = sa.Table(
    "unispec_links",
    METADATA,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("request", sa.LargeBinary, nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False, index=True),
)
"""`state` is a digest: who reads the table cannot come back as somebody else."""

NOTES = sa.Table(
    "unispec_notes",
    METADATA,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("connection", sa.Text, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("note", sa.Text, nullable=False),
)
"""What processes tell each other about an account, such as how much of its rate limit is taken."""

Step: TypeAlias = Callable[[sa.Connection], None]

STEPS: tuple[Step, ...] = (METADATA.create_all,)
"""What leads from each version to the next; a step is never changed once it was released."""


def migrate(connection: sa.Connection) -> None:
    """Bring the tables of a database to the newest form, within the transaction that is open.

    Raises `InputError` for tables of a form that is not known here, which stay as they are.
    """
    VERSIONS.create(connection, checkfirst=True)
    told = connection.execute(sa.select(VERSIONS.c.version)).scalars().all()
    if not told:
        connection.execute(sa.insert(VERSIONS).values(version=0))
    known = _known(told or [0])
    if known == len(STEPS):
        return
    for step in STEPS[known:]:
        step(connection)
    connection.execute(sa.update(VERSIONS).values(version=len(STEPS)))


def _known(told: Sequence[Any]) -> int:
    """Give the version of the tables; raises `InputError` for one that no step leads on from."""
    match told:
        case [int(known)] if 0 <= known <= len(STEPS):
            return known
        case [int(known)] if known > 0:
            problem = (
                f"its tables have the version {known}, and the newest that is known here is {len(STEPS)}"
            )
            remedy = "update unispec in all processes that share the store"
        case _:
            problem = "the table `unispec_version` does not hold one version"
            remedy = "bring the database back from a backup"
    message = f"the store is in no form that is known: {problem}"
    raise InputError(Diagnostic(Code.INVALID_STORE, message, help=remedy))
