"""The fast profile of every figure."""

import pytest

from tests.reliability.figures import figures


@pytest.mark.parametrize("name", figures())
def test_a_promise_is_kept(name: str) -> None:
    lines = list(figures()[name](False))
    assert lines
    print("\n".join(lines))  # noqa: T201 - what was counted is shown with a failure
