"""All unified models of a catalogue, immutable; nothing in it is ever fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from unispec.data import Json
from unispec.models._model import BASE, Model


class Models(Mapping[str, Model]):
    """Models by name (`calendar/events`)."""

    __slots__ = ("_models",)

    def __init__(self, schemas: Mapping[str, Json]) -> None:
        siblings = MappingProxyType({BASE + name: schema for name, schema in schemas.items()})
        self._models = {name: Model(name, schema, siblings) for name, schema in schemas.items()}

    def __getitem__(self, name: str) -> Model:
        return self._models[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)
