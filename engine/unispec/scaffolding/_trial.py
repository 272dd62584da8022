"""Files in the making are checked and played, and changed until nothing is left to complain about.

A skeleton passes because it was checked as it will be written, never because a guess was good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from unispec.diagnostics import Code, Diagnostic, Severity, SpecError
from unispec.documents import Document, Parsed, parse_json, parse_yaml
from unispec.rules import Policy, Recorded, RecordedCase, checked
from unispec.scaffolding._draft import Draft
from unispec.scaffolding._examples import CaseDraft
from unispec.scaffolding._openapi import Node, listed
from unispec.scaffolding._shapes import schema_text
from unispec.specs import CASES, Catalogue, IntegrationFiles, Layer, examine

_MOST_ROUNDS = 200

Play: TypeAlias = Callable[[Catalogue, str, Path, str], tuple[Diagnostic, ...]]
"""Plays a case of an integration, given its path and its text, and tells what went wrong."""


@dataclass
class Trial:
    """The files of an integration as they would be, over what is there already."""

    name: str
    root: Path
    below: Layer
    own: Layer
    drafts: list[Draft] = field(default_factory=list)
    cases: list[CaseDraft] = field(default_factory=list)
    schema: Node | None = None

    @property
    def folder(self) -> str:
        """The folder of the integration below the root."""
        return f"integrations/{self.name}"

    @property
    def schema_path(self) -> str:
        """Where its shapes stand."""
        return f"{self.folder}/provider.schema.json"

    def texts(self) -> dict[str, str]:
        """The files as they are now, by their paths below the root."""
        found = {draft.path: draft.text() for draft in self.drafts}
        if self.schema is not None:
            found[self.schema_path] = schema_text(self.schema)
        return found | {case.path: case.text() for case in self.cases if case.is_alive}

    def settle(self, play: Play) -> Catalogue:
        """Change the files until they pass and their cases play; raises `SpecError` when that cannot be."""
        for _ in range(_MOST_ROUNDS):
            documents = dict(self._documents())
            found, catalogue = self._check(documents)
            if found or catalogue is None:
                self._change(found)
                continue
            failures = [
                each for case in self.cases if case.is_alive for each in self._played(play, catalogue, case)
            ]
            if not failures:
                return catalogue
        raise SpecError([Diagnostic(Code.UNCHECKED_EXPRESSION, "no version of the files passes the check")])

    def refuse_broken(self) -> None:
        """Raise `SpecError` when what is there already is broken, so that nothing can be judged over it."""
        found = (
            examine([self.below, self.own]).diagnostics if self.own.models or self.own.integrations else ()
        )
        wrong = [each for each in found if each.severity is Severity.ERROR]
        if wrong:
            raise SpecError(wrong)

    def _names(self) -> dict[str, Draft | CaseDraft]:
        named: list[Draft | CaseDraft] = [*self.drafts, *self.cases]
        return {str(self.root / each.path): each for each in named}

    def _documents(self) -> Iterator[tuple[str, Document]]:
        for path, text in self.texts().items():
            read = parse_json if path.endswith(".json") else parse_yaml
            parsed: Parsed = read(str(self.root / path), text.encode())
            if parsed.document is None:
                raise SpecError(parsed.diagnostics)
            yield path, parsed.document

    def _layer(self, documents: dict[str, Document]) -> Layer:
        before = self.own.integrations.get(self.name, IntegrationFiles())
        files = IntegrationFiles(before.integration, before.provider, dict(before.resources))
        for path, document in documents.items():
            parts = PurePosixPath(path).relative_to(self.folder).parts
            if parts == ("integration.yaml",):
                files.integration = document
            elif parts == ("provider.schema.json",):
                files.provider = document
            elif parts[0] != CASES:
                files.resources[f"{parts[0]}/{PurePosixPath(path).stem}"] = document
        return Layer({self.name: files}, self.own.models)

    def _check(self, documents: dict[str, Document]) -> tuple[list[Diagnostic], Catalogue | None]:
        layer = self._layer(documents)
        cases = [
            RecordedCase(
                "/".join(PurePosixPath(case.path).parts[-3:-1]),
                PurePosixPath(case.path).stem,
                case.operation,
                documents[case.path],
            )
            for case in self.cases
            if case.is_alive
        ]
        recorded = {
            self.name: Recorded(tuple(cases), None, tuple(layer.integrations[self.name].resources.values()))
        }
        layers = [self.below, layer]
        own = {*self._names(), str(self.root / self.schema_path)}
        found = [
            each
            for each in checked(layers, recorded).under(Policy())
            if each.severity is not Severity.NOTE and (each.location is None or each.location.file in own)
        ]
        return found, examine(layers).catalogue

    def _change(self, found: Iterable[Diagnostic]) -> None:
        """Change what each finding is about; raises `SpecError` when nothing can be changed."""
        named, changed = self._names(), set()
        moved = False
        for each in found:
            place = each.location
            key = (place.file, place.route, each.code is Code.UNNEEDED_SILENCE) if place is not None else None
            if place is None or key in changed:
                continue
            changed.add(key)
            target = named.get(place.file)
            if each.code is Code.UNNEEDED_SILENCE and isinstance(target, Draft):
                moved |= target.advance_silence(place.span.line, each.message)
            elif target is not None:
                moved |= target.advance(place.route, each.message)
            elif self.schema is not None:
                moved |= _loosened(self.schema, place.route)
        if not moved:
            raise SpecError(list(found) or [Diagnostic(Code.INVALID_OPENAPI, "the files cannot be judged")])

    def _played(self, play: Play, catalogue: Catalogue, case: CaseDraft) -> list[Diagnostic]:
        """Play a case, and change what keeps it from going well: the map where it can be, or the case."""
        failures = list(play(catalogue, self.name, self.root / case.path, case.text()))
        if not failures:
            return []
        resource = "/".join(PurePosixPath(case.path).parts[-3:-1])
        draft = next((each for each in self.drafts if each.path.endswith(f"/{resource}.yaml")), None)
        if case.at + 1 < len(case.bodies) or draft is None:
            case.advance((), "")
            return failures
        routes = dict.fromkeys(_route(each, draft) for each in failures)
        changed = [draft.advance(route, "its sample does not fit the model") for route in routes]
        if not any(changed):
            case.advance((), "")
        return failures


def _route(failure: Diagnostic, draft: Draft) -> tuple[str | int, ...]:
    """Where in the map a failure of a record comes from; nowhere when it is about something else."""
    if failure.record is not None:
        return ("map", *(step for step in failure.record.path if isinstance(step, str)))
    place = failure.location
    is_own = place is not None and place.file.endswith(draft.path) and place.route[:1] == ("map",)
    return place.route if place is not None and is_own else ()


def _loosened(schema: Node, route: tuple[str | int, ...]) -> bool:
    """Empty the schema that a finding is about."""
    holder: Any = schema
    for step in route[:-2]:
        known: dict[Any, Any] = holder if isinstance(holder, dict) else dict(enumerate(listed(holder)))
        holder = known.get(step, holder)
    if isinstance(holder, dict) and holder and "$defs" not in holder:
        holder.clear()
        return True
    return False
