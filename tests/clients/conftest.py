"""Services with linked accounts, on either engine and either kind of store."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
import sqlalchemy as sa

from tests.clients.linking import Service, catalogue_of, leaked
from tests.fakes import FakeCalendly
from unispec import Catalogue
from unispec.connections.storage import KeyRing, SqlStore, Vault, database, new_key, sqlite
from unispec.connections.storage._tables import METADATA


class Serve(Protocol):
    """Opens a service; `wait` really waits, all else goes to the engine."""

    def __call__(self, *, wait: bool = False, **settings: Any) -> Service: ...


@pytest.fixture(scope="session")
def linkable(running_fake: FakeCalendly, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The bundled catalogue, whose Calendly is the fake."""
    return catalogue_of(running_fake, folder=tmp_path_factory.mktemp("linkable"))


@pytest.fixture
def store_kind() -> str:
    """SQLite, unless a test asks for both."""
    return "sqlite"


@pytest.fixture
def store(
    store_kind: str, request: pytest.FixtureRequest, fake: FakeCalendly, tmp_path: Path
) -> Iterator[SqlStore]:
    """An empty store on the clock of the fake."""
    if store_kind == "sqlite":
        opened: sa.Engine = sqlite(tmp_path / "accounts.db")
    else:
        opened = database(request.getfixturevalue("postgres_url"))
        with opened.begin() as connection:
            METADATA.drop_all(connection)
    store = SqlStore(opened, Vault(KeyRing.read(new_key("k1"))), lambda: fake.now().timestamp())
    yield store
    store.close()


@pytest.fixture
def serve(
    engine_kind: str,
    linkable: Catalogue,
    fake: FakeCalendly,
    store: SqlStore,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Serve]:
    """Give a function that opens services; what they showed is searched for secrets after the test."""
    opened: list[Service] = []

    def serving(*, catalogue: Catalogue = linkable, **settings: Any) -> Service:
        opened.append(Service(engine_kind, catalogue, fake, store, **settings))
        return opened[-1]

    caplog.set_level("DEBUG", "unispec")
    yield serving
    for service in opened:
        service.close()
    shown = "\n".join(line for service in opened for line in service.shown)
    assert leaked(fake, shown + caplog.text) == []


@pytest.fixture
def service(serve: Serve) -> Service:
    return serve()


@pytest.fixture(autouse=True)
def logging_as_it_was_made() -> None:
    """Take back what programs that ran in this process, such as servers, have switched off or raised."""
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False
            if logger.name.partition(".")[0] in ("httpx", "httpcore", "unispec"):
                logger.setLevel(logging.NOTSET)
                logger.propagate = True
