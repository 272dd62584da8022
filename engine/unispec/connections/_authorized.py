"""A flow on behalf of a linked account: every request of it goes out with a grant that is fresh.

An answer of 401 to a fresh grant leads to one renewal, which all callers share, and to one more try;
then the account needs its owner.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from unispec.connections._keeping import Keeper
from unispec.connections._linked import Linked
from unispec.flow import Credentials, Failure, Flow, Reply, Send, Step, relayed

Result = TypeVar("Result")

_UNAUTHORIZED = 401


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
    renewed = yield from keeper.fresh(tenant, connection, refused=linked.version)
    answer = yield _with(step, renewed)
    if _is_refused(answer):
        raise (yield from keeper.unauthorized(renewed))
    return answer


def _with(step: Send, linked: Linked) -> Send:
    return replace(step, credentials=Credentials(linked.grant.credentials, linked.account))


def _is_refused(answer: Reply | Failure) -> bool:
    return isinstance(answer, Reply) and answer.status == _UNAUTHORIZED
