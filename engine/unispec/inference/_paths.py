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

_EMPTY = Type((Array(Later.of(NOTHING)),))
_OF_SEQUENCES = frozenset({"each", "filter", "keys", "lookup", "map", "match", "spread"})


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far a path has come: what a value may be, whether there may be several of them, its key.

    `facts` is what predicates have told of a value, by the steps below it. `were_many` tells whether
    there were several values before the step, `is_opened` that the step's arrays are looked through
    already, `has_tuples` that the path binds variables on its way, which opens even new arrays.
    """

    items: Type
    many: bool
    key: Key | None
    facts: Mapping[Key, Type] = dataclass_field(default_factory=dict)
    were_many: bool = False
    is_opened: bool = False
    has_tuples: bool = False


def path(node: nodes.Path, scope: Scope) -> Type:
    """Evaluate a path."""
    walk = _Walk(scope.context, many=False, key=(scope.place,))
    if not isinstance(node.steps[0].expr, nodes.Variable):
        walk = _opened(walk)
    last = len(node.steps) - 1
    for index, step in enumerate(node.steps):
        walk, scope = _step(step, walk, scope, is_first=index == 0, is_last=index == last)
    if not walk.many:
        return kept(walk.items) if node.keeps_array else walk.items
    found = sequence(walk.items, scope.origin(node), keeps_array=node.keeps_array)
    return found | _EMPTY if _may_begin_empty(node, scope) else found


def _may_begin_empty(node: nodes.Path, scope: Scope) -> bool:
    """An empty array that a path makes itself is all that comes of the path."""
    first = node.steps[0].expr
    if not isinstance(first, nodes.Array):
        return False
    items = [scope.value(each) for each in first.items if not isinstance(each, nodes.Array)]
    return len(items) == len(first.items) and all(
        each.missing.atoms or each.only(Array).atoms or not each.atoms for each in items
    )


def filtered(node: nodes.Filtered, scope: Scope) -> Type:
    """Evaluate predicates behind something that is no path; `[]` keeps only what they, or a call, give."""
    walk = _Walk(scope.value(node.of), many=False, key=None)
    for stage in node.stages:
        walk, scope = _stage(stage, walk, scope)
    keeps_array = node.keeps_array and (bool(node.stages) or _gives_sequence(node.of, scope))
    if not walk.many:
        return kept(walk.items) if keeps_array else walk.items
    return sequence(walk.items, scope.origin(node), keeps_array=keeps_array)


def _gives_sequence(node: nodes.Expr, scope: Scope) -> bool:
    """Whether a call gives what `[]` can keep from collapsing; what own functions give has collapsed."""
    name = (
        node.function.name
        if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Variable)
        else ""
    )
    return name in _OF_SEQUENCES and name not in scope.variables


def _step(
    step: nodes.Step, before: _Walk, scope: Scope, *, is_first: bool, is_last: bool
) -> tuple[_Walk, Scope]:
    if isinstance(step.expr, nodes.Sort):
        inner = scope.inside(before.items)
        for term in step.expr.terms:
            inner.value(term.expr)
        return before, scope
    after = _Walk(
        _value(step.expr, before, scope, is_first=is_first),
        before.many,
        next_key(replace(step, stages=()), before.key, is_first=is_first),
        were_many=before.many,
        has_tuples=before.has_tuples or _has_tuples(step),
    )
    known = scope.facts.get(after.key) if after.key is not None else None
    if known is not None and after.key is not None:
        items = known.made_by(scope.origin(step.expr)) if len(after.key) > 1 else known
        after = replace(after, items=items)
    if step.focus:
        opened = _opened(after)
        scope = scope.bound(step.focus, opened.items.without(Absent))
        after = replace(opened, items=before.items | opened.items.only(Absent, Unknown), is_opened=True)
    for stage in step.stages:
        after, scope = _stage(stage, after, scope)
    if after.has_tuples:
        return _opened(after), scope
    flattened = _flattened(after)
    is_kept = is_last and not (after.many and flattened.items.without(Absent).atoms)
    return (after if is_kept else flattened), scope


def _has_tuples(step: nodes.Step) -> bool:
    is_position = any(isinstance(stage, nodes.Position) for stage in step.stages)
    return is_position or step.focus is not None or isinstance(step.expr, nodes.Parent)


def _value(expr: nodes.Expr, walk: _Walk, scope: Scope, *, is_first: bool) -> Type:
    context = walk.items
    if isinstance(expr, nodes.Name):
        found = field(expr.name, context, scope, scope.origin(expr))
        known = walk.facts.get((expr.name,))
        return known.made_by(scope.origin(expr)) | context.only(Absent) if known is not None else found
    if isinstance(expr, nodes.Wildcard | nodes.Descendants | nodes.Parent):
        return UNKNOWN
    if is_first and not walk.many:
        return scope.value(expr)
    missing = context.missing
    present = context.without(Absent)
    inner = scope.inside(present)
    for key, known in walk.facts.items():
        inner = inner.knowing((inner.place, *key), known)
    found = inner.value(expr) if present.atoms else NOTHING
    if isinstance(expr, nodes.Array):
        found = Type(tuple(replace(each, is_whole=True) for each in found if isinstance(each, Array)))
    return found | missing | (UNKNOWN if present.is_unknown else NOTHING)


def _opened(walk: _Walk) -> _Walk:
    """Look through arrays at their items."""
    if walk.is_opened or not walk.items.only(Array).atoms:
        return walk
    return replace(walk, items=_flat(walk.items), many=True, key=None, is_opened=True)


def _flattened(walk: _Walk) -> _Walk:
    """Look through arrays at their items, but not through whole ones."""
    whole = Type(tuple(atom for atom in walk.items if _is_whole(atom)))
    if walk.is_opened or not whole.atoms:
        return _opened(walk)
    rest = Type(tuple(atom for atom in walk.items if not _is_whole(atom)))
    opened = _opened(replace(walk, items=rest))
    return replace(opened, items=opened.items | whole)


def _is_whole(atom: Atom) -> bool:
    return isinstance(atom, Array) and atom.is_whole


def _flat(found: Type) -> Type:
    items = [each.items.type for each in found if isinstance(each, Array)]
    return union([found.without(Array), *items])


def _leaves(array: Array) -> Type:
    """The items of an array, and of the arrays in it, which need not have an end."""
    found: dict[Atom, None] = {array: None}
    rest: list[Array] = [array]
    while rest:
        for atom in rest.pop().items.type:
            if isinstance(atom, Array) and atom not in found:
                rest.append(atom)
            found[atom] = None
    return Type(tuple(found)).without(Array)


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
        return Type((Unknown(origin, is_mistaken=True),))
    return union(found)


def _judge(
    name: str, context: Type, owners: list[Object], *, missed: bool, scope: Scope, origin: Origin
) -> bool:
    """Report a field that none of the objects has; what comes of it is not looked at again."""
    is_known = any(each.fields.at(name) is not None for each in owners)
    unknown = context.only(Unknown)
    if is_known or unknown.atoms:
        if not any(isinstance(atom, Unknown) and atom.is_mistaken for atom in unknown):
            scope.right(Kind.FIELD, origin)
    elif missed:
        known = tuple(sorted({each for owner in owners for each in owner.fields.names()}))
        owner = owners[0].fields
        scope.wrong(Finding(Kind.FIELD, origin, name, owner.title, known, owner.owner))
    return missed and not is_known and owners[0].fields.owner is not Owner.MADE


def _of_no_object(atom: Atom, name: str, scope: Scope, origin: Origin) -> Type:
    if isinstance(atom, Unknown):
        return Type((replace(atom, origin=origin),))
    if isinstance(atom, Absent | Null):
        return Type((Absent(atom.why, atom.origin or origin),))
    if isinstance(atom, Array):
        return sequence(_flat(field(name, _leaves(atom), scope, origin)), origin)
    return ABSENT


def _stage(stage: nodes.Stage, walk: _Walk, scope: Scope) -> tuple[_Walk, Scope]:
    opened = replace(_opened(walk), is_opened=True)
    if isinstance(stage, nodes.Position):
        return opened, scope.bound(stage.name, Type((Number(),)))
    index = fixed_index(stage)
    key = (*walk.key, index) if walk.key is not None and index is not None else None
    picked = replace(walk, many=walk.were_many, key=key, facts={}, is_opened=False)
    if key is not None and key in scope.facts:
        return replace(picked, items=scope.facts[key]), scope
    inner = scope.inside(opened.items.without(Absent))
    judged = inner.value(stage.condition)
    if index is not None or (judged.atoms and not judged.without(Number, Absent).atoms):
        maybe = ABSENT if opened.many or index not in (0, -1) else NOTHING
        return replace(picked, items=opened.items | maybe), scope
    assumed = inner if judged.only(Number, Array).atoms else assuming(stage.condition, True, inner)
    items = assumed.facts.get((inner.place,), inner.context)
    facts = {key[1:]: known for key, known in assumed.facts.items() if key[0] == inner.place and key[1:]}
    return replace(opened, items=items | ABSENT, key=None, facts={**opened.facts, **facts}), scope


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
    return joined(map(_kept, found))


def _kept(atom: Atom) -> Atom:
    if isinstance(atom, Array):
        return replace(atom, is_sequence=False)
    if isinstance(atom, Absent | Unknown | Function):
        return atom
    return Array(Later.of(Type((atom,))), origin=atom.origin)
