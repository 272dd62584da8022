"""Rules that need no types, in the corners that an example does not reach."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import unispec
from unispec.diagnostics import Code, Diagnostic
from unispec.flow import Program
from unispec.flow._parameters import supported
from unispec.language import ExpressionError, runtime
from unispec.rules import Rule, Subject, meaning_problems
from unispec.rules._insecure_url import insecure_url
from unispec.rules._shadowed_name import shadowed_name
from unispec.rules._small_page import small_page
from unispec.rules._unbounded_related import unbounded_related
from unispec.rules._unread_parameter import unread_parameter
from unispec.rules._unwritable_value import unwritable_value
from unispec.specs import Catalogue

HERE = Path(__file__).parent
CATALOGUE = Catalogue.load(HERE / "base", bundled=False)
CATALOGUES = {
    "bundled": Catalogue.bundled(),
    "tiny": Catalogue.load(HERE.parent / "providers"),
    "demo": CATALOGUE,
}


def found(rule: Rule, overrides: Mapping[str, Any]) -> list[Diagnostic]:
    catalogue = CATALOGUE.overridden("demo", overrides)
    return list(rule(Subject(catalogue.integrations["demo"], catalogue.models)))


def title(expression: str) -> dict[str, Any]:
    return {"calendar/events": {"map": {"title": expression}}}


def a_list(**changes: Any) -> dict[str, Any]:
    return {"calendar/events": {"operations": {"list": changes}}}


@pytest.mark.parametrize("name", CATALOGUES)
def test_unread_are_the_parameters_that_the_engine_does_not_support(name: str) -> None:
    catalogue = CATALOGUES[name]
    told, expected = dict[str, set[str]](), dict[str, set[str]]()
    for integration in catalogue.integrations.values():
        for each in unread_parameter(Subject(integration, catalogue.models)):
            operation, *names = re.findall("`(.*?)`", each.message)
            told[f"{integration.name} {operation}"] = set(names)
        for key, unread in _unread(Program(integration, catalogue.models, runtime())):
            expected[f"{integration.name} {key}"] = unread
    assert told == expected


def _unread(program: Program) -> Iterator[tuple[str, set[str]]]:
    for resource in program.integration.resources.values():
        for operation in resource.operations.values():
            plans = program.plans(operation.name)
            known = set(plans[0].model.parameters(operation.name.operation).get("properties", {}))
            unread = known.difference(*(supported(plan) for plan in plans))
            if unread and plans[0].static is None:
                yield str(operation.name), unread


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({"request": {"query": {"day": "$input"}}}, False),
        ({"request": {"query": {"day": "$keys($)"}}}, False),
        ({"request": {"headers": {"X-Day": "{{ input.start_time }}"}}}, False),
        ({"request": {"body": {"day": "start_time"}}}, False),
        ({"windows": {"from": "start_time", "to": "start_time", "max": "7d"}}, False),
        ({"map": {"start_time": "$input.start_time"}}, False),
        ({"partial": "$exists($input.start_time)"}, False),
        ({"related": {"guests": {"operation": "calendar/people.list", "when": "$input.start_time"}}}, False),
        ({"map": {"start_time": "start_time"}}, True),
        ({"request": {"query": {"day": "$vars.start_time"}}}, True),
        ({"request": {"query": {"day": "start_time & "}}}, False),
        ({"request": None, "static": []}, False),
    ],
)
def test_whatever_reads_a_parameter_counts(changes: dict[str, Any], is_told: bool) -> None:
    query = {"from": None, "day": None}
    request = changes.get("request", {})
    merged = None if request is None else {**request, "query": {**query, **request.get("query", {})}}
    told = found(unread_parameter, a_list(**{**changes, "request": merged}))
    assert [each.message for each in told if "start_time" in each.message] == (
        ["`calendar/events.list` reads nothing of `start_time`"] if is_told else []
    )


@pytest.mark.parametrize(("last", "works"), [(9999, True), (10_000, False)])
def test_a_range_that_is_told_fails_and_no_other(last: int, works: bool) -> None:
    source = f"$count([0..{last}])"
    told = meaning_problems(CATALOGUE.overridden("demo", title(f"$string({source})")))
    assert [each.code for each in told] == ([] if works else [Code.HUGE_RANGE])
    with nullcontext() if works else pytest.raises(ExpressionError):
        assert runtime().compile(source).evaluate(None, {}) == last + 1


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("($total := $sum([1, 2]); $string($total))", []),
        ("$reduce([1, 2], function($sum, $next) { $sum + $next })", []),
        ("$map(guests, function($value, $index) { $value.name })", []),
        ("$map([1], function($string) { $string($string) })", ["$string"]),
        ("$map([1], function($string) { $map([2], function($x) { $string($x) }) })", ["$string"]),
        ("($string := 1; $string)", ["$string"]),
        ("($id := uri; $id)", ["$id"]),
        ("$map([uri], function($id) { $id })", ["$id"]),
        ("($status := state; $status)", []),
        ("($headers := state; $headers)", []),
        ("($related := 1; $vars := 2; $related)", ["$related", "$vars"]),
        ("λ($a, $input) { $a }(1, 2)", ["$input"]),
        ("'$input := 1'", []),
        ("($input := ", []),
    ],
)
def test_names_that_hide_others_are_told_where_they_are_given(expression: str, names: list[str]) -> None:
    told = found(shadowed_name, title(expression))
    places = [each.location for each in told]
    assert [expression[slice(*(place.inside or ()))] for place in places if place] == names


def test_a_status_is_given_where_answers_are_read() -> None:
    assert found(shadowed_name, {"integration": {"errors": {"when": "($status := 1; $status)"}}})
    assert found(shadowed_name, {"integration": {"functions": {"id": "function($status) { $status }"}}}) == []


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/a/{{ input.user }}", ["input.user"]),
        ("/a/{{ input.user }}/{{ input.user }}", ["input.user", "input.user"]),
        ("/a/{{ input.user.id }}/{{input . user}}", ["input . user"]),
        ("/a/{{ input.user ~ input.status }}", ["input.user"]),
        ("/a/{{ input }}", ["input"]),
        ("/a/{{ input.user.id }}", []),
        ("/a/{{ input.status | default('x') }}", []),
        ("/a/{{ 'x' if input.user else 'y' }}", []),
        ("/a/{{ input.user['id'] }}", []),
        ("/a/{{ input.nobody }}", []),
        ("/a/{{ connection.user }}", []),
    ],
)
def test_a_template_that_writes_parts_is_told_at_each_of_them(path: str, parts: list[str]) -> None:
    told = found(unwritable_value, a_list(request={"path": path}))
    assert [path[slice(*(each.location.inside or ()))] for each in told if each.location] == parts


OAUTH = {
    "header": {"Authorization": "Bearer {{ credentials.access_token }}"},
    "authorize": "http://auth.test/authorize",
    "token": "http://auth.test/token",
    "introspect": "https://auth.test/introspect",
}


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"base_url": "http://api.demo.test/{{ vars.kinds.a }}"}, 1),
        ({"base_url": "http://{{ connection.team }}.demo.test"}, 1),
        ({"base_url": "http://localhost:8000"}, 0),
        ({"base_url": "http://127.5.5.5"}, 0),
        ({"base_url": "http://[::1]:80"}, 0),
        ({"base_url": "http://localhost.demo.test"}, 1),
        ({"base_url": "http://127.0.0.1.demo.test"}, 1),
        ({"vars": {"kinds": {"a": "http://demo.test/a"}}}, 1),
        ({"vars": {"kinds": ["http://other.test/a", "http://api.demo.test"]}}, 1),
        ({"vars": {"revoke": "http://other.test/a"}}, 1),
        ({"vars": {"atom": "http://www.w3.org/2005/Atom", "word": "http:", "api": "https://x.test"}}, 0),
        ({"vars": {"broken": "http://[", "url": "http://["}}, 1),
        ({"auth": {"oauth2": {**OAUTH, "revoke": {"url": "http://auth.test/r", "client": "body"}}}}, 3),
        ({"auth": {"client_credentials": {key: OAUTH[key] for key in ("header", "token")}}}, 1),
    ],
)
def test_addresses_that_are_not_encrypted_are_told(changes: dict[str, Any], count: int) -> None:
    assert len(found(insecure_url, {"integration": changes})) == count


@pytest.mark.parametrize(
    ("limit", "count"),
    [({"max": 100}, 0), ({"max": 100, "default": 100}, 0), ({"max": 100, "default": 99}, 1)],
)
def test_a_page_that_is_smaller_than_need_be_is_told(limit: dict[str, int], count: int) -> None:
    pagination = {"token": {"limit": {"param": "count", **limit}}}
    assert len(found(small_page, {"integration": {"pagination": pagination}})) == count


@pytest.mark.parametrize(
    ("changes", "count"),
    [({}, 1), ({"when": "true"}, 0), ({"limit": 5}, 0), ({"per": "page"}, 0), ({"per": "record"}, 1)],
)
@pytest.mark.parametrize(("pagination", "is_paged"), [("token", True), ("none", False)])
def test_a_call_for_each_record_of_each_page_is_told(
    changes: dict[str, Any], count: int, pagination: str, is_paged: bool
) -> None:
    related = {"guests": {"operation": "calendar/people.list", **changes}}
    told = found(unbounded_related, a_list(related=related, pagination=pagination))
    assert len(told) == count * is_paged


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue with one case and its snapshot, where the other operations have none."""
    shutil.copytree(HERE / "base", tmp_path, dirs_exist_ok=True)
    case = tmp_path / "integrations/demo/cases/calendar/events/one.yaml"
    case.parent.mkdir(parents=True)
    case.write_text('operation: get\ninput: {id: "1"}\n')
    snapshot = tmp_path / "snapshots/demo/calendar/events/one.json"
    snapshot.parent.mkdir(parents=True)
    snapshot.write_text("{}")
    monkeypatch.chdir(tmp_path)
    return case


RECORDED = {"missing-case", "missing-snapshot", "stray-snapshot", "yaml-syntax", "secret-in-spec"}


def codes() -> list[str]:
    """The findings about what is recorded; the models of the package, laid below, give others."""
    told = re.findall(r"^\w+\[([\w-]+)\]", unispec("check", ".").out, re.MULTILINE)
    return sorted(each for each in told if each in RECORDED)


def test_operations_without_a_case_are_noted_where_others_have_one(root: Path) -> None:
    assert codes() == ["missing-case", "missing-case"]
    assert "note[missing-case]: `calendar/people.list` has no case" in unispec("check", ".").out
    shutil.rmtree(root.parents[2])
    shutil.rmtree("snapshots")
    assert codes() == []


def test_a_case_that_cannot_be_read_may_be_that_of_any_operation_of_its_resource(root: Path) -> None:
    root.with_name("two.yaml").write_text("operation: [")
    assert codes() == ["missing-case", "yaml-syntax"]


def test_a_case_without_a_snapshot_and_a_snapshot_without_a_case_are_told(root: Path) -> None:
    root.rename(root.with_name("two.yaml"))
    assert codes() == ["missing-case", "missing-case", "missing-snapshot", "stray-snapshot"]
    assert "did you mean `calendar/events/two`?" in unispec("check", ".").out
    shutil.rmtree("snapshots/demo")
    assert codes() == ["missing-case", "missing-case"]


def test_what_lies_below_a_root_needs_no_case_in_it(root: Path, tmp_path: Path) -> None:
    integration = tmp_path / "upper/integrations/calendly"
    case = integration / "cases/calendar/events/mine.yaml"
    case.parent.mkdir(parents=True)
    case.write_text("operation: list\n")
    done = unispec("check", "--onto-bundled", str(tmp_path / "upper"))
    assert "missing-case" not in done.out


def test_a_secret_in_a_case_is_told_and_not_shown(root: Path) -> None:
    root.write_text('operation: get\ninput: {id: "1"}\nconnection: {token: 4fQ9zR7tY2uW8xK1pL6m}\n')
    assert "secret-in-spec" in codes()
    assert "4fQ9zR7tY2uW8xK1pL6m" not in unispec("check", ".").out
