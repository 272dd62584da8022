"""The shipped specs as material for mistakes: files, expressions, records and models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.benchmarks.mistakes._schemas import Schema, Shape, absolute
from tests.benchmarks.mistakes._spec import Leaf, Spec
from unispec.diagnostics import Route
from unispec.documents import parse_yaml

_MODELS = "unispec:"
_MISSING: Any = object()


@dataclass(frozen=True)
class Project:
    """A catalogue root with one integration that is looked at."""

    root: Path
    integration: str

    @cached_property
    def specs(self) -> tuple[Spec, ...]:
        """The spec files, `integration.yaml` first."""
        folder = self.root / "integrations" / self.integration
        resources = (path for path in sorted(folder.glob("*/*.yaml")) if path.parent.name != "cases")
        return tuple(self._spec(path) for path in (folder / "integration.yaml", *resources))

    @cached_property
    def cases(self) -> tuple[Spec, ...]:
        """The recorded cases."""
        folder = self.root / "integrations" / self.integration / "cases"
        return tuple(self._spec(path) for path in sorted(folder.glob("*/*/*.yaml")))

    @property
    def common(self) -> Spec:
        """What all resources share."""
        return self.specs[0]

    @property
    def resources(self) -> tuple[Spec, ...]:
        """The resources."""
        return self.specs[1:]

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every expression of every file."""
        return tuple(leaf for spec in self.specs for leaf in self._leaves(spec))

    @cached_property
    def map_leaves(self) -> tuple[Leaf, ...]:
        """Every expression that makes a unified field."""
        return tuple(leaf for leaf in self.leaves if leaf.role == "map")

    @cached_property
    def functions(self) -> Mapping[str, int]:
        """The integration's own functions, each with its number of parameters."""
        head = re.compile(r"function\(([^)]*)\)")
        found = {}
        for name, source in self.common.value(("functions",)).items():
            match = head.match(source)
            assert match is not None, "a function begins with its parameters"
            found[name] = match[1].count("$")
        return found

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every name that means something anywhere; a misspelling is none of them."""
        found = {word.name for leaf in self.leaves for word in leaf.words}
        found.update(token.text.lstrip("$") for leaf in self.leaves for token in leaf.tokens)
        found.update(str(step) for spec in self.specs for route in spec.keys for step in route)
        for document in self._documents.values():
            found.update(_names(document))
        return frozenset(found)

    def record(self, name: str) -> Shape:
        """The shape of a provider's record."""
        return Shape.of({"$ref": f"provider#/$defs/{name}"}, self._documents)

    def records(self, leaf: Leaf) -> tuple[Shape, ...]:
        """The shapes of the records that a leaf is evaluated on; empty when they are not known."""
        return tuple(self.record(name) for name in sorted(leaf.records))

    @property
    def record_names(self) -> tuple[str, ...]:
        """The shapes that the provider's schema describes."""
        return tuple(self._documents["provider"]["$defs"])

    def model(self, resource: str) -> Shape:
        """The shape of a unified record."""
        return Shape.of({"$ref": f"{_MODELS}{resource}"}, self._documents)

    def target(self, leaf: Leaf) -> Shape | None:
        """The shape that the unified model wants of a map's leaf."""
        assert leaf.spec.resource is not None, "maps stand in resources"
        return self.model(leaf.spec.resource).follow(leaf.path)

    def source(self, leaf: Leaf, path: tuple[str, ...]) -> Shape | None:
        """The shape of a path in the record of a leaf; None unless there is exactly one record."""
        shapes = self.records(leaf)
        return shapes[0].follow(path) if len(shapes) == 1 else None

    def parameters(self, resource: str, operation: str) -> Shape:
        """The shape of what a caller passes."""
        definitions = self._documents[f"{_MODELS}{resource}"].get("$defs", {})
        if f"{operation}_parameters" not in definitions:
            return Shape(())
        return Shape.of({"$ref": f"{_MODELS}{resource}#/$defs/{operation}_parameters"}, self._documents)

    @cached_property
    def _documents(self) -> Mapping[str, Schema]:
        folder = self.root / "integrations" / self.integration
        found = {"provider": absolute(_json(folder / "provider.schema.json"), "provider")}
        for path in sorted((self.root / "unified_models").glob("*/*.json")):
            name = f"{_MODELS}{path.parent.name}/{path.stem}"
            found[name] = absolute(_json(path), name)
        return found

    def _spec(self, path: Path) -> Spec:
        text, name = path.read_text(encoding="utf-8"), path.relative_to(self.root).as_posix()
        parsed = parse_yaml(name, text.encode())
        assert parsed.document is not None, f"{name} cannot be read"
        resource = None if path.name == "integration.yaml" else f"{path.parent.name}/{path.stem}"
        return Spec(name, text, parsed.document, resource)

    def _leaves(self, spec: Spec) -> Iterator[Leaf]:
        for route, entry in spec.entries.items():
            if entry.style is None or not route or spec.value(route) is None:
                continue
            leaf = _common_leaf(spec, route) if spec.resource is None else _resource_leaf(spec, route)
            if leaf is not None:
                yield leaf


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from (str(name) for name in schema.get("properties", ()))
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        schema = list(schema.values())
    for each in schema if isinstance(schema, list) else ():
        yield from _names(each)


def _common_leaf(spec: Spec, route: Route) -> Leaf | None:
    match route:
        case ("functions", str()):
            return Leaf(spec, route, "function")
        case ("connection", "record") | ("connection", "map", *_):
            return Leaf(spec, route, "connection")
        case ("pagination", str(), "next" | "more" | "total"):
            return Leaf(spec, route, "pagination")
        case ("rate_limit", "limit" | "remaining") | ("rate_limit", "reset", "value"):
            return Leaf(spec, route, "answer")
        case ("errors", str()):
            return Leaf(spec, route, "answer")
    return None


def _resource_leaf(spec: Spec, route: Route) -> Leaf | None:
    prefix, rest = _split(route)
    match rest:
        case ("map", *path):
            users = [use for use in _uses(spec, prefix) if prefix or not _is_overridden(spec, use, path)]
            names = (str(each) for each in path)
            return Leaf(spec, route, "map", tuple(names), _records(spec, users), tuple(users))
        case ("request", "query", *_) | ("when",) | ("for_each", "input", *_):
            return Leaf(spec, route, "request", (), frozenset(), tuple(_uses(spec, prefix)))
        case ("records",) | ("partial",):
            users = list(_uses(spec, prefix))
            return Leaf(spec, route, rest[0], (), _records(spec, users), tuple(users))
        case ("related", str(), "when") | ("related", str(), "input", *_):
            users = list(_uses(spec, prefix))
            is_page = spec.value((*prefix, *rest[:2])).get("per") == "page"
            records = frozenset() if is_page else _records(spec, users)
            return Leaf(spec, route, "related", (), records, tuple(users))
    return None


def _split(route: Route) -> tuple[Route, tuple[Any, ...]]:
    """Part a route into the way to an operation or variant, and the rest."""
    if route[0] != "operations":
        return (), route
    size = 4 if len(route) > 3 and route[2] == "variants" else 2
    return route[:size], route[size:]


def _uses(spec: Spec, prefix: Route) -> Iterator[tuple[str, int | None]]:
    """The ways to serve operations that what stands below a prefix takes part in."""
    if len(prefix) == 4:
        yield str(prefix[1]), int(prefix[3])
        return
    for name, operation in spec.value(("operations",)).items():
        if not prefix or prefix[1] == name:
            variants = operation.get("variants")
            yield from ((name, index) for index in (range(len(variants)) if variants else [None]))


def _records(spec: Spec, users: list[tuple[str, int | None]]) -> frozenset[str]:
    found = set()
    for name, index in users:
        operation = spec.value(("operations", name))
        variant = operation["variants"][index] if index is not None else {}
        found.add(variant.get("record", operation.get("record", spec.value(("record",)))))
    return frozenset(found)


def _is_overridden(spec: Spec, use: tuple[str, int | None], path: list[Any]) -> bool:
    """Whether an operation or its variant says something else than the resource for a leaf."""
    operation = spec.value(("operations", use[0]))
    variant = operation["variants"][use[1]] if use[1] is not None else {}
    for found in (operation.get("map", _MISSING), variant.get("map", _MISSING)):
        for step in path:
            found = found.get(step, _MISSING) if isinstance(found, dict) else found  # noqa: PLW2901
        if found is not _MISSING:
            return True
    return False
