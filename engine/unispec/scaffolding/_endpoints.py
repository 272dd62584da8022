"""Which endpoints serve which unified models: lists first, and the path of one record beside each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from unispec.models import Model
from unispec.scaffolding._bodies import answer_of, parameters_of
from unispec.scaffolding._found import Found, Service, no_list, tell_unused
from unispec.scaffolding._mapping import Mapper
from unispec.scaffolding._openapi import Api
from unispec.scaffolding._shapes import Shapes
from unispec.scaffolding._words import last_word, thing_likeness, words_of

_SCOUTED = 300_000
_LEAST = 0.7
_PATH = re.compile(r"(?:/(?:[A-Za-z0-9_.~@!$&'()*+,;=:-]|\{[A-Za-z0-9_.-]+\})*)+")


class Scout:
    """Knows the endpoints of an API that answer records."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.shapes = Shapes(api, _SCOUTED)
        self.found: dict[str, Found] = {}
        for endpoint in api.endpoints():
            if not _PATH.fullmatch(endpoint.path):
                api.note(f"the path `{endpoint.path[:80]}` cannot be written as a template", endpoint.route)
                continue
            answer = answer_of(api, endpoint, self.shapes)
            if answer is not None:
                self.found[endpoint.path] = Found(endpoint, answer)

    def services(
        self, models: Mapping[str, Model], wanted: Sequence[tuple[str, str | None]]
    ) -> list[Service]:
        """Decide which models are served: the wanted ones, or those that fit well."""
        if wanted:
            return [self._wanted(name, path, models[name]) for name, path in wanted]
        scored = sorted(self._scored(models), key=lambda each: (-each[0], len(each[2]), each[1], each[2]))
        taken: dict[str, str] = {}
        for _, name, path in scored:
            if name not in taken and path not in taken.values():
                taken[name] = path
        services = [self._served(name, self.found[path]) for name, path in sorted(taken.items())]
        tell_unused(self.api, self.found, services)
        return services

    def best(self, name: str, model: Model) -> str | None:
        """The path that fits one model best, however badly."""
        scored = sorted(self._scored({name: model}, 0.01), key=lambda each: (-each[0], len(each[2])))
        return scored[0][2] if scored else None

    def _scored(self, models: Mapping[str, Model], least: float = _LEAST) -> Iterator[tuple[float, str, str]]:
        for path, found in self.found.items():
            if not found.answer.is_list:
                continue
            for name, model in models.items():
                score = _named(name, found)
                if score < least or "list_parameters" not in model.schema.get("$defs", {}):
                    continue
                is_whole, count = Mapper(model, found.answer.record, self.shapes.root()).coverage()
                if is_whole or least < _LEAST:
                    yield score + 0.02 * count - 0.3 * len(parameters_of(path)), name, path

    def _wanted(self, name: str, path: str | None, model: Model) -> Service:
        chosen = path or self.best(name, model)
        if chosen is None or chosen not in self.found:
            return Service(name, None, None)
        service = self._served(name, self.found[chosen])
        by_id = "list_parameters" in model.schema.get("$defs", {})
        if service.many is None and by_id and not chosen.rstrip("/").endswith("}"):
            raise no_list(self.api, self.found[chosen])
        return service

    def _served(self, name: str, found: Found) -> Service:
        if not found.answer.is_list:
            return Service(name, None, found)
        return Service(name, found, self._one(found))

    def _one(self, many: Found) -> Found | None:
        """The endpoint of one record beside a list: the same path and its id."""
        start = many.endpoint.path.rstrip("/")
        for path, found in self.found.items():
            rest = path.removeprefix(start).strip("/")
            is_below = path.startswith(start + "/") and re.fullmatch(r"\{[^{}/]+\}", rest)
            if is_below and not found.answer.is_list:
                return found
        return None


def _named(resource: str, found: Found) -> float:
    """How well the names of an endpoint fit a resource."""
    own = resource.rpartition("/")[2]
    path = thing_likeness(own, last_word(found.endpoint.path))
    shape = 0.95 * thing_likeness(own, found.answer.record)
    words = words_of(last_word(found.endpoint.path))
    ending = 0.75 * thing_likeness(own, "_".join(words[-1:])) if len(words) > 1 else 0.0
    return max(path, shape, ending)


def again(service: Service, api: Api, shapes: Shapes) -> Service:
    """Look at the endpoints of a service anew, so that their shapes are among those that are written."""
    return Service(service.resource, _again(service.many, api, shapes), _again(service.one, api, shapes))


def _again(found: Found | None, api: Api, shapes: Shapes) -> Found | None:
    answer = answer_of(api, found.endpoint, shapes) if found is not None else None
    return Found(found.endpoint, answer) if found is not None and answer is not None else None
