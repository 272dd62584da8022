"""Fast validation with jsonschema-rs, whose findings become values without any data in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from unispec.data import Json

_HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Problem:
    """One way in which a value does not fit its schema; `message` names no value of the data."""

    path: tuple[str | int, ...]
    keyword: str
    message: str
    missing: str | None = None


class UnusableSchema(ValueError):
    """A schema cannot be compiled: a reference leads nowhere, or a pattern does not parse."""


class Validator:
    """One compiled schema; safe to share between threads. Nothing is ever fetched for a `$ref`."""

    __slots__ = ("_compiled", "is_valid")

    def __init__(self, schema: Json, others: Mapping[str, Json] | None = None) -> None:
        try:
            registry = jsonschema_rs.Registry(list((others or {}).items()), retriever=_refuse)
            self._compiled = jsonschema_rs.Draft202012Validator(
                schema, validate_formats=True, registry=registry, mask=_HIDDEN
            )
        except ValueError as error:
            raise UnusableSchema(" ".join(str(error).split("\n\n", 1)[0].split())) from None
        self.is_valid = self._compiled.is_valid

    def problems(self, value: Json) -> Iterator[Problem]:
        """Say everything that is wrong with a value, in the order of the schema."""
        for error in self._compiled.iter_errors(value):
            kind: Any = error.kind
            missing = kind.as_dict()["property"] if kind.name == "required" else None
            yield Problem(tuple(error.instance_path), kind.name, _plain(error), missing)


def _plain(error: jsonschema_rs.ValidationError) -> str:
    kind: Any = error.kind
    value = kind.as_dict()
    match kind.name:
        case "required":
            return f"`{value['property']}` is missing"
        case "additionalProperties":
            return f"{_names(value['unexpected'])} is not a field of the model"
        case "type":
            return f"is not of type {' or '.join(_names([each]) for each in value['types'])}"
        case "enum":
            return f"is not one of {_names(value['options'])}"
        case "format":
            return f"is not a `{value['format']}`"
    return error.message.replace(_HIDDEN, "the value")


def _names(names: list[Json]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _refuse(uri: str) -> Json:
    raise ValueError(f"`{uri}` is not a schema of this catalogue, and nothing is fetched")
