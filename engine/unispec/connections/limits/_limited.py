"""A flow whose requests keep to the rate limit of their account: each waits for its turn."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from unispec.connections.limits._budget import Budget, Told
from unispec.connections.limits._ledger import slack_of
from unispec.flow import Failure, Flow, Program, Reply, Send, Step, moment, relayed

Result = TypeVar("Result")


def limited(flow: Flow[Result], budget: Budget, program: Program) -> Flow[Result]:
    """Run a flow within a rate limit; no request waits longer for its turn than for another try.

    Token calls, which are private, are not counted: they have a limit of their own.
    """
    longest = program.retry.budget + 3 * slack_of(program.integration.rate_limit.windows)

    def carry(step: Step) -> Flow[Any]:
        if not isinstance(step, Send) or step.is_private:
            return (yield step)
        turn = yield from budget.turn(longest)
        answer: Reply | Failure = yield step
        yield from budget.answered(turn, told_by(answer, program))
        return answer

    return relayed(flow, carry, shielded=True)


def told_by(answer: Reply | Failure, program: Program) -> Told:
    """Read what an answer tells of the limit."""
    if isinstance(answer, Failure):
        return Told()
    now = moment(answer, datetime.now(UTC))
    wait = program.answers.asked_wait(answer, now) if answer.status == 429 else None
    return Told(program.answers.limit(answer, now), wait)
