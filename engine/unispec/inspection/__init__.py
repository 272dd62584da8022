"""Everything that one check looks at: catalogue roots, what lies below them, their cases and settings."""

from unispec.inspection._case_files import read_all, recorded_of
from unispec.inspection._configuration import OWN, SHARED
from unispec.inspection._inspection import PARTS, Inspected, Inspection, root_of
from unispec.testing import SNAPSHOTS

__all__ = [
    "OWN",
    "PARTS",
    "SHARED",
    "SNAPSHOTS",
    "Inspected",
    "Inspection",
    "read_all",
    "recorded_of",
    "root_of",
]
