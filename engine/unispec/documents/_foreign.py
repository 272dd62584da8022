"""Files of other programs: JSON, or YAML as it is found, with anchors and merge keys, up to 20 MB.

What an alias stands for is shared, never copied, and counted as often as it stands there, so that
whoever walks the data afterwards walks no more than was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from unispec.data import InvalidJson, Json, decode
from unispec.diagnostics import Code, Route
from unispec.documents._document import Document
from unispec.documents._entries import Entries, Entry, Places
from unispec.documents._files import content_of
from unispec.documents._findings import Findings, Parsed, decoded
from unispec.documents._json import entries_of, explain_json, measure
from unispec.documents._scalars import NotJsonError, typed
from unispec.documents._yaml_syntax import explain, unreadable

MOST_BYTES = 20_000_000
"""The largest file of another program that is read."""

MOST_VALUES = 2_000_000
"""How many values it may hold, aliases written out."""

DEEPEST = 100
"""How deep its values may nest, aliases written out."""

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"
_MERGE = "<<"
_TOO_MANY = f"the file has more than {MOST_VALUES:,} values"
_TOO_DEEP = f"values nest deeper than {DEEPEST} levels"


def read_foreign(path: Path, name: str) -> Parsed:
    """Read a JSON or YAML file of another program; every problem is in the diagnostics."""
    content = content_of(path, name, MOST_BYTES)
    if isinstance(content, Parsed):
        return content
    return parse_foreign(name, content)


def parse_foreign(name: str, content: bytes) -> Parsed:
    """Read JSON, or YAML where the text does not begin like JSON or is named `.yaml`."""
    text = decoded(name, content, MOST_BYTES)
    if isinstance(text, Parsed):
        return text
    findings = Findings(text)
    if text.content.lstrip()[:1] in ("{", "["):
        try:
            data = decode(text.content.encode())
        except InvalidJson as error:
            if not name.lower().endswith((".yaml", ".yml")):
                explain_json(findings, error)
                return findings.refused()
        else:
            _, depth, size = measure(data)
            if depth > DEEPEST or size > MOST_VALUES:
                code = Code.YAML_TOO_DEEP if depth > DEEPEST else Code.FILE_TOO_LARGE
                findings.add(code, _TOO_DEEP if depth > DEEPEST else _TOO_MANY, (0, 1))
                return findings.refused()
            return Parsed(Document(name, data, Places(text, lambda: entries_of(text))))
    if unreadable(findings):
        return findings.refused()
    reader = _Reader(findings)
    reader.read()
    if findings.found:
        return findings.refused()
    return Parsed(Document(name, reader.data, Places(text, reader.entries)))


@dataclass(slots=True)
class _Open:
    """A mapping or sequence in the making; `merged` are the mappings that its merge keys name."""

    container: Any
    anchor: str | None
    size: int = 1
    height: int = 1
    key: str | None = None
    merged: list[Json] = field(default_factory=list)


_Handler: TypeAlias = "Callable[[_Reader, Any], None]"
_Known: TypeAlias = tuple[Json, int, int]


class _Reader:
    """Builds data from events; what has no place in JSON is taken as text."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.data: Json = None
        self._starts: dict[int, int] = {}
        self._open: list[_Open] = []
        self._anchors: dict[str, _Known | None] = {}
        self._size = 0
        self._done = False
        self._last = 0

    def read(self) -> None:
        """Read one document; a second one is not looked at."""
        events: Iterable[Any] = yaml.parse(self.findings.text.content, Loader=_PARSER)
        try:
            for event in events:
                handler = _HANDLERS.get(type(event))
                if handler:
                    self._last = event.start_mark.index
                    handler(self, event)
                if self._done or self.findings.found:
                    return
        except yaml.MarkedYAMLError as error:
            explain(self.findings, error, self._last)
        except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
            self._refuse(Code.YAML_SYNTAX, "the text after this place is not YAML")

    def entries(self) -> Entries:
        """Where each mapping and sequence begins; one that an alias names stands where it was written."""
        found: Entries = {}
        waiting: list[tuple[Route, Json]] = [((), self.data)] if isinstance(self.data, dict | list) else []
        while waiting:
            route, value = waiting.pop()
            start = self._starts.get(id(value))
            if start is not None:
                found[route] = Entry(start, start + 1)
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [((*route, key), each) for key, each in pairs if isinstance(each, dict | list)]
        return found

    def scalar(self, event: Any) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.container, dict) and top.key is None:
            top.key = event.value
            self._keep(event.anchor, (event.value, 1, 0))
            return
        value: Json = event.value
        if event.implicit[0] and not event.style and event.tag != _TEXT:
            try:
                value = typed(value)
            except NotJsonError:
                value = event.value
        self._keep(event.anchor, (value, 1, 0))
        self._put(value, 1, 0)

    def open(self, event: Any) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.container, dict) and top.key is None:
            self._refuse(Code.YAML_SYNTAX, "a mapping or a sequence cannot be a key")
            return
        if len(self._open) >= DEEPEST:
            self._refuse(Code.YAML_TOO_DEEP, _TOO_DEEP)
            return
        container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._starts[id(container)] = event.start_mark.index
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._open.append(_Open(container, event.anchor))

    def close(self, event: Any) -> None:  # noqa: ARG002
        done = self._open.pop()
        for each in done.merged:
            for key, value in each.items():
                done.container.setdefault(key, value)
        self._keep(done.anchor, (done.container, done.size, done.height))
        self._size -= done.size - 1
        self._put(done.container, done.size, done.height)

    def alias(self, event: Any) -> None:
        known = self._anchors.get(event.anchor)
        if known is None:
            why = "stands inside of itself" if event.anchor in self._anchors else "names no anchor"
            self._refuse(Code.YAML_SYNTAX, f"the alias `*{event.anchor}` {why}")
            return
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.container, dict) and top.key is None:
            top.key = str(known[0])
            return
        self._put(*known)

    def end(self, event: Any) -> None:  # noqa: ARG002
        self._done = True

    def _keep(self, anchor: str | None, known: _Known) -> None:
        if anchor is not None:
            self._anchors[anchor] = known

    def _put(self, value: Json, size: int, height: int) -> None:
        self._size += size
        if self._size > MOST_VALUES:
            self._refuse(Code.FILE_TOO_LARGE, _TOO_MANY)
        elif len(self._open) + height > DEEPEST:
            self._refuse(Code.YAML_TOO_DEEP, _TOO_DEEP)
        elif not self._open:
            self.data = value
        else:
            self._hang(self._open[-1], value, size, height)

    def _hang(self, top: _Open, value: Json, size: int, height: int) -> None:
        top.size += size
        top.height = max(top.height, height + 1)
        if isinstance(top.container, list):
            top.container.append(value)
        elif top.key == _MERGE and isinstance(value, dict | list):
            top.merged += [each for each in _listed(value) if isinstance(each, dict)]
        else:
            top.container[top.key] = value
        top.key = None

    def _refuse(self, code: Code, message: str) -> None:
        self.findings.add(code, message, (self._last, self._last + 1))


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


_HANDLERS: dict[type, _Handler] = {
    yaml.ScalarEvent: _Reader.scalar,
    yaml.AliasEvent: _Reader.alias,
    yaml.MappingStartEvent: _Reader.open,
    yaml.SequenceStartEvent: _Reader.open,
    yaml.MappingEndEvent: _Reader.close,
    yaml.SequenceEndEvent: _Reader.close,
    yaml.DocumentEndEvent: _Reader.end,
}
