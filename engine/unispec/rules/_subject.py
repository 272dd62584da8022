"""What a rule looks at: one integration with its models, its expressions compiled once.

An expression that several operations share stands here once, with all of its uses: a shared leaf is
wrong only where it is wrong for every operation that evaluates it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from unispec.language import ExpressionError, Place, Template, TemplateError, runtime, template
from unispec.models import Models
from unispec.rules._reader import Reader
from unispec.rules._scopes import Scopes, texts, written
from unispec.rules._shape import Shape
from unispec.rules._sources import Expression, Role, Text, Use
from unispec.specs import Integration, Operation, OperationName, Snippet, Variant

_Key = tuple[int, tuple[str | int, ...]]


@dataclass(frozen=True)
class Subject:
    """One integration and the unified models that it serves."""

    integration: Integration
    models: Models

    @cached_property
    def variants(self) -> tuple[tuple[Operation, Variant], ...]:
        """Every way to serve every operation."""
        return tuple(
            (operation, variant)
            for resource in self.integration.resources.values()
            for operation in resource.operations.values()
            for variant in operation.variants
        )

    @cached_property
    def records(self) -> Mapping[str, Shape]:
        """The shapes of the provider's records by name."""
        provider = self.integration.provider
        found = provider.get("$defs") if isinstance(provider, dict) else None
        definitions = found if isinstance(found, dict) else {}
        return {name: Shape(name, ((schema, provider),)) for name, schema in definitions.items()}

    @cached_property
    def expressions(self) -> tuple[Expression, ...]:
        """Every JSONata source, in the order of writing."""
        found: dict[_Key, tuple[Snippet, Role, list[Use]]] = {}
        for each in written(self._scopes, self.variants):
            for leaf in each.leaves():
                entry = found.setdefault(_key(leaf), (leaf, each.role, []))
                if each.use not in entry[2]:
                    entry[2].append(each.use)
        reader = Reader(self.integration.functions)
        return tuple(_expression(*entry, reader) for entry in found.values())

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every Jinja source, in the order of writing."""
        found: dict[_Key, Text] = {}
        for snippet, place, names, shape in texts(self._scopes, self.variants):
            known = found.get(_key(snippet))
            inputs = (*known.inputs, shape) if known else (shape,)
            compiled = known.template if known else _template(snippet, place)
            found[_key(snippet)] = Text(snippet, place, names, inputs, compiled)
        return tuple(found.values())

    def model(self, name: str) -> Shape:
        """The shape of a unified record; open when there is no such model."""
        return self._scopes.model(name)

    def parameters(self, name: OperationName) -> Shape:
        """The shape of what an operation takes; open when there is no such model."""
        return self._scopes.parameters(name)

    @cached_property
    def _scopes(self) -> Scopes:
        return Scopes(self.integration, self.models, self.records)


def _key(snippet: Snippet) -> _Key:
    return id(snippet.location.source), snippet.location.route


def _expression(snippet: Snippet, role: Role, uses: list[Use], reader: Reader) -> Expression:
    try:
        runtime().compile(snippet.source)
    except ExpressionError as error:
        return Expression(snippet, role, tuple(uses), error, None, None)
    own = reader.own(snippet.source)
    return Expression(snippet, role, tuple(uses), None, own, reader.reads(snippet.source) or own)


def _template(snippet: Snippet, place: Place) -> Template | TemplateError:
    try:
        return template(snippet.source, place)
    except TemplateError as error:
        return error
