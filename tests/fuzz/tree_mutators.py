"""Ways to spoil what a file says: its values, its keys, and how they hang together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

TreeMutator = Callable[[Random, Any], Any]
Route = tuple[Any, ...]

_SCALARS: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        1.5,
        10**15,
        10**400,
        -(10**30),
        1e308,
        5e-324,
        float("inf"),
        float("nan"),
    ),
    *("", " ", "\n", "\x00", "\x1b[31m", "\ud800", "a" * 1000, "x" * 60_000, "é" * 3000, "\U0001f600"),
    *("null", "true", "1", "[]", "{}", "$", "$$", "..", "/", "#", "#/", "#/$defs", "list", "none", "GET"),
    *(
        "https://example.com",
        "file:///etc/passwd",
        "unispec:calendar/events",
        "{{ input.id }}",
        "{{",
        "7d",
        "9e99d",
    ),
)
_KEYS = (
    *(
        "",
        " ",
        "a",
        "$ref",
        "$defs",
        "$id",
        "type",
        "items",
        "properties",
        "oneOf",
        "enum",
        "required",
        "const",
        "if",
    ),
    *(
        "map",
        "operations",
        "list",
        "get",
        "request",
        "query",
        "body",
        "when",
        "records",
        "record",
        "related",
        "input",
    ),
    *(
        "variants",
        "static",
        "for_each",
        "windows",
        "pagination",
        "vars",
        "functions",
        "errors",
        "null",
        "0",
        "a.b",
    ),
    *(
        "__proto__",
        "x\ny",
        "\x1b[2J",
        "é",
        "\ud800",
        "k" * 3000,
        "additionalProperties",
        "patternProperties",
        "not",
    ),
)
_SCHEMAS: tuple[Any, ...] = (
    *(True, False, None, [], {}, {"$ref": "#"}, {"$ref": ""}, {"$ref": 7}, {"$ref": "#/$defs/nowhere"}),
    *({"$ref": "unispec:none/none"}, {"$ref": "http://127.0.0.1:9/x"}, {"$ref": "#/%"}, {"$ref": "#~2"}),
    *(
        {"type": []},
        {"type": {}},
        {"type": "any"},
        {"enum": []},
        {"enum": {}},
        {"enum": [1, 1]},
        {"const": None},
    ),
    *({"items": False}, {"items": []}, {"properties": []}, {"properties": {"a": 1}}, {"required": "a"}),
    *({"pattern": "("}, {"pattern": "(a+)+$"}, {"pattern": 1}, {"format": "x"}, {"oneOf": []}, {"allOf": {}}),
    *(
        {"additionalProperties": {"$ref": "#"}},
        {"patternProperties": {"(": {}}},
        {"maximum": "a"},
        {"multipleOf": 0},
    ),
    *({"$id": "x"}, {"$anchor": "a"}, {"$dynamicRef": "#a"}, {"$schema": "http://example.com/x"}, {"if": 1}),
)


def routes(value: Any, route: Route = ()) -> Iterator[Route]:
    """Every route into a tree, its root first."""
    yield route
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in steps:
        yield from routes(below, (*route, step))


def at(tree: Any, route: Route) -> Any:
    for step in route:
        tree = tree[step]
    return tree


def put(tree: Any, route: Route, value: Any) -> Any:
    """Set a value; the tree that comes back is another one when the route is its root."""
    if not route:
        return value
    at(tree, route[:-1])[route[-1]] = value
    return tree


def _any(random: Random, tree: Any) -> Route:
    return random.choice(list(routes(tree)))


def _mapping(random: Random, tree: Any) -> Any:
    found = [each for each in (at(tree, route) for route in routes(tree)) if isinstance(each, dict) and each]
    return random.choice(found) if found else {}


def another_value(random: Random, tree: Any) -> Any:
    return put(tree, _any(random, tree), deepcopy(random.choice((*_SCALARS, [], {}, [[]], {"a": {}}))))


def another_type(random: Random, tree: Any) -> Any:
    route = _any(random, tree)
    value = at(tree, route)
    return put(tree, route, random.choice([[value], {"a": value}, str(value), [value, deepcopy(value)]]))


def schema(random: Random, tree: Any) -> Any:
    return put(tree, _any(random, tree), deepcopy(random.choice(_SCHEMAS)))


def without_key(random: Random, tree: Any) -> Any:
    mapping = _mapping(random, tree)
    if mapping:
        del mapping[random.choice(list(mapping))]
    return tree


def new_key(random: Random, tree: Any) -> Any:
    value = random.choice((*_SCALARS, {}, [], deepcopy(at(tree, _any(random, tree)))))
    _mapping(random, tree)[random.choice(_KEYS)] = value
    return tree


def renamed_key(random: Random, tree: Any) -> Any:
    mapping = _mapping(random, tree)
    if mapping:
        old = random.choice(list(mapping))
        new = random.choice((*_KEYS, str(old)[:-1], f"{old}s", str(old).upper()))
        items = [(new if key == old else key, value) for key, value in mapping.items()]
        mapping.clear()
        mapping.update(items)
    return tree


def moved(random: Random, tree: Any) -> Any:
    mapping = _mapping(random, tree)
    if mapping:
        key = random.choice(list(mapping))
        value = mapping.pop(key)
        _mapping(random, tree)[key] = value
    return tree


def grafted(random: Random, tree: Any) -> Any:
    """Put one subtree at the place of another, or into itself."""
    value = deepcopy(at(tree, _any(random, tree)))
    return put(tree, _any(random, tree), value)


def swapped(random: Random, tree: Any) -> Any:
    one, other = _any(random, tree), _any(random, tree)
    short = min(len(one), len(other))
    if one[:short] != other[:short]:
        first, second = at(tree, one), at(tree, other)
        put(tree, one, second)
        put(tree, other, first)
    return tree


def nested(random: Random, tree: Any) -> Any:
    """Hang a subtree into itself again and again."""
    mapping = _mapping(random, tree)
    if not mapping:
        return tree
    key = random.choice(list(mapping))
    below = deepcopy(mapping)
    for _ in range(random.choice([1, 5, 25, 70])):
        below = {key: below}
    mapping[key] = below
    return tree


def many(random: Random, tree: Any) -> Any:
    """Repeat an entry under many names."""
    mapping = _mapping(random, tree)
    if mapping:
        value = mapping[random.choice(list(mapping))]
        count = random.choice([20, 100, 400])
        mapping.update({f"k{number}": deepcopy(value) for number in range(count)})
    return tree


def many_items(random: Random, tree: Any) -> Any:
    route = _any(random, tree)
    return put(tree, route, [deepcopy(at(tree, route)) for _ in range(random.choice([2, 20, 200]))])


TREE_MUTATORS: tuple[TreeMutator, ...] = (
    *(another_value, another_value, another_value, another_type, another_type, schema, schema, without_key),
    *(
        without_key,
        new_key,
        new_key,
        renamed_key,
        renamed_key,
        moved,
        grafted,
        grafted,
        swapped,
        nested,
        many,
    ),
    many_items,
)
