"""What a rule looks at: one integration with its models, its expressions compiled once.

An expression that several operations share stands here once, with all of its uses: a shared leaf is
wrong only where it is wrong for every operation that evaluates it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial

from unispec.inference import Kind, Type
from unispec.language import ExpressionError, Place, Reads, Template, TemplateError, reads, runtime, template
from unispec.models import Models
from unispec.rules._judgements import Judgements
from unispec.rules._recorded import Recorded
from unispec.rules._scopes import Scopes
from unispec.rules._sources import Expression, Role, Text, Unit, unit_of
from unispec.rules._typing import Judgement, Mistake, Typing, of_kinds
from unispec.rules._written import of_integration, of_variants, texts, written
from unispec.specs import Integration, Operation, OperationName, Resource, Snippet, Variant


@dataclass(frozen=True)
class Subject:
    """One integration and the unified models that it serves."""

    integration: Integration
    models: Models
    recorded: Recorded | None = None
    judgements: Judgements = field(default_factory=Judgements, repr=False, compare=False)

    @cached_property
    def variants(self) -> tuple[tuple[Operation, Variant], ...]:
        """Every way to serve every operation."""
        return tuple(
            (operation, variant)
            for resource in self.integration.resources.values()
            for operation in resource.operations.values()
            for variant in operation.variants
        )

    @property
    def records(self) -> Mapping[str, Type]:
        """The types of the provider's records by name."""
        return self._scopes.records

    @cached_property
    def expressions(self) -> tuple[Expression, ...]:
        """Every JSONata source, in the order of writing."""
        found: dict[Unit, Expression] = {}
        for each in written(self._scopes, self.variants):
            for leaf, _ in each.leaves():
                if unit_of(leaf) not in found:
                    found[unit_of(leaf)] = _expression(leaf, each.role)
        return tuple(found.values())

    def mistakes(self, *kinds: Kind) -> Iterator[Mistake]:
        """Find what expressions do that can never be right, in the order of writing."""
        return of_kinds(self._judged[0], *kinds)

    @property
    def unchecked(self) -> tuple[Snippet, ...]:
        """The expressions whose types would have taken too long to work out."""
        return self._judged[1]

    @cached_property
    def _judged(self) -> tuple[tuple[Mistake, ...], tuple[Snippet, ...]]:
        typing = Typing(self.integration)
        judgements = [typing.judgement(of_integration(self._scopes, self.variants))]
        schemas = [self.models[name].schema for name in sorted(self.models)]
        for name, resource in self.integration.resources.items():
            read = (self.integration.source, self.integration.provider, resource.location.source, *schemas)
            judgements.append(
                self.judgements.judgement(name, read, partial(self._judgement, typing, resource))
            )
        return tuple(typing.mistakes(judgements)), tuple(typing.unchecked(judgements))

    def _judgement(self, typing: Typing, resource: Resource) -> Judgement:
        variants = [each for each in self.variants if each[0].name.resource == resource.name]
        return typing.judgement(of_variants(self._scopes, variants))

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every Jinja source, in the order of writing."""
        found: dict[Unit, Text] = {}
        for each in texts(self._scopes, self.variants):
            known = found.get(unit_of(each.snippet))
            inputs = (*known.inputs, each.input) if known else (each.input,)
            compiled = known.template if known else _template(each.snippet, each.place)
            found[unit_of(each.snippet)] = Text(each.snippet, each.place, each.names, inputs, compiled)
        return tuple(found.values())

    def model(self, name: str) -> Type:
        """The type of a unified record; unknown when there is no such model."""
        return self._scopes.model(name)

    def parameters(self, name: OperationName) -> Type:
        """The type of what an operation takes; unknown when there is no such model."""
        return self._scopes.parameters(name)

    @cached_property
    def _scopes(self) -> Scopes:
        return Scopes(self.integration, self.models)


def _expression(snippet: Snippet, role: Role) -> Expression:
    return Expression(snippet, role, *_compiled(snippet.source))


@lru_cache(maxsize=4096)
def _compiled(source: str) -> tuple[ExpressionError | None, Reads | None]:
    try:
        runtime().compile(source)
        return None, reads(source)
    except ExpressionError as error:
        return error, None


def _template(snippet: Snippet, place: Place) -> Template | TemplateError:
    try:
        return template(snippet.source, place)
    except TemplateError as error:
        return error
