"""One record of an operation that answers one."""

from __future__ import annotations

from unispec.diagnostics import Code, Diagnostic, MappingError, UnispecError
from unispec.flow._answers import response_variables
from unispec.flow._call import Call
from unispec.flow._exchange import exchange, moment
from unispec.flow._mapping import Mapper, Validation
from unispec.flow._page import Item
from unispec.flow._plan import Plan
from unispec.flow._records import fingerprint, records_of
from unispec.flow._related import related_data
from unispec.flow._steps import Flow, RateLimit


def one(plan: Plan, call: Call, validation: Validation, *, raw: bool = False) -> Flow[Item]:
    """Read one record, map it and validate it; raises `MappingError` when it cannot be mapped."""
    try:
        return (yield from _one(plan, call, Mapper(plan, validation, raw)))
    except UnispecError as error:
        error.operation = error.operation or str(plan.name)
        raise


def _one(plan: Plan, call: Call, mapper: Mapper) -> Flow[Item]:
    rate_limit: RateLimit | None = None
    is_partial = False
    if plan.request is not None:
        reply = yield from exchange(plan.request.build(call), call)
        now = moment(reply, call.now)
        body = call.program.answers.body(reply, call.names, now)
        names = response_variables(reply, call.names)
        records = records_of(plan, body, names)
        fingerprint(records)
        rate_limit = call.program.answers.limit(reply, now)
        is_partial = bool(plan.partial(body, names)) if plan.partial else False
    else:
        records = [each for each in plan.static or () if each.get("id") == call.input.get("id")]
    if len(records) != 1:
        message = f"`records` finds {len(records)} records where one is wanted"
        raise MappingError(Diagnostic(Code.MISSING_RECORDS, message, plan.records_location))
    related = yield from related_data(plan, call, records)
    result, problems = mapper.map(records, call.names, related.data)
    if not result:
        raise MappingError(problems[0])
    return Item(result[0], is_partial or related.is_partial, rate_limit, related.diagnostics + problems)
