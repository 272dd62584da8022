"""Whether the answers that a case records are such as `provider.schema.json` says they are.

Only types are looked at: a short body leaves fields out, and a provider may add some. An exchange belongs
to the operations whose path it has; it is told of when it fits none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from unispec.data import InvalidJson, Json, decode
from unispec.diagnostics import Code, Diagnostic, Location, MappingError, Part, Route, Severity, SpecError
from unispec.flow import Plan, Program, Reply
from unispec.models import Problem, UnusableSchema, Validator
from unispec.specs import OperationName, Shape
from unispec.testing._cases import Case, Exchange

_OUTPUT = re.compile(r"\{\{.*?\}\}")
_PLAIN = re.compile(r"\s*(\$|[A-Za-z_]\w*(\.[A-Za-z_]\w*)*)\s*", re.ASCII)
_ERRONEOUS = 400
_MOST = 5
"""How many problems of one answer are told."""


@dataclass(frozen=True, slots=True)
class _Served:
    """Answers of one kind of request: how its path looks, and which shapes its body and records have."""

    path: re.Pattern[str]
    literal: int
    body: str | None
    record: str | None = None
    plan: Plan | None = None


class ReplyShapes:
    """Looks at the answers of the cases of one integration."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._served = tuple(_served(program))
        self._validators: dict[str, Validator | None] = {}

    def problems(self, case: Case, *, went_well: bool) -> Iterator[Diagnostic]:
        """Say which values are of another type; of good answers only when the case was meant to go well."""
        for index, exchange in enumerate(case.exchanges):
            body = _body(exchange)
            if body is None or not isinstance(exchange.answer, Reply):
                continue
            if exchange.answer.status >= _ERRONEOUS:
                found = list(self._fits(self._program.integration.answers.error, body))
            else:
                found = self._of_good(exchange, body) if went_well else []
            for problem in islice(found, _MOST):
                yield _problem(case, index, problem)

    def _of_good(self, exchange: Exchange, body: Json) -> list[Problem]:
        matching = [each for each in self._served if each.path.search(exchange.path)]
        most = max((each.literal for each in matching), default=0)
        verdicts = [list(dict.fromkeys(self._of(each, body))) for each in matching if each.literal == most]
        return min(verdicts, key=len, default=[])

    def _of(self, served: _Served, body: Json) -> Iterator[Problem]:
        yield from self._against(served.body, body)
        records = served.plan.variant.records if served.plan is not None else None
        if served.plan is None or served.plan.records is None or records is None or served.record is None:
            return
        try:
            found = served.plan.records(body, {})
        except MappingError:
            return
        if found is None:
            return
        route = _route(records.source, body)
        for index, record in enumerate(found if isinstance(found, list) else [found]):
            place: Route = (f"record {index}",) if route is None else route
            if route is not None and isinstance(found, list):
                place = (*route, index)
            for problem in self._against(served.record, record):
                yield replace(problem, path=(*place, *problem.path))

    def _fits(self, shape: Shape | None, value: Json) -> Iterator[Problem]:
        return self._against(shape.name if shape else None, value)

    def _against(self, name: str | None, value: Json) -> Iterator[Problem]:
        validator = self._validator(name) if name is not None else None
        if validator is None or validator.is_valid(value):
            return
        yield from (each for each in validator.problems(value) if each.keyword == "type")

    def _validator(self, name: str) -> Validator | None:
        """Give the validator of a shape; None for one that there is not, which `check` tells of."""
        if name not in self._validators:
            self._validators[name] = _compiled(self._program.integration.provider, name)
        return self._validators[name]


def _served(program: Program) -> Iterator[_Served]:
    integration = program.integration
    rule = integration.answers.body
    resources = integration.resources.values()
    operations = [each for resource in resources for each in resource.operations.values()]
    for plan in (plan for operation in operations for plan in _plans(program, operation.name)):
        variant = plan.variant
        shape = variant.answer or rule
        if variant.request is not None:
            body = shape.name if shape else None
            yield _Served(*_pattern(variant.request.path.source), body, variant.record, plan)
    account = integration.connection
    if account is not None:
        shape = account.answer or rule
        yield _Served(*_pattern(account.path.source), shape.name if shape else None)


def _plans(program: Program, name: OperationName) -> tuple[Plan, ...]:
    """Give the variants of an operation; none when it cannot be compiled, which its own cases tell."""
    try:
        return program.plans(name)
    except SpecError:
        return ()


def _pattern(path: str) -> tuple[re.Pattern[str], int]:
    """Make a pattern of a path, and count what is literal in it; `base_url` may put more in front."""
    pieces = _OUTPUT.split(path.strip())
    return re.compile("[^/]+".join(map(re.escape, pieces)) + "$"), sum(map(len, pieces))


def _route(source: str, body: Json) -> Route | None:
    """Say where the records are in a body, when their expression is a plain path through objects."""
    if not _PLAIN.fullmatch(source):
        return None
    steps: Route = () if source.strip() == "$" else tuple(source.strip().split("."))
    for step in steps:
        if not isinstance(body, dict):
            return None
        body = body.get(step)
    return steps


def _body(exchange: Exchange) -> Json:
    answer = exchange.answer
    try:
        return decode(answer.content) if isinstance(answer, Reply) and answer.content else None
    except InvalidJson:
        return None


def _compiled(provider: Json, name: str) -> Validator | None:
    shapes = provider.get("$defs") if isinstance(provider, dict) else None
    if not isinstance(shapes, dict) or name not in shapes:
        return None
    pointer = name.replace("~", "~0").replace("/", "~1").replace("%", "%25")
    try:
        return Validator({"$ref": f"#/$defs/{pointer}", "$defs": shapes})
    except UnusableSchema:
        return None


def _problem(case: Case, index: int, problem: Problem) -> Diagnostic:
    path = _path(problem.path) or "the body"
    route: tuple[str | int, ...] = ("exchanges", index, "reply")
    written = case.document.data["exchanges"][index]["reply"]
    location = _deepest(case, (*route, "body"), problem.path) if "body" in written else None
    if location is None:
        key = next((each for each in ("body_file", "text", "body") if each in written), None)
        location = case.document.location((*route, key), Part.VALUE) if key else case.document.location(route)
    remedy = "mend the case, or the shape in `provider.schema.json`"
    return Diagnostic(
        Code.MISMATCHED_REPLY, f"`{path}` {problem.message}", location, remedy, Severity.WARNING
    )


def _deepest(case: Case, route: tuple[str | int, ...], path: Iterable[str | int]) -> Location | None:
    """Find a value of a body that stands in the case; None in a record, whose place is not known."""
    steps = tuple(path)
    if steps and isinstance(steps[0], str) and steps[0].startswith("record "):
        return None
    return case.document.location((*route, *steps))


def _path(steps: Iterable[str | int]) -> str:
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in steps).removeprefix(".")
