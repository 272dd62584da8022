"""Turns the symbols of the parser into the forms of `nodes`.

What stands behind a form (`.` `[` `{` `^` `@` `#`) is read in a loop, so a path is flat and only
true nesting recurses. The checks are those of the parser's second half, with its codes; only that
`%` has a parent is left to the runtimes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from unispec.data import Json
from unispec.language import nodes
from unispec.language._draft import Draft, DraftStep, Entries
from unispec.language._reference import coded

_NESTING = 200
"""How deep forms may nest, and how much may stand behind one; the runtimes evaluate no deeper."""


class Forms:
    """Reads the symbols of one source; raises `ExpressionError`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._depth = 0

    def form(self, symbol: Any) -> nodes.Expr:
        """Read a symbol and all below it."""
        return self._draft(symbol).finished()

    def _draft(self, symbol: Any) -> Draft:
        behind = []
        while symbol.type == "binary" and symbol.value in _BEHIND:
            behind.append(symbol)
            symbol = symbol.lhs
        self._depth += 1
        if max(self._depth, len(behind)) > _NESTING:
            raise coded("D1011", None, None)
        draft = self._begun(symbol)
        for each in reversed(behind):
            if draft.entries is not None:
                draft.grouped_end = None
            _BEHIND[each.value](self, draft, each)
            draft.end = each.stop
            draft.is_kept |= each.keep_array
        self._depth -= 1
        return draft

    def _begun(self, symbol: Any) -> Draft:
        if symbol.type == "name" or (symbol.type == "operator" and symbol.value in {"and", "or", "in"}):
            step = DraftStep(nodes.Name(symbol.start, symbol.end, symbol.value), symbol.keep_array)
            return Draft(symbol.start, symbol.stop, [step], is_path=True, is_kept=symbol.keep_array)
        if symbol.type == "unary" and symbol.value == "-":
            return self._negated(symbol)
        if symbol.type not in _FORMS:
            raise coded("S0207" if symbol.id == "(end)" else "S0206", symbol.position, self._source)
        step = DraftStep(_FORMS[symbol.type](self, symbol), symbol.keep_array)
        return Draft(symbol.start, symbol.stop, [step], is_kept=symbol.keep_array)

    def _negated(self, symbol: Any) -> Draft:
        """Read `-of`; a minus before a number is part of the number, also when predicates follow."""
        of = self._draft(symbol.expression)
        number = of.form
        if isinstance(number, nodes.Literal) and type(number.value) in {int, float}:
            of.steps[0].expr = nodes.Literal(symbol.start, number.end, -number.value)
            of.start = symbol.start
            return of
        negation = nodes.Negation(symbol.start, symbol.end, of.finished())
        return Draft(symbol.start, symbol.stop, [DraftStep(negation)])

    # What stands behind a form.

    def _step(self, draft: Draft, symbol: Any) -> None:
        for step in draft.join(self._draft(symbol.rhs)):
            if not isinstance(step.expr, nodes.Literal):
                continue
            if not isinstance(step.expr.value, str):
                raise coded("S0213", step.expr.end, self._source)
            step.expr = nodes.Name(step.expr.start, step.expr.end, step.expr.value)

    def _filter(self, draft: Draft, symbol: Any) -> None:
        if isinstance(draft.last.expr, nodes.Group) or (not draft.is_path and draft.entries is not None):
            raise coded("S0209", symbol.mark + 1, self._source)
        draft.last.stages.append(nodes.Filter(self.form(symbol.rhs)))

    def _group(self, draft: Draft, symbol: Any) -> None:
        if draft.entries is not None:
            raise coded("S0210", symbol.mark + 1, self._source)
        draft.group(self._entries(symbol.rhs_object))

    def _sort(self, draft: Draft, symbol: Any) -> None:
        draft.become_path()
        terms = tuple(
            nodes.SortTerm(self.form(term.expression), term.descending) for term in symbol.rhs_terms
        )
        draft.steps.append(DraftStep(nodes.Sort(symbol.mark, symbol.end, terms)))

    def _focus(self, draft: Draft, symbol: Any) -> None:
        if draft.last.stages:
            raise coded("S0215", symbol.mark + 1, self._source)
        if isinstance(draft.last.expr, nodes.Sort):
            raise coded("S0216", symbol.mark + 1, self._source)
        draft.last.focus = symbol.rhs.value
        draft.last.is_kept |= symbol.keep_array

    def _position(self, draft: Draft, symbol: Any) -> None:
        draft.become_path()
        draft.last.stages.append(nodes.Position(symbol.rhs.value))

    # Forms of their own.

    def _literal(self, symbol: Any) -> nodes.Expr:
        return nodes.Literal(symbol.start, symbol.end, _whole(symbol.value))

    def _regex(self, symbol: Any) -> nodes.Expr:
        pattern, _, flags = self._source[symbol.start + 1 : symbol.end].rpartition("/")
        return nodes.Regex(symbol.start, symbol.end, pattern, flags)

    def _wildcard(self, symbol: Any) -> nodes.Expr:
        return nodes.Wildcard(symbol.start, symbol.end)

    def _descendants(self, symbol: Any) -> nodes.Expr:
        return nodes.Descendants(symbol.start, symbol.end)

    def _parent(self, symbol: Any) -> nodes.Expr:
        return nodes.Parent(symbol.start, symbol.end)

    def _variable(self, symbol: Any) -> nodes.Expr:
        return nodes.Variable(symbol.start, symbol.end, symbol.value)

    def _unary(self, symbol: Any) -> nodes.Expr:
        if symbol.value == "[":
            items = tuple(self._item(each) for each in symbol.expressions)
            return nodes.Array(symbol.start, symbol.end, items)
        return nodes.Object(symbol.start, symbol.end, self._entries(symbol.lhs_object))

    def _item(self, symbol: Any) -> nodes.Expr:
        if symbol.type != "binary" or symbol.value != "..":
            return self.form(symbol)
        first, last = self.form(symbol.lhs), self.form(symbol.rhs)
        return nodes.Range(symbol.lhs.start, symbol.rhs.stop, first, last)

    def _entries(self, pairs: Any) -> Entries:
        return tuple((self.form(key), self.form(value)) for key, value in pairs)

    def _binary(self, symbol: Any) -> nodes.Expr:
        if symbol.value == ":=":
            return nodes.Bind(symbol.start, symbol.end, symbol.lhs.value, self.form(symbol.rhs))
        if symbol.value == "~>":
            return self._pipe(symbol)
        left, right = self.form(symbol.lhs), self.form(symbol.rhs)
        return nodes.Binary(symbol.start, symbol.end, symbol.value, left, right)

    def _pipe(self, symbol: Any) -> nodes.Expr:
        left, right = self._draft(symbol.lhs), self._draft(symbol.rhs)
        place = symbol.start, symbol.end
        called = right.form
        piped: nodes.Expr
        if isinstance(called, nodes.Call):
            ignored = [stage.condition for stage in right.last.stages if isinstance(stage, nodes.Filter)]
            ignored += [each for entry in right.entries or () for each in entry]
            piped = nodes.Call(*place, called.function, called.arguments, left.finished(), tuple(ignored))
        else:
            piped = nodes.Pipe(*place, left.finished(), right.finished())
        if left.is_kept or right.is_kept:
            return nodes.Filtered(*place, piped, (), keeps_array=True)
        return piped

    def _condition(self, symbol: Any) -> nodes.Expr:
        then = self.form(symbol.then)
        otherwise = None if symbol._else is None else self.form(symbol._else)
        if otherwise is not None and symbol.value in {"?:", "??"}:
            return nodes.Default(symbol.start, symbol.end, symbol.value, then, otherwise)
        return nodes.Condition(symbol.start, symbol.end, self.form(symbol.condition), then, otherwise)

    def _block(self, symbol: Any) -> nodes.Expr:
        expressions = tuple(self.form(each) for each in symbol.expressions)
        return nodes.Block(symbol.start, symbol.end, expressions)

    def _lambda(self, symbol: Any) -> nodes.Expr:
        parameters = tuple(each.value for each in symbol.arguments)
        return nodes.Lambda(symbol.start, symbol.end, parameters, self.form(symbol.body))

    def _call(self, symbol: Any) -> nodes.Expr:
        arguments = tuple(self.form(each) for each in symbol.arguments)
        return nodes.Call(symbol.start, symbol.end, self.form(symbol.procedure), arguments)

    def _partial(self, symbol: Any) -> nodes.Expr:
        arguments = tuple(None if _is_blank(each) else self.form(each) for each in symbol.arguments)
        return nodes.Partial(symbol.start, symbol.end, self.form(symbol.procedure), arguments)

    def _transform(self, symbol: Any) -> nodes.Expr:
        delete = None if symbol.delete is None else self.form(symbol.delete)
        pattern, update = self.form(symbol.pattern), self.form(symbol.update)
        return nodes.Transform(symbol.start, symbol.end, pattern, update, delete)


def _whole(value: Json) -> Json:
    """Join the halves of characters, which the parser leaves as they are escaped."""
    if not isinstance(value, str) or not any("\ud800" <= letter <= "\udfff" for letter in value):
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _is_blank(symbol: Any) -> bool:
    return bool(symbol.type == "operator" and symbol.value == "?")


_BEHIND: Mapping[str, Callable[[Forms, Draft, Any], None]] = {
    ".": Forms._step,
    "[": Forms._filter,
    "{": Forms._group,
    "^": Forms._sort,
    "@": Forms._focus,
    "#": Forms._position,
}

_FORMS: Mapping[str, Callable[[Forms, Any], nodes.Expr]] = {
    "string": Forms._literal,
    "number": Forms._literal,
    "value": Forms._literal,
    "regex": Forms._regex,
    "wildcard": Forms._wildcard,
    "descendant": Forms._descendants,
    "parent": Forms._parent,
    "variable": Forms._variable,
    "unary": Forms._unary,
    "binary": Forms._binary,
    "condition": Forms._condition,
    "block": Forms._block,
    "lambda": Forms._lambda,
    "function": Forms._call,
    "partial": Forms._partial,
    "transform": Forms._transform,
}
