"""What all tests share: the fake provider, the bundled catalogue, and a linked account of either engine."""

import gc
from collections.abc import Iterator

import pytest

from tests.clients.facade import KINDS, Link, Opened
from tests.connections.servers import postgres
from tests.fakes import FakeCalendly
from unispec import Catalogue

pytest_plugins = ("tests.fakes.fixtures",)


def pytest_collection_finish() -> None:
    """Leave the tests themselves out of every collection: with thousands of them each takes long."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.bundled()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the tests."""
    with postgres() as url:
        yield url


@pytest.fixture(params=KINDS)
def engine_kind(request: pytest.FixtureRequest) -> str:
    """Every test that asks for a link runs through both engines."""
    return str(request.param)


@pytest.fixture
def link(engine_kind: str, catalogue: Catalogue, fake: FakeCalendly) -> Iterator[Link]:
    """Give a function that links an account of the fake; all are closed after the test."""
    with Opened(engine_kind, catalogue, fake) as opened:
        yield opened
