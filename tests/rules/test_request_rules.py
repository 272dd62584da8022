"""The rules about requests: what they find in a changed base, and where they stay silent."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from unispec.diagnostics import Code, Stage, stage_of
from unispec.inspection import Inspection

BASE = Path(__file__).parent / "base"
EVENTS = "integrations/demo/calendar/events.yaml"
PEOPLE = "integrations/demo/calendar/people.yaml"
DEMO = "integrations/demo/integration.yaml"
PARAMETERS = "unified_models/calendar/events.json"
CASE = "integrations/demo/cases/calendar/events/first.yaml"

GET = "      path: /meetings/{{ input.id }}\n"
LIST = "      path: /meetings\n"
QUERY = "        team: $connection.team\n"
GUESTS = (
    "        operation: calendar/people.list\n        input:\n          event:\n            id: $id(uri)\n"
)
REQUIRED = ('"list_parameters": {\n      "type": "object",', '"list_parameters": {"required": ["since"],')

Change = tuple[str, str, str]


def count(root: Path, code: Code) -> int:
    found = Inspection((root,)).findings()
    assert {stage_of(each.code) for each in found} <= {Stage.MEANING}
    return sum(each.code is code for each in found)


def apply(root: Path, *changes: Change) -> None:
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    for file, old, new in changes:
        text = (root / file).read_text()
        assert old in text, (file, old)
        (root / file).write_text(text.replace(old, new, 1))


UNREAD_ID: dict[str, tuple[int, Change]] = {
    "as it is": (0, (EVENTS, "/meetings/{{ input.id }}", "/meetings/{{ input.id }}")),
    "no id in the path": (1, (EVENTS, GET, "      path: /meeting\n")),
    "an id in the query": (0, (EVENTS, GET, "      path: /meeting\n      query: {number: id}\n")),
    "an id in a header": (0, (EVENTS, GET, "      path: /m\n      headers: {X-Id: '{{ input.id }}'}\n")),
    "an id in the body": (
        0,
        (EVENTS, GET, "      path: /m\n      method: POST\n      body: {number: $input.id}\n"),
    ),
    "an id among the records alone": (
        1,
        (EVENTS, GET + "    records: resource", LIST + "    records: resource[number = $input.id]"),
    ),
    "what there is once": (
        0,
        (PEOPLE, "  list:\n", "  get:\n"),
    ),
    "fixed records": (
        0,
        (EVENTS, "    request:\n" + GET + "    records: resource\n", "    static: [{uri: a}]\n"),
    ),
    "one of two ways": (
        0,
        (
            EVENTS,
            "    request:\n" + GET,
            "    variants:\n    - when: $exists(id)\n      request: {path: '/m/{{ input.id }}'}\n"
            "    - request: {path: /m}\n",
        ),
    ),
}


@pytest.mark.parametrize("name", UNREAD_ID)
def test_a_get_reads_the_id_where_there_is_a_list(name: str, tmp_path: Path) -> None:
    wanted, change = UNREAD_ID[name]
    apply(tmp_path, change)
    assert count(tmp_path, Code.UNREAD_ID) == wanted


TO_GET = "        operation: calendar/events.get\n"
MISSING: dict[str, tuple[int, tuple[Change, ...]]] = {
    "nothing is given": (1, ((EVENTS, GUESTS, TO_GET),)),
    "something else is given": (1, ((EVENTS, GUESTS, TO_GET + "        input: {key: uri}\n"),)),
    "an id is given": (0, ((EVENTS, GUESTS, TO_GET + "        input: {id: uri}\n"),)),
    "an expression gives all": (0, ((EVENTS, GUESTS, TO_GET + "        input: '{\"id\": uri}'\n"),)),
    "no such operation": (0, ((EVENTS, GUESTS, "        operation: calendar/events.drop\n"),)),
    "no id is read": (0, ((EVENTS, GUESTS, TO_GET), (EVENTS, GET, "      path: /me\n"))),
    "one way needs no id": (
        0,
        (
            (EVENTS, GUESTS, TO_GET),
            (
                EVENTS,
                "    request:\n" + GET,
                "    variants:\n    - when: $exists(id)\n      request: {path: '/m/{{ input.id }}'}\n"
                "    - request: {path: /m}\n",
            ),
        ),
    ),
    "nothing is required of a list": (0, ((EVENTS, GUESTS, "        operation: calendar/events.list\n"),)),
    "a parameter is required of a list": (
        1,
        ((EVENTS, GUESTS, "        operation: calendar/events.list\n"), (PARAMETERS, *REQUIRED)),
    ),
    "a required parameter is given": (
        0,
        (
            (EVENTS, GUESTS, "        operation: calendar/events.list\n        input: {since: made}\n"),
            (PARAMETERS, *REQUIRED),
        ),
    ),
    "a parameter is required of parents": (
        1,
        (
            (PEOPLE, "  list:\n", "  list:\n    for_each: {operation: calendar/events.list, as: event}\n"),
            (PARAMETERS, *REQUIRED),
        ),
    ),
    "parents lack the id of theirs": (
        1,
        ((PEOPLE, "  list:\n", "  list:\n    for_each: {operation: calendar/events.get, as: event}\n"),),
    ),
}


@pytest.mark.parametrize("name", MISSING)
def test_calls_give_what_other_operations_need(name: str, tmp_path: Path) -> None:
    wanted, changes = MISSING[name]
    apply(tmp_path, *changes)
    assert count(tmp_path, Code.MISSING_INPUT_FIELD) == wanted


PAGED = (EVENTS, "pagination: token", "pagination: other")
CLASHING: dict[str, tuple[int, str, Change]] = {
    "a size": (1, "style: link_header, limit: {param: size, max: 9}", (EVENTS, QUERY, "        size: '9'\n")),
    "a size of a cursor": (
        1,
        "style: cursor, next: a, param: p, limit: {param: size, max: 9}",
        (EVENTS, QUERY, "        size: '9'\n"),
    ),
    "a page": (1, "style: page, param: p", (EVENTS, QUERY, "        p: '1'\n")),
    "an offset": (1, "style: offset, param: p", (EVENTS, QUERY, "        p: '1'\n")),
    "a page and a size": (
        2,
        "style: page, param: p, limit: {param: size, max: 9}",
        (EVENTS, QUERY, "        p: '1'\n        size: '9'\n"),
    ),
    "a cursor of the first page": (
        0,
        "style: cursor, next: a, param: p",
        (EVENTS, QUERY, "        p: '1'\n"),
    ),
    "another parameter": (0, "style: page, param: p", (EVENTS, QUERY, "        pp: '1'\n")),
    "another operation": (
        0,
        "style: page, param: p",
        (EVENTS, GET, GET + "      query: {p: '1'}\n"),
    ),
}


@pytest.mark.parametrize("name", CLASHING)
def test_what_a_pagination_sets_is_set_nowhere_else(name: str, tmp_path: Path) -> None:
    wanted, pagination, change = CLASHING[name]
    style = (DEMO, "pagination:\n", f"pagination:\n  other: {{{pagination}}}\n")
    apply(tmp_path, style, PAGED, change)
    assert count(tmp_path, Code.CLASHING_PARAMETER) == wanted


WINDOWS = "    windows: {from: since, to: start_time, max: 7d}\n"
HEADER = "      headers: {X-A: \"{{ 'a' if input.since else 'b' }}\"}\n"
TESTS: dict[str, tuple[int, Change]] = {
    "in the path": (1, (EVENTS, LIST, "      path: \"/{{ 'a' if input.since else 'b' }}\"\n")),
    "in a header": (1, (EVENTS, LIST, LIST + HEADER)),
    "of a field of a parameter": (
        1,
        (EVENTS, LIST, "      path: \"/{{ 'a' if input.user.id else 'b' }}\"\n"),
    ),
    "inside of another": (
        1,
        (EVENTS, LIST, "      path: \"/{{ ('a' if input.since else 'b') ~ 'c' | lower }}\"\n"),
    ),
    "with a default": (
        0,
        (EVENTS, LIST, "      path: \"/{{ 'a' if input.since | default('') else 'b' }}\"\n"),
    ),
    "of an id": (0, (EVENTS, GET, "      path: \"/{{ 'a' if input.id else 'b' }}\"\n")),
    "of what is no parameter": (0, (EVENTS, LIST, "      path: \"/{{ 'a' if input.nobody else 'b' }}\"\n")),
    "of a constant of the integration": (
        0,
        (EVENTS, LIST, "      path: \"/{{ 'a' if vars.kinds else 'b' }}\"\n"),
    ),
    "of the whole input": (0, (EVENTS, LIST, "      path: \"/{{ 'a' if input else 'b' }}\"\n")),
    "of an end of a window": (
        0,
        (EVENTS, "  list:\n    request:\n" + LIST, "  list:\n" + WINDOWS + "    request:\n" + LIST + HEADER),
    ),
    "of what the path needs": (0, (EVENTS, LIST, "      path: '/{{ input.since }}'\n" + HEADER)),
    "of what chose the variant": (
        0,
        (
            EVENTS,
            "  list:\n    request:\n" + LIST,
            "  list:\n    variants: [{when: $exists(since)}]\n    request:\n" + LIST + HEADER,
        ),
    ),
    "of what did not choose the variant": (
        1,
        (
            EVENTS,
            "  list:\n    request:\n" + LIST,
            "  list:\n    variants: [{when: $exists(phase)}]\n    request:\n" + LIST + HEADER,
        ),
    ),
}


@pytest.mark.parametrize("name", TESTS)
def test_a_template_tests_only_what_is_there(name: str, tmp_path: Path) -> None:
    wanted, change = TESTS[name]
    apply(tmp_path, change)
    assert count(tmp_path, Code.UNDEFINED_TEST) == wanted


PATHS = {
    "it lacks the path": (1, "https://api.demo.test/v2", "/meetings"),
    "it lacks the path before a slash": (1, "https://api.demo.test/v2/", "/meetings/9"),
    "the account lacks it": (1, "https://{{ vars.kinds.a }}.demo.test/v2/x", "/me"),
    "it has the path": (0, "https://api.demo.test/v2", "/v2/meetings"),
    "it is another path": (0, "https://api.demo.test/v2", "/elsewhere"),
    "it is the path": (0, "https://api.demo.test/v2", "/v2"),
    "there is no path": (0, "https://api.demo.test", "/meetings"),
    "there is but a slash": (0, "https://api.demo.test/", "/meetings"),
    "a template makes the path": (0, "https://api.demo.test/{{ connection.team }}", "/meetings"),
    "no request at all": (0, "https://api.demo.test/v2", None),
}


@pytest.mark.parametrize("name", PATHS)
def test_an_exchange_has_the_path_that_is_sent(name: str, tmp_path: Path) -> None:
    wanted, base, path = PATHS[name]
    apply(tmp_path, (DEMO, "base_url: https://api.demo.test", f'base_url: "{base}"'))
    exchange = {"request": {"path": path}, "reply": {"body": {}}}
    (tmp_path / CASE).parent.mkdir(parents=True)
    (tmp_path / CASE).write_text(f"operation: list\nexchanges: {json.dumps([exchange] if path else [])}\n")
    assert count(tmp_path, Code.UNREACHABLE_EXCHANGE) == wanted
