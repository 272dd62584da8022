"""The records that `unispec explain` can explain: those of a case, or those of a file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from unispec.cli._catalogue import integration_folders
from unispec.cli._show import note, show_error, show_frames
from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, InputError, MappingError, Severity, SpecError, suggestion
from unispec.documents import MAX_BYTES, parse_json, read_json
from unispec.explanation import Mapped, Watched
from unispec.flow import Plan, Validation
from unispec.specs import Catalogue, OperationName
from unispec.testing import find_case, replay

_STANDARD_INPUT = "-"
_ID = "id"


@dataclass(frozen=True, slots=True)
class Subject:
    """Records with all that their map is given; `source` says where they come from, as JSON and in words."""

    watched: Watched
    mapped: list[Mapped] = field(repr=False)
    source: Mapping[str, Json]
    title: str

    def choose(self, index: int) -> Mapped:
        """Give one record, and say which; raises `InputError` when there is none."""
        count = len(self.mapped)
        if not count:
            message = f"{self.title} holds no record to explain"
            remedy = "`--replay CASE` plays another case" if "case" in self.source else None
            raise InputError(Diagnostic(Code.MISSING_RECORDS, message, help=remedy))
        if index >= count:
            known = f"there are {count} records" if count > 1 else "there is one record"
            raise click.UsageError(f"--index {index}: {known}, counted from 0")
        if count > 1:
            more = ", --index chooses another" if index == 0 else ""
            note(f"explaining record {index} of {count}{more}")
        chosen = self.mapped[index]
        if type(chosen.record) is not dict:
            message = "the provider's record is not an object"
            raise MappingError(Diagnostic(Code.NOT_A_RECORD, message, chosen.plan.map.location))
        return chosen


def from_case(
    catalogue: Catalogue, roots: tuple[Path, ...], integration: str, name: OperationName, wanted: str | None
) -> Subject:
    """Play a case, and keep what the map was given; raises the error that ends a case without records."""
    watched = Watched(catalogue.integration(integration), catalogue.models, name)
    case = find_case(integration_folders(roots, integration), name, wanted)
    note(f"replaying the case `{case.name}`" + (f": {case.summary}" if case.summary else ""))
    replayed = replay(watched.program, case, Validation.REPORT)
    show_frames([each for each in replayed.diagnostics if each.code is Code.INVALID_RECORD], sys.stderr)
    mapped = list(watched.mapped)
    if replayed.error is not None:
        if not mapped:
            raise replayed.error
        show_error(replayed.error)
    return Subject(watched, mapped, {"case": case.name}, f"the case `{case.name}`")


def from_file(
    catalogue: Catalogue,
    integration: str,
    name: OperationName,
    file: str,
    given: Mapping[str, Json],
    account: Mapping[str, Json],
) -> Subject:
    """Read records from a file: one, a list, or an answer in which `records` finds them."""
    watched = Watched(catalogue.integration(integration), catalogue.models, name)
    _refuse_unknown(watched, name, given)
    data = _read(file)
    names = {"input": dict(given), "connection": dict(account), "vars": watched.program.vars}
    plan = _plan(watched, names)
    variables = {**names, "related": {}}
    mapped = [Mapped(plan, record, variables) for record in _records(plan, data, names)]
    if plan.related:
        note("a file holds nothing related: `$related` is empty, as it is not with --replay")
    return Subject(watched, mapped, {"file": file}, "the input" if file == _STANDARD_INPUT else f"`{file}`")


def _read(file: str) -> Json:
    if file != _STANDARD_INPUT:
        parsed = read_json(Path(file), file)
    elif sys.stdin is None:
        raise click.UsageError("--record -: there is no input")
    else:
        parsed = parse_json("<input>", sys.stdin.buffer.read(MAX_BYTES + 1))
    if parsed.document is None:
        raise SpecError([each for each in parsed.diagnostics if each.severity is Severity.ERROR])
    return parsed.document.data


def _refuse_unknown(watched: Watched, name: OperationName, given: Mapping[str, Json]) -> None:
    plan = watched.plans[0]
    own = [] if plan.operation.is_list else [_ID]
    known = [*own, *plan.model.parameters(name.operation).get("properties", {})]
    for each in given:
        if each not in known:
            message = f"`{each}` is not a parameter of `{name}`"
            remedy = suggestion(each, known, noun="parameters")
            raise InputError(Diagnostic(Code.UNKNOWN_PARAMETER, message, help=remedy))


def _plan(watched: Watched, names: Mapping[str, Json]) -> Plan:
    for plan in watched.plans:
        if plan.when is None or plan.when(names["input"], names):
            if len(watched.plans) > 1 and plan.variant.summary:
                note(f"taking the variant: {plan.variant.summary}")
            return plan
    message = f"no variant of `{watched.plans[0].name}` serves these parameters"
    raise InputError(Diagnostic(Code.UNSUPPORTED_PARAMETER, message, help="-p chooses a variant"))


def _records(plan: Plan, data: Json, names: Mapping[str, Json]) -> list[Json]:
    if type(data) is list:
        return list(data)
    try:
        found = plan.records(data, names) if plan.records is not None else None
    except MappingError:
        return [data]  # what no answer of the provider looks like is a record
    if found is None or type(found) not in (list, dict):
        return [data]
    return found if type(found) is list else [found]
