"""Paths: fields of objects, over arrays, with predicates; what is not there is reported.

A path over an array makes a sequence, which collapses into its item when there is only one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field

from unispec.inference._findings import Finding, Kind
from unispec.inference._keys import fixed_index, next_key
from unispec.inference._scope import Key, Scope
from unispec.inference._truth import assuming
from unispec.inference._types import (
    ABSENT,
    NOTHING,
    UNKNOWN,
    Absent,
    Array,
    Atom,
    Function,
    Later,
    Null,
    Number,
    Object,
    Origin,
    Owner,
    Type,
    Unknown,
    joined,
    union,
)
from unispec.language import nodes


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far a path has come: the type of one item, whether there may be several, its key.

    `facts` is what predicates have told of an item, by the steps below it.
    """

    items: Type
    many: bool
    key: Key | None
    facts: Mapping[Key, Type] = dataclass_field(default_factory=dict)


def path(node: nodes.Path, scope: Scope) -> Type:
    """Evaluate a path."""
    walk = _Walk(scope.context, many=False, key=(scope.place,))
    last = len(node.steps) - 1
    for index, step in enumerate(node.steps):
        walk, scope = _step(step, walk, scope, is_first=index == 0, is_last=index == last)
    if not walk.many:
        return kept(walk.items) if node.keeps_array else walk.items
    return sequence(walk.items, scope.origin(node), keeps_array=node.keeps_array)


def filtered(node: nodes.Filtered, scope: Scope) -> Type:
    """Evaluate predicates behind something that is no path."""
    walk = _Walk(scope.value(node.of), many=False, key=None)
    for stage in node.stages:
        walk, scope = _stage(stage, walk, scope)
    if not walk.many:
        return kept(walk.items) if node.keeps_array else walk.items
    return sequence(walk.items, scope.origin(node), keeps_array=node.keeps_array)


def _step(
    step: nodes.Step, walk: _Walk, scope: Scope, *, is_first: bool, is_last: bool
) -> tuple[_Walk, Scope]:
    before = _opened(walk)
    if isinstance(step.expr, nodes.Sort):
        inner = scope.inside(before.items)
        for term in step.expr.terms:
            inner.value(term.expr)
        return before, scope
    key = next_key(replace(step, stages=()), walk.key, is_first=is_first)
    found = _value(step.expr, before, scope, is_first=is_first)
    if key is not None and key in scope.facts:
        found = scope.facts[key].made_by(scope.origin(step.expr)) if len(key) > 1 else scope.facts[key]
    after = _Walk(found, before.many, key)
    if step.focus:
        scope = scope.bound(step.focus, _opened(after).items.without(Absent))
        return _Walk(before.items, _opened(after).many, None), scope
    for stage in step.stages:
        after, scope = _stage(stage, after, scope)
    return (_opened(after) if after.many and is_last and not _is_array(step.expr) else after), scope


def _value(expr: nodes.Expr, walk: _Walk, scope: Scope, *, is_first: bool) -> Type:
    context = walk.items
    if isinstance(expr, nodes.Name):
        found = field(expr.name, context, scope, scope.origin(expr))
        known = walk.facts.get((expr.name,))
        return known.made_by(scope.origin(expr)) if known is not None else found
    if isinstance(expr, nodes.Wildcard | nodes.Descendants | nodes.Parent):
        return UNKNOWN
    if is_first:
        return scope.value(expr)
    missing = tuple(atom for atom in context if isinstance(atom, Absent))
    present = context.without(Absent)
    inner = scope.inside(present)
    for key, known in walk.facts.items():
        inner = inner.knowing((inner.place, *key), known)
    return inner.value(expr) | Type(missing) if present.atoms else Type(missing)


def _is_array(expr: nodes.Expr) -> bool:
    return isinstance(expr, nodes.Array)


def _opened(walk: _Walk) -> _Walk:
    """Look through arrays at their items."""
    if not any(isinstance(atom, Array) for atom in walk.items):
        return walk
    return _Walk(_flat(walk.items), many=True, key=None, facts=walk.facts)


def _flat(found: Type) -> Type:
    items = [each.items.type for each in found if isinstance(each, Array)]
    return union([found.without(Array), *items]).without(Array)


def field(name: str, context: Type, scope: Scope, origin: Origin) -> Type:
    """Read a field of a value; reports the field when no object that the value may be has it."""
    found: list[Type] = []
    owners: list[Object] = []
    missed = False
    for atom in context:
        if isinstance(atom, Object):
            value = atom.fields.at(name)
            owners += [atom]
            missed |= value is None
            found.append(value.made_by(origin) if value is not None else ABSENT)
        else:
            found.append(_of_no_object(atom, name, scope, origin))
    if _judge(name, context, owners, missed=missed, scope=scope, origin=origin):
        return UNKNOWN.made_by(origin)
    return union(found)


def _judge(
    name: str, context: Type, owners: list[Object], *, missed: bool, scope: Scope, origin: Origin
) -> bool:
    """Report a field that none of the objects has; what comes of it is not looked at again."""
    verdicts = scope.run.verdicts
    is_known = any(each.fields.at(name) is not None for each in owners)
    if is_known or context.is_unknown:
        verdicts.right(Kind.FIELD, origin)
    elif missed:
        known = tuple(sorted({each for owner in owners for each in owner.fields.names()}))
        owner = owners[0].fields
        verdicts.wrong(Finding(Kind.FIELD, origin, name, owner.title, known, owner.owner))
    return missed and not is_known and owners[0].fields.owner is not Owner.MADE


def _of_no_object(atom: Atom, name: str, scope: Scope, origin: Origin) -> Type:
    if isinstance(atom, Unknown):
        return UNKNOWN.made_by(origin)
    if isinstance(atom, Absent | Null):
        return Type((Absent(atom.why, origin),))
    if isinstance(atom, Array):
        return sequence(field(name, _flat(Type((atom,))), scope, origin), origin)
    return ABSENT


def _stage(stage: nodes.Stage, walk: _Walk, scope: Scope) -> tuple[_Walk, Scope]:
    if isinstance(stage, nodes.Position):
        return _opened(walk), scope.bound(stage.name, Type((Number(),)))
    index = fixed_index(stage)
    key = (*walk.key, index) if walk.key is not None and index is not None else None
    if key is not None and key in scope.facts:
        return _Walk(scope.facts[key], walk.many, key), scope
    opened = _opened(walk)
    inner = scope.inside(opened.items.without(Absent))
    judged = inner.value(stage.condition)
    had_array = opened.many and not walk.many
    if index is not None or (judged.atoms and not judged.without(Number, Absent).atoms):
        maybe = ABSENT if had_array or walk.many or index not in (0, -1) else NOTHING
        return _Walk(opened.items | maybe, walk.many, key), scope
    assumed = assuming(stage.condition, True, inner)
    items = assumed.facts.get((inner.place,), inner.context)
    facts = {key[1:]: known for key, known in assumed.facts.items() if key[0] == inner.place and key[1:]}
    return _Walk(items | ABSENT, opened.many, None, {**opened.facts, **facts}), scope


def sequence(items: Type, origin: Origin, *, keeps_array: bool = False) -> Type:
    """What many values come to: none, one of them, or an array."""
    single = items.without(Absent)
    missing = items.only(Absent) | ABSENT
    if not single.atoms:
        return missing
    several = Array(Later.of(single), is_sequence=not keeps_array, origin=origin)
    if keeps_array:
        return joined((several, *missing))
    return joined((*single, several, *missing))


def kept(found: Type) -> Type:
    """What `[]` makes of a value: an array, unless there is none."""
    return joined(
        atom
        if isinstance(atom, Array | Absent | Unknown | Function)
        else Array(Later.of(Type((atom,))), origin=atom.origin)
        for atom in found
    )
