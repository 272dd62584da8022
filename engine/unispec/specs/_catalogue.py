"""Everything that was read: integrations and unified models, later roots over earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from unispec.diagnostics import (
    Code,
    Diagnostic,
    InputError,
    Severity,
    SpecError,
    in_order,
    suggestion,
)
from unispec.documents import Document, from_data, overlay
from unispec.models import Models
from unispec.specs._extent import extent_problems
from unispec.specs._files import IntegrationFiles, Layer, read_layer
from unispec.specs._integration_reader import read_integration
from unispec.specs._provider import provider_problems
from unispec.specs._resource_reader import read_resource
from unispec.specs._shape import model_problems, shape_problems
from unispec.specs._types import Integration, Resource

Lay: TypeAlias = Callable[[Document, Document], Document]
"""Lays one document over another, as `overlay` does."""


@dataclass(frozen=True)
class Catalogue:
    """Integrations and unified models, immutable; `files` keeps the documents for overrides."""

    integrations: Mapping[str, Integration]
    models: Models
    files: Mapping[str, IntegrationFiles]
    warnings: tuple[Diagnostic, ...] = ()

    @classmethod
    def load(cls, *roots: Path | str, bundled: bool = True) -> Catalogue:
        """Read catalogue roots, each overlaying the ones before it, the bundled one first.

        A root is a folder with `integrations/`, `unified_models/` or both. Raises `SpecError` with
        everything that is wrong.
        """
        layers = [_bundled_layer()] if bundled else []
        examined = examine(layers + [read_layer(Path(root), Path(root)) for root in roots])
        if examined.catalogue is None:
            raise SpecError([each for each in examined.diagnostics if each.severity is Severity.ERROR])
        return examined.catalogue

    @classmethod
    def bundled(cls) -> Catalogue:
        """Give the catalogue that comes with the package."""
        return _bundled()

    def integration(self, name: str) -> Integration:
        """Look an integration up; raises `InputError` naming what there is."""
        found = self.integrations.get(name)
        if found is None:
            known = suggestion(name, self.integrations, noun="integrations")
            raise InputError(
                Diagnostic(Code.UNKNOWN_INTEGRATION, f"`{name}` is not an integration", help=known)
            )
        return found

    def overridden(self, name: str, overrides: Mapping[str, Any]) -> Catalogue:
        """Overlay one integration with changes given in Python.

        `overrides` maps `integration` or a resource name to a part of such a file; it is laid over
        field by field, `None` removes. Raises `SpecError`.
        """
        self.integration(name)
        files = self.files[name]
        changed = IntegrationFiles(files.integration, files.provider, dict(files.resources))
        for key, change in overrides.items():
            document = from_data(f"overrides of {key}", change)
            if change is None:
                _remove(changed, key, document)
            elif key == "integration":
                changed.integration = _over(files.integration, document)
            else:
                _refuse_unknown(key, change, files, document)
                changed.resources[key] = _over(files.resources.get(key), document)
        found: list[Diagnostic] = []
        integration = _integration(name, changed, found)
        if integration is None:
            raise SpecError(in_order(found))
        integrations = {**self.integrations, name: integration}
        return Catalogue(integrations, self.models, {**self.files, name: changed}, self.warnings)


@dataclass(frozen=True)
class Examined:
    """What reading a catalogue gave: the catalogue unless something is wrong, and every finding."""

    catalogue: Catalogue | None
    diagnostics: tuple[Diagnostic, ...]


def examine(layers: Sequence[Layer], lay: Lay = overlay) -> Examined:
    """Run the first two stages over layers: syntax, then shape; `lay` lays documents over each other."""
    found = [diagnostic for layer in layers for diagnostic in layer.diagnostics]
    models: dict[str, Document] = {}
    files: dict[str, IntegrationFiles] = {}
    for layer in layers:
        for name, document in layer.models.items():
            models[name] = _over(models.get(name), document, lay)
        for name, upper in layer.integrations.items():
            files[name] = _join(files.get(name), upper, lay)
    for name, document in models.items():
        found.extend(model_problems(name, document))
    integrations = {}
    for name, each in files.items():
        integration = _integration(name, each, found)
        if integration is not None:
            integrations[name] = integration
    diagnostics = in_order(found)
    if any(each.severity is Severity.ERROR for each in diagnostics):
        return Examined(None, diagnostics)
    registry = Models({name: document.data for name, document in models.items()})
    unusable = in_order(_unusable(registry, models))
    if unusable:
        return Examined(None, (*diagnostics, *unusable))
    return Examined(Catalogue(integrations, registry, files, diagnostics), diagnostics)


def _refuse_unknown(key: str, change: Any, files: IntegrationFiles, document: Document) -> None:
    """Refuse a part of a resource that there is not; a whole new one says so itself."""
    if key not in files.resources and not (isinstance(change, Mapping) and "resource" in change):
        known = suggestion(key, [*files.resources, "integration"], noun="resources")
        message = f"`{key}` is not a resource that can be changed"
        raise SpecError([Diagnostic(Code.UNKNOWN_RESOURCE, message, document.location(), known)])


def _remove(files: IntegrationFiles, key: str, document: Document) -> None:
    if key not in files.resources:
        message = f"`{key}` is not a resource that can be removed"
        raise SpecError([Diagnostic(Code.UNKNOWN_RESOURCE, message, document.location())])
    del files.resources[key]


def _unusable(registry: Models, documents: Mapping[str, Document]) -> Iterator[Diagnostic]:
    for name, model in registry.items():
        problem = model.unusable()
        if problem is not None:
            message = f"the model `{name}` cannot be compiled: {problem}"
            yield Diagnostic(Code.INVALID_MODEL, message, documents[name].location())


def _over(base: Document | None, upper: Document, lay: Lay = overlay) -> Document:
    return lay(base, upper) if base is not None else upper


def _join(base: IntegrationFiles | None, upper: IntegrationFiles, lay: Lay) -> IntegrationFiles:
    if base is None:
        return upper
    resources = dict(base.resources)
    for name, document in upper.resources.items():
        resources[name] = _over(resources.get(name), document, lay)
    return IntegrationFiles(
        _over(base.integration, upper.integration, lay) if upper.integration else base.integration,
        _over(base.provider, upper.provider, lay) if upper.provider else base.provider,
        resources,
    )


def _integration(name: str, files: IntegrationFiles, found: list[Diagnostic]) -> Integration | None:
    problems: list[Diagnostic] = []
    resources = dict(_resources(files, problems))
    document = files.integration
    if document is not None:
        problems.extend(shape_problems("integration", document))
        problems.extend(_wrong_place("integration", name, document))
    elif not files.unreadable:
        place = next((each.location() for each in files.resources.values()), None)
        problems.append(Diagnostic(Code.MISSING_KEY, f"`{name}` has no `integration.yaml`", place))
    if document is not None and not problems:
        problems.extend(extent_problems(read_integration(document, {}, None), document))
    found.extend(problems)
    if files.provider is not None:
        found.extend(provider_problems(files.provider))
    if document is None or problems:
        return None
    return read_integration(document, resources, files.provider.data if files.provider else None)


def _resources(files: IntegrationFiles, found: list[Diagnostic]) -> Iterator[tuple[str, Resource]]:
    for name, document in sorted(files.resources.items()):
        problems = [*shape_problems("resource", document), *_wrong_place("resource", name, document)]
        resource = None if problems else read_resource(document)
        if resource is not None:
            problems.extend(extent_problems(resource, document))
        found.extend(problems)
        if resource is not None and not problems:
            yield name, resource


def _wrong_place(key: str, name: str, document: Document) -> Iterator[Diagnostic]:
    value = document.data.get(key) if isinstance(document.data, dict) else None
    if isinstance(value, str) and value != name:
        message = f"`{key}` says `{value}`, the path of the file says `{name}`"
        yield Diagnostic(Code.MISPLACED_FILE, message, document.location((key,)))


def catalogue_root() -> Path:
    """Find the bundled catalogue: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_catalogue"
    return installed if installed.is_dir() else package.parents[1]


def _bundled_layer() -> Layer:
    return read_layer(catalogue_root(), Path())


@cache
def _bundled() -> Catalogue:
    return Catalogue.load()
