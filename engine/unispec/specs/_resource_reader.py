"""From a resource file of the right shape to frozen values."""

from __future__ import annotations

from unispec.data import digest
from unispec.diagnostics import Part
from unispec.documents import Document
from unispec.specs._entry import Entry, merged, seconds, shape_at
from unispec.specs._nodes import Node
from unispec.specs._types import (
    ForEach,
    Operation,
    OperationName,
    Related,
    Request,
    Resource,
    Variant,
    Windows,
)


def read_resource(document: Document) -> Resource:
    """Read a resource file that has the right shape."""
    root = Entry.root(document)
    shared = root.node("map")
    name = root.value["resource"]
    operations = {
        key: _operation(OperationName(name, key), place, root, shared)
        for key, place in root.entries("operations").items()
    }
    return Resource(
        name=name,
        operations=operations,
        location=root.location(),
        summary=root.get("summary", ""),
        docs=root.get("docs"),
        record=root.get("record"),
    )


def _operation(name: OperationName, place: Entry, root: Entry, shared: Node | None) -> Operation:
    own = merged(shared, place.at("map") if place.has("map") else None)
    written = place.at("variants") if place.has("variants") else None
    places = [written.at(index) for index in range(len(written.value))] if written else [place]
    return Operation(
        name=name,
        variants=tuple(_variant(each, place, root, own) for each in places),
        location=place.location(Part.KEY),
        fingerprint=digest(place.value),
        summary=place.get("summary") or root.get("summary", ""),
    )


def _variant(place: Entry, operation: Entry, root: Entry, shared: Node | None) -> Variant:
    def owner(key: str) -> Entry:
        return place if place.value.get(key) is not None or key in place.value else operation

    own_map = place.at("map") if place is not operation and place.has("map") else None
    record = next((each for each in (place, operation, root) if each.has("record")), None)
    request = owner("request")
    static = owner("static").get("static")
    pagination = owner("pagination")
    return Variant(
        location=place.location(Part.KEY if place is operation else Part.VALUE),
        map=merged(shared, own_map),
        when=place.snippet("when") if place is not operation else None,
        summary=owner("summary").get("summary", ""),
        scopes=tuple(owner("scopes").get("scopes", ())),
        request=_request(request.at("request")) if request.has("request") and static is None else None,
        static=tuple(static) if static is not None else None,
        pagination=pagination.get("pagination"),
        pagination_location=pagination.at("pagination").location() if pagination.has("pagination") else None,
        answer=shape_at(owner("answer"), "answer"),
        records=owner("records").snippet("records"),
        record=record.get("record") if record else None,
        record_location=record.at("record").location() if record else None,
        partial=owner("partial").snippet("partial"),
        related=tuple(_related(key, each) for key, each in owner("related").entries("related").items()),
        for_each=_for_each(owner("for_each")),
        windows=_windows(owner("windows")),
    )


def _request(place: Entry) -> Request:
    method = place.get("method", "GET")
    headers = {key: each.as_snippet() for key, each in place.entries("headers").items()}
    return Request(
        path=place.at("path").as_snippet(),
        method=method,
        query=place.tree("query"),
        headers=headers,
        body=place.node("body"),
        idempotent=place.get("idempotent", method == "GET"),
    )


def _related(name: str, place: Entry) -> Related:
    return Related(
        name=name,
        operation=OperationName.parse(place.value["operation"]),
        location=place.at("operation").location(),
        input=place.node("input"),
        when=place.snippet("when"),
        per_page=place.get("per") == "page",
        tolerate=frozenset(place.get("tolerate", ())),
        limit=place.get("limit"),
    )


def _for_each(owner: Entry) -> ForEach | None:
    if not owner.has("for_each"):
        return None
    place = owner.at("for_each")
    return ForEach(
        operation=OperationName.parse(place.value["operation"]),
        name=place.value["as"],
        location=place.at("operation").location(),
        input=place.node("input"),
    )


def _windows(owner: Entry) -> Windows | None:
    if not owner.has("windows"):
        return None
    value = owner.value["windows"]
    return Windows(value["from"], value["to"], seconds(value["max"]), value.get("future", False))
