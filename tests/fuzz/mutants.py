"""Spoiled files, each made from a seed and a number alone: the same two make the same file everywhere."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import yaml

from tests.fuzz.expression_mutators import SOURCE_MUTATORS
from tests.fuzz.heavy_mutators import HEAVY_MUTATORS
from tests.fuzz.text_mutators import RARE_TEXT_MUTATORS, TEXT_MUTATORS
from tests.fuzz.tree_mutators import TREE_MUTATORS, at, put, routes
from tests.fuzz.worlds import World, worlds

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEAVY = 0.015
_PLAIN_KEYS = frozenset(
    {"resource", "integration", "label", "docs", "summary", "style", "param", "$id", "description"}
)


@dataclass(frozen=True)
class Mutant:
    """A root in which one file is spoiled."""

    index: int
    world: World
    path: str
    content: bytes
    how: tuple[str, ...]


def mutant(seed: int, index: int) -> Mutant:
    """Make the spoiled file of a number."""
    random = Random(f"{seed}:{index}")
    world = random.choice(worlds())
    path = random.choice(world.targets)
    content, how = _spoiled(random, path, world.files[path])
    return Mutant(index, world, path, content, how)


def mutants(seed: int, start: int, stop: int, step: int = 1) -> Iterator[Mutant]:
    """Make the spoiled files of some numbers."""
    return (mutant(seed, index) for index in range(start, stop, step))


def _spoiled(random: Random, path: str, content: bytes) -> tuple[bytes, tuple[str, ...]]:
    if random.random() < 0.5:
        return _as_text(random, content)
    tree = _read(path, content)
    if tree is None:
        return _as_text(random, content)
    tree, how = _as_tree(random, tree)
    spoiled = _written(random, path, tree)
    if random.random() < 0.05:
        spoiled, more = _as_text(random, spoiled)
        how += more
    return spoiled, how


def _as_text(random: Random, content: bytes) -> tuple[bytes, tuple[str, ...]]:
    chosen = [random.choice(TEXT_MUTATORS) for _ in range(random.choice([1, 1, 1, 2, 3]))]
    if random.random() < _HEAVY / 2:
        chosen = [random.choice(RARE_TEXT_MUTATORS)]
    for each in chosen:
        content = each(random, content)
    return content, tuple(each.__name__ for each in chosen)


def _as_tree(random: Random, tree: Any) -> tuple[Any, tuple[str, ...]]:
    if random.random() < _HEAVY:
        heavy = random.choice(HEAVY_MUTATORS)
        return heavy(random, tree), (heavy.__name__,)
    how: list[str] = []
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        if random.random() < 0.5:
            chosen = random.choice(TREE_MUTATORS)
            tree = chosen(random, tree)
            how.append(chosen.__name__)
        else:
            tree, name = _source(random, tree)
            how.append(name)
    return tree, tuple(how)


def _source(random: Random, tree: Any) -> tuple[Any, str]:
    """Spoil one expression or template."""
    sources = [
        route for route in routes(tree) if isinstance(at(tree, route), str) and not _PLAIN_KEYS & {*route}
    ]
    if not sources:
        return tree, "nothing"
    route = random.choice(sources)
    chosen = random.choice(SOURCE_MUTATORS)
    return put(tree, route, chosen(random, at(tree, route))), f"source {chosen.__name__}"


def _read(path: str, content: bytes) -> Any:
    return pickle.loads(_tree(path, content))


@cache
def _tree(path: str, content: bytes) -> bytes:
    """What a file says, ready to be copied; None when it says nothing, or anything by an alias."""
    tree = None
    with suppress(yaml.YAMLError, ValueError):
        if b"&a" in content:
            return pickle.dumps(None)
        is_json = path.endswith(".json")
        tree = json.loads(content) if is_json else yaml.load(content, Loader=LOADER)
    return pickle.dumps(tree)


def _written(random: Random, path: str, tree: Any) -> bytes:
    """Write JSON or YAML, in one of the styles that YAML has; what JSON cannot hold is written, too."""
    if path.endswith(".json") or random.random() < 0.1:
        return _as_json(random, tree)
    style = random.choice([None, None, "|", '"', "'", ">"])
    try:
        text: str = yaml.dump(
            tree,
            Dumper=_Dumper,
            default_style=style,
            default_flow_style=random.choice([False, False, False, True, None]),
            allow_unicode=random.random() < 0.5,
            width=random.choice([80, 10**9]),
            sort_keys=False,
        )
    except UnicodeEncodeError:
        return _as_json(random, tree)
    return text.encode()


def _as_json(random: Random, tree: Any) -> bytes:
    text = json.dumps(tree, default=str, ensure_ascii=random.random() < 0.7, indent=random.choice([None, 2]))
    return text.encode("utf-8", "surrogatepass")


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes every value out at each place."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
