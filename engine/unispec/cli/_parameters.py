"""`-p user.id=…`: unified parameters from the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from unispec.data import InvalidJson, Json, decode
from unispec.models import Model


def read_parameters(written: Iterable[str], model: Model | None, operation: str) -> dict[str, Json]:
    """Read `name=value` pairs: dots lead into objects, values are JSON where the model wants no text."""
    found: dict[str, Json] = {}
    for each in written:
        path, equals, text = each.partition("=")
        if not equals or not path:
            raise click.UsageError(f"`-p {each}` must be `name=value`")
        steps = path.split(".")
        if "" in steps:
            raise click.UsageError(f"`-p {path}` has an empty step")
        _put(found, steps, _value(text, _schema(model, operation, steps)), path)
    return found


def _put(found: dict[str, Json], steps: list[str], value: Json, path: str) -> None:
    *parents, last = steps
    here = found
    for step in parents:
        here = here.setdefault(step, {})
        if not isinstance(here, dict):
            raise click.UsageError(f"`-p {path}`: `{step}` has a value already")
    if isinstance(here.get(last), list) and isinstance(value, list):
        here[last] = here[last] + value
    elif last in here:
        raise click.UsageError(f"`-p {path}` is given twice")
    else:
        here[last] = value


def _schema(model: Model | None, operation: str, steps: list[str]) -> dict[str, Any]:
    if model is None:
        return {}
    node = model.resolve(model.parameters(operation))
    for step in steps:
        node = model.resolve(node.get("properties", {}).get(step, {}))
    return dict(node)


def _value(text: str, schema: dict[str, Any]) -> Json:
    if schema.get("type") == "string":
        return text
    try:
        value = decode(text.encode())
    except InvalidJson:
        value = text
    if schema.get("type") == "array" and not isinstance(value, list):
        return [value]
    return value
