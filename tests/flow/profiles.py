"""How many examples hypothesis tries: a few hundred, or 100,000 with UNISPEC_HYPOTHESIS=nightly."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_CHECKS = (HealthCheck.too_slow, HealthCheck.data_too_large)
_NIGHTLY = os.environ.get("UNISPEC_HYPOTHESIS") == "nightly"


def examples(number: int = 300) -> settings:
    """Give the settings of one property: `number` examples, 100,000 at night."""
    return settings(
        max_examples=100_000 if _NIGHTLY else number,
        deadline=None,
        database=None,
        suppress_health_check=_CHECKS,
        derandomize=not _NIGHTLY,
    )
