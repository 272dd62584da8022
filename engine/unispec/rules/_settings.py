"""Settings of a check: how severe a code is, everywhere and below some paths.

They are read as strictly as specs are. A setting that is wrong is a finding and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from unispec.data import Json
from unispec.diagnostics import (
    Code,
    Diagnostic,
    Location,
    Part,
    Route,
    Severity,
    Stage,
    is_negotiable,
    stage_of,
    suggestion,
)
from unispec.documents import Document
from unispec.rules._patterns import Pattern

Severities: TypeAlias = Mapping[Code, Severity | None]
"""How severe findings of a code are; None is off."""

_WORDS: dict[str, Severity | None] = {each.value: each for each in Severity} | {"off": None}
_NOTHING: Severities = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Severities for the files that a pattern matches; the location is that of the pattern."""

    pattern: Pattern
    severity: Severities
    location: Location


@dataclass(frozen=True, slots=True)
class Settings:
    """Severities for all files, and those for some, of which later ones win."""

    severity: Severities = field(default_factory=lambda: _NOTHING)
    paths: tuple[PathSettings, ...] = ()

    def unmatched(self, files: Iterable[str]) -> Iterator[Diagnostic]:
        """Warn of patterns that match none of the files, which are paths below the root."""
        known = tuple(files)
        for each in self.paths:
            if not any(map(each.pattern.matches, known)):
                message = f"`{each.pattern.text}` matches no file of the root"
                remedy = "patterns are compared with whole paths, such as `integrations/acme/**`"
                yield Diagnostic(Code.INVALID_SETTING, message, each.location, remedy, Severity.WARNING)


def read_settings(document: Document, table: Route = ()) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """Read what a TOML document says in one of its tables, and everything that is wrong with it."""
    reader = _Reader(document)
    written = reader.mapping(table, ("severity", "paths"))
    severity = reader.severities((*table, "severity")) if "severity" in written else _NOTHING
    paths = tuple(reader.paths((*table, "paths"))) if "paths" in written else ()
    return Settings(severity, paths), tuple(reader.found)


class _Reader:
    def __init__(self, document: Document) -> None:
        self.found: list[Diagnostic] = []
        self._document = document

    def _wrong(self, message: str, route: Route, remedy: str | None = None, part: Part = Part.VALUE) -> None:
        place = self._document.location(route, part)
        self.found.append(Diagnostic(Code.INVALID_SETTING, message, place, remedy))

    def mapping(self, route: Route, known: tuple[str, ...] | None = None) -> Mapping[str, Json]:
        """Give a table, empty when it is none; without `known` every key is right."""
        value = self._document.value(route)
        if not isinstance(value, dict):
            self._wrong(f"`{route[-1]}` must be a table", route)
            return {}
        for key in value if known is not None else ():
            if key not in (known or ()):
                remedy = suggestion(key, known or (), noun="known keys")
                self._wrong(f"unknown key `{key}`", (*route, key), remedy, Part.KEY)
        return value

    def severities(self, route: Route) -> Severities:
        """Read a table of codes."""
        read: dict[Code, Severity | None] = {}
        for name, word in self.mapping(route).items():
            here = (*route, name)
            if name not in set(Code):
                known = [each for each in Code if is_negotiable(each)]
                self._wrong(f"`{name}` is not a code", here, suggestion(name, known, noun="codes"), Part.KEY)
            elif not isinstance(word, str) or word not in _WORDS:
                remedy = "a severity is `error`, `warning`, `note` or `off`"
                self._wrong(f"`{name}` is set to what is not a severity", here, remedy)
            elif self._may_be(Code(name), _WORDS[word], here):
                read[Code(name)] = _WORDS[word]
        return MappingProxyType(read)

    def _may_be(self, code: Code, severity: Severity | None, route: Route) -> bool:
        if stage_of(code) is Stage.RUN:
            self._wrong(f"`{code}` is not found by a check", route, part=Part.KEY)
        elif not is_negotiable(code) and severity is not Severity.ERROR:
            remedy = "the engine does not run it; repair the file"
            self._wrong(f"`{code}` can be neither turned off nor lowered", route, remedy)
        else:
            return True
        return False

    def paths(self, route: Route) -> Iterator[PathSettings]:
        """Read the array of tables with patterns."""
        tables = self._document.value(route)
        if not isinstance(tables, list):
            self._wrong(f"`{route[-1]}` must be an array of tables", route, "write `[[paths]]`", Part.KEY)
            return
        for index, table in enumerate(tables):
            if isinstance(table, dict):
                yield from self._path((*route, index))
            else:
                self._wrong(f"each of `{route[-1]}` must be a table", (*route, index))

    def _path(self, route: Route) -> Iterator[PathSettings]:
        written = self.mapping(route, ("files", "severity"))
        missing = [key for key in ("files", "severity") if key not in written]
        for key in missing:
            self._wrong(f"`{key}` is missing", route, part=Part.KEY)
        if missing:
            return
        severity = self.severities((*route, "severity"))
        for at, pattern in self._patterns((*route, "files")):
            yield PathSettings(pattern, severity, self._document.location(at))

    def _patterns(self, route: Route) -> Iterator[tuple[Route, Pattern]]:
        written = self._document.value(route)
        if not isinstance(written, list) or not written:
            self._wrong("`files` must be an array of patterns", route, 'such as `["integrations/acme/**"]`')
            return
        for index, text in enumerate(written):
            here = (*route, index)
            if isinstance(text, str) and Pattern(text).is_sound:
                yield here, Pattern(text)
            else:
                remedy = "write the path from the root down, with `/`, such as `integrations/acme/**`"
                self._wrong("this is not a pattern of files", here, remedy)
