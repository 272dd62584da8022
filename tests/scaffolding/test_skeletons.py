"""Skeletons without an OpenAPI file: an integration from nothing, and resources of it one by one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.scaffolding.skeletons import EXAMPLE, data_of, integration, resource, see_that_it_passes, written
from unispec.cli._new_play import play
from unispec.diagnostics import Code, InputError, SpecError
from unispec.scaffolding import Skeleton, new_integration, new_resource, write_files
from unispec.specs import Catalogue

MODELS = sorted(Catalogue.bundled().models)


def begun(root: Path, **words: Any) -> Skeleton:
    made = new_integration("small", root, play, **words)
    write_files(root, made.files)
    return made


def added(root: Path, name: str, **words: Any) -> Skeleton:
    made = new_resource("small", name, root, play, **words)
    write_files(root, made.files)
    return made


def test_an_integration_from_nothing_passes_and_teaches(tmp_path: Path) -> None:
    made = begun(tmp_path)
    assert made.notes == ()
    assert see_that_it_passes(tmp_path) == 0
    assert integration(tmp_path)["label"] == "Small"
    text = (tmp_path / "integrations/small/integration.yaml").read_text("utf-8")
    for style in ("cursor", "next_url", "link_header", "offset", "page"):
        assert style in text


@pytest.mark.parametrize("name", MODELS)
def test_every_bundled_model_becomes_a_resource_with_cases(name: str, tmp_path: Path) -> None:
    begun(tmp_path)
    made = added(tmp_path, name)
    assert made.notes == ()
    assert see_that_it_passes(tmp_path) >= 1
    model = Catalogue.bundled().models[name]
    fields = set(model.resolve(model.schema)["properties"]) - {"remote_data"}
    text = (tmp_path / f"integrations/small/{name}.yaml").read_text("utf-8")
    assert {field for field in fields if f"  {field}: " in text or f"  # {field}: " in text} == fields


@pytest.mark.parametrize("name", MODELS)
def test_every_bundled_model_is_guessed_from_the_shapes_of_another_api(name: str, tmp_path: Path) -> None:
    written(tmp_path, EXAMPLE)
    for shape in ("Booking", "Member", "Problem"):
        made = new_resource("small", name, tmp_path, play, record=shape, path=f"/{shape}")
        shutil.rmtree(tmp_path / f"integrations/small/cases/{name}", ignore_errors=True)
        write_files(tmp_path, made.files, overwrite=True)
        see_that_it_passes(tmp_path)
        assert resource(tmp_path, name)["record"] == shape


def test_a_resource_takes_its_path_its_shape_and_the_pagination_that_is_there(tmp_path: Path) -> None:
    written(tmp_path, EXAMPLE)
    added(tmp_path, "calendar/attendees", path="/bookings/guests/", record="Person")
    made = resource(tmp_path, "calendar/attendees")
    assert made["record"] == "Person"
    assert made["operations"]["list"] == {
        "request": {"path": "/bookings/guests"},
        "pagination": "cursor",
        "records": "data",
    }
    assert made["map"]["person"] == {
        "name": "full_name",
        "emails": 'email ? [{"email": email}]\n',
    }
    assert see_that_it_passes(tmp_path) == 6


def test_a_resource_of_a_bundled_integration_lies_over_it(tmp_path: Path) -> None:
    name = next(iter(Catalogue.bundled().integrations))
    model = {
        "$id": "unispec:notes/notes",
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "text": {"type": "string"}},
        "$defs": {
            "list_parameters": {"type": "object", "properties": {}},
            "get_parameters": {"type": "object", "properties": {}},
        },
    }
    file = tmp_path / "unified_models/notes/notes.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(model), "utf-8")
    made = new_resource(name, "notes/notes", tmp_path, play)
    assert made.onto_bundled
    write_files(tmp_path, made.files)
    see_that_it_passes(tmp_path, onto_bundled=True)
    data_of(tmp_path / f"integrations/{name}/notes/notes.yaml", "resource")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("smal", "calendar/events"), Code.UNKNOWN_INTEGRATION),
        (("small", "calendar/event"), Code.UNKNOWN_MODEL),
    ],
)
def test_a_name_that_is_not_known_is_refused(words: tuple[str, str], code: Code, tmp_path: Path) -> None:
    begun(tmp_path)
    with pytest.raises(InputError) as caught:
        new_resource(*words, tmp_path, play)
    assert caught.value.diagnostic.code is code
    assert caught.value.diagnostic.help


def test_an_unknown_shape_and_a_bundled_name_are_refused(tmp_path: Path) -> None:
    begun(tmp_path)
    with pytest.raises(InputError, match="`Evnt` is not a shape"):
        new_resource("small", "calendar/events", tmp_path, play, record="Evnt")
    with pytest.raises(InputError, match="bundled integration already"):
        new_integration(next(iter(Catalogue.bundled().integrations)), tmp_path, play)


def test_nothing_is_built_on_a_catalogue_that_is_broken(tmp_path: Path) -> None:
    begun(tmp_path)
    (tmp_path / "integrations/small/integration.yaml").write_text("integration: [\n", "utf-8")
    with pytest.raises((SpecError, InputError)):
        new_resource("small", "calendar/events", tmp_path, play)


@pytest.mark.parametrize(
    "model",
    [
        {"type": "object", "properties": {"id": True, "things": {"type": "array", "items": True}}},
        {"type": "object", "required": ["a", "b"], "properties": {
            "a": {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}},
            "b": {"type": "array", "minItems": 1, "items": {"enum": ["one"]}}}},
        {"type": "object", "properties": {"n": {"type": ["string", "null"]}, "m": {"oneOf": [{"const": 1}]}}},
        {"oneOf": [{"type": "object", "properties": {"id": {"type": "string"}}}]},
        {},
    ],
)  # fmt: skip
def test_a_model_of_any_form_becomes_a_resource(model: dict[str, Any], tmp_path: Path) -> None:
    written(tmp_path, EXAMPLE)
    parameters = {"type": "object", "required": ["q"], "properties": {"q": {}}}
    known = {"$id": "unispec:odd/bookings", **model, "$defs": {"list_parameters": parameters}}
    file = tmp_path / "unified_models/odd/bookings.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(known), "utf-8")
    added(tmp_path, "odd/bookings")
    assert resource(tmp_path, "odd/bookings")["record"] == "Booking"
    see_that_it_passes(tmp_path)
    file.write_text(json.dumps({**known, "type": "nonsense"}), "utf-8")
    with pytest.raises(SpecError):
        new_integration("other", tmp_path, play)
