"""Query parameters, read as strictly as Calendly reads them."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tests.fakes._calls import Call, invalid
from tests.fakes._records import API
from tests.fakes._world import Record

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_COUNT = re.compile(r"[0-9]{1,9}")


def required(call: Call, name: str) -> str:
    if not (value := call.query.get(name)):
        raise invalid(name, "must be filled")
    return value


def count(call: Call) -> int:
    text = call.query.get("count", "20")
    if not _COUNT.fullmatch(text) or not 1 <= int(text) <= 100:
        raise invalid("count", "must be between 1 and 100")
    return int(text)


def choice(call: Call, name: str, allowed: Sequence[str]) -> str | None:
    value = call.query.get(name)
    if value is not None and value not in allowed:
        raise invalid(name, f"must be one of: {', '.join(allowed)}")
    return value


def flag(call: Call, name: str) -> bool | None:
    value = choice(call, name, ("true", "false"))
    return None if value is None else value == "true"


def reference(call: Call, name: str, kind: str) -> str | None:
    """The full URI of an object; a bare identifier or another host is refused."""
    value = call.query.get(name)
    if value is not None and not re.fullmatch(rf"{re.escape(API)}/{kind}/[A-Za-z0-9_-]+", value):
        raise invalid(name, "is invalid")
    return value


def time(call: Call, name: str) -> datetime | None:
    value = call.query.get(name)
    if value is None:
        return None
    if not _TIME.fullmatch(value):
        raise invalid(name, "is invalid")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise invalid(name, "is invalid") from None


def window(call: Call, now: datetime, days: int) -> tuple[datetime, datetime]:
    """`start_time` and `end_time`: both given, not in the past, in order, at most `days` apart."""
    for name in ("start_time", "end_time"):
        required(call, name)
    start, end = time(call, "start_time"), time(call, "end_time")
    assert start is not None
    assert end is not None
    if start < now:
        raise invalid("start_time", "must be in the future")
    if end <= start:
        raise invalid("end_time", "must be after start_time")
    if (end - start).total_seconds() > days * 86_400:
        raise invalid("end_time", f"must be at most {days} days after start_time")
    return start, end


def ordering(
    call: Call, fields: Sequence[str], default: str | None = None
) -> Callable[[list[Record]], list[Record]]:
    """How to sort, from `sort=field:direction,…`; without a default the records stay as they are."""
    text = call.query.get("sort", default)
    if text is None:
        return list
    keys = [part.partition(":")[::2] for part in text.split(",")]
    if any(name not in fields or direction not in ("asc", "desc") for name, direction in keys):
        raise invalid("sort", "is invalid")

    def sort(records: list[Record]) -> list[Record]:
        for name, direction in reversed(keys):
            records = sorted(records, key=_by(name), reverse=direction == "desc")
        return records

    return sort


def _by(name: str) -> Callable[[Record], Any]:
    return lambda record: (record.data[name] is not None, record.data[name])


def filters(query: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What a page token is bound to besides the count."""
    return tuple(
        sorted((name, value) for name, value in query.items() if name not in ("count", "page_token"))
    )
