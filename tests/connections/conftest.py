"""Stores of both kinds, each empty, with keys that a test can change."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from unispec.connections.storage import KeyRing, SqlStore, Vault, database, new_key, sqlite
from unispec.connections.storage._tables import METADATA

KINDS = ("sqlite", "postgres")

Open = Callable[..., SqlStore]


class Keys:
    """A ring that grows: the newest key seals, all of them open."""

    def __init__(self) -> None:
        self.drawn = 0
        self.written: list[str] = []
        self.add()

    def __call__(self) -> KeyRing:
        return KeyRing.read(",".join(reversed(self.written)))

    def add(self) -> None:
        self.drawn += 1
        self.written.append(new_key(f"k{self.drawn}"))

    def drop(self) -> None:
        self.written.pop(0)


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        found = sqlite(tmp_path / "accounts.db")
    else:
        found = database(request.getfixturevalue("postgres_url"))
        with found.begin() as connection:
            METADATA.drop_all(connection)
    yield found
    found.dispose()


@pytest.fixture
def store(engine: sa.Engine, keys: Keys) -> SqlStore:
    return SqlStore(engine, Vault(keys))
