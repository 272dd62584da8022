"""Small files that say much: schemas that name each other again and again end in a skeleton all the same."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.scaffolding.skeletons import api, written

SECONDS = 10.0
EVENT = {
    "id": {"type": "string"},
    "title": {"type": "string"},
    "start": {"type": "string", "format": "date-time"},
}


def refer(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def doubling(levels: int) -> dict[str, Any]:
    """Each level names the next one twice, in two ways."""
    shapes: dict[str, Any] = {
        f"L{level}": {"allOf": [refer(f"L{level + 1}")] * 2, "oneOf": [refer(f"L{level + 1}")] * 2}
        for level in range(levels)
    }
    return shapes | {f"L{levels}": {"type": "object", "required": ["id"], "properties": EVENT}}


def dense(count: int, each: int) -> dict[str, Any]:
    """Each shape has fields of many others, which lead back to it."""
    return {
        f"L{number}": {
            "type": "object",
            "required": ["id"],
            "properties": EVENT
            | {f"to_{step}": refer(f"L{(number + step * 7) % count}") for step in range(each)},
        }
        for number in range(count)
    }


@pytest.mark.parametrize(
    "shapes",
    [
        doubling(30),
        dense(60, 12),
        {"L0": {"type": "object", "properties": EVENT | {"kind": {"enum": list(map(str, range(5_000)))}}}},
    ],
    ids=["doubling", "dense", "long enum"],
)
def test_a_small_file_is_not_followed_without_end(tmp_path: Path, shapes: dict[str, Any]) -> None:
    begun = time.process_time()
    made = written(tmp_path, api(refer("L0"), components={"schemas": shapes}))
    assert made.files
    assert time.process_time() - begun < SECONDS


def test_a_parameter_that_has_no_name_of_one_line_is_left_out_and_told(tmp_path: Path) -> None:
    parameters = [{"name": "email\n", "in": "query", "schema": {"type": "string"}}]
    made = written(tmp_path, api(parameters=parameters))
    assert "a parameter whose name is no line of text is left out" in [each.message for each in made.notes]
