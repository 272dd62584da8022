"""The headers of an answer that a case needs: those that the spec reads, and how long to wait."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from unispec.data import Json
from unispec.flow import Reply
from unispec.recording._disguise import Disguise
from unispec.recording._keys import NAMELESS, is_id, is_personal, is_time

_RETRY_AFTER = "retry-after"
_COUNT = re.compile(r"0|[1-9][0-9]{0,5}")


def headers_in_disguise(reply: Reply, disguise: Disguise) -> dict[str, Json]:
    """Replace what the headers hold; those that nobody reads are left out."""
    found: dict[str, Json] = {}
    for name in sorted(disguise.vocabulary.headers | {_RETRY_AFTER}):
        value = reply.headers.get(name)
        if value is None or (name == _RETRY_AFTER and not _is_wait(value)):
            continue
        counts = not (is_id(name) or is_personal(name))
        is_count = counts and _COUNT.fullmatch(value)
        found[name] = (
            int(value) if is_count else disguise.text(value, NAMELESS.below(name), is_timed=is_time(name))
        )
    return found


def _is_wait(value: str) -> bool:
    if _COUNT.fullmatch(value):
        return True
    try:
        parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    return True
