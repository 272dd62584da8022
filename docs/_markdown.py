"""Markdown, as the generated pages write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def code(value: object) -> str:
    """Write a value as code."""
    return f"`{value}`"


def anchor(heading: str) -> str:
    """Give the anchor that a heading gets."""
    return _NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")


def link(text: str, heading: str) -> str:
    """Link to a heading of the same page."""
    return f"[{text}](#{anchor(heading)})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |"
        for line in lines
    )
