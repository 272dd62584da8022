"""Runs the cases of this folder: `given`, the `replies` in order, and what to `expect`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.flow.driver import Driver, call_of, items, plan_of, read_all, reply, text_of
from unispec.diagnostics import ProviderError, UnispecError
from unispec.flow import Failure, Reply, Request, pages
from unispec.flow._exchange import exchange

HERE = Path(__file__).parent


def cases(folder: str) -> pytest.MarkDecorator:
    paths = sorted((HERE / folder).rglob("*.yaml"))
    read = [yaml.safe_load(path.read_text()) for path in paths]
    return pytest.mark.parametrize("case", read, ids=[f"{path.parent.name}/{path.stem}" for path in paths])


class Script:
    """Answers with the replies of a case, in order."""

    def __init__(self, replies: list[Any]) -> None:
        self._replies = list(replies)

    def __call__(self, request: Request) -> Reply | Failure:
        written = self._replies.pop(0)
        if "failure" in written:
            return Failure(**written["failure"])
        if "text" in written:
            return Reply(200, written.get("headers", {}), written["text"].encode())
        return reply(written.get("body"), written.get("status", 200), written.get("headers"))


@cases("pagination")
def test_a_list_is_read_as_the_case_says(case: Any) -> None:
    given, expect = case["given"], case["expect"]
    program = items(given["pagination"])
    driver = Driver(Script(case["replies"]))
    read = read_all(driver, call_of(program, size=given.get("size")))
    assert [text_of(each) for each in driver.sent] == expect["requests"]
    assert read.ids == expect["records"]
    assert (read.error.diagnostic.code if read.error else None) == expect.get("error")
    if read.error is not None:
        assert expect.get("message", "") in read.error.diagnostic.message
        assert read.error.operation == "t/items.list"
        assert read.error.page == len(read.cursors) + 1
        return
    for number, cursor in enumerate(read.cursors[:-1], 1):
        again = Driver(Script(case["replies"][number:]))
        rest = read_all(again, call_of(items(given["pagination"]), size=given.get("size")), cursor)
        assert [text_of(each) for each in again.sent] == expect["requests"][number:]
        assert read.ids[: read.counts[number - 1]] + rest.ids == expect["records"]
        assert rest.error is None


@cases("retry")
def test_a_call_is_tried_again_as_the_case_says(case: Any) -> None:
    given, expect = case["given"], case["expect"]
    retry = {"retry": {key: given[key] for key in ("budget", "on") if key in given}}
    limit = {key: given[key] for key in ("remaining", "reset") if key in given}
    program = items(None, **retry, **({"rate_limit": limit} if limit else {}))
    method = given.get("method", "GET")
    request = Request(
        method, "https://api.example.com/v1", idempotent=given.get("idempotent", method == "GET")
    )
    driver = Driver(Script(case["replies"]))
    try:
        status, error = driver.run(exchange(request, call_of(program))).status, None
    except UnispecError as raised:
        status, error = None, raised
    assert status == expect.get("status")
    assert (error.diagnostic.code if error else None) == expect.get("error")
    if isinstance(error, ProviderError):
        assert error.category == expect["category"]
        assert expect.get("retry_after") in (None, error.retry_after)
    wanted = expect.get("waits", expect.get("waits_at_least"))
    assert len(driver.waits) == len(wanted)
    assert (
        driver.waits == wanted
        if "waits" in expect
        else all(map(float.__ge__, driver.waits, map(float, wanted)))
    )
    assert sum(driver.waits) <= float(given["budget"].removesuffix("s"))


@cases("rate_limit")
def test_a_page_tells_the_state_of_the_rate_limit(case: Any) -> None:
    headers = {"limit": '$number($headers."x-limit")', "remaining": '$number($headers."x-left")'}
    reset = {"value": '$headers."x-reset"', "unit": case["given"]["unit"]}
    program = items(None, rate_limit={**headers, "reset": reset})
    call = call_of(program)
    [page] = Driver(Script(case["replies"])).pages(pages(plan_of(call), call))
    found = page.rate_limit
    said = found and {"limit": found.limit, "remaining": found.remaining, "reset": found.reset}
    assert said == case["expect"]
