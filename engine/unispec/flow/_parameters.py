"""What a caller asked, checked before any call: names, types, support, ranges.

Which parameters an operation supports is computed from what its expressions read. A parameter
that would have no effect is refused, never ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from unispec.data import InvalidJson, Json, decode, encode
from unispec.diagnostics import Code, Diagnostic, InputError, MappingError, suggestion
from unispec.flow._call import Call
from unispec.flow._plan import Plan
from unispec.language import Reading
from unispec.models import Model, Problem

RECORD_ID = "id"


def choose(plans: tuple[Plan, ...], call: Call) -> Plan:
    """Check the input of a call and pick the variant that serves it; raises `InputError`."""
    first = plans[0]
    operation = first.name.operation
    asked = {name: value for name, value in call.input.items() if name != RECORD_ID or operation == "list"}
    _known(asked, first.model, operation)
    _fitting(asked, first.model, operation)
    plan = next((each for each in plans if _applies(each, call)), None)
    if plan is None:
        message = f"no variant of `{first.name}` serves these parameters"
        raise InputError(Diagnostic(Code.UNSUPPORTED_PARAMETER, message, help=_offered(plans)))
    _identified(plan, call)
    _supported(asked, plan)
    for span in plan.model.ranges(operation):
        _ordered(asked, span.start, span.end)
    _windowed(asked, plan, call.now, call.ceilings.pages)
    _effective(asked, plan, call)
    return plan


def supported(plan: Plan) -> Mapping[str, Reading]:
    """Tell which parameters of the model a variant reads, and what of each."""
    known = plan.model.parameters(plan.name.operation).get("properties", {})
    given = plan.for_each.spec.name if plan.for_each else None
    found = {name: plan.reading.at(name) for name in known if name != given}
    return {name: reading for name, reading in found.items() if reading is not None}


def offered(plan: Plan) -> Mapping[str, Reading]:
    """Tell what a caller may give to a variant, without open parameters that only choose another one."""
    chosen_by = plan.when.compiled.reads.input.fields if plan.when is not None else {}
    return {
        name: reading
        for name, reading in supported(plan).items()
        if name not in chosen_by
        or plan.read_for_effect.at(name) is not None
        or plan.model.options(plan.name.operation, (name,))
    }


def accepted(plan: Plan, name: str, call: Call) -> tuple[Json, ...]:
    """Tell which values of a closed parameter lead to this variant and have an effect; empty if open."""
    options = plan.model.options(plan.name.operation, (name,))
    sample = {each: _sample(reading) for each, reading in offered(plan).items() if not _is_closed(plan, each)}
    values = [value for value in options if not _is_lost(name, plan, call.asking(**sample, **{name: value}))]
    if plan.when is not None and name in plan.when.compiled.reads.input.fields:
        leading = [value for value in values if _applies(plan, call.asking(**sample, **{name: value}))]
        return tuple(leading or values)
    return tuple(values)


def _is_closed(plan: Plan, name: str) -> bool:
    return bool(plan.model.options(plan.name.operation, (name,)))


def _sample(reading: Reading) -> Json:
    return dict.fromkeys(reading.fields, "x") or "x"


def instant(text: Json) -> datetime | None:
    """Read an RFC 3339 time, in UTC; None when it is none that can be reckoned with."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _known(asked: Mapping[str, Json], model: Model, operation: str) -> None:
    known = model.parameters(operation).get("properties", {})
    for name in asked:
        if name not in known:
            message = f"`{name}` is not a parameter of `{model.name}.{operation}`"
            remedy = suggestion(str(name), known, noun="parameters")
            raise InputError(Diagnostic(Code.UNKNOWN_PARAMETER, message, help=remedy))


def _fitting(asked: Mapping[str, Json], model: Model, operation: str) -> None:
    for name, value in asked.items():
        if not _is_json(value):
            message = f"the parameter `{name}` is not a JSON value, but of type `{type(value).__name__}`"
            raise InputError(Diagnostic(Code.INVALID_PARAMETER, message))
    validator = model.parameter_validator(operation)
    if validator.is_valid(asked):
        return
    problem = next(validator.problems(asked))
    code = Code.MISSING_PARAMETER if problem.keyword == "required" else Code.INVALID_PARAMETER
    remedy = "such as `2026-01-31T09:00:00Z`, with its zone" if problem.keyword == "format" else None
    raise InputError(Diagnostic(code, _clause(problem), help=remedy))


def _is_json(value: Json) -> bool:
    try:
        return bool(decode(encode(value)) == value)
    except InvalidJson:
        return False


def _clause(problem: Problem) -> str:
    path = ".".join(map(str, problem.path))
    if problem.keyword == "additionalProperties":
        return f"{problem.message.split(' is not')[0]} is not a field of the parameter `{path}`"
    return f"the parameter `{path}` {problem.message}" if path else f"the parameter {problem.message}"


def _applies(plan: Plan, call: Call) -> bool:
    return plan.when is None or bool(plan.when(call.input, call.names))


def _identified(plan: Plan, call: Call) -> None:
    if plan.name.operation == "list":
        return
    wanted, given = plan.reading.at(RECORD_ID) is not None, RECORD_ID in call.input
    if wanted and not given:
        raise InputError(Diagnostic(Code.MISSING_PARAMETER, f"`{plan.name}` needs the id of a record"))
    if given and not wanted:
        raise InputError(Diagnostic(Code.UNSUPPORTED_PARAMETER, f"`{plan.name}` takes no id"))
    value = call.input.get(RECORD_ID)
    if wanted and not (isinstance(value, str) and value):
        raise InputError(Diagnostic(Code.INVALID_ID, "the id must be a text that is not empty"))


def _supported(asked: Mapping[str, Json], plan: Plan) -> None:
    readings = supported(plan)
    for name, value in asked.items():
        reading = readings.get(name)
        lost = name if reading is None else next(_unread(name, value, reading), None)
        if lost is not None:
            how = (
                f" ({plan.variant.summary.rstrip('.')})"
                if plan.when is not None and plan.variant.summary
                else ""
            )
            message = f"`{plan.name}`{how} does not support the parameter `{lost}`"
            remedy = f"supported: {', '.join(f'`{each}`' for each in sorted(readings)) or 'none'}"
            raise InputError(Diagnostic(Code.UNSUPPORTED_PARAMETER, message, help=remedy))


def _unread(path: str, value: Json, reading: Reading) -> Iterator[str]:
    if reading.whole or not reading.fields or not isinstance(value, dict):
        return
    for key, below in value.items():
        found = reading.at(key)
        if found is None:
            yield f"{path}.{key}"
        else:
            yield from _unread(f"{path}.{key}", below, found)


def _ordered(asked: Mapping[str, Json], start: str, end: str) -> None:
    begin, finish = instant(asked.get(start)), instant(asked.get(end))
    if begin is not None and finish is not None and begin >= finish:
        message = f"`{start}` does not come before `{end}`"
        raise InputError(Diagnostic(Code.REVERSED_RANGE, message))


def _windowed(asked: Mapping[str, Json], plan: Plan, now: datetime, most: int) -> None:
    windows = plan.variant.windows
    if windows is None:
        return
    for name in (windows.start, windows.end):
        if name not in asked:
            message = f"`{plan.name}` needs the parameter `{name}`"
            raise InputError(Diagnostic(Code.MISSING_PARAMETER, message))
    begin, end = instant(asked[windows.start]), instant(asked[windows.end])
    if begin is None or end is None:
        name = windows.start if begin is None else windows.end
        message = f"the parameter `{name}` is not a time that can be reckoned with"
        raise InputError(Diagnostic(Code.INVALID_PARAMETER, message))
    _ordered(asked, windows.start, windows.end)
    pieces = (end - begin).total_seconds() / windows.seconds
    if pieces > most:
        message = f"the range from `{windows.start}` to `{windows.end}` takes more than {most} requests"
        raise InputError(Diagnostic(Code.INVALID_PARAMETER, message))
    if windows.future and begin < now:
        message = f"`{windows.start}` is in the past, which `{plan.name}` cannot answer"
        raise InputError(Diagnostic(Code.PAST_RANGE, message))


def _effective(asked: Mapping[str, Json], plan: Plan, call: Call) -> None:
    for name in asked:
        if _is_lost(name, plan, call):
            options = [f"`{each}`" for each in accepted(plan, name, call)]
            message = f"`{plan.name}` cannot express this value of the parameter `{name}`"
            remedy = f"supported: {', '.join(options)}" if options else None
            raise InputError(Diagnostic(Code.UNSUPPORTED_VALUE, message, help=remedy))


def _is_lost(name: str, plan: Plan, call: Call) -> bool:
    """Tell whether a parameter reaches nothing but query values, and each of these comes out empty."""
    request = plan.request
    if request is None:
        return False
    own = [found for found in request.query.values() if found.compiled.reads.input.at(name) is not None]
    if not own or plan.read_elsewhere.at(name) is not None:
        return False
    try:
        return all(found(call.input, call.names) in (None, []) for found in own)
    except MappingError:
        return False


def _offered(plans: tuple[Plan, ...]) -> str:
    names = sorted({name for plan in plans for name in supported(plan)})
    return f"supported: {', '.join(f'`{name}`' for name in names)}"
