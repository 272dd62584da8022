"""Why an evaluation came to nothing, or which of its branches it took: the trace, read backwards."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, takewhile

from unispec.explanation._discretion import Discretion
from unispec.explanation._explanation import Reason
from unispec.flow import Compiled
from unispec.language import ExpressionError, Trace

_MOST = 12
_DEEPEST = 40
_WIDEST = 60
_UNDEFINED = "undefined"
_FUNCTION = "<function>"


def why_absent(compiled: Compiled, trace: Trace | None, discretion: Discretion) -> tuple[Reason, ...]:
    """Say why an expression came to nothing, the causes first."""
    if trace is None:
        return ()
    reasons = _Reasons(compiled, discretion)
    return _first(reasons.absent(trace, 0)) or (reasons.nothing(trace),)


def branches(compiled: Compiled, trace: Trace | None, discretion: Discretion) -> tuple[Reason, ...]:
    """Say which branches led to a value."""
    return _first(_Reasons(compiled, discretion).decisions(trace, 0)) if trace is not None else ()


def _first(reasons: Iterator[Reason]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(islice(reasons, _MOST)))


def is_nothing(part: Trace) -> bool:
    """Tell whether a part came to nothing, or to null."""
    return part.outcome == _UNDEFINED or (part.outcome == "value" and part.output is None)


class _Reasons:
    """Walks the trace of one expression; `depth` bounds functions that call themselves."""

    def __init__(self, compiled: Compiled, discretion: Discretion) -> None:
        self._compiled = compiled
        self._discretion = discretion
        self._source = compiled.expression.source
        self._bound: dict[str, Trace] = {}

    def absent(self, part: Trace, depth: int) -> Iterator[Reason]:
        """Say why a part came to nothing."""
        if depth > _DEEPEST:
            return
        match part.kind:
            case "path":
                yield from self._path(part, depth)
            case "variable":
                yield from self._variable(part, depth)
            case "condition":
                yield from self._condition(part)
                for branch in part.children[1:]:
                    yield from self.absent(branch, depth + 1)
            case "function":
                yield from self._call(part, depth)
            case "block":
                yield from self._block(part, depth)
            case "lambda":
                return
            case "value":
                yield self._reason(part, "the spec says `null`")
            case _:
                yield from self._operands(part, depth)

    def decisions(self, part: Trace, depth: int) -> Iterator[Reason]:
        """Say which branches led to the value of a part."""
        if part.kind == "block" and part.children:
            yield from self.decisions(part.children[-1], depth + 1)
        elif part.kind == "condition":
            yield from self._condition(part)
            for branch in part.children[1:]:
                yield self._reason(branch, f"so `{self._text(branch)}` is taken")
                yield from self.decisions(branch, depth + 1)

    def nothing(self, part: Trace) -> Reason:
        """Say of a part that it gives nothing, for want of a cause."""
        while part.kind == "block" and part.children:
            part = part.children[-1]
        return self._reason(part, f"`{self._text(part)}` gives nothing")

    def _block(self, part: Trace, depth: int) -> Iterator[Reason]:
        for child in part.children:
            if child.kind == "bind" and child.children:
                self._bound[child.operator] = child.children[-1]
        if part.children:
            yield from self.absent(part.children[-1], depth + 1)

    def _path(self, path: Trace, depth: int) -> Iterator[Reason]:
        steps = _steps(path)
        for index, (step, evaluated) in enumerate(steps):
            lost = all(is_nothing(each) for each in evaluated)
            if not lost:
                continue
            if index == 0 and step.kind == "variable" and step.outcome == _UNDEFINED:
                yield from self._variable(step, depth)
            elif step.kind in ("name", "variable"):
                is_missing = all(each.outcome == _UNDEFINED for each in evaluated)
                yield self._reason(
                    path, f"`{self._prefix(path, step)}` is {'missing' if is_missing else 'null'}"
                )
            else:
                yield from self.absent(step, depth + 1)
            return
        last, evaluated = steps[-1] if steps else (path, [path])
        if all(each.output == [] for each in evaluated):
            yield self._reason(path, f"`{self._prefix(path, last)}` is empty")
        else:
            yield self._reason(path, f"`{self._text(path)}` finds nothing")

    def _variable(self, part: Trace, depth: int) -> Iterator[Reason]:
        bound = self._bound.get(part.operator)
        if bound is not None and is_nothing(bound):
            yield from self.absent(bound, depth + 1)
        elif "[" in self._text(part):
            yield self._reason(part, f"`{self._text(part)}` finds nothing")
        else:
            state = "missing" if part.outcome == _UNDEFINED else "null"
            yield self._reason(part, f"`{self._text(part)}` is {state}")

    def _call(self, call: Trace, depth: int) -> Iterator[Reason]:
        given = call.children[1:]
        arguments = list(takewhile(lambda child: _is_within(child, call), given))
        body = list(given[len(arguments) :])
        if call.operator == "$lookup" and len(arguments) > 1 and not any(map(is_nothing, arguments)):
            key = self._quoted(arguments[1])
            yield self._reason(arguments[1], f"`$lookup` has no entry {key}")
            return
        for argument in arguments:
            if is_nothing(argument):
                yield from self.absent(argument, depth + 1)
        if body:
            yield from self.absent(body[0], depth + 1)
            if len(body) > 1:
                yield from self._call(_last_call(body), depth + 1)
        elif not any(map(is_nothing, arguments)):
            yield self.nothing(call)

    def _operands(self, part: Trace, depth: int) -> Iterator[Reason]:
        lost = [child for child in part.children if is_nothing(child)]
        for child in lost:
            yield from self.absent(child, depth + 1)
        if not lost:
            yield self.nothing(part)

    def _condition(self, condition: Trace) -> Iterator[Reason]:
        if not condition.children:
            return
        test = condition.children[0]
        if test.kind in ("path", "variable"):
            yield self._reason(test, self._fact(test))
            return
        facts = ", ".join(dict.fromkeys(self._fact(each) for each in _facts(test)))
        state = "missing" if is_nothing(test) else "true" if condition.branch == "then" else "false"
        yield self._reason(test, f"`{self._text(test)}` is {state}" + (f": {facts}" if facts else ""))

    def _fact(self, part: Trace) -> str:
        text = self._text(part)
        if part.outcome == _UNDEFINED:
            return self._null_on_the_way(part) or f"`{text}` is missing"
        return f"`{text}` is {self._quoted(part)}"

    def _null_on_the_way(self, path: Trace) -> str | None:
        """Say which part of a path holds null, so that there is nothing below it."""
        for step, evaluated in _steps(path) if path.kind == "path" else ():
            if all(map(is_nothing, evaluated)):
                is_null = step.kind == "name" and all(each.outcome != _UNDEFINED for each in evaluated)
                return f"`{self._prefix(path, step)}` is null" if is_null else None
        return None

    def _quoted(self, part: Trace) -> str:
        """Write what a part came to; a path is called by its last field."""
        names = [child.operator for child in part.children if child.kind == "name"]
        return self._discretion.quoted(part.output, names[-1] if names else "")

    def _prefix(self, path: Trace, step: Trace) -> str:
        """Write a path up to a step, without the predicates of that step."""
        before, last = self._source[path.start : step.start], self._source[step.start : step.end]
        return _shortened(before + last.partition("[")[0])

    def _text(self, part: Trace, width: int = _WIDEST) -> str:
        return _shortened(self._source[part.start : part.end], width)

    def _reason(self, part: Trace, text: str) -> Reason:
        place = ExpressionError("", start=part.start, end=part.end)
        return Reason(self._discretion.text(text), self._compiled.where(place))


def _steps(path: Trace) -> list[tuple[Trace, list[Trace]]]:
    """Give the steps of a path that were evaluated, each with all its evaluations; predicates left out."""
    found: dict[tuple[int, int], list[Trace]] = {}
    for child in path.children:
        inside = any(start <= child.start and child.end <= end for start, end in found)
        if (child.start, child.end) in found or not inside:
            found.setdefault((child.start, child.end), []).append(child)
    return [(evaluated[0], evaluated) for evaluated in found.values()]


def _last_call(body: list[Trace]) -> Trace:
    """Put together the call with which a function ends; a trace has its parts behind the body."""
    first, *parts = body
    inside = [each for each in first.walk() if each.kind == "lambda" and _is_within(parts[0], each)]
    place = inside[-1] if inside else parts[0]
    return Trace("function", place.start, place.end, _UNDEFINED, None, parts[0].operator, None, tuple(parts))


def _facts(part: Trace) -> Iterator[Trace]:
    """Give the fields and variables that a test looked at, first ones first."""
    waiting = [part]
    while waiting:
        current = waiting.pop()
        if current.kind in ("path", "variable"):
            if current.output != _FUNCTION:
                yield current
        elif current.kind != "lambda":
            waiting += reversed(current.children)


def _is_within(part: Trace, call: Trace) -> bool:
    return call.start <= part.start and part.end <= call.end


def _shortened(text: str, width: int = _WIDEST) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
