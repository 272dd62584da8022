"""The types of the unified records that an integration gives, one for each way to serve an operation.

What a related call or a parent gives is what this integration makes of it, not all that the model has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from unispec.diagnostics import Route
from unispec.flow import Plan, Program
from unispec.inference import (
    UNKNOWN,
    Absent,
    Array,
    Extended,
    Given,
    Inference,
    Later,
    Made,
    Null,
    Object,
    Owner,
    Source,
    Type,
    of_json,
)
from unispec.language import Reads
from unispec.rules import Role, Scopes, parsed
from unispec.specs import Node, OperationName, Snippet, Tree
from unispec.survey._presence import presence_of
from unispec.survey._survey import Presence

_Leaf: TypeAlias = Callable[[Snippet], Type]
_Unit: TypeAlias = tuple[int, Route]

_ABSENT = Type((Absent(),))


@dataclass(frozen=True)
class Records:
    """Works the types of records out, and remembers those of whole operations."""

    program: Program
    scopes: Scopes
    _known: dict[OperationName, Type] = field(default_factory=dict)
    _functions: dict[str, Source] = field(default_factory=dict)
    _parsed: dict[_Unit, Source | None] = field(default_factory=dict)
    _reads: dict[_Unit, Reads] = field(default_factory=dict)
    _leaves: dict[tuple[int, _Unit], Type] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program) -> Records:
        """Prepare for one integration."""
        records = cls(program, Scopes(program.integration, program.models))
        for name, snippet in program.integration.functions.items():
            source = records.source(snippet)
            if source is not None:
                records._functions[name] = source
        return records

    def of_plan(self, plan: Plan, without: str | None = None) -> Type:
        """The type of a record, or what it comes to when a related call is not made."""
        inference = Inference(self._functions)
        given = self._given(plan, without)

        def leaf(snippet: Snippet) -> Type:
            key = id(plan), _unit(snippet)
            if key in self._leaves and not (without and self.is_about(snippet, without)):
                return self._leaves[key]
            source = self.source(snippet)
            found = inference.type(source, given) if source is not None else UNKNOWN
            if without is None:
                self._leaves[key] = found
            return found

        return _of_node(map_of(plan), leaf)

    def of_operation(self, name: OperationName) -> Type:
        """The type of a record of an operation, whichever way serves it."""
        if name not in self._known:
            self._known[name] = self.scopes.model(name.resource)  # while it asks for itself
            found = Type()
            for plan in self.program.plans(name):
                found |= self.of_plan(plan)
            self._known[name] = found
        return self._known[name]

    def source(self, snippet: Snippet) -> Source | None:
        """Parse an expression once; None when only the runtime understands it."""
        unit = _unit(snippet)
        if unit not in self._parsed:
            self._parsed[unit] = parsed(snippet)
        return self._parsed[unit]

    def reads(self, snippet: Snippet) -> Reads:
        """Tell what an expression reads, and the functions that it calls."""
        unit = _unit(snippet)
        if unit not in self._reads:
            self._reads[unit] = self.program.compile(snippet).reads
        return self._reads[unit]

    def is_about(self, node: Node, related: str) -> bool:
        """Whether an expression, or one in a tree, reads what a related call gives."""
        leaves = node.leaves() if isinstance(node, Tree) else (node,)
        return any(_has(self.reads(leaf), "related", related) for leaf in leaves)

    def _given(self, plan: Plan, without: str | None) -> Given:
        variant = plan.variant
        if plan.static is not None:
            record = Type()
            for each in plan.static:
                record |= of_json(dict(each))
        else:
            record = self.scopes.record(variant)
        return self.scopes.given(Role.MAP, record, self._input(plan), self._related(plan, without))

    def _input(self, plan: Plan) -> Type:
        """What the caller gives, and the parent's record where the map looks at one."""
        found = self.scopes.parameters(plan.name)
        parents = plan.for_each
        if parents is None:
            return found
        is_read = _has(plan.map.reads, "input", parents.spec.name)
        parent = self.of_operation(parents.spec.operation) if is_read else UNKNOWN
        return _with(found, {parents.spec.name: parent})

    def _related(self, plan: Plan, without: str | None) -> Type:
        entries: dict[str, Type] = {}
        for each in plan.related:
            name = each.spec.name
            if name == without:
                entries[name] = _ABSENT
            elif _has(plan.map.reads, "related", name):
                record = self.of_operation(each.spec.operation)
                is_list = each.spec.operation.operation == "list"
                entries[name] = (Type((Array(Later.of(record)),)) if is_list else record) | _ABSENT
            else:
                entries[name] = UNKNOWN
        return Type((Object(Made(entries, "$related", Owner.GIVEN)),))


def map_of(plan: Plan) -> Node:
    """The map of a plan; without one a record stays what it is."""
    found = plan.variant.map
    return found if found is not None else Snippet("$", plan.variant.location)


def _of_node(node: Node, leaf: _Leaf) -> Type:
    if isinstance(node, Snippet):
        return leaf(node)
    entries = {name: _kept(_of_node(child, leaf)) for name, child in node.children.items()}
    return Type((Object(Made(entries)),))


def _kept(found: Type) -> Type:
    """What is left of a field's value: nulls and empty objects are taken out."""
    kept = found.without(Null)
    is_lost = len(kept.atoms) < len(found.atoms) or presence_of(kept) is not Presence.ALWAYS
    return kept | _ABSENT if is_lost else kept


def _with(found: Type, more: Mapping[str, Type]) -> Type:
    return Type(
        tuple(Object(Extended(atom.fields, more)) if isinstance(atom, Object) else atom for atom in found)
    )


def _has(reads: Reads, variable: str, name: str) -> bool:
    """Whether a field of a variable is read."""
    reading = reads.variables.get(variable)
    return reading is not None and reading.at(name) is not None


def _unit(snippet: Snippet) -> _Unit:
    """What tells one expression from another, as long as the catalogue is there."""
    return id(snippet.location.source), snippet.location.route
