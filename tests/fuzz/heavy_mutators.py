"""Files just below the limits, and those that cost more than their size tells."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.fuzz.tree_mutators import at, put, routes

HeavyMutator = Callable[[Random, Any], Any]

_LEAF = (
    "a",
    "name",
    "$id(uri)",
    "$x.y",
    "(a",
    '$string(a) & "b" & $input.user.id',
    "status = 1 ? a : b",
    "{{ input.id }}",
    1,
)


def _mappings(tree: Any) -> list[Any]:
    found = [each for each in (at(tree, route) for route in routes(tree)) if isinstance(each, dict)]
    return found or [{}]


def many_keys(random: Random, tree: Any) -> Any:
    leaf = random.choice(_LEAF)
    count = random.choice([1000, 5000, 19_000])
    random.choice(_mappings(tree)).update({f"key_{number}": leaf for number in range(count)})
    return tree


def many_leaves(random: Random, tree: Any) -> Any:
    leaf = random.choice(_LEAF)
    group = {f"b{number}": leaf for number in range(random.choice([10, 100]))}
    random.choice(_mappings(tree)).update({f"a{number}": dict(group) for number in range(150)})
    return tree


def long_list(random: Random, tree: Any) -> Any:
    route = random.choice(list(routes(tree)))
    item = random.choice([None, 1, "a", {}, {"type": "string"}, {"when": "a", "request": {"path": "/a"}}])
    return put(tree, route, [item] * random.choice([1000, 6000, 19_000]))


def function_chain(random: Random, tree: Any) -> Any:
    """Each function calls the next one, or two of them."""
    if isinstance(tree, dict):
        twice = random.random() < 0.5
        count = random.choice([30, 300, 1500])
        body = "function($x) {{ $f{0}($x) & $f{0}($x) }}" if twice else "function($x) {{ $f{0}($x) }}"
        ring = 0 if random.random() < 0.3 else count
        tree["functions"] = {
            f"f{number}": body.format(number + 1 if number + 1 < count else ring) for number in range(count)
        }
        _leaf(random, tree, "$f0(a)")
    return tree


def _leaf(random: Random, tree: Any, source: str) -> None:
    found = [route for route in routes(tree) if isinstance(at(tree, route), str)]
    if found:
        put(tree, random.choice(found), source)


def calling_operations(random: Random, tree: Any) -> Any:
    """Every operation of a resource reads a record of every other one."""
    if isinstance(tree, dict) and isinstance(tree.get("resource"), str):
        count = random.choice([3, 40])
        names = [f"op_{number}" for number in range(count)]
        related = {name: {"operation": f"{tree['resource']}.{name}", "input": {"id": "id"}} for name in names}
        each = {"request": {"path": "/a"}, "records": "$", "related": related}
        tree["operations"] = {name: dict(each) for name in names}
        if random.random() < 0.5:
            parent = {"operation": f"{tree['resource']}.list", "as": "parent", "input": {}}
            tree["operations"]["list"] = {"for_each": parent, "pagination": "none", **each}
    return tree


def doubling(random: Random, tree: Any) -> Any:
    """Each definition refers twice to the next one: two to the power of their number of ways."""
    if isinstance(tree, dict):
        union = random.choice(["oneOf", "anyOf", "allOf"])
        count = random.choice([12, 40, 400])
        below = {f"d{number}": {union: [{"$ref": f"#/$defs/d{number + 1}"}] * 2} for number in range(count)}
        definitions = tree.setdefault("$defs", {})
        if isinstance(definitions, dict):
            definitions.update(below)
            end = random.choice(
                [{"$ref": "#/$defs/d0"}, {"type": "string"}, {"$ref": "#"}, {"properties": {"a": {}}}]
            )
            definitions[f"d{count}"] = end
            for name in [name for name in definitions if not name.startswith("d")][:3]:
                definitions[name] = {"$ref": "#/$defs/d0"}
        if random.random() < 0.5:
            tree.setdefault("properties", {"a": {}})
            random.choice(_mappings(tree["properties"]))["x"] = {"$ref": "#/$defs/d0"}
    return tree


def wide_schema(random: Random, tree: Any) -> Any:
    names = [f"field_{number}" for number in range(random.choice([500, 4000]))]
    found = {name: {"type": ["string", "null"]} for name in names}
    mapping = random.choice(_mappings(tree))
    mapping.update(
        {"type": "object", "properties": found, "required": names if random.random() < 0.5 else []}
    )
    return tree


def wide_enum(random: Random, tree: Any) -> Any:
    random.choice(_mappings(tree))["enum"] = [
        f"value_{number}" for number in range(random.choice([300, 15_000]))
    ]
    return tree


def long_source(random: Random, tree: Any) -> Any:
    """An expression just below the longest."""
    unit = random.choice(
        [
            "a.b & ",
            "$x + ",
            '"a" & ',
            "a ? b : ",
            "[a, ",
            "(a; ",
            "$not(",
            "$map(a, ",
            "- ",
            "a[b].",
            '{"a": ',
        ]
    )
    close = {"[": "]", "(": ")", "{": "}"}
    count = random.choice([500, 49_000]) // len(unit)
    end = "".join(close[letter] for letter in unit if letter in close)
    _leaf(random, tree, unit * count + "1" + end * (count if random.random() < 0.8 else 0))
    return tree


def long_sources(random: Random, tree: Any) -> Any:
    """Many long expressions in one file."""
    source = random.choice(["a.b & ", "$id(a) & ", "a + "]) * random.choice([100, 800]) + "a"
    mapping = random.choice(_mappings(tree))
    mapping.update(
        {f"long_{number}": f"{source} & b{number}" for number in range(random.choice([5, 60, 130]))}
    )
    return tree


HEAVY_MUTATORS: tuple[HeavyMutator, ...] = (
    *(many_keys, many_keys, many_leaves, long_list, function_chain, calling_operations, doubling, doubling),
    *(wide_schema, wide_enum, long_source, long_sources),
)
