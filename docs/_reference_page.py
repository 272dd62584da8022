"""The page about the spec format, made from its JSON Schemas.

Every mapping with known keys becomes a section with a table. A definition that several places
share gets its section where it is met first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from docs._markdown import code, link, table

from unispec.documents import MAX_BYTES, MAX_DEPTH
from unispec.flow.pagination import STYLES
from unispec.language import Limits
from unispec.language._terms import FILTERS
from unispec.rules._sources import VARIABLES, Role
from unispec.specs import KINDS, meta_schema

_NAMED = frozenset(
    [
        "duration",
        "expression",
        "leaf",
        "link",
        "nullable_template",
        "nullable_text",
        "operation_name",
        "severities",
        "template",
        "tree",
    ]
)
_NEVER: dict[str, Any] = {"not": {}}
_TYPES = {"object": "mapping", "array": "list", "string": "text", "integer": "number"}
_FILES = {
    "integration": "integrations/<provider>/integration.yaml",
    "resource": "integrations/<provider>/<model>/<resource>.yaml",
    "case": "integrations/<provider>/cases/<model>/<resource>/<name>.yaml",
    "settings": "unispec.toml",
}

_INTRODUCTION = """\
# Spec reference

<!-- Made by `make docs` from the JSON Schemas of the format. Change those, not this page. -->

Three kinds of YAML files make an integration, and a TOML file has the settings of their check. Each kind has
a JSON Schema, which `unispec schema KIND` prints; `unispec schema --write DIR --modelines` tells editors.
This page says the same in words. A key marked * is required. An unknown key is an error.

Two small languages stand inside the YAML. **JSONata** shapes data: query values, bodies, records, maps and
conditions. **Templates** (the syntax of Jinja) write text: paths, headers, URLs.
"""

_FORMAT = f"""\
YAML is read strictly. A file is UTF-8, at most {MAX_BYTES:,} bytes and {MAX_DEPTH} levels deep, and holds
one document. There are no anchors, aliases, merge keys and tags. A key stands once. Plain scalars are those
of YAML 1.2: `no`, `on`, `12:30` and dates are texts.

Folders can be laid over each other as catalogue roots, the bundled one first. Mappings merge key by key,
anything else replaces what was there, and `null` removes it.
"""

_TREES = """\
A *tree* is a mapping whose leaves are expressions. One expression may stand where a tree could. A leaf that
comes out undefined or null is left out of the result, and so is a mapping in which nothing is left. Lists
stay, empty ones too. In a request `body` a null is sent, and only undefined is left out.
"""

_PLACES = {
    Role.REQUEST: ("`query`, `body`, `when` of a variant, `for_each.input`", "the unified input"),
    Role.RECORDS: ("`records`, `partial`", "the response body"),
    Role.ANSWER: ("`pagination`, `rate_limit`, `errors`", "the response body"),
    Role.RELATED: ("`when` and `input` of a related call", "one provider record"),
    Role.MAP: ("`map`", "one provider record"),
    Role.CONNECTION: ("`connection.record`, `connection.map`", "the response body, or the account in it"),
    Role.FUNCTION: ("`functions`", "what the function is called with"),
}
_MEANINGS = {
    "connection": "what is known of the account, as `connection.map` makes it",
    "headers": "the response headers, names in lower case",
    "input": "the caller's parameters in unified words; in a `for_each` also the parent record",
    "related": "the answers of related calls, by name, as unified records",
    "status": "the HTTP status",
    "vars": "the constants of the integration",
}
_TEMPLATES = [
    ("`request.path`, `request.headers`", "`input`, `connection`, `vars`"),
    ("`base_url`, `connection.request.path`", "`connection`, `vars`"),
    ("`auth.token.header`", "`credentials`"),
]
_TEMPLATE_RULES = f"""\
A template takes names, fields, constants, `~`, an inline `if … else …` and the filters
{", ".join(map(code, sorted((*FILTERS, "default"))))}. Nothing else of Jinja is there.
An undefined value is an error. In a path every value is percent-encoded, and a segment that is empty, `.` or
`..` is refused.
"""


@dataclass
class _Book:
    """The sections of one kind of file, in the order in which they are met."""

    schema: dict[str, Any]
    homes: dict[str, str] = field(default_factory=dict)
    waiting: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def sections(self, path: str, schema: dict[str, Any]) -> Iterator[str]:
        """Describe a mapping, then the mappings in it."""
        required = schema.get("required", ())
        self.waiting = []
        rows = []
        for key, value in schema["properties"].items():
            name = code(key) + ("*" if key in required else "")
            rows.append((name, self.type_of(value, f"{path}.{key}"), self.said(value)))
        below, self.waiting = self.waiting, []
        yield f"### `{path}`"
        yield schema.get("description", "")
        yield table(("key", "type", "meaning"), rows)
        for inner, found in below:
            yield from self.sections(inner, found)

    def said(self, schema: dict[str, Any]) -> str:
        """Give the description that stands nearest."""
        while "description" not in schema and "$ref" in schema:
            schema = self._definition(schema)[0]
        values = zip(schema.get("enum", ()), schema.get("enumDescriptions", ()), strict=False)
        return " ".join([schema.get("description", ""), *(f"{code(name)}: {said}" for name, said in values)])

    def resolve(self, schema: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """Follow references; give what they lead to, and the name of the last one."""
        name = ""
        while "$ref" in schema:
            schema, name = self._definition(schema)
        return schema, name

    def _definition(self, schema: dict[str, Any]) -> tuple[dict[str, Any], str]:
        name = schema["$ref"].rpartition("/")[2]
        return self.schema["definitions"][name], name

    def type_of(self, schema: dict[str, Any], path: str) -> str:
        """Say what a value is, and have the mappings in it described."""
        found, name = self.resolve(schema)
        if name in _NAMED:
            return link(name.replace("nullable_", "").replace("_", " "), "values")
        if "enum" in found:
            return " or ".join(code(value) for value in found["enum"])
        if "properties" in found:
            home = self.homes.setdefault(name or path, path)
            if home == path:
                self.waiting.append((path, found))
            return link("mapping", home)
        more = found.get("additionalProperties")
        if isinstance(more, dict):
            return "mapping of names to " + self.type_of(more, f"{path}.<name>")
        if "items" in found:
            return f"list of {self.type_of(found['items'], f'{path}[]')}"
        return _plain(found)


def _plain(schema: dict[str, Any]) -> str:
    kinds = schema.get("type", "any JSON")
    names = [kinds] if isinstance(kinds, str) else [each for each in kinds if each != "null"]
    return " or ".join(_TYPES.get(each, each) for each in names)


def reference_page() -> str:
    """Write the page."""
    parts = [_INTRODUCTION, _FORMAT]
    for kind in KINDS:
        parts.append(f"## Kind `{kind}`\n\n`{_FILES[kind]}`")
        parts += _Book(meta_schema(kind)).sections(kind, meta_schema(kind))
    parts += ["## Values", table(("name", "meaning"), _values()), _TREES]
    parts += ["## Pagination styles", table(("style", "keys it must have", "keys it may have"), _styles())]
    parts += ["A list without pages says `pagination: none`."]
    parts += ["## Variables in reach", "### In JSONata"]
    parts += [table(("where", "evaluated over", "variables"), _reach())]
    parts += [table(("variable", "meaning"), [(code(f"${name}"), said) for name, said in _MEANINGS.items()])]
    parts += ["### In templates", table(("where", "names"), _TEMPLATES), _TEMPLATE_RULES]
    parts += ["## Limits of one evaluation", table(("limit", "default"), _limits())]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _values() -> list[tuple[str, str]]:
    found: dict[str, str] = {"link": "An `http` or `https` address."}
    for kind in KINDS:
        for name, schema in meta_schema(kind).get("definitions", {}).items():
            if name in _NAMED and not name.startswith("nullable_") and "description" in schema:
                found.setdefault(name.replace("_", " "), schema["description"])
    return sorted(found.items())


def _styles() -> list[tuple[str, str, str]]:
    schema = meta_schema("integration")["definitions"]["pagination"]
    rules = {each["if"]["properties"]["style"]["const"]: each["then"] for each in schema["allOf"]}
    rows = []
    for style in STYLES:
        required = rules[style].get("required", [])
        refused = [key for key, allowed in rules[style].get("properties", {}).items() if allowed == _NEVER]
        keys = [key for key in schema["properties"] if key not in ("style", *required, *refused)]
        rows.append((code(style), ", ".join(map(code, required)) or "none", ", ".join(map(code, keys))))
    return rows


def _reach() -> list[tuple[str, str, str]]:
    return [
        (*_PLACES[role], ", ".join(code(f"${name}") for name in sorted(names)))
        for role, names in VARIABLES.items()
    ]


def _limits() -> list[tuple[str, str]]:
    return [(code(each.name), f"{each.default:,}") for each in fields(Limits)]
