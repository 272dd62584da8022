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
    for problem in _meta().problems(schema):
        if problem.path not in seen:
            seen.add(problem.path)
            yield problem


@cache
def _meta() -> Validator:
    return Validator({"$ref": _DIALECT})
