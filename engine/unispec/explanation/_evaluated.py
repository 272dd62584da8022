"""Which parts of a source were evaluated, and what those parts alone read.

What jlens says of a source is what it may read. Branches that were not taken and functions that were
not called are taken out first, and what is left says what it did read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from unispec.flow import Compiled
from unispec.language import ExpressionError, Reads, Trace, nodes, reads, syntax

_NOTHING = "null"


def reads_of(compiled: Compiled, trace: Trace | None) -> Reads:
    """Tell what was read when an expression was evaluated as `trace` says."""
    form = _syntax(compiled)
    if trace is None or form is None:
        return compiled.reads
    source = compiled.expression.source
    spans = {(part.start, part.end) for part in trace.walk()}
    for start, end in sorted(_spared(form, spans), reverse=True):
        source = f"{source[:start]}{_NOTHING}{source[end:]}"
    try:
        return reads(source)
    except ExpressionError:
        return compiled.reads  # never less than what was read


@dataclass(frozen=True, slots=True)
class DirectPath:
    """A path of names that starts at the record, and where it stands."""

    names: tuple[str, ...]
    start: int
    end: int
    has_predicates: bool


def direct_paths(compiled: Compiled) -> Iterator[DirectPath]:
    """Give the paths of names that start at the record.

    One without predicates can be walked by anyone; of the others, only the evaluation knows the way.
    """
    form = _syntax(compiled)
    for path in _in_context(form) if form is not None else ():
        names = tuple(step.expr.name for step in path.steps if isinstance(step.expr, nodes.Name))
        if len(names) == len(path.steps):
            yield DirectPath(names, path.start, path.end, any(step.stages for step in path.steps))


def _syntax(compiled: Compiled) -> nodes.Expr | None:
    """Parse an expression; None for one that runs, but is too deep for the parser."""
    try:
        return syntax(compiled.expression.source)
    except ExpressionError:
        return None


def _spared(form: nodes.Syntax, spans: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the outermost parts that need not be evaluated, and were not."""
    waiting = [form]
    while waiting:
        current = waiting.pop()
        spared = [each for each in _optional(current) if not _is_evaluated(each, spans)]
        for each in spared:
            yield each.start, each.end
        waiting += [child for child in _children(current) if not any(child is each for each in spared)]


def _is_evaluated(form: nodes.Syntax, spans: set[tuple[int, int]]) -> bool:
    return any(form.start <= start and end <= form.end for start, end in spans)


def _optional(form: nodes.Syntax) -> tuple[nodes.Syntax, ...]:
    match form:
        case nodes.Condition():
            return (form.then, form.otherwise) if form.otherwise is not None else (form.then,)
        case nodes.Default():
            return (form.otherwise,)
        case nodes.Binary(operator="and" | "or"):
            return (form.right,)
        case nodes.Lambda():
            return (form.body,)
    return ()


def _in_context(form: nodes.Syntax) -> Iterator[nodes.Path]:
    """Give the paths that are evaluated against the record itself."""
    waiting = [form]
    while waiting:
        current = waiting.pop()
        if isinstance(current, nodes.Path):
            yield current
            waiting.append(current.steps[0].expr)
        elif not isinstance(current, nodes.Lambda | nodes.Sort | nodes.Transform):
            waiting += _children(current)


def _children(form: object) -> Iterator[nodes.Syntax]:
    for each in fields(form):  # type: ignore[arg-type] # every form is a dataclass
        yield from _within(getattr(form, each.name))


def _within(value: object) -> Iterator[nodes.Syntax]:
    if isinstance(value, nodes.Syntax):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _within(each)
    elif isinstance(value, nodes.Step | nodes.Filter | nodes.SortTerm):
        yield from _children(value)
