"""What every process of a figure has: the provider's spec, the store, and an engine over both."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.connections.servers import postgres
from unispec import AsyncEngine, Catalogue, Engine
from unispec.connections import Accounts, App, Change, Grant, Keeper, Linked, Pace
from unispec.connections.storage import KeyRing, SqlStore, new_key, open_store
from unispec.connections.storage._tables import METADATA
from unispec.data import Secret
from unispec.flow import Program
from unispec.language import runtime

logging.getLogger("unispec").addHandler(logging.NullHandler())  # what is reported is counted instead

TENANT = "acme"
SPEC = Path(__file__).parent / "integration.yaml"

__all__ = ["TENANT", "Site", "linked", "places"]


@dataclass(frozen=True)
class Site:
    """Where the provider and the store are; processes are handed one."""

    folder: Path
    address: str
    port: int
    keys: str = field(default_factory=lambda: new_key("k1"))
    pace: Pace = field(default_factory=Pace)

    @property
    def kind(self) -> str:
        return "PostgreSQL" if "://" in self.address else "SQLite"

    def store(self) -> SqlStore:
        return open_store(self.address, KeyRing.read(self.keys))

    def emptied(self) -> SqlStore:
        """Give the store with nothing in it."""
        store = self.store()
        engine = store._engine
        with engine.begin() as connection:
            for table in reversed(METADATA.sorted_tables):
                if table.name != "unispec_version":
                    connection.execute(table.delete())
        return store

    def catalogue(self) -> Catalogue:
        root = self.folder / "catalogue"
        place = root / "integrations" / "steady"
        if not place.is_dir():
            place.mkdir(parents=True)
            place.joinpath("integration.yaml").write_text(SPEC.read_text().replace("PORT", str(self.port)))
        return Catalogue.load(root, bundled=False)

    def accounts(self, store: SqlStore, tell: Callable[[Change], None] = lambda _: None) -> Accounts:
        return Accounts(store, self.apps, self.pace, tell)

    def keeper(self, store: SqlStore, tell: Callable[[Change], None] = lambda _: None) -> Keeper:
        """Give who keeps grants fresh, for those who look inside."""
        catalogue = self.catalogue()
        program = Program(catalogue.integration("steady"), catalogue.models, runtime("jlens"), None)
        return self.accounts(store, tell).keeper(program)

    @property
    def apps(self) -> dict[str, App]:
        return {"steady": App("app-of-ours", Secret("s3cret-of-our-app"))}

    def engine(self, store: SqlStore | None = None, **more: Any) -> Engine:
        engine = Engine(self.catalogue(), store=store or self.store(), apps=self.apps, **more)
        engine._accounts = self._impatient(engine._accounts)
        return engine

    def async_engine(self, store: SqlStore | None = None) -> AsyncEngine:
        engine = AsyncEngine(self.catalogue(), store=store or self.store(), apps=self.apps)
        engine._accounts = self._impatient(engine._accounts)
        return engine

    def _impatient(self, accounts: Accounts | None) -> Accounts:
        """Give accounts the pace of this site, which is no setting of users."""
        assert accounts is not None
        return replace(accounts, pace=self.pace)


def linked(account: str, number: int = 1, expires_at: float | None = None) -> Linked:
    """Give an account as the provider knows it."""
    tokens = {
        "access_token": Secret(f"access.{account}.{number}"),
        "refresh_token": Secret(f"refresh.{account}.{number}"),
    }
    return Linked(TENANT, account, "steady", Grant(tokens, expires_at, ("all",)))


@contextmanager
def places(port: int, *, pace: Pace | None = None, kinds: tuple[str, ...] = ()) -> Iterator[Iterator[Site]]:
    """Give a site with an empty store of each kind, one after the other."""
    folder = Path(tempfile.mkdtemp(prefix="unispec-reliability-"))
    wanted = kinds or ("sqlite", "postgres")

    def sites() -> Iterator[Site]:
        site = Site(folder, str(folder / "accounts.db"), port, pace=pace or Pace())
        site.catalogue()
        if "sqlite" in wanted:
            yield site
        if "postgres" in wanted:
            with postgres() as url:
                yield replace(site, address=url)

    try:
        yield sites()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
