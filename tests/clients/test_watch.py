"""Whoever watches an engine is told of each request and what came back, and never of a credential."""

from contextlib import nullcontext
from typing import Any

import pytest

from tests.clients.facade import Link
from tests.fakes import FakeCalendly, Fault
from unispec import ProviderError
from unispec.flow import Failure, Reply, Request

Told = list[tuple[Request, Reply | Failure]]


def test_each_request_is_told_with_its_answer(link: Link, fake: FakeCalendly) -> None:
    told: Told = []
    account = link(watch=lambda request, answer: told.append((request, answer)))
    pages = list(account.pages("calendar/events", limit=20))
    assert pages
    assert [(each.method, each.url.removeprefix(fake.url)) for each, _ in told] == [
        (each.method, each.path) for each in fake.requests
    ]
    assert all(isinstance(answer, Reply) and answer.status == 200 for _, answer in told)


def test_tries_that_fail_are_told_too(link: Link, fake: FakeCalendly) -> None:
    told: Told = []
    fake.faults.add(Fault("reset", times=1))
    account = link(watch=lambda request, answer: told.append((request, answer)))
    account.list("user_directory/groups")
    assert [type(answer) for _, answer in told] == [Failure, Reply, Reply]
    assert told[0][0] == told[1][0]


def test_calls_of_the_provider_itself_are_told_too(link: Link) -> None:
    told: Told = []
    link(watch=lambda request, answer: told.append((request, answer))).request("GET", "/users/me")
    assert [request.url.rpartition("/")[2] for request, _ in told] == ["me"]


@pytest.mark.parametrize("token", ["owner", "expired"])
def test_credentials_are_never_told(link: Link, fake: FakeCalendly, token: str) -> None:
    told: list[Any] = []
    account = link(token, watch=lambda request, answer: told.append((request, answer)))
    with nullcontext() if token == "owner" else pytest.raises(ProviderError):
        account.get("user_directory/me")
    assert told
    shown = "".join(
        f"{request!r}{answer!r}{answer.content!r}{dict(answer.headers)}" for request, answer in told
    )
    assert fake.bearer(token) not in shown
    assert "authorization" not in {name.lower() for request, _ in told for name, _ in request.headers}


def test_what_a_watcher_raises_ends_the_call(link: Link) -> None:
    def watch(request: Request, answer: Reply | Failure) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        link(watch=watch).get("user_directory/me")
