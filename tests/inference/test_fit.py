"""What does not fit where it goes: expressions over a record of the provider, and schemas of a model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.inference.notation import inferred, shown
from unispec.inference import NOTHING, UNKNOWN, Finding, Kind, Origin, Owner, Schemas, Wanted, misfits

TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "types.json").read_text("utf-8"))
RECORD = TABLE["record"]
AT = Origin("expression", 0, 0)
TEXT, NUMBER, TRUTH = {"type": "string"}, {"type": "number"}, {"type": "boolean"}
TEXTS = {"type": "array", "items": TEXT}
MOMENT, DAY = {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}
LISTED = {"enum": ["a", "b"]}
ITEM = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {"id": TEXT, "size": NUMBER, "kind": LISTED, "tags": TEXTS},
}
ITEMS = {"type": "array", "items": ITEM}
TREE = {"type": "object", "required": ["item"], "properties": {"item": ITEM, "name": TEXT}}


def found(expression: str, schema: Any, *, is_required: bool = False) -> list[Finding]:
    wanted = Wanted(Schemas(Owner.MODEL).type(schema, schema, "M"), "M", AT, is_required, is_kept=True)
    return list(dict.fromkeys(misfits(inferred(expression, RECORD)[0], wanted)))


@pytest.mark.parametrize(
    ("expression", "schema"),
    [
        ("name", TEXT),
        ("note", TEXT),
        ("note", {"type": ["string", "null"]}),
        ("any", NUMBER),
        ("free.x", NUMBER),
        ("seats", {"type": "integer"}),
        ("seats", {"enum": [1, 2]}),
        ("kind", TEXT),
        ("kind", {"enum": ["a", "b", "c", "d"]}),
        ("kind != 'c' ? kind", LISTED),
        ("name", {"anyOf": [LISTED, TEXT]}),
        ("on", {"const": True}),
        ("1", {"enum": [1, "x"]}),
        ("name", {}),
        ("name", True),
        ("made", MOMENT),
        ("$fromMillis(seats)", MOMENT),
        ("$substring(made, 0, 10)", DAY),
        ("'2024-02-29'", DAY),
        ("'12:30'", {"type": "string", "format": "time"}),
        ("name", {"type": "string", "format": "uri"}),
        ("name", {"anyOf": [MOMENT, TEXT]}),
        ("labels", TEXTS),
        ("items.id[]", TEXTS),
        ("[items.id]", TEXTS),
        ("items.id", {"anyOf": [TEXT, TEXTS]}),
        ("labels", {"type": "array"}),
        ("[items.{'id': id, 'size': size, 'kind': 'a'}]", ITEMS),
        ("items", ITEMS),
        ("{'item': items[0]}", TREE),
        ("{'item': {'id': name}}", TREE),
        ("free ? {'item': free}", TREE),
        ("$merge([free, {'item': items[0]}])", TREE),
        ("$error('x')", NUMBER),
    ],
)
def test_what_fits_or_may_fit_is_not_reported(expression: str, schema: Any) -> None:
    assert found(expression, schema) == []


@pytest.mark.parametrize(
    ("expression", "schema", "kind", "name", "owner"),
    [
        ("name", NUMBER, Kind.MISMATCH, "a text", "M"),
        ("seats", TEXT, Kind.MISMATCH, "a number", "M"),
        ("on", TEXT, Kind.MISMATCH, "true or false", "M"),
        ("labels", TEXT, Kind.MISMATCH, "an array", "M"),
        ("name", TEXTS, Kind.MISMATCH, "a text", "M"),
        ("free", TEXTS, Kind.MISMATCH, "an object", "M"),
        ("[seats]", TEXTS, Kind.MISMATCH, "a number", "M[]"),
        ("[[name]]", TEXTS, Kind.MISMATCH, "an array", "M[]"),
        ("'x'", LISTED, Kind.UNLISTED, "x", "M"),
        ("kind", LISTED, Kind.UNLISTED, "c", "M"),
        ("name", LISTED, Kind.UNLISTED, "", "M"),
        ("3", {"enum": [1, 2]}, Kind.UNLISTED, "3", "M"),
        ("true", {"const": False}, Kind.UNLISTED, "True", "M"),
        ("['a', 'x']", {"type": "array", "items": LISTED}, Kind.UNLISTED, "x", "M[]"),
        ("made", DAY, Kind.FORMAT, "date-time", "M"),
        ("name", MOMENT, Kind.FORMAT, "", "M"),
        ("'tomorrow'", DAY, Kind.FORMAT, "tomorrow", "M"),
        ("items.id", TEXTS, Kind.COLLAPSE, "M", "M"),
        ("labels[$ != 'x']", TEXTS, Kind.COLLAPSE, "M", "M"),
        ("items.id", TEXT, Kind.SEVERAL, "M", "M"),
        ("items.size", NUMBER, Kind.SEVERAL, "M", "M"),
        ("$lookup({'a': 'x', 'b': 'y'}, kind)", TEXT, Kind.FORGOTTEN, "c", "M"),
        ("[items.{'id': id, 'idd': 1}]", ITEMS, Kind.SURPLUS, "idd", "M"),
        ("[items.{'size': size}]", ITEMS, Kind.UNSET, "id", "M"),
        ("[items.{'id': size}]", ITEMS, Kind.MISSING, "id", "M.id"),
        ("[items.{'id': size}]", ITEMS, Kind.MISMATCH, "a number", "M.id"),
        ("[items.{'id': id, 'kind': 'x'}]", ITEMS, Kind.UNLISTED, "x", "M.kind"),
        ("{'item': {'id': seats}}", TREE, Kind.MISMATCH, "a number", "M.item.id"),
        ("{'name': name}", TREE, Kind.UNSET, "item", "M"),
        ("on ? name : seats", TEXT, Kind.MISMATCH, "a number", "M"),
    ],
)
def test_what_does_not_fit_is_reported(
    expression: str, schema: Any, kind: Kind, name: str, owner: str
) -> None:
    assert (kind, name, owner) in [(each.kind, each.name, each.owner) for each in found(expression, schema)]


@pytest.mark.parametrize(
    ("expression", "because"),
    [
        ("note", ["R.note"]),
        ("on ? note : name", ["R.note"]),
        ("place.url", ["R.place"]),
        ("nothing", [""]),
        ("on ? null", [""]),
        ("(null)", [""]),
        ("note ? note : name", []),
        ("name", []),
        ("any", ["R.any"]),
        ("labels[0]", []),
        ("$lookup({'a': 'x'}, name)", []),
        ("on ? name", [""]),
        ("note ? name", ["R.note"]),
    ],
)
def test_what_is_required_must_be_there(expression: str, because: list[str]) -> None:
    findings = found(expression, TEXT, is_required=True)
    assert [each.because for each in findings if each.kind is Kind.MISSING] == because


def test_null_is_enough_where_the_model_takes_it() -> None:
    takes_null = {"type": ["string", "null"]}
    assert found("null", takes_null, is_required=True) == []
    assert found("nothing", takes_null, is_required=True) == []


@pytest.mark.parametrize(
    ("expression", "is_sure"), [("name", True), ("on ? name : seats", True), ("$lookup({'x': 1}, 'x')", None)]
)
def test_a_mismatch_of_only_some_alternatives_of_a_piece_is_not_sure(
    expression: str, is_sure: bool | None
) -> None:
    findings = [each.is_sure for each in found(expression, NUMBER)]
    assert findings == ([] if is_sure is None else [is_sure])
    mixed = {"type": ["string", "number"]}
    record = {"type": "object", "required": ["x"], "properties": {"x": mixed}}
    wanted = Wanted(Schemas(Owner.MODEL).type(NUMBER, NUMBER, "M"), "M", AT)
    assert [each.is_sure for each in misfits(inferred("x", record)[0], wanted)] == [False]


def test_nothing_is_said_of_what_is_never_reached_and_of_places_that_take_anything() -> None:
    text = inferred("name", RECORD)[0]
    assert shown(text) == "text"
    assert list(misfits(NOTHING, Wanted(text, "M", AT, is_required=True))) == []
    assert list(misfits(text, Wanted(UNKNOWN, "M", AT, is_required=True))) == []
    assert list(misfits(text, Wanted(NOTHING, "M", AT, is_required=True))) == []


def test_endless_models_come_to_an_end() -> None:
    endless = {"type": "object", "required": ["name"], "properties": {"name": NUMBER, "below": {"$ref": "#"}}}
    deep = "{'below': " * 12 + "{'name': 'x'}" + "}" * 12
    assert all(each.kind in (Kind.UNSET, Kind.MISMATCH) for each in found(deep, endless))
    assert found("parent", endless)
