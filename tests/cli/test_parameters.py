"""`-p name=value`: dots lead into objects, the model says what is text."""

from typing import Any

import pytest

from unispec.cli._parameters import read_parameters
from unispec.models import Model

SCHEMA = {
    "$defs": {
        "person": {"type": "object", "properties": {"id": {"type": "string"}, "age": {"type": "integer"}}},
        "list_parameters": {
            "type": "object",
            "properties": {
                "status": {"type": "string"},
                "count": {"type": "integer"},
                "active": {"type": "boolean"},
                "expand": {"type": "array", "items": {"type": "string"}},
                "user": {"$ref": "#/$defs/person"},
            },
        },
    }
}
MODEL = Model("demo/things", SCHEMA, {"demo/things": SCHEMA})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([], {}),
        (["status=confirmed"], {"status": "confirmed"}),
        (["status=12"], {"status": "12"}),
        (["status=true"], {"status": "true"}),
        (["status="], {"status": ""}),
        (["status=a=b"], {"status": "a=b"}),
        (["count=12"], {"count": 12}),
        (["count=many"], {"count": "many"}),
        (["active=true"], {"active": True}),
        (["expand=attendees"], {"expand": ["attendees"]}),
        (["expand=a", "expand=b"], {"expand": ["a", "b"]}),
        (['expand=["a", "b"]'], {"expand": ["a", "b"]}),
        (["user.id=42"], {"user": {"id": "42"}}),
        (["user.id=42", "user.age=42"], {"user": {"id": "42", "age": 42}}),
        (['user={"id": "42"}'], {"user": {"id": "42"}}),
        (['user={"id": "42"}', "user.age=42"], {"user": {"id": "42", "age": 42}}),
        (["unknown=12"], {"unknown": 12}),
        (["unknown.deeper=x"], {"unknown": {"deeper": "x"}}),
    ],
)
def test_parameters_are_read_as_the_model_wants_them(written: list[str], read: dict[str, Any]) -> None:
    assert read_parameters(written, MODEL, "list") == read


def test_without_a_model_values_are_json_or_text() -> None:
    assert read_parameters(["a=1", "b=x"], None, "list") == {"a": 1, "b": "x"}
