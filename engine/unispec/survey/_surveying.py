"""Makes the survey of an integration from its plans, its models and the types of its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unispec.flow import Plan, Program
from unispec.language import ExpressionError, Reading, nodes, runtime, syntax
from unispec.models import Model, Models
from unispec.specs import Catalogue, Node, Snippet, Tree
from unispec.survey._fields import Walked, in_model_order, merged, walked
from unispec.survey._model_part import ModelPart, operations_of, parameters_of
from unispec.survey._offers import Offer, planned
from unispec.survey._records import Records, map_of
from unispec.survey._survey import (
    MOST_FIELDS,
    Condition,
    Coverage,
    Field,
    Filling,
    Paging,
    Parameter,
    Presence,
    Survey,
    Way,
)


def surveyed(catalogue: Catalogue, name: str) -> Survey:
    """Survey one integration."""
    integration = catalogue.integration(name)
    program = Program(integration, catalogue.models, runtime())
    surveyor = _Surveyor(program, Records.of(program))
    return Survey(
        integration=name,
        label=integration.label or name,
        docs=integration.docs,
        resources=tuple(surveyor.coverage(each) for each in integration.resources),
        missing=tuple(sorted(catalogue.models.keys() - integration.resources.keys())),
    )


@dataclass(frozen=True)
class _Surveyor:
    """Surveys the resources of one integration."""

    program: Program
    records: Records

    def coverage(self, resource: str) -> Coverage:
        """Survey one resource."""
        found = list(planned(self.program, resource))
        plans = [plan for plan, _ in found]
        model = _model(self.program.models, resource, plans)
        fields, is_cut = self._fields(model, plans)
        ways = tuple(self._way(plan, offer) for plan, offer in found)
        operations = dict.fromkeys(plan.name.operation for plan in plans)
        return Coverage(
            resource=resource,
            summary=self.program.integration.resources[resource].summary,
            ways=ways,
            missing=tuple(name for name in operations_of(model) if name not in operations) if model else (),
            parameters={name: dict(_parameters(model, name)) for name in operations if model},
            untaken={name: _untaken(model, name, ways) for name in operations if model},
            fields=fields,
            is_cut=is_cut,
        )

    def _way(self, plan: Plan, offer: Offer) -> Way:
        variant = plan.variant
        request = (
            f"{variant.request.method} {variant.request.path.source.strip()}" if variant.request else None
        )
        return Way(
            offer=offer,
            request=request,
            paging=self._paging(plan) if plan.operation.is_list else None,
            window=variant.windows.seconds if variant.windows else None,
            for_each=str(variant.for_each.operation) if variant.for_each else None,
            related=tuple(str(each.operation) for each in variant.related),
        )

    def _paging(self, plan: Plan) -> Paging:
        spec = self.program.integration.pagination.get(plan.variant.pagination or "")
        if spec is None:
            return Paging("none")
        return Paging(spec.style, *((spec.limit.default, spec.limit.max) if spec.limit else ()))

    def _fields(self, model: Model | None, plans: list[Plan]) -> tuple[tuple[Field, ...], bool]:
        part = ModelPart.of(model) if model else ModelPart()
        ways = [list(walked(part, self.records.of_plan(plan), map_of(plan))) for plan in plans]
        needs = [self._conditions(part, plan, way) for plan, way in zip(plans, ways, strict=True)]
        fields = []
        for path, found in merged(ways).items():
            known = next(each for each in found if each is not None)
            fillings = [
                self._filling(each, needed.get(path, ())) for each, needed in zip(found, needs, strict=True)
            ]
            said = known.part
            is_modelled = bool(said.pieces)
            fields.append(
                Field(
                    path, known.holder, said.type, said.description, said.values, is_modelled, tuple(fillings)
                )
            )
        return tuple(fields), any(len(way) >= MOST_FIELDS for way in ways)

    def _conditions(
        self, part: ModelPart, plan: Plan, way: list[Walked]
    ) -> Mapping[str, tuple[Condition, ...]]:
        """Find the fields that never come when a related call is not made."""
        found: dict[str, tuple[Condition, ...]] = {}
        node = map_of(plan)
        for related in plan.variant.related:
            if related.when is None or not self.records.is_about(node, related.name):
                continue
            only = self._touched(node, related.name)
            rest = walked(part, self.records.of_plan(plan, without=related.name), node, only)
            kept = {each.path for each in rest if each.presence is not Presence.NEVER}
            for each in way:
                is_in_reach = only is None or each.top in only
                if is_in_reach and each.presence is not Presence.NEVER and each.path not in kept:
                    found[each.path] = (*found.get(each.path, ()), _condition(related.when))
        return found

    def _touched(self, node: Node, related: str) -> frozenset[str] | None:
        """The fields of a record that a related call gives something for; None when that is not known."""
        if not isinstance(node, Tree):
            return None
        return frozenset(
            name for name, child in node.children.items() if self.records.is_about(child, related)
        )

    def _filling(self, each: Walked | None, conditions: tuple[Condition, ...]) -> Filling:
        if each is None:
            return Filling(Presence.NEVER, (), (), (), None)
        reads = self._read(each.leaf) if each.leaf is not None and each.is_whole else ()
        values = each.values
        if values is not None:
            values = in_model_order(each.part, values)
        return Filling(each.presence, values, conditions, reads, each.place)

    def _read(self, leaf: Snippet) -> tuple[str, ...]:
        reads = self.records.reads(leaf)
        found = dict.fromkeys(_paths(reads.input, ""))
        for name, reading in reads.variables.items():
            if name != "vars":
                found |= dict.fromkeys(_paths(reading, f"${name}"))
        return tuple(found)


def _model(models: Models, resource: str, plans: list[Plan]) -> Model | None:
    return plans[0].model if plans else models.get(resource)


def _parameters(model: Model, operation: str) -> Iterator[tuple[str, Parameter]]:
    for name in parameters_of(model, operation):
        part = ModelPart.parameter(model, operation, name) or ModelPart()
        yield name, Parameter(part.type, part.description, part.values)


def _untaken(model: Model, operation: str, ways: tuple[Way, ...]) -> tuple[str, ...]:
    taken = {name for way in ways if way.offer.operation == operation for name in way.offer.parameters}
    return tuple(name for name in parameters_of(model, operation) if name not in taken)


def _paths(reading: Reading, above: str) -> Iterator[str]:
    """Write what is read as paths, each to its end."""
    if reading.whole or not reading.fields:
        if reading.whole or above:
            yield above or "$"
        return
    for name, below in reading.fields.items():
        yield from _paths(below, f"{above}.{name}" if above else name)


def _condition(when: Snippet) -> Condition:
    """Say what a related call waits for; `"word" in $input.parameter` is understood."""
    source = " ".join(when.source.split())
    try:
        node = syntax(when.source)
    except ExpressionError:
        return Condition(source)
    if isinstance(node, nodes.Binary) and node.operator == "in" and isinstance(node.left, nodes.Literal):
        path = node.right
        if isinstance(path, nodes.Path) and len(path.steps) == 2:
            variable, name = (step.expr for step in path.steps)
            if _is_input(variable) and isinstance(name, nodes.Name):
                return Condition(source, name.name, str(node.left.value))
    return Condition(source)


def _is_input(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Variable) and node.name == "input"
