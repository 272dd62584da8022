"""What would be sent first, without sending it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from unispec.data import Json
from unispec.flow import (
    Bookmark,
    Ceilings,
    Mapper,
    Program,
    Request,
    Validation,
    listing,
    new_call,
    one,
    variant_for,
)
from unispec.specs import OperationName
from unispec.testing._drive import Sequence


class _Enough(Exception):
    """The request that was wanted is known."""


def dry_run(
    program: Program,
    name: OperationName,
    parameters: Mapping[str, Json],
    now: datetime,
    limit: int | None = None,
) -> Request | None:
    """Give the first request of a call; None when it makes none. Raises `InputError` or `SpecError`.

    What is not known of the account stands as `{connection.<name>}`.
    """
    spec = program.integration.connection
    account = {key: f"{{connection.{key}}}" for key in spec.map.children} if spec else {}
    call = new_call(program, parameters, account, now, float, Ceilings(), limit)
    plan = variant_for(call, program.plans(name))
    caught: list[Request] = []

    def send(request: Request) -> None:
        caught.append(request)
        raise _Enough

    driver = Sequence(send)  # type: ignore[arg-type]
    try:
        if plan.operation.is_list:
            mapper = Mapper(plan, Validation.OFF)
            driver.run(listing(mapper, call, limit or plan.page_size, Bookmark(None)))
        else:
            driver.run(one(plan, call, Validation.OFF))
    except _Enough:
        return caught[0]
    return None
