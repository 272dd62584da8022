"""A fake provider with more than one page of events."""

from tests.cli.conftest import many, serving_many

__all__ = ["many", "serving_many"]
