"""`unispec explain`: which leaf each unified field comes from, what it read, and why one is absent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from unispec.cli._catalogue import catalogue_option, load
from unispec.cli._explain_screen import show_field, show_fields
from unispec.cli._explain_subject import Subject, from_case, from_file
from unispec.cli._output import write
from unispec.cli._parameters import read_parameters
from unispec.cli._replay_option import REPLAY, TakesCase
from unispec.data import Json, pretty
from unispec.explanation import chosen, chosen_part, explain, explained, map_of, narrowed
from unispec.specs import Catalogue, OperationName

_RECORD = "A JSON file with a record of the provider, or an answer that holds some; - reads the input."
_PARAM = "With --record: a parameter of the caller, read as $input. Repeatable."
_CONNECTION = "With --record: something known of the account, read as $connection. Repeatable."
_INDEX = "Which record, counted from 0."


@click.command("explain", cls=TakesCase)
@click.argument("integration")
@click.argument("resource")
@click.argument("operation")
@click.argument("field", required=False)
@click.option("--record", "file", metavar="FILE", help=_RECORD)
@click.option("--replay", "case", is_flag=False, flag_value="", metavar="[CASE]", help=REPLAY)
@click.option("--index", type=click.IntRange(min=0), default=0, metavar="N", help=_INDEX)
@click.option("-p", "--param", "written", multiple=True, metavar="KEY=VALUE", help=_PARAM)
@click.option("--connection", "known", multiple=True, metavar="KEY=TEXT", help=_CONNECTION)
@click.option("-o", "--output", type=click.Choice(["table", "json"]), default="table", show_default=True)
@catalogue_option
def explain_record(
    integration: str, resource: str, operation: str, roots: tuple[Path, ...], **words: Any
) -> int:
    """Explain how a record is mapped: all its fields, or one FIELD such as location.url.

    The record comes from a case, chosen as `unispec run --replay` chooses it, or from a file.
    """
    catalogue = load(roots)
    catalogue.integration(integration)
    wanted = _Wanted(integration, OperationName(resource, operation), **words)
    subject = _subject(catalogue, roots, wanted)
    mapped = subject.choose(wanted.index)
    explanation = explain(subject.watched, mapped)
    choice = None
    if wanted.field is not None:
        choice = chosen(explanation, mapped.plan.model, map_of(mapped.plan.variant), wanted.field)
        explanation = narrowed(explanation, choice)
    if wanted.output == "json":
        part = {} if choice is None else chosen_part(choice)
        write(pretty(_head(wanted, subject) | part | explained(explanation)).encode())
    elif choice is None:
        show_fields(explanation)
    else:
        show_field(explanation, choice, mapped.plan)
    return 1 if any(leaf.problem is not None for leaf in explanation.leaves) else 0


@dataclass(frozen=True, slots=True)
class _Wanted:
    integration: str
    name: OperationName
    field: str | None
    file: str | None
    case: str | None
    index: int
    written: tuple[str, ...]
    known: tuple[str, ...]
    output: str


def _subject(catalogue: Catalogue, roots: tuple[Path, ...], wanted: _Wanted) -> Subject:
    name = wanted.name
    if wanted.file is None:
        if wanted.written or wanted.known:
            raise click.UsageError("-p and --connection go with --record; a case says these itself")
        return from_case(catalogue, roots, wanted.integration, name, wanted.case or None)
    if wanted.case is not None:
        raise click.UsageError("--record and --replay exclude each other")
    given = read_parameters(wanted.written, catalogue.models.get(name.resource), name.operation)
    return from_file(catalogue, wanted.integration, name, wanted.file, given, _account(wanted.known))


def _head(wanted: _Wanted, subject: Subject) -> dict[str, Json]:
    return {
        "integration": wanted.integration,
        "operation": str(wanted.name),
        **subject.source,
        "index": wanted.index,
        "records": len(subject.mapped),
    }


def _account(known: tuple[str, ...]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for each in known:
        name, equals, text = each.partition("=")
        if not equals or not name:
            raise click.UsageError(f"`--connection {each}` must be `name=text`")
        if name in found:
            raise click.UsageError(f"`--connection {name}` is given twice")
        found[name] = text
    return found
