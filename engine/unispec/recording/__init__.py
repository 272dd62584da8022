"""From real calls to a case that holds no secret and nobody's data."""

from unispec.recording._files import body_stem, case_files
from unispec.recording._recording import Recorded, Recording, check_written, recorded

__all__ = ["Recorded", "Recording", "body_stem", "case_files", "check_written", "recorded"]
