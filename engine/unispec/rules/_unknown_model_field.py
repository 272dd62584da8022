"""unknown-model-field: a map sets, and reads of related records, only fields that their models have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from unispec.diagnostics import Code, Diagnostic, Location, suggestion
from unispec.inference import Finding, Kind, Owner, names_of, title_of
from unispec.rules._subject import Subject
from unispec.rules._trees import strangers
from unispec.specs import Tree


def unknown_model_field(subject: Subject) -> Iterator[Diagnostic]:
    """Say which keys of maps, and of objects in expressions, the model does not have."""
    for operation, variant in subject.variants:
        if isinstance(variant.map, Tree):
            for key in strangers(variant.map, subject.model(operation.name.resource)):
                yield _problem(key.name, title_of(key.owner), names_of(key.owner), key.location)
    for each in subject.mistakes(Kind.FIELD, Kind.SURPLUS):
        if _is_of_model(each.finding):
            finding = each.finding
            yield _problem(finding.name, finding.owner, finding.known, each.location)


def _is_of_model(finding: Finding) -> bool:
    return finding.kind is Kind.SURPLUS or finding.whose is Owner.MODEL


def _problem(name: str, owner: str, known: Iterable[str], place: Location) -> Diagnostic:
    return Diagnostic(
        Code.UNKNOWN_MODEL_FIELD,
        f"`{name}` is not a field of `{owner}`",
        place,
        suggestion(name, known, noun="fields"),
    )
