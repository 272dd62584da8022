"""One unified model: the schema of a record and of what a caller may pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from unispec.data import Json
from unispec.models._validator import UnusableSchema, Validator

BASE = "unispec:"
"""Models refer to each other as `unispec:<model>/<resource>`; such a URI is never fetched."""


@dataclass(frozen=True, slots=True)
class Range:
    """Two parameters that are the ends of one span of time; the first must not come after the second."""

    start: str
    end: str


@dataclass(frozen=True)
class Model:
    """What `<model>/<resource>` records look like, and what its operations take."""

    name: str
    schema: Mapping[str, Any]
    siblings: Mapping[str, Json] = field(repr=False, compare=False)

    @cached_property
    def record(self) -> Validator:
        """The compiled schema of one record."""
        return Validator({"$ref": BASE + self.name}, self.siblings)

    def parameters(self, operation: str) -> Mapping[str, Any]:
        """The schema of what an operation takes; empty and closed when the model says nothing."""
        found: Mapping[str, Any] = self.schema.get("$defs", {}).get(f"{operation}_parameters", _NOTHING)
        return found

    def parameter_validator(self, operation: str) -> Validator:
        """The compiled schema of what an operation takes."""
        found = self._parameters.get(operation)
        if found is None:
            name = f"{operation}_parameters"
            reference = {"$ref": f"{BASE}{self.name}#/$defs/{name}"}
            known = name in self.schema.get("$defs", {})
            found = Validator(reference, self.siblings) if known else Validator(_NOTHING)
            self._parameters[operation] = found
        return found

    def unusable(self) -> str | None:
        """Say why the schemas of the model cannot be compiled; None when they can."""
        operations = [
            name.removesuffix("_parameters")
            for name in self.schema.get("$defs", {})
            if name.endswith("_parameters")
        ]
        try:
            for operation in operations:
                self.parameter_validator(operation)
            self.record  # noqa: B018 (making it checks it)
        except UnusableSchema as error:
            return str(error)
        return None

    @cached_property
    def _parameters(self) -> dict[str, Validator]:
        return {}

    def ranges(self, operation: str) -> tuple[Range, ...]:
        """The spans of time among the parameters, from the schema's `x-range`."""
        found = self.parameters(operation).get("x-range")
        return (Range(found["from"], found["to"]),) if found else ()

    def options(self, operation: str, path: tuple[str, ...]) -> tuple[Json, ...]:
        """The closed set of values that a parameter may have; empty when it is open."""
        node = self.resolve(self.parameters(operation))
        for step in path:
            node = self.resolve(node.get("properties", {}).get(step, {}))
        values = node.get("enum", [node["const"]] if "const" in node else ())
        return (True, False) if node.get("type") == "boolean" else tuple(values)

    def properties(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """The fields of an object of this model, references followed."""
        found: Mapping[str, Any] = self.resolve(node).get("properties", {})
        return found

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """Follow `$ref` inside the catalogue's models; the node itself when there is none.

        A schema of `true` or `false` alone, which says nothing of a value, comes back as an empty one.
        """
        for _ in range(16):
            if not isinstance(node, Mapping):
                return {}
            reference = node.get("$ref")
            if reference is None:
                return node
            document, _, pointer = reference.partition("#")
            found: Any = self.siblings[document] if document else self.schema
            for step in filter(None, pointer.split("/")):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def fields(self) -> Iterator[str]:
        """The names of the record's fields."""
        return iter(self.properties(self.schema))


_NOTHING: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
