"""One expression or template by its place: everything that it sees and must give, once for each use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from unispec.diagnostics import Route
from unispec.inference import Given, Inference
from unispec.inference import Source as Parsed
from unispec.language import ExpressionError, mentions, syntax
from unispec.models import Models
from unispec.rules._scopes import Scopes
from unispec.rules._sources import Role, Unit, unit_of
from unispec.rules._written import Goal, Written, WrittenText, of_integration, of_variants, texts
from unispec.specs import Integration, Operation, Snippet, Variant


@dataclass(frozen=True, slots=True)
class Use:
    """One use of an expression: what it is for, what it sees, and what it must give where that is known."""

    snippet: Snippet
    role: Role
    given: Given
    goal: Goal | None


@dataclass(frozen=True)
class Uses:
    """The expressions and templates of an integration's own file, or of one of its resources."""

    integration: Integration
    models: Models
    resource: str | None = None

    @cached_property
    def scopes(self) -> Scopes:
        """The types of records, of unified records and of parameters."""
        return Scopes(self.integration, self.models)

    @cached_property
    def functions(self) -> Mapping[str, Parsed]:
        """The functions of the integration that parse."""
        found = {name: parsed(snippet) for name, snippet in self.integration.functions.items()}
        return {name: source for name, source in found.items() if source is not None}

    def at(self, route: Route) -> Iterator[Use]:
        """Every use of the expression at a route."""
        for each in self._written(self.resource):
            for leaf, goal in each.leaves():
                if leaf.location.route == route:
                    given = each.given
                    within = parsed(each.within) if each.within is not None else None
                    if within is not None:
                        given = replace(given, context=Inference(self.functions).type(within, given))
                    yield Use(leaf, each.role, given, goal)

    def calling(self, function: str) -> Iterator[Use]:
        """One use of each expression that calls a function of the integration by its name."""
        seen: set[Unit] = set()
        for name in (None, *self.integration.resources):
            for each in self._written(name):
                for leaf, goal in each.leaves() if each.role is not Role.FUNCTION else ():
                    if f"${function}" in leaf.source and unit_of(leaf) not in seen:
                        seen.add(unit_of(leaf))
                        yield Use(leaf, each.role, each.given, goal)

    def texts_at(self, route: Route) -> Iterator[WrittenText]:
        """Every use of the template at a route."""
        is_shared = self.resource is None
        for each in texts(self.scopes, () if is_shared else self._variants(self.resource)):
            is_own = (each.snippet.location.source is self.integration.source) is is_shared
            if is_own and each.snippet.location.route == route:
                yield each

    def _written(self, resource: str | None) -> Iterator[Written]:
        variants = self._variants(resource)
        return (
            of_integration(self.scopes, variants) if resource is None else of_variants(self.scopes, variants)
        )

    def _variants(self, name: str | None) -> tuple[tuple[Operation, Variant], ...]:
        return tuple(
            (operation, variant)
            for resource in self.integration.resources.values()
            for operation in resource.operations.values()
            for variant in operation.variants
            if name in (None, resource.name)
        )


def parsed(snippet: Snippet) -> Parsed | None:
    """Parse an expression; None when it is none."""
    try:
        names = frozenset(each.name for each in mentions(snippet.source))
        return Parsed(unit_of(snippet), syntax(snippet.source), names)
    except ExpressionError:
        return None
