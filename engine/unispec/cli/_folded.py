"""JSON for the eye: a value stays on one line while it fits, and opens up only where it does not."""

from __future__ import annotations

import json

from rich.cells import cell_len

from unispec.cli._output import fitted
from unispec.data import Json

_STEP = "  "


def folded(value: Json, width: int) -> list[str]:
    """Write a value in lines of at most `width` columns; a text that is too long is cut."""
    return _lines(value, width, "", "", "")


def _lines(value: Json, width: int, indent: str, lead: str, trail: str) -> list[str]:
    line = f"{indent}{lead}{json.dumps(value, ensure_ascii=False)}{trail}"
    if cell_len(line) <= width and (indent or not value):
        return [line]
    if isinstance(value, dict) and value:
        children = [(f"{json.dumps(name)}: ", child) for name, child in value.items()]
        brackets = "{}"
    elif isinstance(value, list) and value:
        children = [("", child) for child in value]
        brackets = "[]"
    else:
        return [fitted(line, width).rstrip()]
    lines = [f"{indent}{lead}{brackets[0]}"]
    for number, (name, child) in enumerate(children, 1):
        comma = "," if number < len(children) else ""
        lines += _lines(child, width, indent + _STEP, name, comma)
    return [*lines, f"{indent}{brackets[1]}{trail}"]
