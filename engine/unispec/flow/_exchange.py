"""One call, with everything it takes to get an answer: retries, waits, and typed errors."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial

from unispec.diagnostics import Code, Diagnostic, TransportError, UnispecError
from unispec.flow._answers import undamaged
from unispec.flow._call import Call
from unispec.flow._retry import Attempt
from unispec.flow._steps import Failure, Flow, Reply, Request, Send, Wait


def exchange(request: Request, call: Call) -> Flow[Reply]:
    """Send until a good answer comes, or the time for retries or the reserve of them is spent.

    Raises `ProviderError` or `TransportError`.
    """
    program = call.program
    number, spent = 1, 0.0
    while True:
        answer: Reply | Failure = yield Send(request, attempt=number, operation=call.operation)
        spent += answer.elapsed
        if isinstance(answer, Reply) and answer.status < 300:
            answer = undamaged(answer)
            if isinstance(answer, Reply):
                return answer
        asked = None
        if isinstance(answer, Reply):
            asked = program.answers.asked_wait(answer, moment(answer, call.now))
        attempt = Attempt(request, number, answer, spent)
        delay = program.retry.wait(attempt, asked, call.random)
        if delay is None:
            raise _error(answer, call)
        is_told = asked is not None and isinstance(answer, Reply) and answer.status == 429
        retries = None if is_told else request
        error = partial(_error, answer, call)
        if (yield Wait(delay, _reason(answer), retries, call.operation, number + 1, error)) is False:
            raise error()
        spent += delay
        number += 1


def moment(reply: Reply, fallback: datetime) -> datetime:
    """Tell what time it was for the provider: its `Date` header, else the caller's clock."""
    try:
        said = parsedate_to_datetime(reply.headers["date"])
    except (KeyError, ValueError, TypeError, IndexError, OverflowError):
        return fallback
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _reason(answer: Reply | Failure) -> str:
    return answer.problem if isinstance(answer, Failure) else f"status {answer.status}"


def _error(answer: Reply | Failure, call: Call) -> UnispecError:
    if isinstance(answer, Failure):
        return TransportError(Diagnostic(Code(answer.kind), answer.problem, help=answer.help))
    if answer.status < 400:
        message = f"the provider answered {answer.status}: redirects are not followed"
        return TransportError(Diagnostic(Code.REDIRECT, message))
    return call.program.answers.error(answer, call.names, moment(answer, call.now))
