"""Whether a changed file still means the same: only then a mistake is none, and counts apart.

Two things prove it. The file holds the same data as before; or a single leaf of a map differs, which
reads nothing but the record, and gives the same for hundreds of records made from the provider's
schema, with every word, null, missing field, and arrays of none, one and many; patterns and ranges
are left out, since their harm is time. Anything else is a mistake, shown by a recorded case or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from random import Random
from typing import Any

from tests.benchmarks.mistakes._mutant import Mutant
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._schemas import Shape
from tests.benchmarks.mistakes._spec import Leaf, Spec
from unispec.documents import parse_yaml
from unispec.language import ExpressionError, runtime

_RECORDS = 300
_TEXTS = ("", "a", "https://api.example.com/things/AAA", "2026-01-31T12:00:00Z", "one two")
_NUMBERS = (0, 1, 2, 30)
_ELSEWHERE = frozenset({"$input", "$connection", "$related"})


class Comparison:
    """Compares what leaves give, before and after a change."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def is_harmless(self, mutant: Mutant) -> bool:
        """Tell whether a mutant is proved to mean the same."""
        before = next((spec for spec in self._project.specs if spec.name == mutant.file), None)
        document = parse_yaml(mutant.file, mutant.text.encode()).document
        if before is None or document is None or mutant.moved:
            return False
        after = Spec(mutant.file, mutant.text, document, before.resource)
        if after.document.data == before.document.data:
            return True
        return self._is_same_map(before, after)

    def _is_same_map(self, before: Spec, after: Spec) -> bool:
        if before.entries.keys() != after.entries.keys():
            return False
        scalars = [route for route, entry in before.entries.items() if entry.style is not None]
        differing = [route for route in scalars if before.value(route) != after.value(route)]
        leaves = [
            leaf for leaf in self._project.map_leaves if leaf.spec is before and leaf.route in differing
        ]
        return len(differing) == len(leaves) == 1 and self._gives_same(leaves[0], after)

    def _gives_same(self, leaf: Leaf, after: Spec) -> bool:
        changed = Leaf(after, leaf.route, "map")
        source = changed.source
        if not leaf.records or any(name in leaf.source + source for name in _ELSEWHERE):
            return False
        if any(token.kind == "regex" or token.text == ".." for token in changed.tokens):
            return False
        return all(
            self._value(leaf.source, record) == self._value(source, record)
            for name in sorted(leaf.records)
            for record in self._records(name)
        )

    def _records(self, name: str) -> Iterator[Any]:
        dice = Random(name)
        return (_value_of(self._project.record(name), dice) for _ in range(_RECORDS))

    def _value(self, source: str, record: Any) -> tuple[bool, Any]:
        try:
            variables = {"vars": self._project.common.value(("vars",))}
            return True, runtime().compile(f"({self._functions}(\n{source}\n))").evaluate(record, variables)
        except ExpressionError:
            return False, None

    @cached_property
    def _functions(self) -> str:
        functions = self._project.common.value(("functions",))
        return "".join(f"${name} := (\n{source}\n); " for name, source in functions.items())


def _value_of(shape: Shape, dice: Random) -> Any:
    """Make a value that follows a schema."""
    schema, documents = dice.choice(shape.parts)
    shape = Shape(((schema, documents),))
    if "enum" in schema:
        return dice.choice(schema["enum"])
    kind = dice.choice(sorted(shape.types) or ["null"])
    if kind == "object":
        kept = [name for name in sorted(shape.names) if name in shape.required or dice.random() < 0.5]
        fields = {name: shape.at(name) for name in kept}
        return {name: _value_of(each, dice) for name, each in fields.items() if each is not None}
    if kind == "array":
        return [_value_of(shape.items, dice) for _ in range(dice.choice([0, 1, 1, 2, 3]))]
    if kind == "boolean":
        return dice.random() < 0.5
    return None if kind == "null" else dice.choice(_TEXTS if kind == "string" else _NUMBERS)
