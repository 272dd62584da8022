"""What pages say in a cell: how a field is given, what a parameter takes, in as few words as possible."""

from __future__ import annotations

from collections.abc import Sequence

from unispec.survey._markdown import code, codes
from unispec.survey._survey import Condition, Coverage, Field, Filling, Parameter, Presence, Way

NOTHING = "—"
_SHOWN = 12
_LONGEST = 40


def given(coverage: Coverage, field: Field) -> str:
    """Say in which ways a field is given, and how often; what holds of its holder is not said again."""
    holder = coverage.field(field.holder)
    above = [each.conditions for each in holder.fillings] if holder else [()] * len(field.fillings)
    pairs = zip(field.fillings, above, strict=True)
    return joined(coverage.ways, [_filled(field, each, known) for each, known in pairs])


def taken(coverage: Coverage, operation: str, name: str) -> str:
    """Say in which ways an operation takes a parameter, and with which values."""
    known = coverage.parameters.get(operation, {}).get(name)
    ways = [way for way in coverage.ways if way.offer.operation == operation]
    return joined(ways, [_taken(way, name, known) for way in ways])


def joined(ways: Sequence[Way], said: Sequence[str]) -> str:
    """Join what is said of each way; what is the same of several is said once."""
    if len(set(said)) <= 1:
        return said[0] if said else NOTHING
    found: dict[str, dict[str, list[Way]]] = {}
    for way, each in zip(ways, said, strict=True):
        if each != NOTHING:
            found.setdefault(each, {}).setdefault(way.offer.operation, []).append(way)
    return "; ".join(f"{', '.join(map(_label, found[each].values()))}: {each}" for each in found)


def _label(ways: Sequence[Way]) -> str:
    """What people call some ways of one operation: `list`, or `list (1, 2 of 3)`."""
    offer = ways[0].offer
    if len(ways) == offer.variants:
        return offer.operation
    numbers = ", ".join(str(way.offer.variant) for way in ways)
    return f"{offer.operation} ({numbers} of {offer.variants})"


def _filled(field: Field, filling: Filling, known: Sequence[Condition]) -> str:
    if filling.presence is Presence.NEVER:
        return NOTHING
    words = [str(filling.presence)]
    if filling.values is not None and _is_worth_telling(field, filling):
        words.append(f"only {codes(filling.values, ' or ')}")
    conditions = [each for each in filling.conditions if each not in known]
    words += [f"{'with' if each.parameter else 'when'} {code(str(each))}" for each in conditions]
    return ", ".join(words)


def _is_worth_telling(field: Field, filling: Filling) -> bool:
    """Whether the values that come are fewer than one would expect, and few enough to be read."""
    values = filling.values or ()
    if not values or len(values) > _SHOWN or any(len(str(each)) > _LONGEST for each in values):
        return False
    if field.values:
        return len(values) < len(field.values)
    return len(values) == 1 or not all(isinstance(each, bool) for each in values)


def _taken(way: Way, name: str, known: Parameter | None) -> str:
    entry = way.offer.parameters.get(name)
    if entry is None:
        return NOTHING
    words = ["required" if entry.get("required") else "yes"]
    if "values" in entry and (known is None or len(entry["values"]) < len(known.values)):
        words.append(f"only {codes(entry['values'], ' or ')}")
    elif "fields" in entry:
        words.append(f"by {codes(entry['fields'])}")
    return ", ".join(words)


def inside(fields: Sequence[Field], field: Field) -> tuple[int, int]:
    """Count the innermost fields below a field: how many are given, and how many there are."""
    below = [each for each in fields if each.path.startswith((f"{field.path}.", f"{field.path}["))]
    holders = {each.holder for each in below}
    leaves = [each for each in below if each.path not in holders]
    return sum(each.is_given for each in leaves), len(leaves)


def missing(fields: Sequence[Field]) -> list[str]:
    """Name the fields that are never given, but not those inside of one that is named already."""
    named: list[str] = []
    for each in fields:
        if not each.is_given and not any(each.path.startswith((f"{name}.", f"{name}[")) for name in named):
            named.append(each.path)
    return named
