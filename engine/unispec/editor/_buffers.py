"""The texts that are open in an editor, which count more than what is on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from unispec.documents import Document, Files, KeptFiles, Parsed, parse_json, parse_toml, parse_yaml
from unispec.editor._positions import Encoding, Lines, whole


class Point(NamedTuple):
    """A position as an editor tells it: a line and a column, both from 0."""

    line: int
    column: int


class Edit(NamedTuple):
    """A text that replaces a range; without one, everything."""

    text: str
    start: Point | None = None
    end: Point | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Buffer:
    """One open text, and the catalogue root that it counts for; a change makes another buffer."""

    uri: str
    path: Path | None
    root: Path | None
    version: int | None
    lines: Lines = field(repr=False)

    @property
    def text(self) -> str:
        """Its characters."""
        return self.lines.text

    def edited(self, edits: Iterable[Edit], version: int | None, encoding: Encoding) -> Buffer:
        """Apply edits one after the other; a range that ends before it starts is empty."""
        lines = self.lines
        for edit in edits:
            if edit.start is None or edit.end is None:
                lines = Lines(whole(edit.text))
                continue
            start = lines.offset(*edit.start, encoding)
            end = max(start, lines.offset(*edit.end, encoding))
            lines = Lines(whole(lines.text[:start] + edit.text + lines.text[end:]))
        return replace(self, version=version, lines=lines)


class Superseded(Exception):
    """A newer text is there, so that what is being read is of no use any more."""


class OpenFiles(Files):
    """Files of the disk with buffers over them."""

    def __init__(self) -> None:
        self._buffers: Mapping[Path, Buffer] = {}
        self._is_outdated: Callable[[], bool] = bool
        self._disk = KeptFiles()
        self._parsed: dict[tuple[Path, str], tuple[Buffer, Parsed]] = {}
        self._readable: dict[tuple[Path, str], Document] = {}

    def lay(self, buffers: Mapping[Path, Buffer], is_outdated: Callable[[], bool]) -> None:
        """Lay these buffers over the files from now on, and raise `Superseded` once they are outdated."""
        self._buffers, self._is_outdated = buffers, is_outdated

    def yaml(self, path: Path, name: str) -> Parsed:
        """Read a YAML file, or its buffer."""
        return self._kept(path, name, self._read(path, name, parse_yaml, self._disk.yaml))

    def json(self, path: Path, name: str) -> Parsed:
        """Read a JSON file, or its buffer."""
        return self._kept(path, name, self._read(path, name, parse_json, self._disk.json))

    def toml(self, path: Path, name: str) -> Parsed:
        """Read a TOML file, or its buffer."""
        return self._read(path, name, parse_toml, self._disk.toml)

    def readable(self, path: Path, name: str) -> Document | None:
        """Give what a file was when it could be read last."""
        return self._readable.get((path, name))

    def _read(
        self,
        path: Path,
        name: str,
        parse: Callable[[str, bytes], Parsed],
        read: Callable[[Path, str], Parsed],
    ) -> Parsed:
        if self._is_outdated():
            raise Superseded
        buffer = self._buffers.get(path)
        if buffer is None:
            self._parsed.pop((path, name), None)
            return read(path, name)
        known = self._parsed.get((path, name))
        if known is not None and known[0] is buffer:
            return known[1]
        parsed = parse(name, buffer.text.encode("utf-8", "surrogatepass"))
        self._parsed[path, name] = buffer, parsed
        return parsed

    def _kept(self, path: Path, name: str, parsed: Parsed) -> Parsed:
        if parsed.document is not None:
            self._readable[path, name] = parsed.document
        return parsed


class LastReadable(Files):
    """Files as they were when they could be read last, for help in those that cannot be read now."""

    def __init__(self, files: OpenFiles) -> None:
        self._files = files

    def yaml(self, path: Path, name: str) -> Parsed:
        """Read a YAML file, or give what it was."""
        return self._or_before(path, name, self._files.yaml(path, name))

    def json(self, path: Path, name: str) -> Parsed:
        """Read a JSON file, or give what it was."""
        return self._or_before(path, name, self._files.json(path, name))

    def _or_before(self, path: Path, name: str, parsed: Parsed) -> Parsed:
        if parsed.document is not None:
            return parsed
        return Parsed(self._files.readable(path, name))
