"""Is a document a JSON Schema of the 2020-12 dialect?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from unispec.data import Json
from unispec.models._validator import Problem, Validator

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_problems(schema: Json) -> Iterator[Problem]:
    """Say everything in which a schema is not one, once for each place; references are not followed."""
    seen: set[tuple[str | int, ...]] = set()
    for problem in (*_meta().problems(schema), *_parameter_problems(schema)):
        if problem.path not in seen:
            seen.add(problem.path)
            yield problem


def _parameter_problems(schema: Json) -> Iterator[Problem]:
    """Check what is read of the parameters beside validation: an object, and the `x-range` in it."""
    definitions = schema.get("$defs") if isinstance(schema, dict) else None
    for name, parameters in definitions.items() if isinstance(definitions, dict) else ():
        if not name.endswith("_parameters"):
            continue
        if not isinstance(parameters, dict):
            yield Problem(("$defs", name), "type", "must be an object")
        elif "x-range" in parameters and not _is_range(parameters["x-range"]):
            message = "must name two parameters, `from` and `to`"
            yield Problem(("$defs", name, "x-range"), "x-range", message)


def _is_range(value: Json) -> bool:
    ends = ("from", "to")
    return (
        isinstance(value, dict) and set(value) == {*ends} and all(isinstance(value[end], str) for end in ends)
    )


@cache
def _meta() -> Validator:
    return Validator({"$ref": _DIALECT})
