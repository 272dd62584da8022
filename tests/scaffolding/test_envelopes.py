"""Records are found behind envelopes, and what is not used is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.scaffolding.skeletons import EVENT, api, resource, see_that_it_passes, written
from unispec.diagnostics import SpecError
from unispec.scaffolding._envelopes import records_in
from unispec.scaffolding._view import view

TEXT = {"type": "string"}
META = {"type": "object", "properties": {"page": {"type": "integer"}}}
MANY = {"type": "array", "items": EVENT}
ENVELOPE = {"type": "object", "properties": {"ok": {"type": "boolean"}, "meta": META, "payload": {}}}


def holding(**properties: Any) -> dict[str, Any]:
    """An object."""
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("body", "path", "where", "is_list"),
    [
        (MANY, "/events", "$", True),
        (holding(events=MANY), "/events", "events", True),
        (holding(ok=TEXT, meta=META, payload=holding(events=MANY)), "/events", "payload.events", True),
        ({"allOf": [ENVELOPE, holding(payload=holding(rows=MANY))]}, "/events", "payload.rows", True),
        (holding(a=holding(b=holding(c=holding(d=MANY)))), "/events", "a.b.c.d", True),
        (holding(reply=holding(errors={"type": "array", "items": holding(code=TEXT)}, events=MANY)),
         "/bookings", "reply.events", True),
        (holding(data={"type": "array", "items": {}}), "/events", "data", True),
        (holding(data=holding(id=TEXT, items=MANY)), "/me", "data", False),
        (holding(ok=TEXT, meta=META, payload=EVENT), "/events/{id}", "payload", False),
        ({"allOf": [ENVELOPE, holding(payload=EVENT)]}, "/events/{id}", "payload", False),
        (holding(envelope=holding(thing=EVENT, status=TEXT)), "/events/{id}", "envelope.thing", False),
        (holding(id=TEXT, place=holding(name=TEXT)), "/events/{id}", "$", False),
        (holding(name=TEXT, place=holding(name=TEXT)), "/events/{id}", "$", False),
    ],
)  # fmt: skip
def test_records_are_found_at_any_reasonable_depth(
    body: Any, path: str, where: str, *, is_list: bool
) -> None:
    found = records_in(view(body, {}), {}, path)
    assert found is not None
    assert (found.where, found.is_list) == (where, is_list)


def test_a_list_and_one_record_behind_envelopes_become_operations_that_play(tmp_path: Path) -> None:
    components = {"schemas": {"Event": EVENT, "Envelope": ENVELOPE}}
    event = {"$ref": "#/components/schemas/Event"}
    envelope = {"$ref": "#/components/schemas/Envelope"}
    many = {"allOf": [envelope, holding(payload=holding(events={"type": "array", "items": event}))]}
    document = api(body=many, components=components)
    one = api(body={"allOf": [envelope, holding(payload=event)]}, path="/events/{id}")
    one["paths"]["/events/{id}"]["get"]["summary"] = "Fetch it."
    document["paths"]["/events"]["get"]["summary"] = "All of them."
    document["paths"] |= one["paths"]
    written(tmp_path, document)
    made = resource(tmp_path)
    assert made["record"] == "Event"
    assert [each["records"] for each in made["operations"].values()] == ["payload.events", "payload"]
    assert made["operations"]["get"]["summary"] == "Fetch it."
    assert see_that_it_passes(tmp_path) == 2
    del document["paths"]["/events/{id}"]["get"]["summary"]
    written(tmp_path / "b", document)
    assert resource(tmp_path / "b")["operations"]["get"]["summary"] == "One of the events, by its id."


def test_lists_that_are_not_used_are_told_with_the_reason(tmp_path: Path) -> None:
    document = api()
    stone = {"type": "array", "items": holding(weight={"type": "number"})}
    for path, body in {"/stones": stone, "/pebbles": stone, "/past": MANY, "/rules": holding(a=TEXT)}.items():
        document["paths"] |= api(body=body, path=path)["paths"]
    document["components"] = {"schemas": {"Event": EVENT}}
    made = written(tmp_path, document)
    assert [each.message for each in made.notes] == [
        "`/stones`, `/pebbles`, `/past` were not used, "
        "for their records look like no unified model that is free",
        "`/rules` was not used, for no list of records was found in its answer",
    ]
    assert made.notes[0].help == "say which it serves: `--model MODEL/RESOURCE=/stones`"


def test_a_collection_without_a_list_never_becomes_a_get_without_an_id(tmp_path: Path) -> None:
    document = api(body=holding(ok=TEXT, count={"type": "integer"}))
    with pytest.raises(SpecError, match="the answer of `/events` has no list of records"):
        written(tmp_path, document, wanted=[("calendar/events", "/events")])
