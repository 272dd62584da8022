"""The functions of an integration for people: how each is called, and the comment above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from unispec.diagnostics import Part
from unispec.documents import Document
from unispec.language import nodes
from unispec.rules import Uses, parsed
from unispec.specs import Snippet


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """A function that the author of the integration wrote."""

    name: str
    signature: str
    comment: str
    snippet: Snippet


def own_functions(uses: Uses) -> Iterator[OwnFunction]:
    """Every function of an integration, in the order of writing."""
    for name, snippet in uses.integration.functions.items():
        source = parsed(snippet)
        node = source.node if source is not None else None
        takes = node.parameters if isinstance(node, nodes.Lambda) else ()
        signature = f"${name}({', '.join(f'${each}' for each in takes)})"
        yield OwnFunction(name, signature, _comment(snippet), snippet)


def _comment(snippet: Snippet) -> str:
    """The lines of comment right above a function, without instructions to the check."""
    place = snippet.location
    if not isinstance(place.source, Document):
        return ""
    span = place.source.span(place.route, Part.KEY, None)
    found: list[str] = []
    row = span.line - 1
    while (line := place.source.line_at(place.route, row).strip()).startswith("#"):
        if not line.lstrip("# ").startswith("unispec:"):
            found.append(line.lstrip("# "))
        row -= 1
    return " ".join(reversed(found))
