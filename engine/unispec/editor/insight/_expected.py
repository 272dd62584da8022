"""What should come out where an expression is cut: what the leaf must give, followed to the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from unispec.editor.insight._cut import MARK
from unispec.editor.insight._sight import Sight
from unispec.editor.insight._words import listed, opened
from unispec.inference import NOTHING, Array, Type, field_of
from unispec.language import nodes

_EQUALITIES = frozenset({"=", "!="})
_PASSING = (nodes.Block, nodes.Default, nodes.Filtered, nodes.Array)


@dataclass(frozen=True, slots=True)
class Expected:
    """The type of what should come out; for the key of an object, that of the object, with its other keys."""

    type: Type
    is_key: bool = False
    present: tuple[str, ...] = ()


def expected(found: Sight) -> Expected:
    """Tell what should come out at the cursor; nothing when that is not known."""
    wanted = NOTHING
    for goal in found.goals:
        wanted |= goal
    way = found.around
    for form, below in pairwise(way):
        if isinstance(form, nodes.Object | nodes.Group):
            name = _key_of(form, below)
            if name is None:
                keys = tuple(str(key.value) for key, _ in form.entries if isinstance(key, nodes.Literal))
                return Expected(wanted, is_key=True, present=tuple(key for key in keys if key != MARK))
            if not _is_table(way, form):
                wanted = field_of(opened(wanted), name) or NOTHING
        elif not _passes(form, below):
            return Expected(NOTHING)
        elif isinstance(form, nodes.Array):
            wanted = _items(wanted)
    return Expected(wanted)


def compared(found: Sight) -> tuple[str, ...] | None:
    """The closed list of words that stands opposite of the cursor; None when nothing stands there."""
    way = found.around
    for index in range(len(way) - 2, -1, -1):
        form, below = way[index], way[index + 1]
        if isinstance(form, nodes.Binary) and (form.operator in _EQUALITIES or form.operator == "in"):
            other = form.right if below is form.left else form.left
            return listed(found.type(other))
        if isinstance(form, nodes.Object) and _key_of(form, below) is None and index > 0:
            return _looked_up(way[index - 1], form, found)
        if not isinstance(form, nodes.Array | nodes.Path | nodes.Block):
            return None
    return None


def _looked_up(call: nodes.Syntax, table: nodes.Object, found: Sight) -> tuple[str, ...] | None:
    """The words that a table of a call is for: those that the other arguments may be."""
    if not isinstance(call, nodes.Call) or table not in call.given:
        return None
    known = set(map(str, (key.value for key, _ in table.entries if isinstance(key, nodes.Literal))))
    values = [word for each in call.given if each is not table for word in listed(found.type(each))]
    return tuple(word for word in dict.fromkeys(values) if word not in known)


def _key_of(form: nodes.Object | nodes.Group, below: nodes.Syntax) -> str | None:
    """The key under which a form stands; None when it is a key itself."""
    for key, value in form.entries:
        if value is below:
            return str(key.value) if isinstance(key, nodes.Literal) else ""
    return None


def _is_table(way: tuple[nodes.Syntax, ...], form: nodes.Syntax) -> bool:
    """Whether an object is looked things up in: an argument of a call."""
    above = way[way.index(form) - 1] if form is not way[0] else None
    return isinstance(above, nodes.Call)


def _passes(form: nodes.Syntax, below: nodes.Syntax) -> bool:
    """Whether a form gives what the form below gives."""
    match form:
        case nodes.Condition(condition=condition):
            return below is not condition
        case nodes.Block(expressions=expressions):
            return below is expressions[-1]
        case nodes.Default() | nodes.Array() | nodes.Negation():
            return True
        case nodes.Filtered(of=of):
            return below is of
        case nodes.Path(steps=steps):
            return below is steps[-1].expr
        case nodes.Call(function=function):
            return below is not function and isinstance(below, nodes.Object)
        case nodes.Lambda(body=body):
            return below is body
        case _:
            return False


def _items(wanted: Type) -> Type:
    """What the items of a list should be; a single value counts as its item."""
    found = wanted.without(Array)
    for atom in wanted:
        if isinstance(atom, Array):
            found |= atom.items.type
    return found
