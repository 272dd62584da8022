"""An OpenAPI document, read with care: whatever has the wrong form is left out and told, never trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, Route, Severity, SpecError
from unispec.documents import Document

Node: TypeAlias = dict[str, Any]

_CHAIN = 32
_MOST_NOTES = 50
_MOST_PATHS = 5_000
_VERSIONS = ("3.0", "3.1", "3.2")
_KINDS: dict[type, str] = {dict: "an object", list: "a list", str: "a text"}


def mapping(value: Json) -> Node:
    """Give a mapping; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def listed(value: Json) -> list[Any]:
    """Give a list; an empty one for anything else."""
    return value if isinstance(value, list) else []


def text_of(value: Json) -> str:
    """Give a text; an empty one for anything else."""
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One GET of a path, its parameters resolved."""

    path: str
    operation: Node
    parameters: tuple[Node, ...]
    route: Route

    def named(self, place: str) -> list[Node]:
        """The parameters that stand in one place: `query` or `path`."""
        return [each for each in self.parameters if each.get("in") == place and text_of(each.get("name"))]


@dataclass
class Api:
    """An OpenAPI 3 document, and what was found of it that cannot be used."""

    document: Document
    notes: list[Diagnostic] = field(default_factory=list)
    _told: set[str] = field(default_factory=set)
    _references: dict[str, Route] = field(default_factory=dict)

    @property
    def data(self) -> Node:
        """The whole document."""
        return mapping(self.document.data)

    def note(self, message: str, route: Route = (), remedy: str | None = None) -> None:
        """Tell of something that was left out; the same is told once, and fifty things at most."""
        if message not in self._told and len(self._told) < _MOST_NOTES:
            self._told.add(message)
            place = self.document.location(route)
            self.notes.append(Diagnostic(Code.INVALID_OPENAPI, message, place, remedy, Severity.NOTE))

    def resolve(self, value: Json, route: Route = ()) -> Node:
        """Follow references inside of the document; what leads elsewhere or nowhere is empty, and told."""
        node = mapping(value)
        for _ in range(_CHAIN):
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node
            node = mapping(self.target(reference, route))
        self.note("a reference leads to itself, and is left out", route)
        return {}

    def target(self, reference: str, route: Route = ()) -> Json:
        """Find what a reference of the document names; None when it is not there, which is told."""
        if not reference.startswith("#"):
            shown = reference[:80]
            self.note(
                f"`{shown}` is another document, and is left out",
                self._place(reference, route),
                "bundle the API into one file",
            )
            return None
        found: Json = self.document.data
        for step in filter(None, reference[1:].split("/")):
            key = step.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
            if isinstance(found, list) and key.isdecimal() and len(key) < 9 and int(key) < len(found):
                found = found[int(key)]
            elif isinstance(found, dict) and key in found:
                found = found[key]
            else:
                self.note(f"`{reference[:80]}` leads nowhere, and is left out", self._place(reference, route))
                return None
        return found

    def _place(self, reference: str, otherwise: Route) -> Route:
        """Where a reference is written first; looked up once something of it has to be told."""
        if not self._references:
            self._references = dict(reversed(list(_references(self.data))))
        return self._references.get(reference, otherwise)

    def endpoints(self) -> Iterator[Endpoint]:
        """Every path that can be read with GET."""
        paths = self.data["paths"]
        for path in list(paths)[:_MOST_PATHS]:
            route: Route = ("paths", path)
            item = self.resolve(paths[path], route)
            if not isinstance(paths[path], dict) or not path.startswith("/"):
                if not path.startswith("x-"):
                    self.note(f"`{path[:80]}` is not a path with operations, and is left out", route)
                continue
            operation = item.get("get")
            if operation is None:
                continue
            if not isinstance(operation, dict):
                self.note(f"`get` of `{path[:80]}` is not an object, and is left out", (*route, "get"))
                continue
            yield Endpoint(path, operation, self._parameters(item, operation, route), (*route, "get"))

    def _parameters(self, item: Node, operation: Node, route: Route) -> tuple[Node, ...]:
        found: dict[tuple[str, str], Node] = {}
        for each in (*listed(item.get("parameters")), *listed(operation.get("parameters"))):
            parameter = self.resolve(each, route)
            name = text_of(parameter.get("name"))
            if not name.isprintable():
                self.note("a parameter whose name is no line of text is left out", route)
                continue
            if name:
                schema = self.resolve(parameter.get("schema"), route)
                found[name, text_of(parameter.get("in"))] = {**parameter, "schema": schema}
        return tuple(found.values())


def open_api(document: Document) -> Api:
    """Take a document for OpenAPI 3; raises `SpecError` for anything else."""
    data = document.data
    if not isinstance(data, dict):
        raise _wrong(document, (), "the file is not an OpenAPI document")
    if "swagger" in data:
        message = "this is Swagger 2.0, and OpenAPI 3.0 or 3.1 is needed"
        raise _wrong(document, ("swagger",), message, "convert it first; many editors of OpenAPI can")
    version = data.get("openapi")
    version = str(version) if isinstance(version, str | float) else ""
    if "openapi" not in data:
        raise _wrong(document, (), "the file has no `openapi`, so it is not an OpenAPI document")
    if not version.startswith(_VERSIONS):
        raise _wrong(document, ("openapi",), "`openapi` is not a version that is known", "3.0 or 3.1")
    paths = data.get("paths")
    if not isinstance(paths, dict) or not paths:
        said = "has no `paths`" if not paths else "has `paths` that are not an object"
        raise _wrong(document, ("paths",), f"the document {said}, so there is nothing to call")
    api = Api(document)
    if version.startswith("3.2"):
        api.note("OpenAPI 3.2 is read as if it were 3.1; what is new in it is left out", ("openapi",))
    return api


def _references(data: Json) -> Iterator[tuple[str, Route]]:
    """Every reference of a document with its place, in the order of the file."""
    waiting: list[tuple[Json, Route]] = [(data, ())]
    while waiting:
        found, route = waiting.pop()
        if isinstance(found, dict):
            reference = found.get("$ref")
            if isinstance(reference, str):
                yield reference, (*route, "$ref")
            waiting += [(each, (*route, key)) for key, each in reversed(found.items())]
        elif isinstance(found, list):
            waiting += [(each, (*route, index)) for index, each in reversed(list(enumerate(found)))]


def _wrong(document: Document, route: Route, message: str, remedy: str | None = None) -> SpecError:
    return SpecError([Diagnostic(Code.INVALID_OPENAPI, message, document.location(route), remedy)])
