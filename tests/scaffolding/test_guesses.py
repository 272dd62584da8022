"""What is guessed of a map: marked when it is more than another word, and told when nothing was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.scaffolding.skeletons import EVENT, api, data_of, resource, see_that_it_passes, written
from unispec.cli._new_play import play
from unispec.diagnostics import Code, InputError
from unispec.scaffolding import new_resource, write_files
from unispec.specs import Catalogue

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
WORK = {"type": "string", "enum": ["ACTIVE", "ON_LEAVE", "TERMINATED"]}
PERSON = {"type": "object", "required": ["employeeId"], "properties": {"employeeId": TEXT}}


def people(**fields: Any) -> dict[str, Any]:
    """An API with a list of people."""
    known: dict[str, Any] = {"employeeId": TEXT, **fields}
    return api({"type": "object", "required": ["employeeId"], "properties": known}, path="/employees")


@pytest.mark.parametrize(
    ("fields", "found", "is_guess"),
    [
        ({"name": {"type": "object", "properties": {"given": TEXT}}}, {"first_name": "name.given"}, True),
        ({"jobTitle": TEXT}, {"title": "jobTitle", "name": None}, False),
        ({"title": TEXT}, {"title": "title", "name": None}, False),
        ({"workEmail": TEXT}, {"emails": 'workEmail ? [{"email": workEmail}]\n'}, True),
        ({"managerEmail": TEXT}, {"emails": None}, True),
        ({"employmentStatus": WORK},
         {"status": '$lookup({"ACTIVE": "active", "ON_LEAVE": "inactive", "TERMINATED": "deleted"}, '
                    "employmentStatus)\n"}, True),
        ({"standing": WORK},
         {"status": '$lookup({"ACTIVE": "active", "ON_LEAVE": "inactive", "TERMINATED": "deleted"}, '
                    "standing)\n"}, True),
        ({"teams": {"type": "array", "items": {"type": "object", "required": ["teamKey"],
                                               "properties": {"teamKey": TEXT, "label": TEXT}}}},
         {"groups": '[teams.{"id": teamKey, "name": label}]\n'}, True),
        ({"teamKey": TEXT}, {"groups": 'teamKey ? [{"id": teamKey}]\n'}, True),
        ({"lastSeen": {**NUMBER, "description": "Milliseconds since 1970."}},
         {"last_active_at": "$fromMillis(lastSeen)"}, True),
        ({"lastSeen": {**NUMBER, "description": "Seconds since 1970."}},
         {"last_active_at": "$fromMillis(lastSeen * 1000)"}, True),
    ],
)  # fmt: skip
def test_a_person_is_mapped_and_what_is_no_clear_match_is_marked(
    fields: dict[str, Any], found: dict[str, Any], *, is_guess: bool, tmp_path: Path
) -> None:
    written(tmp_path, people(**fields))
    mapped = resource(tmp_path, "user_directory/users")["map"]
    assert {key: mapped.get(key) for key in found} == found
    text = (tmp_path / "integrations/small/user_directory/users.yaml").read_text("utf-8")
    assert (f"{next(iter(found))}: " in text.replace("# ", "")) is True
    if next(iter(found.values())) is not None:
        (line,) = (each for each in text.splitlines() if each.startswith(f"  {next(iter(found))}: "))
        assert line.endswith("# a guess") is is_guess


def test_a_field_that_was_not_found_names_the_nearest_ones(tmp_path: Path) -> None:
    written(tmp_path, people(nick_name=TEXT, profile={"type": "object", "properties": {"long_name": TEXT}}))
    text = (tmp_path / "integrations/small/user_directory/users.yaml").read_text("utf-8")
    assert "  # name: … # The full name. Perhaps nick_name, profile.long_name.\n" in text


def test_a_required_field_without_a_source_is_a_placeholder_and_told(tmp_path: Path) -> None:
    nameless = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "size": NUMBER}}
    made = written(tmp_path, api(nameless), wanted=[("calendar/events", None)])
    assert made.notes[0].code is Code.ABSENT_REQUIRED_FIELD
    assert "`title` in `small/calendar/events.yaml` is a placeholder" in made.notes[0].message
    text = (tmp_path / "integrations/small/calendar/events.yaml").read_text("utf-8")
    assert "# Nothing in `Event` was taken for it: say where it is.\n" in text


def test_an_id_without_a_source_fails_clearly(tmp_path: Path) -> None:
    unnamed = {"type": "object", "properties": {"size": NUMBER}}
    made = written(tmp_path, api(unnamed, path="/users"), wanted=[("user_directory/users", "/users")])
    assert resource(tmp_path, "user_directory/users")["map"]["id"].startswith("$error(")
    assert [each.code for each in made.notes] == [Code.ABSENT_REQUIRED_FIELD, Code.MISSING_CASE]
    assert see_that_it_passes(tmp_path) == 0


def test_a_shape_that_holds_itself_gives_a_short_case(tmp_path: Path) -> None:
    own = {"$ref": "#/components/schemas/Employee"}
    fields: dict[str, Any] = {f"field{number}": TEXT for number in range(12)}
    fields |= {"boss": {"oneOf": [own, {"type": "null"}]}, "deputy": own}
    fields |= {"reports": {"type": "array", "items": own}, "manager": {"allOf": [own], "nullable": True}}
    person = {**PERSON, "properties": {"employeeId": TEXT, **fields}}
    document = api(own, path="/employees", components={"schemas": {"Employee": person}})
    written(tmp_path, document)
    path = tmp_path / "integrations/small/cases/user_directory/users/first.yaml"
    assert len(path.read_text("utf-8").splitlines()) < 40
    (record,) = data_of(path, "case")["exchanges"][0]["reply"]["body"]["data"]
    assert (record["boss"], record["reports"], record["manager"]) == (None, [], None)
    assert "deputy" not in record


def test_what_leads_nowhere_is_told_at_its_own_line_and_3_2_is_told(tmp_path: Path) -> None:
    known: Any = EVENT["properties"]
    event = {**EVENT, "properties": {**known, "other": {"$ref": "#/components/schemas/Gone"}}}
    made = written(tmp_path, api(event) | {"openapi": "3.2.0"})
    routes = {each.message.split()[0]: each.location.route for each in made.notes if each.location}
    assert routes["OpenAPI"] == ("openapi",)
    assert routes["`#/components/schemas/Gone`"][-3:] == ("properties", "other", "$ref")


def test_a_resource_of_an_openapi_file_joins_an_integration(tmp_path: Path) -> None:
    pages = [{"name": "page", "in": "query", "schema": NUMBER}]
    document = api({"$ref": "#/components/schemas/Event"}, parameters=pages)
    person = {**PERSON, "properties": {"employeeId": TEXT, "of": {"$ref": "#/components/schemas/Event"}}}
    document["components"] = {"schemas": {"Event": EVENT, "Employee": person}}
    document["paths"] |= api({"$ref": "#/components/schemas/Employee"}, path="/employees", parameters=pages)[
        "paths"
    ]
    written(tmp_path, document, wanted=[("calendar/events", None)])
    schema = tmp_path / "integrations/small/provider.schema.json"
    mended = schema.read_text("utf-8").replace(
        '"format": "date-time"', '"format": "date-time", "minLength": 1'
    )
    schema.write_text(mended, "utf-8")
    before = data_of_json(schema)
    made = new_resource("small", "user_directory/users", tmp_path, play, source=tmp_path / "api.json")
    assert made.grown == ("integrations/small/provider.schema.json",)
    write_files(tmp_path, made.files, grown=made.grown)
    assert see_that_it_passes(tmp_path) == 2
    after = data_of_json(schema)
    assert {name: after[name] for name in before} == before
    assert after["Employee"]["properties"]["of"] == {"$ref": "#/$defs/Event2"}
    users = resource(tmp_path, "user_directory/users")
    assert users["record"] == "Employee"
    assert users["operations"]["list"]["pagination"] == "pages"
    again = new_resource("small", "user_directory/users", tmp_path, play, source=tmp_path / "api.json")
    assert again.notes == ()
    name = next(iter(Catalogue.bundled().integrations))
    with pytest.raises(InputError, match="adds to integrations of your own"):
        new_resource(name, "user_directory/users", tmp_path, play, source=tmp_path / "api.json")


def test_pages_that_the_integration_does_not_know_are_told(tmp_path: Path) -> None:
    document = api(parameters=[{"name": "page", "in": "query", "schema": NUMBER}])
    people = api(PERSON, path="/users", parameters=[{"name": "offset", "in": "query", "schema": NUMBER}])
    document["paths"] |= people["paths"]
    written(tmp_path, document, wanted=[("calendar/events", None)])
    made = new_resource("small", "user_directory/users", tmp_path, play, source=tmp_path / "api.json")
    (note,) = made.notes
    assert note.message == "no pagination of `integration.yaml` is like that of `/users`"
    assert note.help == "add one there, and name it in the resource: `style: offset, param: offset`"
    text = made.files["integrations/small/user_directory/users.yaml"]
    assert "    # It has pages, `style: offset, param: offset`: add them to" in text
    assert "    pagination: none\n" in text


def test_a_resource_that_a_bundled_integration_has_is_refused(tmp_path: Path) -> None:
    name, known = next(iter(Catalogue.bundled().integrations.items()))
    with pytest.raises(InputError, match=r"has `.*` already") as caught:
        new_resource(name, next(iter(known.resources)), tmp_path, play)
    assert "overlay" in str(caught.value.diagnostic.help)


def data_of_json(path: Path) -> dict[str, Any]:
    """The shapes of a file."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))["$defs"]
    return found
