"""One integration, compiled: its operations as plans, made when first needed and then shared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce

from unispec.data import Json, digest
from unispec.diagnostics import Code, Diagnostic, InputError, Location, SpecError, suggestion
from unispec.flow._answers import AnswerReader, ErrorReader
from unispec.flow._expressions import Found, pruned
from unispec.flow._plan import ForEachPlan, Plan, RelatedPlan
from unispec.flow._rate_limit import RateLimitReader
from unispec.flow._request_plan import RequestPlan, Text
from unispec.flow._retry import RetryPolicy
from unispec.flow._tree import Compiled, Compiler
from unispec.flow.pagination import STYLES, UNPAGED_STYLE, Answered, Find, Style
from unispec.language import Place, Reading, Runtime, TemplateError, template, union
from unispec.models import Model, Models
from unispec.specs import (
    Integration,
    Operation,
    OperationName,
    Request,
    Snippet,
    Tree,
    Variant,
)

UNPAGED = "none"
DEFAULT_PAGE = 100
_NO_READING = Reading()


class Program:
    """Compiles an integration's operations on demand; safe to share between threads."""

    def __init__(
        self, integration: Integration, models: Models, runtime: Runtime, base_url: str | None = None
    ) -> None:
        self.integration = integration
        self.models = models
        self.vars: Mapping[str, Json] = dict(integration.vars)
        self.retry = RetryPolicy(integration.retry.budget, integration.retry.on)
        self._compiler = Compiler(runtime, integration.functions)
        self.base_url: Text | str = base_url or self.text(integration.base_url, Place.URL)
        self.answers = self._answers()
        self._plans: dict[OperationName, tuple[Plan, ...]] = {}

    def plans(self, name: OperationName) -> tuple[Plan, ...]:
        """Give the variants of an operation; raises `InputError` for an unknown one, or `SpecError`."""
        found = self._plans.get(name)
        if found is None:
            found = self._plans[name] = tuple(self._variants(self._operation(name)))
        return found

    def needs_connection(self, name: OperationName) -> bool:
        """Tell whether an operation, or one that it calls, reads anything of the account."""
        seen: set[OperationName] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            for plan in self.plans(current):
                if self._reads_connection(plan):
                    return True
                waiting += [each.spec.operation for each in plan.related]
                waiting += [plan.for_each.spec.operation] if plan.for_each else []
        return False

    @property
    def is_of_account(self) -> bool:
        """Tell whether each account has a base URL of its own."""
        return isinstance(self.base_url, Text) and "connection" in self.base_url.template.reads

    def _reads_connection(self, plan: Plan) -> bool:
        texts = [self.base_url] if isinstance(self.base_url, Text) else []
        founds = [plan.when, plan.partial, plan.records, plan.for_each.input if plan.for_each else None]
        if plan.request is not None:
            texts += [plan.request.path, *plan.request.headers.values()]
            founds += [*plan.request.query.values(), plan.request.body]
        for each in plan.related:
            founds += [each.input, each.when]
        compiled = [plan.map, *(found.compiled for found in founds if found is not None)]
        return any("connection" in each.reads.variables for each in compiled) or any(
            "connection" in each.template.reads for each in texts
        )

    def compile(self, node: Snippet | Tree) -> Compiled:
        """Compile an expression of this integration."""
        return self._compiler.compile(node)

    def found(self, node: Snippet | Tree | None) -> Found | None:
        """Compile what is there."""
        return Found(self.compile(node)) if node is not None else None

    def map_account(self, record: Json, names: Mapping[str, Json]) -> Json:
        """Map what was read of an account."""
        spec = self.integration.connection
        assert spec is not None
        return Found(self.compile(spec.map))(record, names)

    def map_told(self, tree: Tree, told: Json) -> dict[str, Json]:
        """Map what a token answer tells of an account."""
        found: dict[str, Json] = pruned(Found(self.compile(tree))(told, {"vars": self.vars}))
        return found

    def text(self, snippet: Snippet, place: Place) -> Text:
        """Compile a template; raises `SpecError`."""
        try:
            return Text(template(snippet.source, place), snippet)
        except TemplateError as error:
            at = snippet.location
            inside = None if error.start is None else (error.start, error.end or error.start + 1)
            location = Location(at.source, at.route, at.part, inside)
            raise SpecError([Diagnostic(Code.TEMPLATE_SYNTAX, error.problem, location)]) from None

    def _operation(self, name: OperationName) -> Operation:
        resource = self.integration.resources.get(name.resource)
        if resource is None:
            known = suggestion(name.resource, self.integration.resources, noun="resources")
            message = f"`{name.resource}` is not a resource of `{self.integration.name}`"
            raise InputError(Diagnostic(Code.UNKNOWN_RESOURCE, message, help=known))
        operation = resource.operations.get(name.operation)
        if operation is None:
            known = suggestion(name.operation, resource.operations, noun="operations")
            message = f"`{name.resource}` has no operation `{name.operation}`"
            raise InputError(Diagnostic(Code.UNKNOWN_OPERATION, message, help=known))
        return operation

    def _variants(self, operation: Operation) -> Iterator[Plan]:
        model = self.models.get(operation.name.resource)
        if model is None:
            known = suggestion(operation.name.resource, self.models, noun="models")
            message = f"there is no unified model `{operation.name.resource}`"
            raise SpecError([Diagnostic(Code.UNKNOWN_MODEL, message, operation.location, known)])
        for variant in operation.variants:
            yield self._plan(operation, variant, model)

    def _plan(self, operation: Operation, variant: Variant, model: Model) -> Plan:
        self._complete(operation, variant)
        request = self._request(variant.request) if variant.request else None
        mapping = self.compile(variant.map if variant.map is not None else _identity(variant))
        related = tuple(
            RelatedPlan(each, self.found(each.input), self.found(each.when)) for each in variant.related
        )
        parents = variant.for_each
        style, page_size, paging = self._style(variant)
        plan = Plan(
            operation=operation,
            variant=variant,
            model=model,
            map=mapping,
            style=style,
            page_size=page_size,
            reading=_NO_READING,
            read_elsewhere=_NO_READING,
            read_for_effect=_NO_READING,
            fingerprint=digest([self.integration.name, operation.fingerprint, str(operation.name), paging]),
            when=self.found(variant.when),
            request=request,
            static=variant.static,
            records=self.found(variant.records),
            records_location=variant.records.location if variant.records else variant.location,
            partial=self.found(variant.partial),
            related=related,
            for_each=ForEachPlan(parents, self.found(parents.input)) if parents else None,
        )
        return _with_reading(plan)

    def _complete(self, operation: Operation, variant: Variant) -> None:
        if variant.request is None and variant.static is None:
            message = f"`{operation.name}` has neither `request` nor `static`"
            raise SpecError([Diagnostic(Code.MISSING_KEY, message, variant.location)])
        if operation.is_list and variant.request is not None and variant.pagination is None:
            message = f"`{operation.name}` does not say how it is paged"
            remedy = "a list without pages says `pagination: none`"
            raise SpecError([Diagnostic(Code.MISSING_PAGINATION, message, variant.location, remedy)])
        others = [(each.operation, each.location) for each in variant.related]
        if variant.for_each is not None:
            others.append((variant.for_each.operation, variant.for_each.location))
        for name, location in others:
            if self.integration.operation(name) is None:
                message = f"there is no operation `{name}`"
                raise SpecError([Diagnostic(Code.UNKNOWN_OPERATION, message, location)])

    def _request(self, spec: Request) -> RequestPlan:
        query = spec.query.children if spec.query else {}
        return RequestPlan(
            base_url=self.base_url,
            path=self.text(spec.path, Place.PATH),
            method=spec.method,
            query={name: Found(self.compile(leaf)) for name, leaf in query.items()},
            headers={name: self.text(each, Place.HEADER) for name, each in spec.headers.items()},
            body=self.found(spec.body),
            idempotent=spec.idempotent,
        )

    def _style(self, variant: Variant) -> tuple[Style, int, Json]:
        name = variant.pagination or UNPAGED
        if name == UNPAGED:
            return UNPAGED_STYLE, DEFAULT_PAGE, None
        spec = self.integration.pagination.get(name)
        if spec is None:
            known = suggestion(name, [*self.integration.pagination, UNPAGED], noun="known")
            message = f"there is no pagination `{name}`"
            raise SpecError(
                [Diagnostic(Code.UNKNOWN_PAGINATION, message, variant.pagination_location, known)]
            )
        size = spec.limit.default if spec.limit else DEFAULT_PAGE
        paging = [spec.style, spec.param, spec.next.source if spec.next else None]
        return STYLES[spec.style](spec, self._find), size, paging

    def _find(self, snippet: Snippet | None) -> Find | None:
        if snippet is None:
            return None
        found = Found(self.compile(snippet))

        def find(answer: Answered) -> Json:
            return found(answer.body, answer.variables)

        return find

    def _answers(self) -> AnswerReader:
        errors, limit = self.integration.errors, self.integration.rate_limit
        reader = ErrorReader(
            when=self.found(errors.when),
            message=self.found(errors.message),
            title=self.found(errors.title),
            details=self.found(errors.details),
            missing_scopes=self.found(errors.missing_scopes),
            expired_cursor=self.found(errors.expired_cursor),
            category=self.found(errors.category),
        )
        rate = RateLimitReader(
            self.found(limit.limit), self.found(limit.remaining), self.found(limit.reset), limit.unit
        )
        return AnswerReader(reader, rate)


def _identity(variant: Variant) -> Snippet:
    return Snippet("$", variant.location)


def _with_reading(plan: Plan) -> Plan:
    besides = reduce(union, _read_besides(plan), _NO_READING)
    query = plan.request.query.values() if plan.request else ()
    effect = reduce(union, (each for found in query for each in _of_input(found.compiled)), besides)
    choice = reduce(union, _of_input(plan.when.compiled) if plan.when else (), _NO_READING)
    return replace(
        plan,
        reading=union(effect, choice),
        read_elsewhere=union(besides, choice),
        read_for_effect=effect,
    )


def _read_besides(plan: Plan) -> Iterator[Reading]:
    """Tell what a plan reads of the caller's input besides its query values and its choice."""
    if plan.request is not None:
        for text in (plan.request.path, *plan.request.headers.values()):
            if "input" in text.template.reads:
                yield text.template.reads["input"]
    of_input = [plan.for_each.input if plan.for_each else None, plan.request.body if plan.request else None]
    for found in of_input:
        if found is not None:
            yield from _of_input(found.compiled)
    others = [plan.map, plan.partial.compiled if plan.partial else None]
    for each in plan.related:
        others += [found.compiled for found in (each.input, each.when) if found is not None]
    for compiled in others:
        if compiled is not None and "input" in compiled.reads.variables:
            yield compiled.reads.variables["input"]
    if plan.variant.windows is not None:
        ends = (plan.variant.windows.start, plan.variant.windows.end)
        yield Reading(fields={name: Reading(whole=True) for name in ends})


def _of_input(compiled: Compiled) -> Iterator[Reading]:
    yield compiled.reads.input
    if "input" in compiled.reads.variables:
        yield compiled.reads.variables["input"]
