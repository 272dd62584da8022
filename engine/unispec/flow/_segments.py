"""A list that takes several series of requests: one for each window of time, one for each parent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from unispec.data import Json, digest
from unispec.flow._parameters import instant
from unispec.specs import Windows


@dataclass(frozen=True, slots=True)
class Segment:
    """One series of pages: the parameters it is asked with, and a key that finds it again."""

    key: Json
    input: Mapping[str, Json]
    stop: datetime | None = None


def windows_of(windows: Windows | None, segment: Segment) -> Iterator[Segment]:
    """Cut a segment into windows of time; itself when there is nothing to cut."""
    if windows is None:
        yield segment
        return
    start, end = instant(segment.input[windows.start]), instant(segment.input[windows.end])
    assert start is not None and end is not None
    step = timedelta(seconds=windows.seconds)
    while True:
        stop = start + min(step, end - start)
        ends = {windows.start: _text(start), windows.end: _text(stop)}
        yield Segment([segment.key, ends[windows.start]], {**segment.input, **ends}, stop)
        start = stop
        if start >= end:
            return


def crossing(records: list[Json], segment: Segment) -> list[str]:
    """Fingerprint the records that reach past the end of a window: the next window gives them again."""
    stop = segment.stop
    return [digest(record) for record in records if stop is not None and _reaches_past(record, stop)]


def _reaches_past(record: Json, stop: datetime) -> bool:
    times = [time for time in map(instant, _texts(record)) if time is not None]
    return not times or max(times) >= stop


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)


def child_of(segment: Segment, name: str, parent: Json) -> Segment:
    """Make the segment of one parent record."""
    identity = parent.get("id") if isinstance(parent, dict) else None
    key = identity if isinstance(identity, str) else digest(parent)
    return Segment([segment.key, key], {**segment.input, name: parent})


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
