"""A fake provider with more than one page of events."""

from collections.abc import Iterator

import pytest

from tests.fakes import FakeCalendly, World, running


@pytest.fixture(scope="module")
def serving_many() -> Iterator[FakeCalendly]:
    with running(FakeCalendly(World.large(events=250, users=3, invitees=1))) as fake:
        yield fake


@pytest.fixture
def many(serving_many: FakeCalendly) -> FakeCalendly:
    """A fake with three pages of events."""
    serving_many.reset()
    return serving_many
