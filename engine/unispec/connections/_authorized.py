"""A flow on behalf of a linked account: every request of it goes out with a grant that is fresh.

An answer of 401 to a fresh grant leads to one renewal, which all callers share, and to one more try. Where
nothing can be renewed, the try comes after a pause: providers that are busy refuse good keys now and then.
After a second 401 the account needs its owner. It says that nothing was done, so writes are sent again too.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from unispec.connections._keeping import Keeper
from unispec.connections._linked import Linked, Reason
from unispec.diagnostics import Code, TransportError
from unispec.flow import Credentials, Failure, Flow, Reply, Send, Step, Wait, relayed

Result = TypeVar("Result")

_UNAUTHORIZED = 401
_PAUSE = 1.0


def authorized(flow: Flow[Result], keeper: Keeper, tenant: str, connection: str) -> Flow[Result]:
    """Run a flow with the grant of an account; raises what `Keeper.fresh` raises, through the flow."""
    return relayed(flow, partial(_carried, keeper, tenant, connection))


def _carried(keeper: Keeper, tenant: str, connection: str, step: Step) -> Flow[Any]:
    if isinstance(step, Send):
        return (yield from _sent(step, keeper, tenant, connection))
    return (yield step)


def _sent(step: Send, keeper: Keeper, tenant: str, connection: str) -> Flow[Reply | Failure]:
    linked = yield from keeper.fresh(tenant, connection)
    answer: Reply | Failure = yield _with(step, linked)
    if not _is_refused(answer):
        return answer
    if keeper.renewal.request(linked.grant) is not None:
        again = yield from keeper.fresh(tenant, connection, refused=linked.version)
    elif (yield from _paused(step)):
        again = yield from keeper.fresh(tenant, connection)
    else:
        return answer
    answer = yield _with(step, again)
    if _is_refused(answer):
        yield from keeper.lost(again, Reason.UNAUTHORIZED)
        yield from keeper.known(tenant, connection)
    return answer


def _paused(step: Send) -> Flow[bool]:
    """Wait before another try; tell whether the call has time for one."""
    attempt = step.attempt + 1
    try:
        yield Wait(_PAUSE, "the provider refuses the credentials", step.request, step.operation, attempt)
    except TransportError as error:
        if error.diagnostic.code is not Code.DEADLINE_EXCEEDED:
            raise
        return False
    return True


def _with(step: Send, linked: Linked) -> Send:
    return replace(step, credentials=Credentials(linked.grant.credentials, linked.account))


def _is_refused(answer: Reply | Failure) -> bool:
    return isinstance(answer, Reply) and answer.status == _UNAUTHORIZED
