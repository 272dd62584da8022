from __future__ import annotations

from pathlib import Path

import pytest

from unispec.inference import Inference, Object, names_of
from unispec.language import nodes
from unispec.rules import Role, Uses, parsed
from unispec.specs import Catalogue

CATALOGUE = Catalogue.load(Path(__file__).parents[1] / "providers")


def uses(resource: str | None = None, name: str = "calendly") -> Uses:
    return Uses(CATALOGUE.integration(name), CATALOGUE.models, resource)


def test_a_leaf_that_operations_share_has_a_use_in_each_of_them() -> None:
    found = list(uses("calendar/events").at(("map", "status")))
    assert [each.role for each in found] == [Role.MAP, Role.MAP]
    assert [each.goal.title for each in found if each.goal] == ["calendar/events.status"] * 2
    inputs = [names_of(each.given.variables["input"]) for each in found]
    assert "id" in inputs[1] - inputs[0]


def test_each_variant_sees_its_own_record() -> None:
    (busy,) = uses("calendar/availability").at(("operations", "list", "variants", 2, "map", "type"))
    assert "buffered_start_time" in names_of(busy.given.context)


@pytest.mark.parametrize(
    "route", [("base_url",), ("auth", "token", "header", "Authorization"), ("connection", "request", "path")]
)
def test_templates_that_operations_share_belong_to_the_integration(route: tuple[str, ...]) -> None:
    assert list(uses().texts_at(route))
    assert not list(uses("calendar/events").texts_at(route))


def test_the_account_is_seen_by_its_map() -> None:
    (email,) = uses().at(("connection", "map", "email"))
    assert "current_organization" in names_of(email.given.context)


def test_callers_of_a_function_come_once_each() -> None:
    found = [each.snippet.location for each in uses().calling("location_kind")]
    assert len(set(found)) == len(found) == 2
    assert {str(each.route[0]) for each in found} == {"map"}


def test_every_form_tells_what_it_sees() -> None:
    tiny = uses("calendar/events", "tiny")
    (first, _) = tiny.at(("map", "attendees"))
    source = parsed(first.snippet)
    assert source is not None
    views = Inference(tiny.functions).views(source, first.given, source.unit)
    names = {view.node.name: view for view in views if isinstance(view.node, nodes.Name)}
    assert names_of(names["mail"].context) == {"name", "mail", "chair"}
    assert names_of(names["people"].context) >= {"number", "people"}
    assert views[-1].node is source.node
    assert not views[-1].type.only(Object).atoms


def test_a_function_sees_what_its_caller_gives() -> None:
    tiny = uses("calendar/events", "tiny")
    (first, _) = tiny.at(("map", "start_time"))
    source, function = parsed(first.snippet), tiny.functions["time"]
    assert source is not None
    views = Inference(tiny.functions).views(source, first.given, function.unit)
    assert all("seconds" in view.variables for view in views)
    assert any(isinstance(view.node, nodes.Condition) for view in views)
