"""The catalogue around a draft: documents laid over each other, and what is read of them with the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce

from unispec.data import Json
from unispec.diagnostics import Location, Part, Route
from unispec.documents import Document, from_data, overlay
from unispec.editor.insight._draft import Draft
from unispec.editor.insight._given import Edited, Known
from unispec.editor.insight._place import Place
from unispec.models import Models
from unispec.rules import Uses
from unispec.specs import Integration, Layer, Resource, unfinished_integration, unfinished_resource


@dataclass(frozen=True)
class Surroundings:
    """What is known where a draft stands."""

    known: Known
    edited: Edited
    place: Place
    draft: Draft

    @property
    def data(self) -> Json:
        """The data of the draft's file, laid over what stands below it."""
        return self._own.data

    @cached_property
    def models(self) -> Models:
        """The unified models."""
        if self.known.catalogue is not None:
            return self.known.catalogue.models
        return Models({name: found.data for name, found in self.model_documents.items()})

    @cached_property
    def model_documents(self) -> Mapping[str, Document]:
        """The files of the unified models."""
        names = dict.fromkeys(name for layer in self.known.layers for name in layer.models)
        laid = ((name, self._laid(lambda layer, name=name: layer.models.get(name))) for name in names)  # type: ignore[misc]
        return {name: found for name, found in laid if found is not None and isinstance(found.data, dict)}

    @cached_property
    def provider(self) -> Document | None:
        """The file of the provider's shapes."""
        return self._laid(lambda layer: _files(layer, self.place.integration, "provider"))

    @cached_property
    def integration_document(self) -> Document | None:
        """The integration's own file."""
        if self.place.kind == "integration":
            return self._own
        return self._laid(lambda layer: _files(layer, self.place.integration, "integration"))

    def resource_document(self, name: str) -> Document | None:
        """The file of a resource."""
        if self.place.kind == "resource" and self.place.resource == name:
            return self._own
        return self._laid(lambda layer: _resource(layer, self.place.integration, name))

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """The resources of the integration, the draft among them."""
        catalogue = self.known.catalogue
        before = catalogue.integrations.get(self.place.integration) if catalogue is not None else None
        found = dict(before.resources) if before is not None else dict(self._read())
        if self.place.kind == "resource":
            own = unfinished_resource(self._own, self.place.resource)
            if own is not None:
                found[self.place.resource] = own
        return found

    @cached_property
    def integration(self) -> Integration:
        """The integration with the draft in it; an empty one when nothing of it can be read."""
        catalogue, name = self.known.catalogue, self.place.integration
        before = catalogue.integrations.get(name) if catalogue is not None else None
        if before is not None and self.place.kind != "integration":
            return replace(before, resources=self.resources)
        nothing = from_data("", {})
        provider = self.provider.data if self.provider is not None else None
        for document in (self.integration_document, nothing):
            found = unfinished_integration(document or nothing, name, self.resources, provider)
            if found is not None:
                return found
        raise AssertionError("nothing at all is an integration, too")

    @cached_property
    def uses(self) -> Uses:
        """The expressions of the file, each in its uses."""
        resource = self.place.resource if self.place.kind == "resource" else None
        return Uses(self.integration, self.models, resource)

    def within(self, start: int, end: int) -> Location:
        """A piece of the draft's own scalar."""
        return Location(self.draft.document, self.draft.route, Part.VALUE, (start, end))

    @cached_property
    def _own(self) -> Document:
        return reduce(overlay, [*self._below(), self.draft.document])

    def _below(self) -> Iterator[Document]:
        """What the layers below hold at the path of the draft."""
        for layer in self.known.layers[:-1]:
            found = _of_place(layer, self.place)
            if found is not None:
                yield found

    def _laid(self, of: Callable[[Layer], Document | None]) -> Document | None:
        found = [document for layer in self.known.layers if (document := of(layer)) is not None]
        return reduce(overlay, found) if found else None

    def _read(self) -> Iterator[tuple[str, Resource]]:
        names: Iterable[str] = dict.fromkeys(
            name
            for layer in self.known.layers
            if self.place.integration in layer.integrations
            for name in layer.integrations[self.place.integration].resources
        )
        for name in names:
            document = self._laid(lambda layer, name=name: _resource(layer, self.place.integration, name))  # type: ignore[misc]
            found = unfinished_resource(document, name) if document is not None else None
            if found is not None:
                yield name, found


def name_of(known: Known, edited: Edited, place: Place) -> str:
    """How people know the edited file: by the name that it was read under, or by its path."""
    last = _of_place(known.layers[-1], place) if known.layers else None
    return last.name if last is not None else str(edited.path)


def _files(layer: Layer, integration: str, which: str) -> Document | None:
    files = layer.integrations.get(integration)
    found: Document | None = getattr(files, which) if files is not None else None
    return found


def _resource(layer: Layer, integration: str, name: str) -> Document | None:
    files = layer.integrations.get(integration)
    return files.resources.get(name) if files is not None else None


def _of_place(layer: Layer, place: Place) -> Document | None:
    if place.kind == "resource":
        return _resource(layer, place.integration, place.resource)
    return _files(layer, place.integration, "integration") if place.kind == "integration" else None


def value_at(data: Json, route: Route) -> Json:
    """Follow a route into data; None where it leads nowhere."""
    for step in route:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
