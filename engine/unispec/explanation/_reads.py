"""The fields that an evaluation read, with the values that it found in them."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.data import Json
from unispec.explanation._discretion import Discretion
from unispec.explanation._evaluated import direct_paths, reads_of
from unispec.explanation._explanation import FieldPath, Read
from unispec.explanation._watched import Mapped
from unispec.flow import Compiled
from unispec.language import Evaluation, Reading, Trace

_MISSING = object()
_OTHERWISE = object()


def reads_found(
    compiled: Compiled, given: Mapped, evaluation: Evaluation | None, discretion: Discretion
) -> tuple[Read, ...]:
    """Tell what an evaluation read, with the values; without one, what it may have read."""
    trace = evaluation.trace if evaluation is not None else None
    told = reads_of(compiled, trace)
    exact = _exact(compiled, trace)
    found = [
        _read("", path, exact.get(path, value), discretion)
        for path, value in _ends(told.input, given.record, ())
    ]
    for name, reading in told.variables.items():
        whole = given.variables.get(name, _MISSING)
        for path, value in _ends(reading, whole, (), whole=True):
            found.append(_read(name, path, value, discretion))
    return tuple(found)


def value_at(value: Json, name: str, absent: object = None) -> Json:
    """Give a field of a value; of a list, the field of each item that has it."""
    if type(value) is dict:
        return value.get(name, absent)
    if type(value) is not list:
        return absent
    found: list[Json] = []
    for each in value:
        inner = value_at(each, name, _MISSING)
        if type(inner) is list:
            found += inner
        elif inner is not _MISSING:
            found.append(inner)
    return found if found else absent


def _read(origin: str, path: FieldPath, value: Json, discretion: Discretion) -> Read:
    if value is _MISSING:
        return Read(origin, path, is_missing=True)
    return Read(origin, path, discretion.value(value, path[-1] if path else ""))


def _ends(
    reading: Reading, value: Json, path: FieldPath, *, whole: bool = False
) -> Iterator[tuple[FieldPath, Json]]:
    """Give the ends of a reading; `whole` also gives a value that is read without any field of it."""
    if reading.whole or (not reading.fields and (path or whole)):
        yield path, value
        return
    for name, below in reading.fields.items():
        yield from _ends(below, value_at(value, name, _MISSING), (*path, name))


def _exact(compiled: Compiled, trace: Trace | None) -> dict[FieldPath, Json]:
    """Give the values of paths with predicates, of those that only ever came to one value."""
    if trace is None:
        return {}
    parts = {(part.start, part.end): part for part in trace.walk() if part.kind == "path"}
    found: dict[FieldPath, list[Json]] = {}
    for path in direct_paths(compiled):
        part = parts.get((path.start, path.end))
        if part is not None:
            value = _MISSING if part.outcome == "undefined" else part.output
            found.setdefault(path.names, []).extend([value] if path.has_predicates else [value, _OTHERWISE])
    return {names: values[0] for names, values in found.items() if all(each == values[0] for each in values)}
