"""The file of a resource, and its first cases: from endpoints of an API, or from a model alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from unispec.data import Json
from unispec.models import Model
from unispec.scaffolding._bodies import Answer
from unispec.scaffolding._draft import Branch, Draft, Leaf, Option, Part, Remark, comment, leaf
from unispec.scaffolding._examples import CaseDraft, bodies, summary
from unispec.scaffolding._found import Found, Service
from unispec.scaffolding._mapping import Mapper
from unispec.scaffolding._openapi import Api, Node, listed, mapping, text_of
from unispec.scaffolding._paging import Paging
from unispec.scaffolding._requests import Asking, asking
from unispec.specs import modeline

_NAME_ONE = "add them to integration.yaml, and name them here."
_NO_PAGES = "This list seems to have no pages; if it has, name a pagination of integration.yaml."


@dataclass
class ResourceDraft:
    """A resource in the making: its file, its cases, and the constants that its paths need."""

    draft: Draft
    cases: list[CaseDraft] = field(default_factory=list)
    vars: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """What a resource stands in: its integration, the shapes, and what the API is called."""

    integration: str
    model: Model
    root: Node
    label: str = ""
    prefix: str = ""

    @property
    def things(self) -> str:
        """What people call its records."""
        return self.model.name.rpartition("/")[2].replace("_", " ").capitalize()


def first_line(path: str) -> str:
    """The comment that begins a file: where its schema stands, seen from it."""
    return modeline(Path(path), Path()).removeprefix("# ")


def begun(around: Surroundings, record: str, summary_line: str) -> Draft:
    """Begin the file of a resource."""
    name = around.model.name
    path = f"integrations/{around.integration}/{name}.yaml"
    draft = Draft(path, [first_line(path)])
    draft.parts += [leaf("resource", name), leaf("summary", comment(summary_line, 90))]
    if record:
        draft.parts.append(
            leaf("record", record, above=["The shape of one record, in provider.schema.json."])
        )
    return draft


def from_service(
    around: Surroundings, service: Service, paging: Paging | None, paging_name: str, api: Api
) -> ResourceDraft:
    """Make a resource out of the endpoints that serve it."""
    said = service.many or service.one
    about = text_of(said.endpoint.operation.get("summary")) if said else ""
    draft = begun(around, service.record, about or f"{around.things} of {around.label}.")
    made = ResourceDraft(draft)
    operations: list[Part] = []
    if service.many is not None:
        taken = paging.parameters if paging else frozenset()
        asked = asking(service.many.endpoint, around.model, "list", taken, around.root)
        pages = [Option(paging_name)] if paging_name else []
        about = f"It has pages, `{comment(paging.shown, 60)}`: {_NAME_ONE}" if paging else _NO_PAGES
        pages.append(Option("none", (about,)))
        operations.append(_operation("list", service.many, asked, pages, service.record, api))
        made.cases += _cases(around, "list", "first", service.many, asked)
        made.vars |= asked.vars
    if service.many is not None and service.one is not None:
        operations.append(Remark([""]))
    if service.one is not None:
        asked = asking(service.one.endpoint, around.model, "get", frozenset(), around.root)
        operations.append(_operation("get", service.one, asked, [], service.record, api, _one_of(around)))
        name = "first-get" if service.many is not None else "first"
        made.cases += _cases(around, "get", name, service.one, asked)
        made.vars |= asked.vars
    mapper = Mapper(around.model, service.record, around.root)
    draft.parts += [Remark([""]), Branch("operations", operations, can_go=False), Remark([""])]
    draft.parts.append(Branch("map", mapper.parts(), can_go=False))
    return made


def _one_of(around: Surroundings) -> str:
    return f"One of the {around.things.lower()}, by its id."


def _operation(
    name: str, found: Found, asked: Asking, pages: Sequence[Option], record: str, api: Api, usual: str = ""
) -> Branch:
    answer, about = found.answer, text_of(found.endpoint.operation.get("summary")) or usual
    parts: list[Part] = [leaf("summary", comment(about, 90))] if about and name != "list" else []
    scopes = _scopes(found, api)
    if scopes:
        parts.append(leaf("scopes", scopes))
    parts.append(Branch("request", asked.parts, can_go=False))
    if pages:
        parts.append(Leaf("pagination", list(pages)))
    parts.append(leaf("answer", answer.body, silent=True))
    parts.append(Leaf("records", [Option(answer.records), Option("$")]))
    if answer.record != record:
        parts.append(leaf("record", answer.record, silent=True))
    return Branch(name, parts)


def _scopes(found: Found, api: Api) -> list[str]:
    operation = found.endpoint.operation
    security = (
        listed(operation.get("security")) if "security" in operation else listed(api.data.get("security"))
    )
    for each in security:
        for scopes in mapping(each).values():
            known = [scope for scope in listed(scopes) if isinstance(scope, str) and scope.isprintable()]
            if known:
                return list(dict.fromkeys(known))
    return []


def _cases(around: Surroundings, operation: str, name: str, found: Found, asked: Asking) -> list[CaseDraft]:
    answer: Answer = found.answer
    tried = bodies(answer.schema, around.root, answer.example, answer.records)
    thing = "One record" if operation == "get" else "A page"
    return [case_of(around, operation, name, asked, tried, answer.records, summary(around.label, thing))]


def case_of(
    around: Surroundings,
    operation: str,
    name: str,
    asked: Asking,
    tried: list[Json],
    records: str,
    about: str,
) -> CaseDraft:
    """Begin a case of a resource."""
    path = f"integrations/{around.integration}/cases/{around.model.name}/{name}.yaml"
    head = [
        first_line(path),
        "Replace the answer by a recorded one: `unispec record` writes such a file.",
    ]
    needed = dict(asked.input)
    return CaseDraft(path, head, operation, around.prefix + asked.path, needed, tried, records, about)
