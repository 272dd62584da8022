"""What the ways to serve an operation read of the caller's input, as the engine will find it.

Read is what the engine finds when it computes which parameters an operation supports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from unispec.language import ExpressionError, Reading, Reads, Template, mentions, reads
from unispec.rules._subject import Subject
from unispec.rules._trees import leaves
from unispec.specs import Operation, Snippet, Variant


def ways(operation: Operation, subject: Subject) -> tuple[Way, ...] | None:
    """Look at every variant; None when one cannot be understood, because something in it does not compile."""
    written = {
        text.snippet: text.template.reads.get("input", Reading())
        for text in subject.texts
        if isinstance(text.template, Template)
    }
    found = tuple(Way(each, subject.integration.functions, written) for each in operation.variants)
    return found if all(way.is_understood for way in found) else None


class Way:
    """What one variant reads of the caller's input."""

    def __init__(
        self, variant: Variant, functions: Mapping[str, Snippet], written: Mapping[Snippet, Reading]
    ) -> None:
        self._given = variant.for_each.name if variant.for_each else None
        self._found: list[Reading] = []
        try:
            for snippet, is_of_input in _snippets(variant):
                found = _reads(_with_functions(snippet.source, functions))
                self._found += [found.input] if is_of_input else []
                self._found += [found.variables["input"]] if "input" in found.variables else []
            request = variant.request
            for text in (request.path, *request.headers.values()) if request else ():
                self._found.append(written[text])
            self.is_understood = True
        except (ExpressionError, KeyError):
            self.is_understood = False
        if variant.windows is not None:
            ends = (variant.windows.start, variant.windows.end)
            self._found.append(Reading(fields=dict.fromkeys(ends, Reading(whole=True))))

    def reads(self, name: str) -> bool:
        """Tell whether a parameter is read; the record of a parent is none."""
        return name != self._given and any(each.at(name) is not None for each in self._found)


@lru_cache(maxsize=4096)
def _reads(source: str) -> Reads:
    return reads(source)


def _with_functions(source: str, functions: Mapping[str, Snippet]) -> str:
    """Write the functions that a source needs before it, each behind those that it needs itself."""
    order: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [(name, False) for name in _called(source, functions)]
    while waiting:
        name, is_ready = waiting.pop()
        if is_ready:
            order[name] = functions[name].source
        elif name not in seen:
            seen.add(name)
            waiting.append((name, True))
            waiting += [(each, False) for each in _called(functions[name].source, functions)]
    prelude = "".join(f"${name} := (\n{text}\n); " for name, text in order.items())
    return f"({prelude}(\n{source}\n))"


def _called(source: str, functions: Mapping[str, Snippet]) -> list[str]:
    return [each.name for each in mentions(source) if each.name in functions]


def _snippets(variant: Variant) -> Iterator[tuple[Snippet, bool]]:
    """Every expression of a variant that may read the input, and whether its data is the input."""
    request, parents = variant.request, variant.for_each
    of_input = [
        variant.when,
        request.query if request else None,
        request.body if request else None,
        parents.input if parents else None,
    ]
    others = [variant.map, variant.partial]
    for related in variant.related:
        others += [related.input, related.when]
    for nodes, is_of_input in ((of_input, True), (others, False)):
        for node in nodes:
            for leaf in leaves(node):
                yield leaf, is_of_input
