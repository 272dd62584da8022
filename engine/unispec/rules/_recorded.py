"""What is recorded of an integration beside its specs: its cases, and the snapshots of what they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from unispec.diagnostics import Location
from unispec.documents import Document


@dataclass(frozen=True, slots=True)
class RecordedCase:
    """A case file; one that cannot be read has no `document`, and nobody knows its operation."""

    resource: str
    name: str
    operation: str | None = None
    document: Document | None = field(default=None, repr=False)

    @property
    def path(self) -> str:
        """What its file and its snapshot are called, without their endings."""
        return f"{self.resource}/{self.name}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The cases of an integration in one catalogue root.

    `snapshots` are places by path, None for a root that keeps none; `documents` are the resource
    files of that root, since a root need not record the operations of those below it.
    """

    cases: tuple[RecordedCase, ...] = ()
    snapshots: Mapping[str, Location] | None = None
    documents: tuple[Document, ...] = field(default=(), repr=False)
