"""The second stage: does a file have the shape of its kind?

The JSON Schemas beside this module are the one definition of the format; what they say about a
file becomes diagnostics at the key or the value that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, Part, Route, suggestion
from unispec.documents import Document
from unispec.models import schema_problems
from unispec.specs._meta_schemas import meta_schema

if TYPE_CHECKING:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import ValidationError

_MOST = 100


@cache
def _quick(kind: str) -> jsonschema_rs.Draft7Validator:
    """Give the same verdict as `_validator` in a hundredth of the time, without words for people."""
    return jsonschema_rs.Draft7Validator(meta_schema(kind))


@cache
def _validator(kind: str) -> Draft7Validator:
    from jsonschema import Draft7Validator
    from jsonschema.validators import extend
    from referencing import Registry

    registry: Registry[Any] = Registry()
    keywords = {"additionalProperties": partial(_further_keys, Draft7Validator)}
    ordered: type[Draft7Validator] = extend(Draft7Validator, keywords)  # type: ignore[no-untyped-call]
    return ordered(meta_schema(kind), registry=registry)


def _further_keys(
    usual: type[Draft7Validator], validator: Draft7Validator, wanted: Json, instance: Json, schema: Json
) -> Iterator[ValidationError]:
    """Judge further keys in their order; jsonschema takes them as a set, and in another order each time."""
    if not isinstance(wanted, dict):
        yield from usual.VALIDATORS["additionalProperties"](validator, wanted, instance, schema)
    elif isinstance(instance, dict):
        for key in instance:
            if key not in schema.get("properties", {}):
                yield from validator.descend(instance[key], wanted, path=key)


def has_shape(kind: str, data: Json) -> bool:
    """Tell whether data has the shape of a kind of file; none has it that holds half of a character."""
    try:
        return bool(_quick(kind).is_valid(data))
    except UnicodeEncodeError:
        return False


@dataclass(frozen=True, slots=True)
class ShapeError:
    """One way in which data has not the shape of a kind of file; `said` is what the keyword tells of it."""

    route: Route
    keyword: str
    said: Mapping[str, Any]


def shape_errors(kind: str, data: Json) -> Iterator[ShapeError]:
    """Say in which ways data has not the shape of a kind of file, quickly, and not in words for people."""
    for error in _quick(kind).iter_errors(data):
        told: Any = error.kind
        yield ShapeError(tuple(error.instance_path), told.name, told.as_dict())


def shape_problems(kind: str, document: Document) -> Iterator[Diagnostic]:
    """Say everything in which a document is not a file of its kind."""
    if has_shape(kind, document.data):
        return
    problems = (
        each
        for error in _validator(kind).iter_errors(document.data)
        for each in _diagnostics(error, document)
    )
    found = list(islice(problems, _MOST))
    if len(found) == _MOST:
        stopped = f"checking stopped here, after {_MOST} problems"
        found[-1] = replace(found[-1], help="; ".join(filter(None, (found[-1].help, stopped))))
    if not found:
        name = f"`{document.name}` does not have the shape of a file of its kind"
        found = [Diagnostic(Code.WRONG_VALUE, name, document.location())]
    yield from found


def _diagnostics(error: ValidationError, document: Document) -> Iterator[Diagnostic]:
    route = tuple(error.absolute_path)
    schema: Any = error.schema
    wanted: Any = error.validator_value
    value: Any = error.instance
    owner = f" in {_named(route)}" if route else ""
    match error.validator:
        case "additionalProperties":
            known = list(schema.get("properties", {}))
            for key in list(value):
                if key not in known:
                    yield Diagnostic(
                        Code.UNKNOWN_KEY,
                        f"unknown key `{key}`{owner}",
                        document.location((*route, key), Part.KEY),
                        suggestion(key, known, noun="known keys"),
                    )
        case "required":
            for key in wanted:
                if key not in value:
                    yield _missing(key, owner, route, document)
        case "type":
            yield _wrong_type(wanted, route, document)
        case "not" if wanted == {}:
            yield _misplaced(error, route, document)
        case "propertyNames" | "pattern" | "enum" | "const" | "not":
            yield _wrong_value(error, route, document)
        case _:
            problem = f"{_named(route)} does not fit `{error.validator}`"
            yield Diagnostic(Code.WRONG_VALUE, problem, document.location(route), _described(error))


def _missing(key: str, owner: str, route: tuple[str | int, ...], document: Document) -> Diagnostic:
    part = Part.KEY if route else Part.VALUE
    return Diagnostic(Code.MISSING_KEY, f"`{key}` is missing{owner}", document.location(route, part))


def _wrong_type(expected: Any, route: tuple[str | int, ...], document: Document) -> Diagnostic:
    kinds = [expected] if isinstance(expected, str) else list(expected)
    wanted = " or ".join(_KINDS[kind] for kind in kinds if kind != "null")
    return Diagnostic(Code.WRONG_TYPE, f"{_named(route)} must be {wanted}", document.location(route))


def _misplaced(error: ValidationError, route: tuple[str | int, ...], document: Document) -> Diagnostic:
    message = f"{_named(route)} has no meaning with this `style`"
    return Diagnostic(Code.UNKNOWN_KEY, message, document.location(route, Part.KEY), _described(error))


def _wrong_value(error: ValidationError, route: tuple[str | int, ...], document: Document) -> Diagnostic:
    if error.parent is not None and error.parent.validator == "propertyNames":
        route, part = tuple(error.parent.absolute_path), Part.KEY
    else:
        part = Part.VALUE
    value: Any = error.instance
    options: Any = error.validator_value
    if isinstance(value, str) and part is Part.VALUE and error.validator == "enum":
        is_quoted = value in map(str, options)
        remedy = (
            "write it without quotes" if is_quoted else suggestion(value, map(str, options), noun="allowed")
        )
        message = f"`{value}` is not a value of {_named(route)}"
        return Diagnostic(Code.WRONG_VALUE, message, document.location(route), remedy)
    if error.validator == "enum":
        allowed = ", ".join(f"`{each}`" for each in options)
        message = f"{_named(route)} must be one of {allowed}"
        return Diagnostic(Code.WRONG_VALUE, message, document.location(route))
    if _names_a_key(error):
        route, part = (*route, value), Part.KEY
        message = f"`{value}` is not a possible name here"
    else:
        message = f"`{value}` is not a possible value of {_named(route)}"
    return Diagnostic(Code.WRONG_VALUE, message, document.location(route, part), _described(error))


def _named(route: tuple[str | int, ...]) -> str:
    match route:
        case ():
            return "the file"
        case (*above, int() as index):
            return f"item {index + 1} of {_named(tuple(above))}"
        case _:
            return f"`{route[-1]}`"


def _names_a_key(error: ValidationError) -> bool:
    return "propertyNames" in error.absolute_schema_path


def _described(error: ValidationError) -> str | None:
    schema = error.schema
    if isinstance(schema, dict) and "pattern" in schema:
        said = schema.get("description")
        return said if said else f"it must match `{schema['pattern']}`"
    return schema.get("description") if isinstance(schema, dict) else None


_KINDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "null": "`null`",
}


def model_problems(name: str, document: Document) -> Iterator[Diagnostic]:
    """Say in what a unified model is not a JSON Schema of the 2020-12 dialect."""
    if not isinstance(document.data, dict):
        yield Diagnostic(Code.INVALID_MODEL, f"the model `{name}` must be an object", document.location())
        return
    expected = f"unispec:{name}"
    if document.data.get("$id") != expected:
        message = f"the `$id` of the model `{name}` must be `{expected}`"
        yield Diagnostic(Code.INVALID_MODEL, message, document.location(("$id",)))
    for problem in schema_problems(document.data):
        message = f"`{'/'.join(map(str, problem.path)) or name}` is not a valid schema"
        yield Diagnostic(Code.INVALID_MODEL, message, document.location(problem.path))
