"""The request of an operation: its path as a template, and its query from the parameters of the model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from unispec.data import Json
from unispec.models import Model
from unispec.scaffolding._draft import Branch, Leaf, Option, Part, comment, expression
from unispec.scaffolding._expressions import literal, translated
from unispec.scaffolding._openapi import Endpoint, Node, mapping, text_of
from unispec.scaffolding._samples import sample
from unispec.scaffolding._view import View, fields_of, view
from unispec.scaffolding._words import FIELDS, PARAMETERS, key_of, likeness, stems, thing_likeness, words_of

_PARAMETER = re.compile(r"\{([^{}/]*)\}")
_IDS = ("id", "uuid", "uri", "key", "slug", "guid")
_LEAST = 0.7


@dataclass
class Asking:
    """A request in the making: its parts, the path and the input of a case, and the constants it needs."""

    parts: list[Part]
    path: str
    input: dict[str, Json] = field(default_factory=dict)
    vars: dict[str, str] = field(default_factory=dict)


def asking(endpoint: Endpoint, model: Model, operation: str, taken: frozenset[str], root: Node) -> Asking:
    """Make the request of `list` or `get` out of an endpoint; `taken` parameters belong to the paging."""
    known = fields_of(model.parameters(operation))
    made = Asking([], endpoint.path)
    template = _path(endpoint.path, operation, known, model, made)
    made.parts.append(Leaf("path", [Option(template)]))
    query: list[Part] = []
    used: set[str] = set()
    for parameter in endpoint.named("query"):
        name = text_of(parameter["name"])
        if name in taken:
            continue
        found = _query(name, parameter, known, model, root, used)
        if found is not None:
            query.append(found)
        elif parameter.get("required") is True:
            value = (
                sample(parameter.get("schema", {}), root)
                if "example" not in parameter
                else parameter["example"]
            )
            above = (comment(f"`{name}` is needed; this value is a guess."),)
            plain = value if isinstance(value, str | int | float | bool) else "sample"
            query.append(Leaf(name, [Option(literal(plain) + "\n", above, is_placeholder=True)]))
    query += required(model, operation, {*made.input, *used}, made.input)
    if query:
        made.parts.append(Branch("query", query))
    return made


def required(model: Model, operation: str, read: set[str], given: dict[str, Json]) -> list[Part]:
    """Read what callers must give and nothing reads yet, as parameters of the same names; fill the input."""
    schema = model.parameters(operation)
    found: list[Part] = []
    for name in schema.get("required", ()):
        wanted = model.resolve(fields_of(schema)[name])
        given.setdefault(name, sample(dict(wanted), dict(model.schema), name, by_example=False))
        if name not in read:
            value = f"{name}.id" if "id" in fields_of(wanted) else name
            above = ("Every caller gives this; say which parameter of the API takes it.",)
            found.append(Leaf(name, [Option(value)], above))
    return found


def _path(path: str, operation: str, known: Mapping[str, Any], model: Model, made: Asking) -> str:
    names = _PARAMETER.findall(path)

    def written(found: re.Match[str]) -> str:
        name = found[1]
        if operation != "list" and name == names[-1] and path.rstrip("/").endswith(f"{{{name}}}"):
            made.input["id"] = "sample-1"
            return "{{ input.id }}"
        owner = _owner(name, path, known, model)
        if owner is not None:
            made.input[owner] = {"id": "sample-2"}
            return f"{{{{ input.{owner}.id }}}}"
        key = _constant(name, path)
        made.vars[key] = "change-me"
        return f"{{{{ vars.{key} }}}}"

    template = _PARAMETER.sub(written, path)
    made.path = _PARAMETER.sub(lambda found: _value(found[1], names, operation, known, model, path), path)
    return template


def _value(
    name: str, names: list[str], operation: str, known: Mapping[str, Any], model: Model, path: str
) -> str:
    if operation != "list" and name == names[-1] and path.rstrip("/").endswith(f"{{{name}}}"):
        return "sample-1"
    return "sample-2" if _owner(name, path, known, model) is not None else "change-me"


def _owner(name: str, path: str, known: Mapping[str, Any], model: Model) -> str | None:
    """The parameter of the model whose id a parameter of a path is: `user` for `user_id` or `/users/{id}`."""
    before = _before(name, path)
    words = words_of(name)
    bare = "_".join(words[:-1] if words[-1:] and words[-1] in _IDS else words)
    for each, schema in known.items():
        inner = model.resolve(schema)
        has_id = inner.get("type") == "object" and "id" in fields_of(inner)
        if has_id and (bare == each or (not bare and thing_likeness(f"{each}s", before) > _LEAST)):
            return each
    return None


def _before(name: str, path: str) -> str:
    """The segment of a path before one of its parameters."""
    return path.partition(f"{{{name}}}")[0].rstrip("/").rpartition("/")[2]


def _constant(name: str, path: str) -> str:
    """Name the constant that a parameter of a path becomes."""
    before = _before(name, path)
    bare = words_of(name)[-1:] == words_of(name) and name.lower() in _IDS and "{" not in before
    return key_of("_".join([*stems(words_of(before)), name]) if bare else name)


def _query(
    name: str, parameter: Node, known: Mapping[str, Any], model: Model, root: Node, used: set[str]
) -> Leaf | None:
    """Give the parameter of the model that a query parameter is most like."""
    best, found = 0.0, ""
    for each in known:
        score = max(
            likeness(each, name, PARAMETERS), 0.99 * likeness(each, name, FIELDS) if each != "user" else 0.0
        )
        if score > best and each not in used:
            best, found = score, each
    if best < _LEAST:
        return None
    seen = view(mapping(parameter.get("schema")), root)
    options = list(_options(found, seen, model.resolve(known[found])))
    if not options:
        return None
    used.add(found)
    return Leaf(name, options, silent=False)


def _options(name: str, seen: View, wanted: Mapping[str, Any]) -> Iterator[Option]:
    kind, values = wanted.get("type"), list(wanted.get("enum", ()))
    if seen.kinds and not seen.kinds & {"string"}:
        return
    if values:
        found = translated(name, values, seen.values) if seen.values else Option(name)
        if found is not None:
            yield Option(found.value)
            yield found
    elif kind == "object" and "id" in fields_of(wanted):
        yield Option(f"{name}.id")
    elif kind == "object" and name == "emails":
        yield Option("emails.email")
    elif kind == "string" and not seen.values:
        if wanted.get("format") == "date-time" and seen.format == "date":
            yield Option(expression(f'{name} ? $substringBefore({name}, "T")'))
        else:
            yield Option(name)
