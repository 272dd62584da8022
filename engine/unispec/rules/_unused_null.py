"""unused-null: a `null` in a map removes something that was inherited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, Location, Part, Route, Severity, suggestion
from unispec.documents import Document
from unispec.rules._subject import Subject


def unused_null(subject: Subject) -> Iterator[Diagnostic]:
    """Say which nulls in the maps of operations and variants remove nothing."""
    for _, variant in subject.variants:
        source, route = variant.location.source, variant.location.route
        if not isinstance(source, Document):
            continue
        owners = [route[:length] for length in (0, 2, len(route)) if length <= len(route)]
        maps = [(*owner, "map") for owner in dict.fromkeys(owners)]
        written = [_value(source, each) for each in maps]
        for index in range(1, len(maps)):
            yield from _removed(source, maps[index], written[index], written[:index])


def _removed(source: Document, route: Route, own: Json, inherited: Sequence[Json]) -> Iterator[Diagnostic]:
    known = [each for each in inherited if isinstance(each, dict)]
    if not isinstance(own, dict) or len(known) < sum(each is not None for each in inherited):
        return
    for name, value in own.items():
        below = [each[name] for each in known if each.get(name) is not None]
        if value is None and not below:
            place = Location(source, (*route, name), Part.KEY)
            remedy = suggestion(name, [key for each in known for key in each], noun="inherited")
            message = f"`{name}: null` removes nothing"
            yield Diagnostic(Code.UNUSED_NULL, message, place, remedy, Severity.WARNING)
        elif isinstance(value, dict) and below:
            yield from _removed(source, (*route, name), value, below)


def _value(source: Document, route: Route) -> Json:
    try:
        return source.value(route)
    except KeyError:
        return None
