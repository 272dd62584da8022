"""Any damage to a good OpenAPI file: a skeleton that passes, or a clear error; never anything else."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.scaffolding.skeletons import EXAMPLE, see_that_it_passes
from unispec.cli._new_play import play
from unispec.diagnostics import Code, Diagnostic, SpecError
from unispec.documents import read_foreign
from unispec.scaffolding import Skeleton, new_integration, write_files

JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1e300,
    "",
    "x",
    "{{ x }}",
    "#/nope",
    "http://x.example/y.yaml#/a",
    [],
    {},
    [1],
    {"a": 1},
    "\x1b[31m",
    "# unispec: allow unknown-key: x",
    "a" * 5_000,
    "`$[",
    {"$ref": "#/components/schemas/Booking"},
    {"$ref": "#/paths"},
    "é☃",
    ["string", "null"],
    "null: 5",
    "'\"",
    {"type": "object", "properties": {"id": {"type": "integer"}}},
]
NAMES = [
    "id",
    "title",
    "Weird Name!",
    "x`y",
    "$x",
    "a.b",
    "",
    "type",
    "enum",
    "nullable",
    "and",
    "{{ y }}",
    "# z: a\nb",
]
READ = read_foreign(EXAMPLE, "bookings.yaml").document
SYNTAX = {Code.INVALID_OPENAPI, Code.YAML_SYNTAX, Code.YAML_TOO_DEEP, Code.NOT_UTF8, Code.FILE_TOO_LARGE}


def routes(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if above:
        yield above
    for key, each in value.items() if isinstance(value, dict) else ():
        yield from routes(each, (*above, key))
    for index, each in enumerate(value if isinstance(value, list) else ()):
        yield from routes(each, (*above, index))


def at(value: Any, route: tuple[Any, ...]) -> Any:
    for step in route:
        value = value[step]
    return value


def damaged(chance: random.Random) -> Any:
    """Remove, replace, rename or move some values of the example."""
    assert READ is not None
    made = copy.deepcopy(READ.data)
    for _ in range(chance.randint(1, 6)):
        known = list(routes(made))
        *above, key = chance.choice(known)
        holder, way = at(made, tuple(above)), chance.random()
        if way < 0.3:
            del holder[key]
        elif way < 0.7:
            holder[key] = copy.deepcopy(chance.choice(JUNK))
        elif way < 0.85 and isinstance(holder, dict):
            holder[chance.choice(NAMES)] = holder.pop(key)
        else:
            holder[key] = copy.deepcopy(at(made, chance.choice(known)))
    return made


def see_that_it_ends_well(root: Path, file: Path) -> bool:
    """Make a skeleton and see that it passes; False when there was a clear error instead."""
    made, found = _made(root, file)
    assert {each.code for each in found} <= SYNTAX
    assert all(each.location is not None for each in found)
    if made is None:
        assert found
        assert not (root / "integrations").exists()
        return False
    write_files(root, made.files)
    see_that_it_passes(root)
    return True


def _made(root: Path, file: Path) -> tuple[Skeleton | None, tuple[Diagnostic, ...]]:
    try:
        return new_integration("small", root, play, source=file), ()
    except SpecError as error:
        return None, error.diagnostics


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_document_gives_a_skeleton_that_passes_or_an_error(seed: int, tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(damaged(random.Random(seed))), "utf-8")
    see_that_it_ends_well(tmp_path, file)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_text_gives_a_skeleton_that_passes_or_an_error(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    text = EXAMPLE.read_bytes()
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text))
        piece = chance.choice([b"", b"\x00", b"\xff", b": ", b"- ", b"  ", b"{", b"&a ", b"*a", b"\n", b"5"])
        text = text[:start] + piece + text[start + chance.randrange(3) :]
    if seed % 3 == 0:
        text = text[: chance.randrange(len(text))]
    file = tmp_path / "api.yaml"
    file.write_bytes(text)
    see_that_it_ends_well(tmp_path, file)
