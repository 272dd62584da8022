"""What is listed and printed, and catalogues of one's own beside the bundled one."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import unispec
from tests.fakes import FakeCalendly
from unispec.specs import Catalogue

FILES = {
    "integrations/open/integration.yaml": """
spec_version: 1
integration: open
label: Open
docs: https://open.test/docs
base_url: https://open.test
""",
    "integrations/open/user_directory/groups.yaml": """
resource: user_directory/groups
summary: Groups.
operations:
  list:
    request: {path: /groups}
    pagination: none
    records: groups
map:
  id: id
  name: name
""",
    "integrations/open/cases/user_directory/groups/two.yaml": """
summary: Two groups.
operation: list
exchanges:
  - request: {path: /groups}
    reply: {body: {groups: [{id: "1", name: Sales}, {id: "2", name: Support}]}}
""",
}


@pytest.fixture
def mine(tmp_path: Path) -> str:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(tmp_path)


def offers(*words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(unispec("list", *words, "-o", "json").out)
    return found


def test_every_operation_of_every_integration_is_listed() -> None:
    catalogue = Catalogue.bundled()
    assert {(each["integration"], each["resource"], each["operation"]) for each in offers()} == {
        (name, resource.name, operation.name.operation)
        for name, integration in catalogue.integrations.items()
        for resource in integration.resources.values()
        for operation in resource.operations.values()
    }


def test_the_variants_of_an_operation_are_counted_and_a_single_way_is_not() -> None:
    found = [each for each in offers("calendly") if each["resource"] == "calendar/attendees"]
    assert [(each["operation"], each["variant"], each["variants"]) for each in found] == [
        ("list", 1, 2),
        ("list", 2, 2),
        ("get", 1, 1),
    ]
    lines = unispec("list", "calendly").out.splitlines()
    assert "    list   Attendees of one event. (1 of 2)" in lines
    assert "    get    One attendee of an event." in lines


def test_variants_are_explained_only_where_there_are_any(mine: str) -> None:
    told = "Of several ways (1 of 2), the first that suits the parameters is taken."
    assert told in unispec("list", "calendly", "--catalogue", mine).out
    assert told not in unispec("list", "open", "--catalogue", mine).out


def test_an_offer_tells_parameters_values_and_permissions() -> None:
    found = [each for each in offers("calendly") if each["resource"] == "calendar/events"]
    first = next(each for each in found if each["operation"] == "list")
    assert first["scopes"] == ["scheduled_events:read"]
    assert first["parameters"]["status"] == {"values": ["confirmed", "cancelled"]}
    assert first["parameters"]["user"] == {"fields": ["id"]}
    single = next(each for each in found if each["operation"] == "get")
    assert single["parameters"]["id"] == {"required": True}


def test_a_list_has_the_same_offers_in_lines() -> None:
    lines = unispec("list", "-o", "ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == offers()


def test_a_catalogue_of_ones_own_stands_beside_the_bundled_one(mine: str) -> None:
    assert unispec("check", mine).status == 0
    assert {each["integration"] for each in offers("--catalogue", mine)} == {"calendly", "open"}
    done = unispec("run", "--catalogue", mine, "open", "user_directory/groups", "list", "--replay")
    assert [group["name"] for group in json.loads(done.out)["result"]] == ["Sales", "Support"]
    assert "user_directory/groups" in unispec("demo", "open", "--catalogue", mine).out


def test_an_integration_without_credentials_needs_no_token(mine: str, fake: FakeCalendly) -> None:
    done = unispec(
        "run", "open", "user_directory/groups", "list", "--catalogue", mine, "--base-url", fake.url
    )
    assert "the provider answered" in done.err
    assert "authorization" not in fake.requests[0].headers


def test_a_catalogue_that_cannot_be_read_is_shown_with_frames(mine: str) -> None:
    path = Path(mine) / "integrations/open/integration.yaml"
    path.write_text(path.read_text().replace("label: Open", "lable: Open"))
    for words in (("list",), ("demo",), ("run", "open", "user_directory/groups", "list", "--replay")):
        done = unispec(*words, "--catalogue", mine)
        assert done.status == 1
        assert done.out == ""
        assert f"--> {path}:4:1" in done.err
        assert "did you mean `label`?" in done.err
