"""What pages say of ways, values and conditions, line by line."""

from pathlib import Path
from typing import Any

import pytest

from tests.survey.catalogues import LIST, PARAMETERS, TEXT, surveyed, write
from tests.survey.test_survey import with_related
from unispec.specs import Catalogue
from unispec.survey import comparison, page, pages, survey_of

NOTE = "| `note` | string or null | "
GET = {"request": {"path": "/things/{{ input.id }}"}, "records": "$"}
OPEN = {"when": 'status = "open"', "summary": "Open ones.", "map": {"note": '"yes"'}}
CLOSED = {"when": 'status = "closed"', "map": {"note": None}, "scopes": ["a:read", "b:read"]}
BOTH = LIST | {"variants": [OPEN, CLOSED]}
PAGED = {
    "pages": {"style": "page", "param": "page", "start": 1, "limit": {"param": "n", "max": 50, "default": 20}}
}


def lines(root: Path, map_: Any, **changes: Any) -> list[str]:
    return page(surveyed(root, map_, **changes)).splitlines()


@pytest.mark.parametrize(
    ("map_", "changes", "line"),
    [
        ({"id": "key"}, {}, "| `id` | string | always | `key` |  |"),
        ({"id": "key", "note": "note"}, {}, NOTE + "sometimes | `note` | A note. |"),
        (
            {"id": "key", "note": "note"},
            {"operations": {"list": BOTH, "get": GET}},
            NOTE + "list (1 of 2): always, only `yes`; get: sometimes | `note` | A note. |",
        ),
        (
            {"id": "key", "status": '"open"'},
            {},
            "| `status` | `open` or `closed` or `lost` | always, only `open` |  |  |",
        ),
        (
            {"id": "key", "status": 'state = "on" ? "open" : note ? "closed" : "lost"'},
            {},
            "| `status` | `open` or `closed` or `lost` | always | `note`, `state` |  |",
        ),
        ({"id": '"' + "x" * 50 + '"'}, {}, "| `id` | string | always |  |  |"),
        ({"id": "key", "colour": "key"}, {}, "| `colour` | any | always | `key` | Not in the model. |"),
        (
            {"id": "key"},
            with_related('"more" in $input.expand', {"note": "$related.more.id"}),
            NOTE + "list: sometimes, with `expand=more` | `$related.more.id` | A note. |",
        ),
        (
            {"id": "key"},
            with_related("$exists(note)", {"note": "$related.more.id"}),
            NOTE + "list: sometimes, when `$exists(note)` | `$related.more.id` | A note. |",
        ),
        (
            {"id": "key", "owner": {"name": "null"}},
            {},
            "In the model, but never given by acme: `status`, `note`, `owner`, `people`.",
        ),
        ({"id": "key"}, {}, "In the model, but no operation of acme: `get`."),
        ({"id": "key"}, {}, "In the model, but not taken by `list`: `status`, `expand`."),
        ({"id": "key"}, {}, "**list**: `GET /things`. Scopes: none."),
        (
            {"id": "key"},
            {"operations": {"list": BOTH}},
            "**list (1 of 2)**: Open ones. `GET /things`. Scopes: none.",
        ),
        (
            {"id": "key"},
            {"operations": {"list": BOTH}},
            "**list (2 of 2)**: `GET /things`. Scopes: `a:read`, `b:read`.",
        ),
        (
            {"id": "key"},
            {"operations": {"list": LIST | {"pagination": "pages"}}, "pagination": PAGED},
            "**list**: `GET /things`, pages by `page` of 20, at most 50. Scopes: none.",
        ),
        (
            {"id": "a"},
            {"operations": {"list": {"static": [{"a": "b"}], "pagination": "none"}}},
            "**list**: Fixed records, no request. Scopes: none.",
        ),
        ({"id": "key"}, {"operations": {"get": GET}}, "| `id`* | string | The id of the record. |"),
        ({"id": "key", "note": "$input.expand"}, {}, "| `expand` | any |  |"),
        (
            {"id": "key", "note": "$string($input.status)"},
            {},
            "| `status` | `open` or `closed` |  |",
        ),
    ],
)
def test_a_page_says_it_in_a_line(map_: Any, changes: Any, line: str, tmp_path: Path) -> None:
    assert line in lines(tmp_path, map_, **changes)


def test_a_list_of_words_tells_the_words(tmp_path: Path) -> None:
    words = {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
    model = {"$defs": {"list_parameters": {"type": "object", "properties": {"expand": words}}}}
    found = lines(
        tmp_path,
        {"id": "$string($input.expand)", "tags": '["a"]'},
        model=model,
        properties={"id": TEXT, "tags": words},
    )
    assert "| `expand` | list of string: `a` or `b` |  |" in found
    assert "| `tags` | `a` or `b` | always, only `a` |  |  |" in found


def test_what_holds_of_a_holder_is_not_said_again_of_what_is_inside(tmp_path: Path) -> None:
    changes = with_related('"more" in $input.expand', {"owner": {"name": "$related.more.id", "mail": "note"}})
    found = lines(tmp_path, {"id": "key"}, **changes)
    assert "| `owner` | object | list: sometimes |  |  |" in found
    assert "| `owner.name` | string | list: sometimes, with `expand=more` | `$related.more.id` |  |" in found
    changes = with_related('"more" in $input.expand', {"owner": {"name": "$related.more.id"}})
    found = lines(tmp_path, {"id": "key"}, **changes)
    assert "| `owner` | object | list: sometimes, with `expand=more` |  |  |" in found
    assert "| `owner.name` | string | list: sometimes | `$related.more.id` |  |" in found


def test_the_page_about_all_counts_what_is_inside(tmp_path: Path) -> None:
    catalogue = Catalogue.load(
        write(
            tmp_path, {"id": "key", "owner": {"name": "key"}, "people": "[people]"}, operations={"list": BOTH}
        ),
        bundled=False,
    )
    found = comparison([survey_of(catalogue, "acme")], catalogue.models).splitlines()
    for line in (
        "| `shop/things` | `list` |",
        "| `list` | yes, in 2 ways |",
        "| `list` with `status` | list (1 of 2): yes, only `open`; list (2 of 2): yes, only `closed` |",
        "| `list` with `expand` | — |",
        "| `get` | — |",
        "| `note` | list (1 of 2): always, only `yes` |",
        "| `owner` | always (1 of 2 fields inside) |",
        "| `people` | always |",
        "| `status` | — |",
    ):
        assert line in found


def test_pages_lead_to_each_other_whatever_they_are_called(tmp_path: Path) -> None:
    catalogue = Catalogue.load(write(tmp_path, {"id": "key"}), bundled=False)
    made = {
        str(path): text
        for path, text in pages([survey_of(catalogue, "acme")], catalogue.models, "our api (v1)").items()
    }
    assert set(made) == {"our api (v1).md", "our api (v1)/acme.md"}
    assert "[acme](our%20api%20%28v1%29/acme.md)" in made["our api (v1).md"]
    assert "(../our%20api%20%28v1%29.md)" in made["our api (v1)/acme.md"]


def test_a_model_without_parameters_has_none_that_are_missing(tmp_path: Path) -> None:
    assert PARAMETERS["properties"]
    found = lines(tmp_path, {"id": "key"}, model={"$defs": {}})
    assert not [line for line in found if "not taken" in line or "no operation" in line]
