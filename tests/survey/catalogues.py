"""Small catalogues: one model, one resource, and what a test changes in them."""

import json
from pathlib import Path
from typing import Any

from unispec.specs import Catalogue
from unispec.survey import Coverage, Field, Survey, survey_of

TEXT = {"type": "string"}
PROVIDER = {
    "type": "object",
    "required": ["key", "state", "people"],
    "properties": {
        "key": TEXT,
        "state": {"enum": ["on", "off"]},
        "note": TEXT,
        "owner": {"type": "object", "required": ["name"], "properties": {"name": TEXT, "mail": TEXT}},
        "people": {
            "type": "array",
            "items": {"type": "object", "required": ["name"], "properties": {"name": TEXT, "mail": TEXT}},
        },
    },
}
THING = {
    "id": TEXT,
    "status": {"type": "string", "enum": ["open", "closed", "lost"]},
    "note": {"type": ["string", "null"], "description": "A note."},
    "owner": {"type": "object", "properties": {"name": TEXT, "mail": TEXT}},
    "people": {
        "type": "array",
        "items": {"type": "object", "required": ["mail"], "properties": {"name": TEXT, "mail": TEXT}},
    },
}
PARAMETERS = {"type": "object", "properties": {"status": {"enum": ["open", "closed"]}, "expand": {}}}
LIST = {"request": {"path": "/things"}, "pagination": "none", "records": "$"}


def write(
    root: Path,
    map_: Any,
    *,
    properties: Any = None,
    model: Any = None,
    operations: Any = None,
    provider: Any = None,
    **others: Any,
) -> Path:
    """Write a catalogue with the integration `acme` and the model `shop/things`."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "unispec:shop/things",
        "type": "object",
        "required": ["id"],
        "properties": THING if properties is None else properties,
        "$defs": {"list_parameters": PARAMETERS, "get_parameters": {"type": "object", "properties": {}}},
    } | (model or {})
    integration = {"spec_version": 1, "integration": "acme", "base_url": "https://acme.test"} | others
    resource = {
        "resource": "shop/things",
        "record": "Thing",
        "operations": operations or {"list": LIST},
        "map": map_,
    }
    files = {
        "unified_models/shop/things.json": schema,
        "integrations/acme/integration.yaml": integration,
        "integrations/acme/shop/things.yaml": resource,
        "integrations/acme/provider.schema.json": {"$defs": {"Thing": provider or PROVIDER}},
    }
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data), "utf-8")
    return root


def surveyed(root: Path, map_: Any, **changes: Any) -> Survey:
    return survey_of(Catalogue.load(write(root, map_, **changes), bundled=False), "acme")


def covered(root: Path, map_: Any, **changes: Any) -> Coverage:
    (coverage,) = surveyed(root, map_, **changes).resources
    return coverage


def fields(root: Path, map_: Any, **changes: Any) -> dict[str, Field]:
    return {field.path: field for field in covered(root, map_, **changes).fields}
