"""A resource of which no more is known than its model, and perhaps the shape of its records."""

from __future__ import annotations

from dataclasses import dataclass

from unispec.data import Json
from unispec.models import Model
from unispec.scaffolding._draft import Branch, Leaf, Option, Part, Remark, leaf
from unispec.scaffolding._mapping import Mapper, home_of
from unispec.scaffolding._requests import Asking, required
from unispec.scaffolding._resource import ResourceDraft, Surroundings, begun, case_of
from unispec.scaffolding._samples import sample
from unispec.scaffolding._view import fields_of, view
from unispec.scaffolding._words import quoted

_USUAL = "data"
_QUERY = ["query:", "  theirs: ours  # their parameter, from the parameters of the model in JSONata"]


@dataclass(frozen=True)
class Wish:
    """What is known of a resource: its path, the shape of its records and of bodies, paginations."""

    path: str
    record: str = ""
    body: str = ""
    paginations: tuple[str, ...] = ()


def from_model(around: Surroundings, wish: Wish) -> ResourceDraft:
    """Make a resource out of a model."""
    draft = begun(around, wish.record, f"{around.things} of {around.label}.")
    known = around.model.schema.get("$defs", {})
    has_list = "list_parameters" in known or "get_parameters" not in known
    made = ResourceDraft(draft)
    operations: list[Part] = [_list(around, wish, made)] if has_list else []
    operations += [Remark([""])] if has_list else []
    operations.append(_get(around, wish, made, by_id=has_list))
    draft.parts += [Remark([""]), Branch("operations", operations, can_go=False), Remark([""])]
    draft.parts.append(Branch("map", Mapper(around.model, wish.record, around.root).parts(), can_go=False))
    return made


def _list(around: Surroundings, wish: Wish, made: ResourceDraft) -> Branch:
    asked = Asking([leaf("path", wish.path)], wish.path)
    asked.parts += _query(around.model, "list", asked)
    place = _place(around, wish, is_list=True)
    body = _body(around, wish, place, [record_of(around, wish)])
    made.cases.append(case_of(around, "list", "first", asked, body, place, "A page with one record."))
    pages = [
        *map(Option, wish.paginations[:1]),
        Option("none", ("Name a pagination of integration.yaml here.",)),
    ]
    where = Leaf("records", [Option(place), Option("$")], ("Where the records stand in the answer.",))
    request = Branch("request", asked.parts, can_go=False)
    return Branch("list", [request, Leaf("pagination", pages), where])


def _get(around: Surroundings, wish: Wish, made: ResourceDraft, *, by_id: bool) -> Branch:
    path = f"{wish.path}/{{{{ input.id }}}}" if by_id else wish.path
    meets = f"{wish.path}/sample-1" if by_id else wish.path
    asked = Asking([leaf("path", path)], meets, {"id": "sample-1"} if by_id else {})
    asked.parts += _query(around.model, "get", asked)
    place = _place(around, wish, is_list=False)
    body = _body(around, wish, place, record_of(around, wish))
    name = "first-get" if by_id else "first"
    made.cases.append(case_of(around, "get", name, asked, body, place, "One record."))
    where = Leaf("records", [Option(place), Option("$")])
    return Branch("get", [Branch("request", asked.parts, can_go=False), where])


def _query(model: Model, operation: str, asked: Asking) -> list[Part]:
    """The query: what every caller gives, or a comment that shows how one is written."""
    found = required(model, operation, set(), asked.input)
    return [Branch("query", found)] if found else [Remark(_QUERY)] if operation == "list" else []


def record_of(around: Surroundings, wish: Wish) -> Json:
    """Make a record: one of the shape, or one that has the model's own names."""
    if wish.record:
        return sample({"$ref": f"#/$defs/{wish.record}"}, around.root)
    model = home_of(around.model)
    known = fields_of(model.schema)
    names = [*model.schema.get("required", ())] or list(known)[:1]
    return {name: sample(known[name], dict(model.schema), name, by_example=False) for name in names}


def _place(around: Surroundings, wish: Wish, *, is_list: bool) -> str:
    """Where the records stand: as the shape of bodies says, or where they stand as a rule."""
    seen = view({"$ref": f"#/$defs/{wish.body}"}, around.root) if wish.body else None
    for name, each in seen.properties.items() if seen else ():
        inner = view(each, around.root)
        if ("array" in inner.kinds) is is_list and (
            is_list or (inner.kinds != {"string"} and not inner.format)
        ):
            return quoted(name)
    return _USUAL if is_list else "$"


def _body(around: Surroundings, wish: Wish, place: str, records: Json) -> list[Json]:
    if place == "$":
        return [records]
    key = place.strip("`")
    bare: dict[str, Json] = {key: records}
    if not wish.body:
        return [bare]
    whole = sample({"$ref": f"#/$defs/{wish.body}"}, around.root)
    return [{**whole, key: records}, bare] if isinstance(whole, dict) else [bare]
