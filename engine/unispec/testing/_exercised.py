"""What the cases of an integration have exercised, seen by watching every evaluation.

An evaluation is of a joined source; offsets lead back to the leaf that the author wrote. A leaf is
exercised when it gave a value, a function when its body was run, a branch when it was taken.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from unispec.flow import Compiled, Program
from unispec.language import Evaluation, Limits, Trace, TracedRuntime
from unispec.models import Models
from unispec.specs import Integration, Node, Snippet, Tree

Key: TypeAlias = tuple[str, int, int]
"""The place of a snippet: file, line, column."""

_PATIENT = replace(Limits(), seconds=20 * Limits().seconds)
"""Watching takes longer than running, and must not be what stops a case."""
_GIVES = frozenset({"value", "true", "false"})


def key_of(snippet: Snippet) -> Key:
    """Say where a snippet stands; the same one may be reached over several operations."""
    span = snippet.location.span
    return snippet.location.file, span.line, span.column


@dataclass(slots=True)
class Seen:
    """What was seen of one snippet; `taken` has the branches by where their condition stands in it."""

    is_evaluated: bool = False
    has_value: bool = False
    is_called: bool = False
    taken: dict[tuple[int, int], set[str]] = field(default_factory=dict)


class Exercised:
    """Watches the program that plays the cases; `seen` is by snippet."""

    def __init__(self, integration: Integration, models: Models) -> None:
        self.seen: dict[Key, Seen] = {}
        self._compiled: dict[int, _Watched] = {}
        self.program: Program = _Watching(integration, models, self._see, self._know)

    def of(self, snippet: Snippet) -> Seen:
        """Tell what was seen of a snippet."""
        return self.seen.get(key_of(snippet), Seen())

    def _know(self, compiled: Compiled) -> None:
        known = [self.seen.setdefault(key_of(each), Seen()) for each in compiled.snippets]
        self._compiled[id(compiled.expression)] = _Watched(compiled, known)

    def _see(self, evaluation: Evaluation) -> None:
        watched = self._compiled.get(id(evaluation.expression))
        if watched is not None and evaluation.trace is not None:
            for part in evaluation.trace.walk():
                watched.note(part)


@dataclass(frozen=True, slots=True)
class _Watched:
    """A joined source, kept so that its id stays its own; `seen` stands beside its snippets."""

    compiled: Compiled
    seen: list[Seen]

    def note(self, part: Trace) -> None:
        """Note a part of an evaluation: a whole leaf with the brackets around it, or a part of one."""
        starts, snippets = self.compiled.starts, self.compiled.snippets
        index = bisect_right(starts, part.start + 1) - 1
        if index < 0:
            return
        start, length = starts[index], len(snippets[index].source)
        seen = self.seen[index]
        if part.start == start - 1 and part.kind == "block" and part.end == start + length + 1:
            seen.is_evaluated = True
            seen.has_value = seen.has_value or (part.outcome in _GIVES and part.output is not None)
            return
        if part.start < start or part.end > start + length:
            return
        seen.is_called = seen.is_called or part.kind not in ("block", "lambda")
        if part.kind == "condition" and part.branch is not None:
            seen.taken.setdefault((part.start - start, part.end - start), set()).add(part.branch)


class _Watching(Program):
    """A program that tells which sources it compiles."""

    def __init__(
        self,
        integration: Integration,
        models: Models,
        see: Callable[[Evaluation], None],
        know: Callable[[Compiled], None],
    ) -> None:
        self._know = know
        super().__init__(integration, models, TracedRuntime(see, _PATIENT))

    def compile(self, node: Snippet | Tree) -> Compiled:
        """Compile an expression of this integration."""
        compiled = super().compile(node)
        self._know(compiled)
        return compiled


def snippets_of(integration: Integration) -> Mapping[Key, Snippet]:
    """Give every expression of an integration once, where it stands."""
    found: dict[Key, Snippet] = {}
    for node in (*_shared(integration), *_own(integration)):
        for leaf in node.leaves() if isinstance(node, Tree) else [node] if node is not None else []:
            found.setdefault(key_of(leaf), leaf)
    return found


def _shared(integration: Integration) -> Iterator[Node | None]:
    yield from integration.functions.values()
    if integration.connection is not None:
        yield from (integration.connection.record, integration.connection.map)
    for paging in integration.pagination.values():
        yield from (paging.next, paging.more, paging.total)
    limit, errors = integration.rate_limit, integration.errors
    yield from (limit.limit, limit.remaining, limit.reset)
    yield from (errors.when, errors.message, errors.title, errors.details)
    yield from (errors.missing_scopes, errors.expired_cursor, errors.category)


def _own(integration: Integration) -> Iterator[Node | None]:
    operations = [
        each for resource in integration.resources.values() for each in resource.operations.values()
    ]
    for variant in (each for operation in operations for each in operation.variants):
        yield variant.when
        if variant.request is not None:
            yield from (variant.request.query, variant.request.body)
        yield from (variant.records, variant.partial)
        for related in variant.related:
            yield from (related.when, related.input)
        yield from (variant.for_each.input if variant.for_each else None, variant.map)
