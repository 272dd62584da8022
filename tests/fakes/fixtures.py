"""Fixtures: one fake on the small world for the whole session, made new for every test."""

from collections.abc import Iterator

import httpx
import pytest

from tests.fakes import FakeCalendly, World, running


@pytest.fixture(scope="session")
def running_fake() -> Iterator[FakeCalendly]:
    with running(FakeCalendly(World.small())) as fake:
        yield fake


@pytest.fixture
def fake(running_fake: FakeCalendly) -> FakeCalendly:
    """The running fake, with empty logs, no faults and full buckets."""
    running_fake.reset()
    return running_fake


@pytest.fixture
def calendly(fake: FakeCalendly) -> Iterator[httpx.Client]:
    """A plain client of the fake, with the owner's token."""
    headers = {"authorization": f"Bearer {fake.bearer()}"}
    with httpx.Client(base_url=fake.url, headers=headers, verify=False) as client:
        yield client
