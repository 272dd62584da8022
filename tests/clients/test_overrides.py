"""Overrides are checked when an account is connected; a closed engine says so."""

from __future__ import annotations

from typing import Any

import pytest

from unispec import AsyncEngine, Engine, InputError, SpecError
from unispec.diagnostics import Code

EVENTS = "calendar/events"


@pytest.mark.parametrize(
    ("overrides", "code", "place"),
    [
        ({"calendar/event": {"map": {"title": "name"}}}, Code.UNKNOWN_RESOURCE, "calendar/event"),
        ({EVENTS: {"map": {"titel": "name"}}}, Code.UNKNOWN_MODEL_FIELD, "map.titel"),
        ({EVENTS: {"map": {"title": "nmae"}}}, Code.UNKNOWN_SOURCE_FIELD, "map.title"),
        ({EVENTS: {"map": {"title": "$upcas(name)"}}}, Code.UNKNOWN_FUNCTION, "map.title"),
        ({EVENTS: {"map": {"title": "name &"}}}, Code.EXPRESSION_SYNTAX, "map.title"),
    ],
)
def test_a_wrong_override_is_refused_at_once_and_named_by_its_route(
    overrides: dict[str, Any], code: Code, place: str
) -> None:
    with Engine() as engine, pytest.raises(SpecError) as caught:
        engine.connect("calendly", token="t0ken", overrides=overrides)
    assert caught.value.diagnostic.code == code
    assert place in str(caught.value)


def test_a_closed_engine_sends_nothing() -> None:
    engine = Engine()
    connection = engine.connect("calendly", token="t0ken")
    engine.close()
    with pytest.raises(InputError, match="the engine is closed"):
        connection.request("GET", "/users/me")


async def test_a_closed_async_engine_sends_nothing() -> None:
    engine = AsyncEngine()
    connection = engine.connect("calendly", token="t0ken")
    await engine.close()
    with pytest.raises(InputError, match="the engine is closed"):
        await connection.request("GET", "/users/me")


def test_an_id_is_given_once() -> None:
    with Engine() as engine, pytest.raises(InputError, match="twice"):
        engine.connect("calendly", token="t0ken").get(EVENTS, "A", {"id": "B"})
