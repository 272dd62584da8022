"""Paths: fields of objects, over arrays, with predicates; what is not there is reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from unispec.inference._fields import refined
from unispec.inference._findings import Finding, Kind
from unispec.inference._keys import fixed_index, next_key
from unispec.inference._kinds import called
from unispec.inference._scope import Scope
from unispec.inference._sequences import Walk, flat, flattened, kept, leaves, opened, sequence
from unispec.inference._truth import assuming
from unispec.inference._types import (
    ABSENT,
    NOTHING,
    UNKNOWN,
    Absent,
    Array,
    Atom,
    Boolean,
    Later,
    Null,
    Number,
    Object,
    Origin,
    Owner,
    String,
    Type,
    Unknown,
    union,
)
from unispec.language import nodes

_EMPTY = Type((Array(Later.of(NOTHING)),))
_ANYTHING = (nodes.Wildcard, nodes.Descendants, nodes.Parent)
_OF_SEQUENCES = frozenset({"each", "filter", "keys", "lookup", "map", "match", "spread"})


def path(node: nodes.Path, scope: Scope) -> Type:
    """Evaluate a path."""
    walk = Walk(scope.context, many=False, key=(scope.place,))
    if not isinstance(node.steps[0].expr, nodes.Variable):
        walk = opened(walk)
    for index, step in enumerate(node.steps):
        after = node.steps[index + 1].expr if index + 1 < len(node.steps) else None
        walk, scope = _step(step, walk, scope, after, is_first=index == 0)
    found = _result(walk, scope.origin(node), keeps_array=node.keeps_array)
    return found | _EMPTY if _may_begin_empty(node, scope) else found


def _result(walk: Walk, origin: Origin, *, keeps_array: bool) -> Type:
    if walk.many:
        return sequence(walk.items, origin, keeps_array=keeps_array)
    return kept(walk.items) if keeps_array else walk.items


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
    walk = Walk(scope.value(node.of), many=False, key=None)
    for stage in node.stages:
        walk, scope = _stage(stage, walk, scope)
    keeps_array = node.keeps_array and (bool(node.stages) or _gives_sequence(node.of, scope))
    return _result(walk, scope.origin(node), keeps_array=keeps_array)


def _gives_sequence(node: nodes.Expr, scope: Scope) -> bool:
    """Whether a call gives what `[]` can keep from collapsing; what own functions give has collapsed."""
    return isinstance(node, nodes.Call) and node.name in _OF_SEQUENCES and node.name not in scope.variables


def _step(
    step: nodes.Step, before: Walk, scope: Scope, following: nodes.Expr | None, *, is_first: bool
) -> tuple[Walk, Scope]:
    if isinstance(step.expr, nodes.Sort):
        return _sorted(step.expr, step.stages, before, scope)
    after = Walk(
        _value(step.expr, before, scope, is_first=is_first),
        before.many and not isinstance(step.expr, _ANYTHING),
        next_key(replace(step, stages=()), before.key, is_first=is_first),
        were_many=before.many,
        has_tuples=before.has_tuples or _has_tuples(step),
    )
    known = scope.facts.get(after.key) if after.key is not None else None
    if known is not None and after.key is not None:
        items = known.made_by(scope.origin(step.expr)) if len(after.key) > 1 else known
        after = replace(after, items=items)
    if step.focus:
        inside = opened(after)
        scope = scope.bound(step.focus, inside.items.without(Absent))
        after = replace(inside, items=before.items | inside.items.only(Absent, Unknown), is_opened=True)
    for stage in step.stages:
        after, scope = _stage(stage, after, scope)
    return _behind(after, following), scope


def _sorted(sort: nodes.Sort, stages: Sequence[nodes.Stage], walk: Walk, scope: Scope) -> tuple[Walk, Scope]:
    """Sort what the path has come to, which stays what it is."""
    inner = scope.inside(walk.items)
    for term in sort.terms:
        inner.value(term.expr)
    walk = replace(walk, were_many=False)
    for stage in stages:
        walk, scope = _stage(stage, walk, scope)
    return walk, scope


def _behind(walk: Walk, following: nodes.Expr | None) -> Walk:
    """What the next step sees, or what is left behind the last."""
    if walk.has_tuples:
        return opened(walk)
    inside = flattened(walk)
    if following is None:
        return inside if walk.many and inside.items.without(Absent).atoms else walk
    if not walk.many and isinstance(following, nodes.Name) and not _have(following.name, walk.items):
        return replace(inside, many=False)
    return inside


def _have(name: str, found: Type) -> bool:
    """Whether an item of an array may have a field."""
    items = [item for atom in found if isinstance(atom, Array) for item in leaves(atom)]
    return any(
        isinstance(each, Unknown) or (isinstance(each, Object) and each.fields.at(name) is not None)
        for each in items
    )


def _has_tuples(step: nodes.Step) -> bool:
    is_position = any(isinstance(stage, nodes.Position) for stage in step.stages)
    return is_position or step.focus is not None or isinstance(step.expr, nodes.Parent)


def _value(expr: nodes.Expr, walk: Walk, scope: Scope, *, is_first: bool) -> Type:
    context = walk.items
    if isinstance(expr, nodes.Name):
        found = _field(expr.name, context, scope, scope.origin(expr))
        known = walk.facts.get((expr.name,))
        if known is not None:
            found = known.made_by(scope.origin(expr)) | context.only(Absent)
        if scope.run.watch is not None:
            scope.run.watch(expr, replace(scope, context=context), found)
        return found
    if isinstance(expr, _ANYTHING):
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


def _field(name: str, context: Type, scope: Scope, origin: Origin) -> Type:
    """Read a field of a value; reports the field when no object that the value may be has it."""
    found: list[Type] = []
    owners: list[Object] = []
    missed = False
    for atom in context:
        if isinstance(atom, Object):
            value = atom.fields.at(name)
            owners.append(atom)
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
    _judge_scalar(name, context, scope, origin)
    if is_known or unknown.atoms:
        if not any(isinstance(atom, Unknown) and atom.is_mistaken for atom in unknown):
            scope.right(Kind.FIELD, origin)
    elif missed:
        known = tuple(sorted({each for owner in owners for each in owner.fields.names()}))
        owner = owners[0].fields
        scope.wrong(Finding(Kind.FIELD, origin, name, owner.title, known, owner.owner))
    return missed and not is_known and owners[0].fields.owner is not Owner.MADE


def _judge_scalar(name: str, context: Type, scope: Scope, origin: Origin) -> None:
    """Report a field of a text, a number or a truth value, which have none."""
    scalars = context.only(String, Number, Boolean)
    if context.only(Object, Array, Unknown).atoms:
        scope.right(Kind.SCALAR, origin)
    elif scalars.atoms:
        owner = next((atom.owner for atom in scalars if isinstance(atom, String) and atom.owner), "")
        scope.wrong(Finding(Kind.SCALAR, origin, name, owner, because=called(scalars)))


def _of_no_object(atom: Atom, name: str, scope: Scope, origin: Origin) -> Type:
    if isinstance(atom, Unknown):
        return Type((replace(atom, origin=origin),))
    if isinstance(atom, Absent | Null):
        return Type((Absent(atom.why, atom.origin or origin),))
    if isinstance(atom, Array):
        return sequence(flat(_field(name, leaves(atom), scope, origin)), origin)
    return ABSENT


def _stage(stage: nodes.Stage, walk: Walk, scope: Scope) -> tuple[Walk, Scope]:
    inside = replace(opened(walk), is_opened=True)
    if isinstance(stage, nodes.Position):
        return inside, scope.bound(stage.name, Type((Number(),)))
    index = fixed_index(stage)
    key = (*walk.key, index) if walk.key is not None and index is not None else None
    picked = replace(walk, many=walk.were_many, key=key, facts={}, is_opened=False)
    if key is not None and key in scope.facts:
        return replace(picked, items=scope.facts[key]), scope
    inner = scope.inside(inside.items.without(Absent))
    judged = inner.value(stage.condition)
    if index is not None or (judged.atoms and not judged.without(Number, Absent).atoms):
        maybe = ABSENT if inside.many or index not in (0, -1) else NOTHING
        return replace(picked, items=inside.items | maybe), scope
    assumed = inner if judged.only(Number, Array).atoms else assuming(stage.condition, True, inner)
    items = assumed.facts.get((inner.place,), inner.context)
    facts = {key[1:]: known for key, known in assumed.facts.items() if key[0] == inner.place and key[1:]}
    many = inside.many or bool(judged.only(Array).atoms)
    items = refined(items, facts)
    return replace(inside, items=items | ABSENT, many=many, key=None, facts={**inside.facts, **facts}), scope
