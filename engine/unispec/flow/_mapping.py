"""From provider records to unified records: one evaluation each, validated, nothing dropped unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, Location, MappingError, RecordPlace
from unispec.flow._expressions import failed, pruned
from unispec.flow._plan import Plan
from unispec.language import ExpressionError
from unispec.models import Problem
from unispec.specs import Tree

_NO_RELATED: Mapping[str, Json] = {}
_HOPELESS = 3
"""When the first so many records all hit a limit, the map will hit it for all."""
_ENOUGH = 20
"""How many records of one page may hit a limit, each after the whole time that it may take."""


class Validation(StrEnum):
    """What happens to a record that does not fit its model."""

    RAISE = "raise"
    REPORT = "report"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Mapper:
    """Maps the records of one plan."""

    plan: Plan
    validation: Validation = Validation.REPORT
    raw: bool = False

    def map(
        self,
        records: Sequence[Json],
        names: Mapping[str, Json],
        related: Sequence[Mapping[str, Json]] = (),
        page: int = 1,
        offset: int = 0,
    ) -> tuple[list[Json], tuple[Diagnostic, ...]]:
        """Map records; those that cannot be mapped are left out and reported.

        Raises `MappingError` at the first problem when validation is `raise`.
        """
        result: list[Json] = []
        problems: list[Diagnostic] = []
        name = str(self.plan.name)
        is_valid = self.plan.model.record.is_valid
        check = self.validation is not Validation.OFF
        for index, mapped in enumerate(self._evaluated(records, names, related)):
            record = records[index]
            if type(mapped) is not dict or type(record) is not dict:
                place = RecordPlace(name, page, offset + index)
                self._report(self._not_mapped(mapped, place), problems)
                continue
            unified = pruned(mapped)
            if check and not is_valid(unified):
                for each in self._invalid(unified, RecordPlace(name, page, offset + index)):
                    self._report(each, problems)
            if self.raw:
                unified["remote_data"] = record
            result.append(unified)
        return result, tuple(problems)

    def _evaluated(
        self, records: Sequence[Json], names: Mapping[str, Json], related: Sequence[Mapping[str, Json]]
    ) -> Iterator[Json | ExpressionError]:
        """Evaluate the map for each record: all at once where that works, else one by one."""
        variables = {name: names[name] for name in self.plan.map.reads.variables if name in names}
        if not related:
            variables["related"] = _NO_RELATED
            found = self.plan.map.expression.evaluate_each(list(records), variables)
            if found is not None:
                yield from found
                return
        stopped = 0
        for index, record in enumerate(records):
            if related:
                variables["related"] = related[index]
            try:
                yield self.plan.map.evaluate(record, variables)
            except ExpressionError as error:
                stopped += error.is_limit
                if stopped > index >= _HOPELESS - 1 or stopped >= _ENOUGH:
                    raise MappingError(failed(self.plan.map, error)) from None
                yield error

    def _report(self, diagnostic: Diagnostic, problems: list[Diagnostic]) -> None:
        if self.validation is Validation.RAISE:
            raise MappingError(diagnostic)
        problems.append(diagnostic)

    def _not_mapped(self, mapped: Json | ExpressionError, place: RecordPlace) -> Diagnostic:
        if isinstance(mapped, ExpressionError):
            return failed(self.plan.map, mapped, place)
        message = "the provider's record or the mapped one is not an object"
        return Diagnostic(Code.NOT_A_RECORD, message, self.plan.map.location, record=place)

    def _invalid(self, unified: Json, place: RecordPlace) -> Iterator[Diagnostic]:
        for problem in self.plan.model.record.problems(unified):
            at = RecordPlace(place.operation, place.page, place.index, problem.path)
            message = _clause(problem)
            yield Diagnostic(Code.INVALID_RECORD, message, self._written(problem), record=at)

    def _written(self, problem: Problem) -> Location:
        """Find the leaf of the map that a problem of the model comes from."""
        node = self.plan.variant.map
        for step in (*problem.path, *([problem.missing] if problem.missing else [])):
            if not isinstance(node, Tree) or step not in node.children:
                break
            node = node.children[str(step)]
        return node.location if node is not None else self.plan.map.location


def _clause(problem: Problem) -> str:
    names = [str(step) for step in problem.path]
    if problem.keyword in ("required", "additionalProperties"):
        owner = f" in `{'.'.join(names)}`" if names else ""
        return f"{problem.message}{owner}"
    return f"`{'.'.join(names)}` {problem.message}"
