"""A second provider, made of YAML alone, beside the bundled catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flow.driver import Driver, call_of, plan_of, reply
from unispec.diagnostics import ProviderError
from unispec.flow import (
    Bookmark,
    Mapper,
    Page,
    Program,
    Request,
    Validation,
    fingerprint_of,
    listing,
    read_cursor,
)
from unispec.language import RUNTIMES, runtime
from unispec.specs import Catalogue, OperationName

ROOT = Path(__file__).parents[1] / "providers"
EVENTS = OperationName("calendar/events", "list")


def appointment(number: int) -> dict[str, Any]:
    people = [{"name": "Ada", "mail": "ada@tiny.example", "chair": True}]
    begins = 1_793_610_000 + number * 3600
    return {
        "number": number,
        "subject": f"Talk {number}",
        "state": "on",
        "begins": begins,
        "minutes": 30,
        "people": people,
    }


def server(request: Request) -> Any:
    query = dict(request.query)
    page, size = int(query.get("page", "1")), int(query["per_page"])
    found = [appointment(number) for number in range(7)][(page - 1) * size : page * size]
    link = f'</api/appointments?per_page={size}&page={page + 1}>; rel="next"' if page * size < 7 else ""
    headers = {
        "link": link,
        "ratelimit-limit": "10",
        "ratelimit-remaining": "9",
        "ratelimit-reset": "1793610060",
    }
    return reply(found, 200, headers)


@pytest.fixture(params=RUNTIMES)
def program(request: pytest.FixtureRequest) -> Program:
    catalogue = Catalogue.load(ROOT)
    return Program(catalogue.integration("tiny"), catalogue.models, runtime(request.param))


def test_it_stands_beside_the_bundled_ones() -> None:
    catalogue = Catalogue.load(ROOT)
    assert set(catalogue.integrations) == {"tiny", *Catalogue.bundled().integrations}
    assert catalogue.warnings == ()
    assert list(catalogue.integration("tiny").auth["token"].headers) == ["X-Api-Key"]


def page_of(program: Program, cursor: str | None, limit: int = 3) -> Page:
    call = call_of(program, size=limit)
    plan = plan_of(call, EVENTS)
    start = read_cursor(cursor, fingerprint_of(plan, call)) if cursor else Bookmark(None)
    page: Page = Driver(server).run(listing(Mapper(plan, Validation.RAISE), call, limit, start))
    return page


def test_its_lists_are_read_to_the_end(program: Program) -> None:
    pages = [page_of(program, None)]
    while pages[-1].next_cursor:
        pages.append(page_of(program, pages[-1].next_cursor))
    assert [each["title"] for page in pages for each in page.result] == [f"Talk {n}" for n in range(7)]
    assert [len(page.result) for page in pages] == [3, 3, 1]
    limit = pages[0].rate_limit
    assert limit is not None
    assert (limit.limit, limit.remaining, limit.reset) == (10, 9, 60)
    assert pages[0].result[0] == {
        "id": "0",
        "title": "Talk 0",
        "status": "confirmed",
        "start_time": "2026-11-02T09:00:00.000Z",
        "end_time": "2026-11-02T09:30:00.000Z",
        "attendees": [
            {
                "person": {"name": "Ada", "emails": [{"email": "ada@tiny.example", "is_primary": True}]},
                "is_optional": False,
                "is_self": False,
                "is_organizer": True,
            }
        ],
    }


def test_its_errors_have_their_own_shape(program: Program) -> None:
    said = {"error": {"kind": "Not yours", "text": "Ask the owner", "needs": ["appointments"]}}
    driver = Driver(lambda request: reply(said, 403))
    call = call_of(program)
    with pytest.raises(ProviderError) as caught:
        driver.run(listing(Mapper(plan_of(call, EVENTS)), call, 5, Bookmark(None)))
    error = caught.value
    assert (error.title, error.provider_message, error.missing_scopes, error.category) == (
        "Not yours",
        "Ask the owner",
        ("appointments",),
        "missing_scope",
    )
