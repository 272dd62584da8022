"""Recorded cases: what a caller asked, what the provider answered, and what comes out of it."""

from unispec.testing._bodies import unused_bodies
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
from unispec.testing._changes import ABSENT, Absent, Change, changes
from unispec.testing._coverage import Coverage, Gap, Kind
from unispec.testing._dry_run import dry_run
from unispec.testing._exercised import Exercised
from unispec.testing._keeping import keep, remove, stray_snapshots
from unispec.testing._replay import Replayed, replay
from unispec.testing._snapshots import SNAPSHOTS, snapshot_path, snapshot_text, told
from unispec.testing._suite import Suite, Wanted
from unispec.testing._trial import Trial
from unispec.testing._verdict import Outcome, Verdict, counted

__all__ = [
    "ABSENT",
    "SNAPSHOTS",
    "Absent",
    "Book",
    "Case",
    "Change",
    "Coverage",
    "Exchange",
    "Exercised",
    "Gap",
    "Kind",
    "Outcome",
    "Replayed",
    "Suite",
    "Trial",
    "UnexpectedRequest",
    "Verdict",
    "Wanted",
    "case_paths",
    "changes",
    "counted",
    "dry_run",
    "find_case",
    "keep",
    "read_case",
    "read_cases",
    "remove",
    "replay",
    "resource_of",
    "snapshot_path",
    "snapshot_text",
    "stray_snapshots",
    "told",
    "unused_bodies",
]
