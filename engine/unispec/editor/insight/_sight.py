"""What an expression sees at the cursor: the context, the variables, and what the forms around come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property

from unispec.diagnostics import Route
from unispec.editor.insight._cut import MARK, Cut
from unispec.inference import NOTHING, UNKNOWN, Given, Inference, Source, Type, View
from unispec.language import mentions, nodes
from unispec.rules import VARIABLES, Role, Uses, parsed

_CALLERS = 8
_VIEWS = 300
"""So many callers, or views of them, tell enough of what a function is given."""


@dataclass(frozen=True)
class Sight:
    """A cut expression in all its uses."""

    cut: Cut
    role: Role
    goals: tuple[Type, ...]
    views: tuple[View, ...] = field(repr=False)

    @cached_property
    def around(self) -> tuple[nodes.Syntax, ...]:
        """The forms around the cursor, from the whole expression to the mark itself."""
        return tuple(_way(self.cut.node))

    @cached_property
    def context(self) -> Type:
        """What a name at the cursor would be a field of."""
        return _union(view.context for view in self._nearest())

    @cached_property
    def variables(self) -> Mapping[str, Type]:
        """The variables in reach at the cursor."""
        found: dict[str, Type] = {}
        for view in self._nearest():
            for name, known in view.variables.items():
                found[name] = found[name] | known if name in found else known
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """The variables that the expression is given, or binds itself around the cursor."""
        return frozenset(VARIABLES[self.role] | self.bound.keys())

    @cached_property
    def bound(self) -> Mapping[str, list[tuple[int, int]]]:
        """The variables that the expression binds around the cursor, with the places of their names."""
        own = {name for each in self.around for name in _bound(each)}
        for block in self.around:
            for each in block.expressions if isinstance(block, nodes.Block) else ():
                if isinstance(each, nodes.Bind) and each.start < self.cut.start:
                    own.add(each.name)
        found: dict[str, list[tuple[int, int]]] = {}
        for token in self.cut.before:
            name = token.text[1:] if token.kind == "variable" else ""
            if name in own:
                found.setdefault(name, [(token.start, token.end)])
        return found

    def type(self, node: nodes.Syntax) -> Type:
        """What a form may come to; nothing when it is never evaluated."""
        return _union(view.type for view in self.views if view.node is node)

    def _nearest(self) -> list[View]:
        """The views of the innermost form at the cursor that is evaluated."""
        for form in reversed(self.around):
            found = [view for view in self.views if view.node is form]
            if found:
                return found
        return []


def sight(uses: Uses, route: Route, cut: Cut) -> Sight | None:
    """Look at a cut expression in its uses; None when no expression stands at the route."""
    found = list(uses.at(route))
    if not found:
        return None
    role = found[0].role
    goals = tuple(dict.fromkeys(each.goal.type for each in found if each.goal is not None))
    source = _source(cut)
    views: list[View] = []
    if role is Role.FUNCTION:
        views += _called(uses, str(route[-1]), source)
    if not views:
        views = [view for each in found for view in _views(uses, source, each.given)]
    return Sight(cut, role, goals, tuple(views))


def comes_to(uses: Uses, route: Route) -> Type:
    """What the expression at a route may come to, in any of its uses."""
    found = [(parsed(each.snippet), each) for each in uses.at(route)]
    inference = Inference(uses.functions)
    return _union(inference.type(source, each.given) for source, each in found if source is not None)


def gives(uses: Uses, name: str) -> Type:
    """What a function of the integration gives, whatever it is given."""
    function = uses.functions.get(name)
    if function is None or not isinstance(function.node, nodes.Lambda):
        return UNKNOWN
    views = Inference(uses.functions).views(function, Given(), function.unit)
    return _union(view.type for view in views if view.node is function.node.body)


def _source(cut: Cut) -> Source:
    names = frozenset(each.name for each in mentions(cut.source))
    return Source(("cursor",), cut.node, names)


def _views(uses: Uses, source: Source, given: Given) -> tuple[View, ...]:
    return Inference(uses.functions).views(source, given, source.unit)


def _called(uses: Uses, name: str, source: Source) -> Iterator[View]:
    """What a function sees when others call it."""
    functions = {**uses.functions, name: source}
    told = 0
    for count, each in enumerate(uses.calling(name)):
        caller = parsed(each.snippet)
        if count == _CALLERS or told > _VIEWS:
            return
        if caller is not None:
            found = Inference(functions).views(caller, each.given, source.unit)
            told += len(found)
            yield from found


def _way(node: nodes.Syntax) -> Iterator[nodes.Syntax]:
    """The forms from a node down to the one that has the mark; none when it has got lost."""
    ways: list[tuple[nodes.Syntax, ...]] = [(node,)]
    while ways:
        way = ways.pop()
        if _is_mark(way[-1]):
            return iter(way)
        ways += ((*way, child) for child in _children(way[-1]))
    return iter(())


def _is_mark(node: nodes.Syntax) -> bool:
    if isinstance(node, nodes.Literal):
        return bool(node.value == MARK)
    return isinstance(node, nodes.Name | nodes.Variable | nodes.Bind) and node.name == MARK


def _children(value: object) -> Iterator[nodes.Syntax]:
    """The forms right below a form."""
    for each in fields(value) if is_dataclass(value) and not isinstance(value, type) else ():
        yield from _forms(getattr(value, each.name))


def _forms(value: object) -> Iterator[nodes.Syntax]:
    if isinstance(value, nodes.Syntax):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _forms(each)
    elif is_dataclass(value):
        yield from _children(value)


def _bound(node: nodes.Syntax) -> Iterable[str]:
    """The variables that a form binds for what stands in it."""
    if isinstance(node, nodes.Lambda):
        return node.parameters
    if isinstance(node, nodes.Path):
        focused = [step.focus for step in node.steps if step.focus]
        stages = [stage for step in node.steps for stage in step.stages]
        return [*focused, *(stage.name for stage in stages if isinstance(stage, nodes.Position))]
    return ()


def _union(types: Iterable[Type]) -> Type:
    found = NOTHING
    for each in types:
        found |= each
    return found
