"""From an integration file of the right shape to frozen values."""

from __future__ import annotations

from collections.abc import Mapping

from unispec.data import Json
from unispec.diagnostics import Part
from unispec.documents import Document
from unispec.specs._auth_reader import read_auth, read_rate
from unispec.specs._entry import Entry, seconds, shape_at
from unispec.specs._types import (
    Answers,
    ConnectionSpec,
    ErrorSpec,
    Integration,
    PageSize,
    Pagination,
    RateLimitSpec,
    Resource,
    RetrySpec,
)


def read_integration(document: Document, resources: Mapping[str, Resource], provider: Json) -> Integration:
    """Read an integration file that has the right shape, and join it with its resources."""
    root = Entry.root(document)
    return Integration(
        name=root.value["integration"],
        base_url=root.at("base_url").as_snippet(),
        source=document,
        label=root.get("label", root.value["integration"]),
        docs=root.get("docs"),
        vars=root.get("vars", {}),
        functions={name: each.as_snippet() for name, each in root.entries("functions").items()},
        auth=read_auth(root),
        connection=_connection(root.at("connection")) if root.has("connection") else None,
        answers=_answers(root.at("answers")) if root.has("answers") else Answers(),
        pagination={name: _pagination(name, each) for name, each in root.entries("pagination").items()},
        rate_limit=_rate_limit(root.at("rate_limit")) if root.has("rate_limit") else RateLimitSpec(),
        retry=_retry(root.at("retry")) if root.has("retry") else RetrySpec(),
        errors=_errors(root.at("errors")) if root.has("errors") else ErrorSpec(),
        resources=resources,
        provider=provider,
    )


def _connection(place: Entry) -> ConnectionSpec:
    tree = place.tree("map")
    assert tree is not None
    path = place.at("request").at("path").as_snippet()
    names = place.at("identity") if place.has("identity") else None
    identity = tuple(names.at(index).as_snippet() for index in range(len(names.value))) if names else ()
    return ConnectionSpec(path, tree, place.snippet("record"), shape_at(place, "answer"), identity)


def _answers(place: Entry) -> Answers:
    headers = place.get("headers")
    names = tuple(headers) if headers is not None else None
    return Answers(shape_at(place, "body"), shape_at(place, "error"), names)


def _pagination(name: str, place: Entry) -> Pagination:
    size = place.get("limit")
    return Pagination(
        name=name,
        style=place.value["style"],
        location=place.location(Part.KEY),
        next=place.snippet("next"),
        more=place.snippet("more"),
        total=place.snippet("total"),
        param=place.get("param", ""),
        start=place.get("start"),
        limit=PageSize(size["param"], size["max"], size.get("default", size["max"])) if size else None,
    )


def _rate_limit(place: Entry) -> RateLimitSpec:
    reset = place.at("reset") if place.has("reset") else None
    windows = place.get("windows", ())
    return RateLimitSpec(
        windows=tuple(read_rate(place.at("windows").at(index)) for index in range(len(windows))),
        limit=place.snippet("limit"),
        remaining=place.snippet("remaining"),
        reset=reset.snippet("value") if reset else None,
        unit=reset.value["unit"] if reset else "seconds",
    )


def _retry(place: Entry) -> RetrySpec:
    standard = RetrySpec()
    budget = place.get("budget")
    return RetrySpec(
        budget=seconds(budget, most=3600.0) if budget else standard.budget,
        on=frozenset(place.get("on", standard.on)),
    )


def _errors(place: Entry) -> ErrorSpec:
    return ErrorSpec(**{key: each.as_snippet() for key, each in place.children().items()})
