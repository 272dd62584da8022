"""What becomes of an OpenAPI file: every skeleton passes the check and plays its cases."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.scaffolding.skeletons import (
    EVENT,
    EXAMPLE,
    api,
    integration,
    resource,
    see_that_it_passes,
    shapes,
    written,
)
from unispec.cli._new_play import play
from unispec.diagnostics import Code, InputError, SpecError
from unispec.scaffolding import Refused, new_integration, write_files

TEXT = {"type": "string"}
TIME = {"type": "string", "format": "date-time"}


def page(**further: Any) -> dict[str, Any]:
    """The body of a page of events."""
    return {"type": "object", "properties": {"data": {"type": "array", "items": EVENT}, **further}}


def query(name: str, **schema: Any) -> dict[str, Any]:
    """A query parameter."""
    return {"name": name, "in": "query", "schema": schema or TEXT}


def event(**further: Any) -> dict[str, Any]:
    """The schema of an event with more fields."""
    known: Any = EVENT["properties"]
    return {**EVENT, "properties": {**known, **further}}


def test_the_example_of_the_documentation_becomes_a_whole_integration(tmp_path: Path) -> None:
    made = written(tmp_path, EXAMPLE)
    assert made.notes == ()
    assert see_that_it_passes(tmp_path) == 4
    assert [path for path in made.files if path.endswith(".yaml") and "/cases/" not in path] == [
        "integrations/small/integration.yaml",
        "integrations/small/calendar/events.yaml",
        "integrations/small/user_directory/users.yaml",
    ]
    events = resource(tmp_path)
    assert events["record"] == "Booking"
    assert events["operations"]["list"]["scopes"] == ["bookings.read"]
    assert events["operations"]["list"]["request"]["query"] == {
        "state": '$lookup({"confirmed": "booked", "tentative": "requested"}, status)\n',
        "starts_after": "start_time",
        "starts_before": "end_time",
        "host_id": "user.id",
    }
    assert events["map"]["title"] == 'subject ? subject : "Untitled"\n'
    assert events["map"]["organizer"]["id"] == "host.id"
    assert events["map"]["event_type"] == {"id": "service_id"}
    assert integration(tmp_path)["pagination"]["cursor"] == {
        "style": "cursor",
        "next": "paging.next_cursor",
        "param": "cursor",
        "more": "paging.has_more",
        "limit": {"param": "limit", "max": 50},
    }
    assert integration(tmp_path)["errors"] == {"message": "message", "title": "code"}
    assert "example" not in json.dumps(shapes(tmp_path)["Booking"])


@pytest.mark.parametrize(
    ("servers", "url"),
    [
        ([{"url": "https://a.example/v1/"}], "https://a.example/v1"),
        ([{"url": "http://a.example"}], "https://a.example"),
        ([{"url": "http://localhost:8080/x"}], "http://localhost:8080/x"),
        ([{"url": "/api/v3"}], "https://api.example.com/api/v3"),
        ([{"url": "https://{r}.a.example", "variables": {"r": {"default": "eu"}}}], "https://eu.a.example"),
        ([{"url": "https://{r}.a.example"}], "https://example.a.example"),
        ([{"url": "https://user:word@a.example"}], "https://api.example.com"),
        ([{"url": "{{ credentials.token }}"}], "https://api.example.com"),
        ([{"url": "https://a.example:99999999"}], "https://api.example.com"),
        ([{"url": "https://[::1"}], "https://api.example.com"),
        ([{"url": 5}, "x"], "https://api.example.com"),
        ([], "https://api.example.com"),
        (None, "https://api.example.com"),
    ],
)
def test_the_first_server_gives_the_address(servers: Any, url: str, tmp_path: Path) -> None:
    written(tmp_path, api(servers=servers))
    assert integration(tmp_path)["base_url"] == url
    assert see_that_it_passes(tmp_path) == 1


@pytest.mark.parametrize(
    ("parameters", "body", "paging"),
    [
        (
            [query("page_token"), query("count", type="integer", maximum=30)],
            page(pagination={"type": "object", "properties": {"next_page_token": TEXT}}),
            {"style": "cursor", "next": "pagination.next_page_token", "param": "page_token",
             "limit": {"param": "count", "max": 30}},
        ),
        (
            [query("offset", type="integer"), query("limit", type="integer")],
            page(total={"type": "integer"}),
            {"style": "offset", "param": "offset", "total": "total", "limit": {"param": "limit", "max": 100}},
        ),
        (
            [query("page", type="integer", default=1), query("per_page", type="integer", default=25)],
            page(meta={"type": "object", "properties": {"total_pages": {"type": "integer"}}}),
            {"style": "page", "param": "page", "start": 1, "total": "meta.total_pages",
             "limit": {"param": "per_page", "max": 25}},
        ),
        (
            [query("page", type="integer")],
            page(links={"type": "object", "properties": {"next": {"type": "string", "format": "uri"}}}),
            {"style": "next_url", "next": "links.next"},
        ),
        (
            [query("$top", type="integer")],
            page(**{"@odata.nextLink": TEXT}),
            {"style": "next_url", "next": "`@odata.nextLink`", "limit": {"param": "$top", "max": 100}},
        ),
        (
            [query("starting_after")],
            page(has_more={"type": "boolean"}),
            {"style": "cursor", "next": "data[-1].id", "param": "starting_after", "more": "has_more"},
        ),
        ([], page(), None),
        ([query("after", type="string", format="date-time")], page(), None),
    ],
)  # fmt: skip
def test_the_pagination_is_guessed(
    parameters: list[Any], body: Any, paging: dict[str, Any] | None, tmp_path: Path
) -> None:
    written(tmp_path, api(parameters=parameters, body=body))
    found = integration(tmp_path).get("pagination", {})
    assert list(found.values()) == ([paging] if paging else [])
    assert resource(tmp_path)["operations"]["list"]["pagination"] == (next(iter(found)) if paging else "none")
    assert see_that_it_passes(tmp_path) == 1


def test_a_link_header_is_a_pagination(tmp_path: Path) -> None:
    document = api()
    document["paths"]["/events"]["get"]["responses"]["200"]["headers"] = {"Link": {"schema": TEXT}}
    written(tmp_path, document)
    assert integration(tmp_path)["pagination"] == {"links": {"style": "link_header"}}


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"id": {"type": "integer"}}, {"id": "$string(id)"}),
        ({"start": {"type": "integer"}}, {"start_time": "$fromMillis(start * 1000)"}),
        ({"start": {"type": "object", "required": ["dateTime"], "properties": {"dateTime": TIME}}},
         {"start_time": "start.dateTime"}),
        ({"start": {"type": "string", "format": "date"}}, {"start_time": 'start ? start & "T00:00:00Z"\n'}),
        ({"title": {"type": "string", "nullable": True}}, {"title": 'title ? title : "Untitled"\n'}),
        ({"state": {"enum": ["confirmed", "draft"]}}, {"status": "state"}),
        ({"state": {"enum": ["canceled", "x"]}}, {"status": '$lookup({"canceled": "cancelled"}, state)\n'}),
        ({"state": {"enum": ["red", "blue"]}}, {"status": None}),
        ({"state": TEXT}, {"status": None}),
        ({"location": TEXT}, {"location": {"name": "location"}}),
        ({"organizer": {"type": "object", "properties": {"id": TEXT, "email": TEXT}}},
         {"organizer": {"id": "organizer.id", "emails": 'organizer.email ? [{"email": organizer.email}]\n'}}),
        ({"organizer_id": TEXT, "organizer_name": TEXT},
         {"organizer": {"id": "organizer_id"}}),
        ({"calendarId": {"type": "integer"}}, {"calendar": {"id": "$string(calendarId)"}}),
        ({"created-at": TIME}, {"created_at": "`created-at`\n"}),
        ({"attendees": {"type": "array", "items": {"type": "object", "properties": {"email": TEXT}}}},
         {"attendees": '[attendees.{"person": {"emails": email ? [{"email": email}]}}]\n'}),
    ],
)  # fmt: skip
def test_a_field_is_mapped_by_its_name_and_its_type(
    fields: dict[str, Any], found: dict[str, Any], tmp_path: Path
) -> None:
    written(tmp_path, api(event(**fields)))
    mapped = resource(tmp_path)["map"]
    assert {key: mapped.get(key) for key in found} == found
    assert see_that_it_passes(tmp_path) == 1


def test_words_without_a_partner_are_named_in_a_comment(tmp_path: Path) -> None:
    written(tmp_path, api(event(state={"enum": ["canceled", "evil\x1b[31m, unispec: allow x"]})))
    text = (tmp_path / "integrations/small/calendar/events.yaml").read_text("utf-8")
    assert "# unispec: allow forgotten-value: no word yet for evil [31m, unispec : allow x" in text


def test_a_guess_that_the_check_refuses_becomes_a_comment_that_says_why(tmp_path: Path) -> None:
    written(tmp_path, api(event(emails=TEXT, visibility={"enum": ["public", 5]})))
    mapped = resource(tmp_path)["map"]
    assert "visibility" not in mapped


@pytest.mark.parametrize(
    ("schema", "shape"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "enum": ["a"], "nullable": True},
         {"type": ["string", "null"], "enum": ["a", None]}),
        ({"type": "integer", "minimum": 0, "exclusiveMinimum": True},
         {"type": "integer", "exclusiveMinimum": 0}),
        ({"type": ["string", "null"], "examples": ["x"], "title": "X"}, {"type": ["string", "null"]}),
        ({"type": "colour"}, {}),
        ({"type": "object", "required": ["a", "b"], "properties": {"a": TEXT}},
         {"type": "object", "properties": {"a": TEXT}, "required": ["a"]}),
        ({"allOf": [{"$ref": "#/components/schemas/Other"}], "nullable": True},
         {"anyOf": [{"allOf": [{"$ref": "#/$defs/Other"}]}, {"type": "null"}]}),
        ({"$ref": "#/components/schemas/Other", "nullable": True},
         {"anyOf": [{"$ref": "#/$defs/Other"}, {"type": "null"}]}),
        ({"$ref": "#/components/schemas/Missing"}, {}),
        ({"$ref": "other.yaml#/Thing"}, {}),
        ({"oneOf": [TEXT, {"type": "integer"}], "discriminator": {"propertyName": "x"}},
         {"oneOf": [TEXT, {"type": "integer"}]}),
        (True, True),
        ("nonsense", {}),
    ],
)  # fmt: skip
def test_a_schema_becomes_json_schema(schema: Any, shape: Any, tmp_path: Path) -> None:
    record = {"$ref": "#/components/schemas/Event"}
    components = {"schemas": {"Event": event(extra=schema), "Other": {"type": "object"}}}
    written(tmp_path, api(record, components=components))
    assert shapes(tmp_path)["Event"]["properties"]["extra"] == shape


@pytest.mark.parametrize(
    "schemas",
    [
        {"Event": event(parent={"$ref": "#/components/schemas/Event"})},
        {"Event": event(children={"type": "array", "items": {"$ref": "#/components/schemas/Event"}})},
        {"Event": {"allOf": [{"$ref": "#/components/schemas/Event"}, EVENT]}},
        {
            "Event": {"allOf": [EVENT, {"$ref": "#/components/schemas/B"}]},
            "B": {"$ref": "#/components/schemas/Event"},
        },
        {"Event": {"oneOf": [EVENT, event(more=TEXT)]}},
        {"Event": {**event(n={"$ref": "#/components/schemas/Event"}), "required": [*EVENT["required"], "n"]}},
    ],
)
def test_shapes_that_hold_themselves_are_no_trouble(schemas: dict[str, Any], tmp_path: Path) -> None:
    written(tmp_path, api({"$ref": "#/components/schemas/Event"}, components={"schemas": schemas}))
    assert resource(tmp_path)["map"]["start_time"] == "start"


@pytest.mark.parametrize(
    ("name", "shape"),
    [("a.b/c d", "ABCD"), ("évènement", "VNement"), ("123", "Record123"), ("x" * 300, "X" + "x" * 59)],
)
def test_a_shape_gets_a_name_that_can_be_written(name: str, shape: str, tmp_path: Path) -> None:
    reference = "#/components/schemas/" + name.replace("/", "~1")
    written(tmp_path, api({"$ref": reference}, components={"schemas": {name: EVENT}}))
    assert resource(tmp_path)["record"] == shape


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/users/{user_id}/events", "/users/{{ input.user.id }}/events"),
        ("/calendars/{id}/events", "/calendars/{{ input.calendar.id }}/events"),
        ("/{tenant}/events", "/{{ vars.tenant }}/events"),
        ("/v1.2/events", "/v1.2/events"),
    ],
)
def test_a_parameter_of_a_path_is_asked_for_or_constant(path: str, template: str, tmp_path: Path) -> None:
    written(tmp_path, api(path=path))
    assert resource(tmp_path)["operations"]["list"]["request"]["path"] == template
    assert see_that_it_passes(tmp_path) == 1


def test_a_parameter_that_must_be_there_is_given(tmp_path: Path) -> None:
    written(
        tmp_path, api(parameters=[{**query("mode", type="string", enum=["full", "slim"]), "required": True}])
    )
    assert resource(tmp_path)["operations"]["list"]["request"]["query"] == {"mode": '"full"\n'}


def test_a_caller_decides_which_model_a_path_serves(tmp_path: Path) -> None:
    assert written(tmp_path / "a", api(path="/meetings")).resources == (
        "integrations/small/calendar/events.yaml",
    )
    document = api({"type": "object", "properties": {"uid": TEXT}}, path="/things")
    assert written(tmp_path / "b", document).resources == ()
    made = written(tmp_path / "c", document, wanted=[("user_directory/groups", "/things")])
    assert made.resources == ("integrations/small/user_directory/groups.yaml",)
    with pytest.raises(SpecError, match="`/thing` is not a path that answers records"):
        written(tmp_path / "d", document, wanted=[("user_directory/groups", "/thing")])
    with pytest.raises(InputError, match="`user_directory/group` is not a unified model"):
        written(tmp_path / "e", document, wanted=[("user_directory/group", None)])


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"swagger": "2.0", "paths": {}}, "this is Swagger 2.0"),
        ({"openapi": "4.0.0", "paths": {"/a": {}}}, "not a version that is known"),
        ({"openapi": None, "paths": {"/a": {}}}, "not a version that is known"),
        ({"paths": {"/a": {}}}, "has no `openapi`"),
        ({"openapi": "3.1.0"}, "has no `paths`"),
        ({"openapi": "3.1.0", "paths": ["/a"]}, "`paths` that are not an object"),
    ],
)
def test_a_file_that_is_no_openapi_is_an_error_with_its_place(
    document: Any, message: str, tmp_path: Path
) -> None:
    with pytest.raises(SpecError, match=message) as caught:
        written(tmp_path, document)
    assert caught.value.diagnostic.code is Code.INVALID_OPENAPI
    assert caught.value.diagnostic.location is not None
    assert not (tmp_path / "integrations").exists()


@pytest.mark.parametrize("text", ["", "[]", "null", "just text", "openapi: 3.1.0\n", "\x00", "{", "a: *b"])
def test_a_file_that_is_nothing_is_an_error(text: str, tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(SpecError):
        new_integration("small", tmp_path, play, source=file)


def test_what_cannot_be_used_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    document = api(event(place={"$ref": "places.yaml#/Place"}, other={"$ref": "#/components/schemas/Gone"}))
    document["paths"] |= {"no-slash": {"get": {}}, "/bad": "x", "/worse": {"get": []}, "/w|eird": {"get": {}}}
    made = written(tmp_path, document)
    assert sorted(each.message for each in made.notes) == [
        "`#/components/schemas/Gone` leads nowhere, and is left out",
        "`/bad` is not a path with operations, and is left out",
        "`get` of `/worse` is not an object, and is left out",
        "`no-slash` is not a path with operations, and is left out",
        "`places.yaml#/Place` is another document, and is left out",
        "the path `/w|eird` cannot be written as a template",
    ]
    assert {each.code for each in made.notes} == {Code.INVALID_OPENAPI}
    assert all(each.location is not None for each in made.notes)


def test_anchors_and_merge_keys_are_read(tmp_path: Path) -> None:
    lines = json.dumps(api())
    file = tmp_path / "api.yaml"
    file.write_text(f"x-common: &common {{description: ok}}\n<<: *common\n{lines[1:-1]}", "utf-8")
    file.write_text(
        "x-a: &a {x-b: 1}\n" + "\n".join(f"{k}: {json.dumps(v)}" for k, v in api().items()), "utf-8"
    )
    written(tmp_path, file)
    assert see_that_it_passes(tmp_path) == 1


def test_an_example_that_does_not_fit_its_shape_is_not_the_case(tmp_path: Path) -> None:
    document = api()
    media = document["paths"]["/events"]["get"]["responses"]["200"]["content"]["application/json"]
    media["example"] = {"data": [{"id": 5, "title": "Bad", "start": "yesterday"}]}
    written(tmp_path, document)
    case = (tmp_path / "integrations/small/cases/calendar/events/first.yaml").read_text("utf-8")
    assert "Bad" not in case
    media["example"] = {"data": [{"id": "5", "title": "Good", "start": "2026-01-01T00:00:00Z"}] * 9}
    written(tmp_path / "b", document)
    case = (tmp_path / "b/integrations/small/cases/calendar/events/first.yaml").read_text("utf-8")
    assert case.count("Good") == 3


def test_a_large_file_takes_a_few_seconds(tmp_path: Path) -> None:
    document = api({"$ref": "#/components/schemas/Event"})
    fields = {f"field_{n}": {"type": "string", "description": "A field of a thing. " * 4} for n in range(40)}
    schemas: dict[str, Any] = {
        f"Thing{n}": {
            "type": "object",
            "properties": {**fields, "next": {"$ref": f"#/components/schemas/Thing{n + 1}"}},
        }
        for n in range(1_000)
    }
    schemas |= {
        "Thing1000": {"type": "object"},
        "Event": event(thing={"$ref": "#/components/schemas/Thing0"}),
    }
    document["components"] = {"schemas": schemas}
    operation = document["paths"]["/events"]["get"]
    document["paths"] |= {f"/things{n}": {"get": operation} for n in range(500)}
    file = tmp_path / "api.json"
    file.write_text(json.dumps(document), "utf-8")
    assert file.stat().st_size > 5_000_000
    started = time.perf_counter()
    made = written(tmp_path, file)
    assert time.perf_counter() - started < 20
    assert [each.message for each in made.notes] == [
        "`/things0`, `/things1`, `/things2`, `/things3`, `/things4`, `/things5` and 494 more were not used, "
        "for another path serves the same records",
        "the shapes are too many for one file; those that are farthest off are left empty",
    ]


def test_nothing_is_written_over_a_file_or_outside_of_the_root(tmp_path: Path) -> None:
    made = written(tmp_path / "root", api())
    with pytest.raises(Refused, match="is there already"):
        write_files(tmp_path / "root", made.files)
    write_files(tmp_path / "root", made.files, overwrite=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "integrations").symlink_to(tmp_path / "outside")
    with pytest.raises(Refused, match="leads out"):
        write_files(tmp_path / "linked", made.files)
    with pytest.raises(Refused, match="leads out"):
        write_files(tmp_path / "root", {"../x": ""})
    assert list((tmp_path / "outside").iterdir()) == []
