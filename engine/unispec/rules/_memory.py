"""What was found in each integration, kept while the files that it was found in stay the same documents.

One who checks again and again hands a memory in; nothing is kept anywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from unispec.diagnostics import Diagnostic
from unispec.documents import Document, overlay
from unispec.rules._all import meaning_problems
from unispec.rules._judgements import Judgements
from unispec.rules._recorded import Recorded, RecordedCase
from unispec.specs import Catalogue, Layer

_Read: TypeAlias = tuple[tuple[Document | None, ...], tuple[RecordedCase, ...] | None, tuple[str, ...] | None]

_MOST = 1000


class Memory:
    """Findings of the last check by integration; documents are the same when they are one object."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[_Read, tuple[Diagnostic, ...]]] = {}
        self._judgements: dict[str, Judgements] = {}
        self._laid: dict[tuple[int, int], tuple[Document, Document, Document]] = {}

    def lay(self, base: Document, upper: Document) -> Document:
        """Lay one document over another, or give what came of the same two before."""
        key = id(base), id(upper)
        if key not in self._laid:
            if len(self._laid) >= _MOST:
                self._laid.clear()
            self._laid[key] = base, upper, overlay(base, upper)
        return self._laid[key][2]

    def meaning_problems(
        self, catalogue: Catalogue, layers: Sequence[Layer], name: str, recorded: Recorded | None = None
    ) -> tuple[Diagnostic, ...]:
        """Run the rules over one integration, unless nothing that they look at was read anew."""
        read = _read(layers, name, recorded)
        kept = self._kept.get(name)
        if kept is not None and kept[0] == read:
            return kept[1]
        alone = replace(catalogue, integrations={name: catalogue.integrations[name]})
        judgements = self._judgements.setdefault(name, Judgements())
        found = meaning_problems(alone, {} if recorded is None else {name: recorded}, judgements)
        self._kept[name] = read, found
        return found


def _read(layers: Sequence[Layer], name: str, recorded: Recorded | None) -> _Read:
    documents: list[Document | None] = []
    for layer in layers:
        documents += (layer.models[each] for each in sorted(layer.models))
        files = layer.integrations.get(name)
        if files is not None:
            documents += (files.integration, files.provider)
            documents += (files.resources[each] for each in sorted(files.resources))
    if recorded is None:
        return tuple(documents), None, None
    snapshots = tuple(sorted(recorded.snapshots)) if recorded.snapshots is not None else None
    return tuple(documents), recorded.cases, snapshots
