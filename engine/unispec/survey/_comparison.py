"""The page about all integrations, side by side: operations, parameters and fields of each model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from unispec.survey._markdown import MARK, code, codes, table, text
from unispec.survey._page import page
from unispec.survey._survey import Coverage, Survey
from unispec.survey._wording import NOTHING, given, inside, taken

_INTRODUCTION = """\
What the integrations of this catalogue offer, side by side: operations, parameters and fields of each unified
model. All of it is computed from the specs, so it is what the engine does. `unispec list` prints the
operations. The pages of the integrations tell more: every field down to its leaves, and where it comes from.

A field that comes *always* is in every record, as long as the provider keeps to its schema and the record
fits the model; *only* tells the values that can come, or that are taken. What is not there is a —. Of several
ways to serve an operation, as in *list (1, 2 of 3)*, the first that suits the parameters is taken."""


def pages(surveys: Sequence[Survey], models: Iterable[str], name: str) -> dict[PurePosixPath, str]:
    """Write all pages: `<name>.md` about all integrations, and one for each in `<name>/`."""
    found = {PurePosixPath(f"{name}.md"): comparison(surveys, models, name)}
    for survey in surveys:
        found[PurePosixPath(name, f"{survey.integration}.md")] = page(survey, f"../{quote(name)}.md")
    return found


def comparison(surveys: Sequence[Survey], models: Iterable[str], folder: str | None = None) -> str:
    """Write the page about all integrations; `folder` holds their pages."""
    names = [_linked(survey, folder) for survey in surveys]
    parts = ["# The catalogue", MARK, _INTRODUCTION]
    rows = [(code(name), *(_operations(each, name) for each in surveys)) for name in sorted(models)]
    parts += ["## Resources", table(("model", *names), rows)]
    labels = [text(survey.label) for survey in surveys]
    for name in sorted({each.resource for survey in surveys for each in survey.resources}):
        parts += _model(name, [survey.resource(name) for survey in surveys], labels)
    return "\n\n".join(part for part in parts if part) + "\n"


def _linked(survey: Survey, folder: str | None) -> str:
    label = text(survey.label)
    return f"[{label}]({quote(folder)}/{survey.integration}.md)" if folder else label


def _operations(survey: Survey, name: str) -> str:
    coverage = survey.resource(name)
    return (codes(coverage.operations) if coverage else "") or NOTHING


def _model(name: str, found: Sequence[Coverage | None], labels: Sequence[str]) -> Iterator[str]:
    yield f"## {code(name)}"
    yield table(("operation or parameter", *labels), _asked(found))
    rows = _fields(found)
    if rows:
        yield table(("field", *labels), rows)


def _asked(found: Sequence[Coverage | None]) -> Iterator[tuple[str, ...]]:
    known = [each for each in found if each is not None]
    operations = [name for each in known for name in (*each.operations, *each.missing)]
    for operation in dict.fromkeys(operations):
        yield code(operation), *(_served(each, operation) for each in found)
        names = [name for each in known for way in each.ways for name in _asking(each, operation)]
        for name in dict.fromkeys(names):
            cells = (taken(each, operation, name) if each else NOTHING for each in found)
            yield f"{code(operation)} with {code(name)}", *cells


def _asking(coverage: Coverage, operation: str) -> Iterator[str]:
    """The parameters of an operation: those of the model, and those that a way takes besides."""
    ways = [way for way in coverage.ways if way.offer.operation == operation]
    yield from (name for way in ways for name in way.offer.parameters if name == "id")
    yield from coverage.parameters.get(operation, {})


def _served(coverage: Coverage | None, operation: str) -> str:
    ways = [way for way in coverage.ways if way.offer.operation == operation] if coverage else []
    if not ways:
        return NOTHING
    return "yes" if len(ways) == 1 else f"yes, in {len(ways)} ways"


def _fields(found: Sequence[Coverage | None]) -> list[tuple[str, ...]]:
    names = [field.path for each in found if each is not None for field in each.fields if not field.holder]
    return [(code(path), *(_cell(each, path) for each in found)) for path in dict.fromkeys(names)]


def _cell(coverage: Coverage | None, path: str) -> str:
    field = coverage.field(path) if coverage else None
    if coverage is None or field is None or not field.is_given:
        return NOTHING
    some, every = inside(coverage.fields, field)
    return given(coverage, field) + (f" ({some} of {every} fields inside)" if some < every else "")
