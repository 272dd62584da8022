"""Everything that one check looks at: catalogue roots, what lies below them, their cases and settings."""

from unispec.inspection._case_files import SNAPSHOTS, read_all, recorded_of
from unispec.inspection._configuration import OWN, SHARED
from unispec.inspection._inspection import PARTS, Inspection, root_of

__all__ = ["OWN", "PARTS", "SHARED", "SNAPSHOTS", "Inspection", "read_all", "recorded_of", "root_of"]
