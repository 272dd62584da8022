"""Recorded cases: what a caller asked, what the provider answered, and what comes out of it."""

from unispec.testing._book import Book, UnexpectedRequest
from unispec.testing._cases import (
    Case,
    Exchange,
    case_paths,
    find_case,
    read_case,
    read_cases,
    resource_of,
)
from unispec.testing._dry_run import dry_run
from unispec.testing._replay import Replayed, replay

__all__ = [
    "Book",
    "Case",
    "Exchange",
    "Replayed",
    "UnexpectedRequest",
    "case_paths",
    "dry_run",
    "find_case",
    "read_case",
    "read_cases",
    "replay",
    "resource_of",
]
