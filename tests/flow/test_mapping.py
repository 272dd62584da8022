"""Mapping: one record fails alone, and every failure names its place in the spec and in the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flow.driver import Driver, call_of, plan_of, program_of, reply
from tests.flow.profiles import examples
from unispec.diagnostics import Code, Diagnostic, MappingError
from unispec.flow import Bookmark, Mapper, Page, Program, Validation, listing
from unispec.flow._expressions import pruned
from unispec.language import RUNTIMES, runtime
from unispec.specs import Catalogue

INTEGRATION = """\
spec_version: 1
integration: demo
base_url: https://api.example.com
functions:
  half: |
    function($number) {
      /* 😀 */ $number / 2
    }
  twice: function($number) { $half($number) * 4 }
"""
RESOURCE = """\
resource: t/items
operations:
  list:
    request: {path: /items}
    records: items
    pagination: none
map:
  id: id
  note:
    "é😀": '"😀" & (name + 1)'
    count: |
      $exists(count)
        ? $half(count)
    deep:
      nothing: none
  more: $twice(more)
"""
MODEL = """\
{
  "$id": "unispec:t/items", "type": "object", "additionalProperties": false, "required": ["id"],
  "properties": {
    "id": {"type": "string"}, "more": {},
    "note": {"type": "object", "properties": {"count": {"type": "integer"}}}
  }
}
"""
GOOD = {"id": "a", "name": 1}


@pytest.fixture(params=RUNTIMES)
def jsonata(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def program(tmp_path: Path, jsonata: str) -> Program:
    for name, text in {
        "integrations/demo/integration.yaml": INTEGRATION,
        "integrations/demo/t/items.yaml": RESOURCE,
        "unified_models/t/items.json": MODEL,
    }.items():
        tmp_path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(name).write_text(text)
    catalogue = Catalogue.load(tmp_path, bundled=False)
    return Program(catalogue.integration("demo"), catalogue.models, runtime(jsonata))


def page_of(
    program: Program,
    records: list[Any],
    validation: Validation = Validation.REPORT,
    *,
    raw: bool = False,
    limit: int = 99,
    skip: int = 0,
) -> Page:
    call = call_of(program)
    mapper = Mapper(plan_of(call), validation, raw)
    driver = Driver(lambda request: reply({"items": records}))
    page: Page = driver.run(listing(mapper, call, limit, Bookmark(None, skip)))
    return page


BAD: list[tuple[str, Any, Code, str]] = [
    ("a leaf", {"id": "a", "name": "b"}, Code.EXPRESSION_FAILED, "items.yaml:10:"),
    ("a function's body", {"id": "a", "count": "many"}, Code.EXPRESSION_FAILED, "integration.yaml:7:"),
    ("a function of a function", {"id": "a", "more": "many"}, Code.EXPRESSION_FAILED, "integration.yaml:"),
    ("a text", "text", Code.NOT_A_RECORD, "items.yaml:8:"),
    ("a list", [1], Code.NOT_A_RECORD, "items.yaml:"),
    ("nothing", None, Code.NOT_A_RECORD, "items.yaml:8:"),
]


@pytest.mark.parametrize(("record", "code", "place"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_record_that_cannot_be_mapped_is_left_out_and_located(
    program: Program, jsonata: str, record: Any, code: Code, place: str
) -> None:
    page = page_of(program, [{"id": "x"}, record, {"id": "y"}])
    assert [each["id"] for each in page.result] == ["x", "y"]
    [found] = page.diagnostics
    assert found.record is not None
    assert (found.code, found.record.page, found.record.index) == (code, 1, 1)
    located(found, place if jsonata == "jlens" else ".yaml:")


def located(found: Diagnostic, place: str) -> None:
    assert place in str(found.location)
    for value in ("many", "text"):
        assert f"`{value}`" not in found.message


@pytest.mark.parametrize(("record", "code"), [row[1:3] for row in BAD], ids=[row[0] for row in BAD])
def test_raise_raises(program: Program, record: Any, code: Code) -> None:
    with pytest.raises(MappingError) as caught:
        page_of(program, [{"id": "x"}, record], Validation.RAISE)
    assert caught.value.diagnostic.code == code
    assert (caught.value.operation, caught.value.page) == ("t/items.list", 1)


def test_the_place_is_the_wrong_part_of_the_leaf() -> None:
    program = program_of(
        {},
        {
            "t/items": {
                "operations": {"list": {"request": {"path": "/"}, "records": "items", "pagination": "none"}},
                "map": {"id": '"😀é" & (name + 1)'},
            }
        },
    )
    [found] = page_of(program, [{"name": "b"}]).diagnostics
    assert found.location is not None
    inside = found.location.inside
    assert inside is not None
    assert '"😀é" & (name + 1)'[slice(*inside)].strip("()") == "name + 1"


def test_a_record_that_does_not_fit_the_model_is_kept_and_located_at_its_leaf(program: Program) -> None:
    page = page_of(program, [{"id": "x", "count": 3}, {"id": "y", "count": 4}])
    assert [each["id"] for each in page.result] == ["x", "y"]
    [found] = page.diagnostics
    assert found.code == Code.INVALID_RECORD
    assert "items.yaml:12:" in str(found.location)
    assert found.record is not None
    assert (found.record.index, found.record.path) == (0, ("note", "count"))
    assert page_of(program, [{"id": "x", "count": 3}], Validation.OFF).diagnostics == ()
    with pytest.raises(MappingError):
        page_of(program, [{"id": "x", "count": 3}], Validation.RAISE)


def test_a_missing_field_is_located_at_the_map(program: Program) -> None:
    [found] = page_of(program, [{"count": 2}]).diagnostics
    assert found.message == "`id` is missing"
    assert "items.yaml:8:" in str(found.location)


def test_the_index_counts_from_the_page_the_provider_gave(program: Program) -> None:
    page = page_of(program, [{"id": "x"}, {"id": "y"}, {"id": "z", "name": "b"}], limit=1, skip=2)
    [found] = page.diagnostics
    assert found.record is not None
    assert found.record.index == 2


def test_raw_records_stand_beside_what_they_became(program: Program) -> None:
    assert page_of(program, [GOOD], raw=True).result[0]["remote_data"] == GOOD


def test_nulls_and_empty_objects_are_left_out_and_lists_stay(program: Program) -> None:
    assert page_of(program, [{"id": "a", "none": None}]).result == [{"id": "a", "note": {"é😀": "😀"}}]
    assert pruned({"a": None, "b": {"c": {"d": None}}, "e": [None, {"f": None}, []]}) == {"e": [None, {}, []]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=12,
)


@given(JSON)
@examples()
def test_pruning_is_done_once_and_for_all(value: Any) -> None:
    once = pruned(value)
    assert pruned(once) == once
    assert not isinstance(once, dict) or all(each is not None and each != {} for each in once.values())


COMPILED = program_of(
    {"functions": {"half": "function($number) { $number / 2 }"}},
    {
        "t/items": {
            "operations": {"list": {"request": {"path": "/"}, "records": "items", "pagination": "none"}},
            "map": {"id": "$string(id)", "note": {"a": "$half(a)", "b": "b.c & d"}, "more": "e[0]"},
        }
    },
)


@given(st.lists(st.dictionaries(st.sampled_from(["id", "a", "b", "c", "d", "e"]), JSON) | JSON, max_size=5))
@examples()
def test_every_record_is_either_mapped_or_reported(records: list[Any]) -> None:
    page = page_of(COMPILED, records, Validation.OFF)
    assert len(page.result) + len(page.diagnostics) == len(records)
    lost = [each.record.index for each in page.diagnostics if each.record]
    assert len(set(lost)) == len(page.diagnostics)
    assert all(each.location is not None for each in page.diagnostics)
    alone = [page_of(COMPILED, [record], Validation.OFF).result for record in records]
    assert [each for result in alone for each in result] == page.result
