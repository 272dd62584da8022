"""What an OpenAPI file gives for an integration: its file, its shapes, and the resources that it serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unispec.diagnostics import Code, Diagnostic, SpecError, suggestion
from unispec.documents import from_data, read_foreign
from unispec.models import Model, Models
from unispec.scaffolding._draft import Branch, Draft, Part, Remark, comment, leaf
from unispec.scaffolding._endpoints import Scout, again
from unispec.scaffolding._found import Service
from unispec.scaffolding._integration import begin, finish
from unispec.scaffolding._openapi import Api, Endpoint, Node, mapping, open_api, text_of
from unispec.scaffolding._paging import Paging, paging_of
from unispec.scaffolding._resource import ResourceDraft, Surroundings, from_service
from unispec.scaffolding._service import base_url, error_shape, errors, prefix_of, rate_limit
from unispec.scaffolding._shapes import Shapes, differing
from unispec.specs import Integration

_SHORT = 40
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAME_ONE = "name one: `--model MODEL/RESOURCE=/path`"


@dataclass(frozen=True, slots=True)
class Offer:
    """The resources that an API serves, its shapes, and the notes about what cannot be used."""

    resources: list[ResourceDraft]
    schema: Node
    notes: tuple[Diagnostic, ...]


def read_api(source: Path) -> Api:
    """Read an OpenAPI file; raises `SpecError`."""
    parsed = read_foreign(source, str(source))
    if parsed.document is not None:
        return open_api(parsed.document)
    empty = Diagnostic(Code.INVALID_OPENAPI, "the file is empty", from_data(str(source), None).location())
    raise SpecError(parsed.diagnostics or [empty])


def offer(
    api: Api, name: str, draft: Draft, models: Models, wanted: Sequence[tuple[str, str | None]]
) -> Offer:
    """Fill the file of an integration, and make the resources; raises `SpecError`."""
    label = text_of(mapping(api.data.get("info")).get("title")) or name
    services = _services(Scout(api), models, wanted)
    shapes = Shapes(api)
    served = [again(service, api, shapes) for service in services]
    endpoints = [each.endpoint for service in served for each in (service.many, service.one) if each]
    failing = error_shape(api, endpoints, shapes)
    begin(draft, name, label, api)
    short = comment(label) if len(label) <= _SHORT else name
    prefix = prefix_of(str(base_url(api).options[0].value))
    pagings = _pagings(served, shapes)
    made = []
    for service, (paging, named) in zip(served, pagings, strict=True):
        around = Surroundings(name, models[service.resource], shapes.root(), short, prefix)
        made.append(from_service(around, service, paging, named, api))
    constants = {key: value for each in made for key, value in each.vars.items()}
    by_name = {named: paging for paging, named in pagings if paging is not None}
    finish(draft, constants, by_name, _shared(api, failing, shapes, endpoints))
    if not served:
        api.note("no endpoint was found that serves a unified model", ("paths",), _NAME_ONE)
    return Offer(made, {"$schema": _DIALECT, **shapes.root()}, tuple(api.notes))


def added(api: Api, into: Integration, model: Model, path: str | None, known: Node, settings: Node) -> Offer:
    """Make one resource for an integration that is there; its shapes are added to the known ones."""
    service = _services(Scout(api), {model.name: model}, [(model.name, path)])[0]
    there = mapping(known.get("$defs"))
    served, shapes = _beside(service, api, there)
    root = {"$defs": {**there, **shapes.defs}}
    paging = paging_of(served.many.endpoint, served.many.answer, root) if served.many else None
    named = _known_paging(paging, mapping(settings.get("pagination")))
    if paging is not None and not named:
        api.note(
            f"no pagination of `integration.yaml` is like that of `{served.many.endpoint.path[:80]}`"
            if served.many
            else "no pagination fits",
            served.many.endpoint.route if served.many else (),
            f"add one there, and name it in the resource: `{paging.shown}`",
        )
    label = into.label or into.name
    around = Surroundings(into.name, model, root, label, prefix_of(into.base_url.source))
    made = from_service(around, served, paging, named, api)
    _see_constants(made, mapping(settings.get("vars")), api)
    schema = {"$schema": _DIALECT, **known, "$defs": {**there, **_new(shapes.defs, there)}}
    return Offer([made], schema, tuple(api.notes))


def _beside(service: Service, api: Api, there: Node) -> tuple[Service, Shapes]:
    """Convert the shapes of a service, those anew by another name that are called like a different one."""
    taken: frozenset[str] = frozenset()
    while True:
        shapes = Shapes(api, taken=taken)
        served = again(service, api, shapes)
        others = differing(shapes, there)
        if not others:
            return served, shapes
        taken |= others | (there.keys() - shapes.defs.keys())


def _new(made: Node, there: Node) -> Node:
    return {name: each for name, each in made.items() if name not in there}


def _known_paging(paging: Paging | None, known: Node) -> str:
    """The pagination of an integration that does the same as a guessed one, whatever its limit."""
    wanted = {"style": paging.style, **dict(paging.keys)} if paging else {}
    for name, each in known.items():
        there = mapping(each)
        if wanted and all(there.get(key) == wanted.get(key) for key in ("style", "next", "param")):
            return name
    return ""


def _see_constants(made: ResourceDraft, known: Node, api: Api) -> None:
    missing = sorted(made.vars.keys() - known.keys())
    if missing:
        message = f"the path has `{missing[0]}`, which is no constant of `integration.yaml`"
        place = api.document.location(("paths",))
        remedy = f"add it there: `vars: {{{missing[0]}: change-me}}`"
        raise SpecError([Diagnostic(Code.INVALID_OPENAPI, message, place, remedy)])


def _services(
    scout: Scout, models: Mapping[str, Model], wanted: Sequence[tuple[str, str | None]]
) -> list[Service]:
    services = scout.services(models, wanted)
    for service in services:
        path = dict(wanted).get(service.resource)
        if service.many is None and service.one is None:
            what = f"`{path}` is not a path" if path else f"nothing looks like `{service.resource}`, no path"
            remedy = suggestion(path or "", scout.found, noun="paths")
            message = f"{what} that answers records to GET"
            place = scout.api.document.location(("paths",))
            raise SpecError([Diagnostic(Code.INVALID_OPENAPI, message, place, remedy)])
    return services


def _pagings(served: Sequence[Service], shapes: Shapes) -> list[tuple[Paging | None, str]]:
    """The paging of each list, with a name for each that differs."""
    found: list[tuple[Paging | None, str]] = []
    for service in served:
        many = service.many
        paging = paging_of(many.endpoint, many.answer, shapes.root()) if many else None
        name = next((each for other, each in found if paging and other and other.keys == paging.keys), "")
        if paging and not name:
            taken = {each for _, each in found}
            name = next(
                each
                for each in (paging.name, *(f"{paging.name}_{n}" for n in range(2, 99)))
                if each not in taken
            )
        found.append((paging, name))
    return found


def _shared(api: Api, failing: str, shapes: Shapes, endpoints: list[Endpoint]) -> list[Part]:
    parts: list[Part] = []
    if failing:
        parts += [Remark([""]), Branch("answers", [leaf("error", failing, above=["The shape of an error."])])]
        found = errors(failing, shapes.root())
        parts += [found] if found else []
    limits = rate_limit(api, endpoints)
    return [*parts, Remark([""]), limits] if limits else parts
