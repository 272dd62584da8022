"""Catalogues: what is wrong with one is all said at once, at its place; later roots lie over earlier ones."""

from __future__ import annotations

import copy
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flow.driver import MODEL, catalogue_of
from tests.flow.profiles import examples
from unispec.data import encode
from unispec.diagnostics import Code, InputError, SpecError
from unispec.documents import from_data, read_yaml
from unispec.specs import Catalogue, OperationName, Snippet, catalogue_root, shape_problems
from unispec.specs._entry import seconds
from unispec.specs._shape import _quick, _validator

INTEGRATION = "spec_version: 1\nintegration: demo\nbase_url: https://api.example.com\n"
LIST = "operations:\n  list:\n    request: {path: /items}\n    records: items\n    pagination: none\n"
RESOURCE = f"resource: t/items\n{LIST}map:\n  id: id\n"
MODEL_TEXT = encode({**MODEL}).decode()
FILES = {
    "integrations/demo/integration.yaml": INTEGRATION,
    "integrations/demo/t/items.yaml": RESOURCE,
    "unified_models/t/items.json": MODEL_TEXT,
}


def written(folder: Path, changes: Mapping[str, str | None] | None = None) -> Path:
    for name, text in {**FILES, **(changes or {})}.items():
        if text is not None:
            folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
            folder.joinpath(name).write_text(text)
    return folder


INTEGRATION_FILE, RESOURCE_FILE, MODEL_FILE = FILES
WRONG: list[tuple[str, dict[str, str | None], Code, str]] = [
    (
        "a key's slip",
        {INTEGRATION_FILE: INTEGRATION + "lable: x\n"},
        Code.UNKNOWN_KEY,
        "integration.yaml:4:1",
    ),
    (
        "a missing key",
        {INTEGRATION_FILE: "spec_version: 1\nintegration: demo\n"},
        Code.MISSING_KEY,
        "integration.yaml:",
    ),
    ("no integration file", {INTEGRATION_FILE: None}, Code.MISSING_KEY, "items.yaml"),
    (
        "another name",
        {INTEGRATION_FILE: INTEGRATION.replace("demo", "other")},
        Code.MISPLACED_FILE,
        "integration.yaml:2:",
    ),
    (
        "another resource",
        {RESOURCE_FILE: RESOURCE.replace("t/items", "t/others")},
        Code.MISPLACED_FILE,
        "items.yaml:1:",
    ),
    (
        "a list of operations",
        {RESOURCE_FILE: "resource: t/items\noperations: []\n"},
        Code.WRONG_TYPE,
        "items.yaml:2:",
    ),
    (
        "a wrong method",
        {RESOURCE_FILE: RESOURCE.replace("path:", "method: GETT, path:")},
        Code.WRONG_VALUE,
        "items.yaml:4:",
    ),
    ("YAML that does not parse", {RESOURCE_FILE: "resource: [\n"}, Code.YAML_SYNTAX, "items.yaml:"),
    ("a key twice", {RESOURCE_FILE: RESOURCE + "  id: other\n"}, Code.DUPLICATE_KEY, "items.yaml:"),
    (
        "a model of another name",
        {MODEL_FILE: MODEL_TEXT.replace("unispec:t/items", "unispec:x")},
        Code.INVALID_MODEL,
        "items.json:",
    ),
    (
        "a model with a wrong type",
        {MODEL_FILE: MODEL_TEXT.replace('"object"', '"objekt"', 1)},
        Code.INVALID_MODEL,
        "items.json:",
    ),
    (
        "a model that leads nowhere",
        {MODEL_FILE: '{"$id": "unispec:t/items", "$ref": "unispec:t/no"}'},
        Code.INVALID_MODEL,
        "items.json:",
    ),
    ("a model that is a list", {MODEL_FILE: "[]"}, Code.INVALID_MODEL, "items.json:"),
    ("a model that is not JSON", {MODEL_FILE: "{"}, Code.JSON_SYNTAX, "items.json:"),
    (
        "windows of no length",
        {
            RESOURCE_FILE: RESOURCE.replace(
                "    pagination", "    windows: {from: a, to: b, max: 0d}\n    pagination"
            )
        },
        Code.WRONG_VALUE,
        "items.yaml:6:",
    ),
    (
        "a line break behind a duration",
        {
            RESOURCE_FILE: RESOURCE.replace(
                "    pagination", '    windows: {from: a, to: b, max: "7d\\n"}\n    pagination'
            )
        },
        Code.WRONG_VALUE,
        "items.yaml:1:1",
    ),
    (
        "a pagination without style",
        {INTEGRATION_FILE: INTEGRATION + "pagination: {p: {param: a}}\n"},
        Code.MISSING_KEY,
        "integration.yaml:4:",
    ),
    (
        "a key of another style",
        {INTEGRATION_FILE: INTEGRATION + "pagination: {p: {style: link_header, param: a}}\n"},
        Code.UNKNOWN_KEY,
        "integration.yaml:4:",
    ),
]


@pytest.mark.parametrize(
    ("changes", "code", "place"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_what_is_wrong_is_said_at_its_place(
    tmp_path: Path, changes: dict[str, str | None], code: Code, place: str
) -> None:
    with pytest.raises(SpecError) as caught:
        Catalogue.load(written(tmp_path, changes), bundled=False)
    found = [each for each in caught.value.diagnostics if each.code == code]
    assert [each for each in found if place in str(each.location)], [str(e) for e in caught.value.diagnostics]
    if "pagination" in str(changes.get(INTEGRATION_FILE)):
        assert len(caught.value.diagnostics) == 1


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ("scopes: [items: read]", "item 1 of `scopes` must be a text"),
        ("scopes: [a, 7]", "item 2 of `scopes` must be a text"),
        ("scopes: a", "`scopes` must be a list"),
        ("variants: [{}, {reqest: {path: /}}]", "unknown key `reqest` in item 2 of `variants`"),
        ("variants: [{request: {}}]", "`path` is missing in `request`"),
        ("static: [x]", "item 1 of `static` must be a mapping"),
    ],
)
def test_an_item_of_a_list_is_named_by_its_number(tmp_path: Path, operation: str, message: str) -> None:
    resource = f"resource: t/items\noperations:\n  list:\n    {operation}\nmap:\n  id: id\n"
    with pytest.raises(SpecError) as caught:
        Catalogue.load(written(tmp_path, {RESOURCE_FILE: resource}), bundled=False)
    assert [each.message for each in caught.value.diagnostics] == [message]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    changes = {
        INTEGRATION_FILE: INTEGRATION + "lable: x\n",
        RESOURCE_FILE: RESOURCE + "colour: red\n",
        MODEL_FILE: "{",
    }
    with pytest.raises(SpecError) as caught:
        Catalogue.load(written(tmp_path, changes), bundled=False)
    assert sorted(each.code for each in caught.value.diagnostics) == [
        "json-syntax",
        "unknown-key",
        "unknown-key",
    ]


def test_a_folder_that_is_no_catalogue_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        Catalogue.load(tmp_path / "nowhere", bundled=False)
    assert caught.value.diagnostic.code == Code.UNREADABLE_FILE


def test_a_stray_file_is_warned_of(tmp_path: Path) -> None:
    catalogue = Catalogue.load(
        written(tmp_path, {"integrations/demo/t/deep/er.yaml": "a: b\n"}), bundled=False
    )
    assert [each.code for each in catalogue.warnings] == [Code.MISPLACED_FILE]


def test_a_later_root_changes_single_leaves(tmp_path: Path) -> None:
    upper = "resource: t/items\nmap:\n  note: name\n  id: null\n"
    second = tmp_path / "second"
    second.joinpath("integrations/demo/t").mkdir(parents=True)
    second.joinpath("integrations/demo/t/items.yaml").write_text(upper)
    catalogue = Catalogue.load(written(tmp_path / "first"), second, bundled=False)
    operation = catalogue.integration("demo").operation(OperationName("t/items", "list"))
    assert operation is not None
    mapped = operation.variants[0].map
    assert mapped is not None
    assert not isinstance(mapped, Snippet)
    assert {name: leaf.source for name, leaf in mapped.children.items() if isinstance(leaf, Snippet)} == {
        "note": "name"
    }
    assert "second" in str(next(mapped.leaves()).location)


BASE = catalogue_of(
    {},
    {
        "t/items": {
            "operations": {"list": {"request": {"path": "/"}, "pagination": "none"}},
            "map": {"id": "id"},
        }
    },
)


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        ({"t/items": {"mapp": {}}}, Code.UNKNOWN_KEY),
        ({"t/items": {"operations": 5}}, Code.WRONG_TYPE),
        ({"t/items": []}, Code.WRONG_TYPE),
        ({"t/others": None}, Code.UNKNOWN_RESOURCE),
        ({"integration": None}, Code.UNKNOWN_RESOURCE),
        ({"integration": {"base_url": None}}, Code.MISSING_KEY),
        ({"integration": {"integration": "other"}}, Code.MISPLACED_FILE),
        ({"t/others": {"map": {"id": "id"}}}, Code.UNKNOWN_RESOURCE),
    ],
)
def test_a_wrong_override_is_the_authors_error(overrides: dict[str, Any], code: Code) -> None:
    with pytest.raises(SpecError) as caught:
        BASE.overridden("demo", overrides)
    assert code in [each.code for each in caught.value.diagnostics]


def test_an_override_that_no_file_can_hold_is_the_authors_error() -> None:
    half = {"integration": {"auth": {"oauth2": {"token": "https://\ud800/"}}}}
    with pytest.raises(SpecError, match="does not have the shape"):
        Catalogue.bundled().overridden("calendly", half)


def test_an_override_leaves_the_catalogue_as_it_was() -> None:
    changed = BASE.overridden("demo", {"t/items": {"map": {"note": "name"}}})
    before, after = (each.integration("demo").resources["t/items"] for each in (BASE, changed))
    assert len(list(before.operations["list"].variants[0].map.leaves())) == 1  # type: ignore[union-attr]
    assert len(list(after.operations["list"].variants[0].map.leaves())) == 2  # type: ignore[union-attr]


def test_none_removes_a_resource() -> None:
    assert BASE.overridden("demo", {"t/items": None}).integration("demo").resources == {}


def test_an_unknown_integration_is_the_callers_error() -> None:
    with pytest.raises(InputError, match="did you mean `demo`"):
        BASE.integration("demos")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500ms", 0.5),
        ("30s", 30),
        ("5m", 300),
        ("12h", 43_200),
        ("7d", 604_800),
        ("1.5s", 1.5),
        ("9" * 400 + "d", 3660 * 86_400),
    ],
)
def test_durations_are_seconds(text: str, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "s", "5", "5 s", "-5s", "1.2.3s", "5w", "\u0665s", "1e3s"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|float"):
        seconds(text)


def test_the_bundled_catalogue_is_loaded_in_a_quarter_of_a_second() -> None:
    Catalogue.load()
    best = min(_timed() for _ in range(3))
    assert best < 0.25


def _timed() -> float:
    begun = time.perf_counter()
    Catalogue.load()
    return time.perf_counter() - begun


def _documents() -> list[tuple[str, Any]]:
    found = []
    for path in sorted(catalogue_root().glob("integrations/*/**/*.yaml")):
        kind = (
            "case"
            if "cases" in path.parts
            else "integration"
            if path.name == "integration.yaml"
            else "resource"
        )
        document = read_yaml(path, path.name).document
        assert document is not None
        found.append((kind, document.data))
    return found


DOCUMENTS = _documents()
VALUES = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.0,
        5,
        "",
        "x",
        "7d",
        "0s",
        "https://x\n",
        "GET",
        "a/b.list",
        [],
        {},
        ["x"],
        [429],
        {"a": 1},
    ]
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inner for found in _places(each, (*path, key)))]


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["replace", "remove", "rename"]), VALUES)
@examples()
def test_the_quick_verdict_on_a_shape_is_the_full_one(
    which: int, where: int, action: str, value: Any
) -> None:
    kind, data = DOCUMENTS[which % len(DOCUMENTS)]
    changed = copy.deepcopy(data)
    path = _places(changed)[1:][where % (len(_places(changed)) - 1)]
    owner: Any = changed
    for step in path[:-1]:
        owner = owner[step]
    if action == "replace" or isinstance(owner, list):
        owner[path[-1]] = value
    else:
        kept = owner.pop(path[-1])
        if action == "rename":
            owner[f"{path[-1]}x"] = kept
    quick, full = _quick(kind).is_valid(changed), _validator(kind).is_valid(changed)
    assert full or not quick
    assert bool(list(shape_problems(kind, from_data("x.yaml", changed)))) != quick


def test_folders_may_nest_as_deep_as_the_disk_allows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = written(tmp_path) / "integrations/demo"
    with monkeypatch.context() as patch:
        patch.chdir(place)
        for _ in range(1_200):
            Path("d").mkdir()
            patch.chdir("d")
        Path("x.txt").touch()
    try:
        assert [each.code for each in Catalogue.load(tmp_path).warnings] == [Code.MISPLACED_FILE]
    finally:
        subprocess.run(["rm", "-rf", str(place / "d")], check=True)  # deeper than shutil can walk


def test_the_last_of_a_hundred_problems_of_a_shape_says_so() -> None:
    found = list(shape_problems("resource", from_data("x", {f"k{number}": 1 for number in range(500)})))
    assert len(found) == 100
    assert "checking stopped here" in (found[-1].help or "")
