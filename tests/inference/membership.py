"""Whether a value is one of the alternatives of a type; nothing and null look the same outside."""

from collections.abc import Callable, Mapping
from typing import Any

from unispec.inference import Absent, Array, Boolean, Null, Number, Object, String, Type, Unknown


def contains(found: Type, value: Any) -> bool:
    """Tell whether a value may come of an expression of this type."""
    return any(isinstance(atom, Unknown) or _is(atom, value) for atom in found)


def _is(atom: Any, value: Any) -> bool:
    test = _TESTS.get(type(atom))
    return test is not None and test(atom, value)


def _nothing(atom: Any, value: Any) -> bool:
    return value is None


def _truth(atom: Any, value: Any) -> bool:
    return isinstance(value, bool) and atom.value in (None, value)


def _number(atom: Any, value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (atom.value is None or atom.value == value)


def _text(atom: Any, value: Any) -> bool:
    return isinstance(value, str) and atom.value in (None, value)


def _array(atom: Any, value: Any) -> bool:
    return isinstance(value, list) and all(contains(atom.items.type, each) for each in value)


def _object(atom: Any, value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    fields = atom.fields
    if not fields.required() <= value.keys():
        return False
    for name in value.keys() | fields.names():
        known = fields.at(name)
        if known is None or not contains(known, value.get(name)):
            return False
    return True


_TESTS: Mapping[type, Callable[[Any, Any], bool]] = {
    Absent: _nothing,
    Null: _nothing,
    Boolean: _truth,
    Number: _number,
    String: _text,
    Array: _array,
    Object: _object,
}
