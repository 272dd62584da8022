"""The page of one integration: for each resource what can be asked, and which fields come."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.data import Json
from unispec.survey._markdown import MARK, address, code, codes, table, text
from unispec.survey._survey import MOST_FIELDS, Coverage, Field, Parameter, Survey, Way
from unispec.survey._wording import given, missing

_READING = """\
All of this is computed from what the expressions of the specs read and come to. A parameter that is not
listed is refused with an error, and never ignored; one with * is required. A field that comes *always* is in
every record, or in every item of its list, as long as the provider keeps to its schema and the record fits
the model; *only* tells the values that can come."""


def page(survey: Survey, landing: str | None = None) -> str:
    """Write the page of an integration; `landing` is where the page about all integrations stands."""
    parts = [f"# {text(survey.label)}", MARK, _about(survey, landing), _READING]
    for coverage in survey.resources:
        parts += _resource(coverage, survey.label)
    if survey.missing:
        parts += [
            "## Not there",
            f"Models without a resource of {text(survey.label)}: {codes(survey.missing)}.",
        ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _about(survey: Survey, landing: str | None) -> str:
    parts = [f"Name: {code(survey.integration)}."]
    if survey.docs:
        parts.append(f"Documentation of the provider: {address(survey.docs)}.")
    if landing:
        parts.append(f"[All integrations side by side]({landing}).")
    return " ".join(parts)


def _resource(coverage: Coverage, label: str) -> Iterator[str]:
    yield f"## {code(coverage.resource)}"
    yield text(coverage.summary)
    for operation in coverage.operations:
        ways = [way for way in coverage.ways if way.offer.operation == operation]
        known = coverage.parameters.get(operation, {})
        for way in ways:
            yield _way(way)
            rows = [_parameter(name, entry, known.get(name)) for name, entry in way.offer.parameters.items()]
            if rows:
                yield table(("parameter", "takes", "meaning"), rows)
        untaken = coverage.untaken.get(operation, ())
        if untaken:
            yield f"In the model, but not taken by `{operation}`: {codes(untaken)}."
    if coverage.missing:
        yield f"In the model, but no operation of {text(label)}: {codes(coverage.missing)}."
    yield from _fields(coverage, label)


def _way(way: Way) -> str:
    parts = [f"**{text(way.label)}**: {text(way.offer.summary)}".rstrip()]
    parts.append(f"{code(way.request)}{_paging(way)}." if way.request else "Fixed records, no request.")
    if way.for_each:
        parts.append(f"One call for each record of {code(way.for_each)}.")
    if way.related:
        parts.append(f"Also calls {codes(way.related)}.")
    return " ".join([*parts, f"Scopes: {codes(way.offer.scopes) or 'none'}."])


def _paging(way: Way) -> str:
    said = ""
    if way.window is not None:
        said += f", in ranges of at most {_duration(way.window)}"
    if way.paging is not None and way.paging.style != "none":
        said += f", pages by {code(way.paging.style)}"
        if way.paging.default:
            said += f" of {way.paging.default}"
        if way.paging.most and way.paging.most != way.paging.default:
            said += f", at most {way.paging.most}"
    return said


def _duration(seconds: float) -> str:
    for length, word in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= length and seconds % length == 0:
            return f"{seconds / length:g} {word if seconds != length else word[:-1]}"
    return f"{seconds:g} seconds"


def _parameter(name: str, entry: Json, known: Parameter | None) -> tuple[str, str, str]:
    if "values" in entry:
        takes = codes(entry["values"], " or ")
    elif "fields" in entry:
        takes = "object: " + codes(entry["fields"])
    else:
        takes = known.type if known else "string"
        takes += f": {codes(known.values, ' or ')}" if known and known.values else ""
    meaning = known.description if known else "The id of the record."
    return code(name) + ("*" if entry.get("required") else ""), takes, text(meaning)


def _fields(coverage: Coverage, label: str) -> Iterator[str]:
    rows = [_field(coverage, field) for field in coverage.fields if field.is_given]
    if rows:
        yield "Fields of a record:"
        yield table(("field", "type", "given", "from", "meaning"), rows)
    absent = missing(coverage.fields)
    if absent:
        yield f"In the model, but never given by {text(label)}: {codes(absent)}."
    if coverage.is_cut:
        yield f"There are more than {MOST_FIELDS:,} fields; the others are not listed."


def _field(coverage: Coverage, field: Field) -> tuple[str, ...]:
    reads = dict.fromkeys(each for filling in field.fillings for each in filling.reads)
    meaning = text(field.description) if field.is_modelled else "Not in the model."
    kind = codes(field.values, " or ") if field.values else field.type
    return code(field.path), kind, given(coverage, field), codes(reads), meaning
