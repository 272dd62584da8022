"""What an editor has open: folders, buffers, and the catalogue roots that these are in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from unispec.documents import leads_out
from unispec.editor._addresses import path_of, uri_of
from unispec.editor._buffers import Buffer, Edit
from unispec.editor._positions import Encoding, Lines, whole
from unispec.inspection import OWN, PARTS, SHARED, root_of
from unispec.specs import catalogue_root


@dataclass
class Workspace:
    """The folders and buffers of one editor; buffers by URI, of which several may mean one file."""

    encoding: Encoding = Encoding.UTF16
    folders: dict[str, Path] = field(default_factory=dict)
    buffers: dict[str, Buffer] = field(default_factory=dict)

    def opened(self, uri: str, version: int | None, text: str) -> Buffer:
        """Take a text that was opened."""
        path = path_of(uri)
        root = root_around(path) if path is not None else None
        self.buffers[uri] = Buffer(uri, path, root, version, Lines(whole(text)))
        return self.buffers[uri]

    def changed(self, uri: str, version: int | None, edits: Iterable[Edit]) -> Buffer | None:
        """Change a text; None for one that is not open."""
        buffer = self.buffers.get(uri)
        if buffer is None:
            return None
        self.buffers[uri] = buffer.edited(edits, version, self.encoding)
        return self.buffers[uri]

    def closed(self, uri: str) -> Buffer | None:
        """Drop a text."""
        return self.buffers.pop(uri, None)

    def look_around(self) -> None:
        """Find the roots of the open files anew, after files came or went."""
        for uri, each in self.buffers.items():
            root = root_around(each.path) if each.path is not None else None
            if root != each.root:
                self.buffers[uri] = replace(each, root=root)

    def files(self) -> dict[Path, Buffer]:
        """The buffers that mean a file."""
        return {each.path: each for each in self.buffers.values() if each.path is not None}

    def of(self, root: Path) -> list[Buffer]:
        """The buffers that count for a root."""
        return [each for each in self.buffers.values() if each.root == root]

    def uri(self, path: Path) -> str:
        """The URI of a file, written as the editor writes it when it is open there."""
        buffer = self.files().get(path)
        return buffer.uri if buffer is not None else uri_of(path)

    def roots(self) -> set[Path]:
        """The catalogue roots that are looked at: folders that are one, and those of open files."""
        homes = {each.root for each in self.buffers.values() if each.root is not None}
        return homes | {folder for folder in self.folders.values() if is_root(folder)}


def root_around(path: Path) -> Path | None:
    """Find the catalogue root that a file counts for; None for a file that is nobody's business here."""
    try:
        if path.name in (OWN, SHARED):
            return path.parent if is_root(path.parent) else None
        root = root_of(path)
        is_there = any((root / part).is_dir() for part in PARTS)
        if root == path or not is_there or not _stands_in(path, root):
            return None
        return root if _founds(path, root) or is_root(root) else None
    except OSError:
        return None


def _stands_in(path: Path, root: Path) -> bool:
    """Whether a file is where files of a catalogue are."""
    inside = path.relative_to(root).parts
    return inside[0] in PARTS and len(inside) > 2


def _founds(path: Path, root: Path) -> bool:
    """Whether a file makes the folder a root, although it may not be saved yet."""
    inside = path.relative_to(root).parts
    if inside[0] == "unified_models":
        return len(inside) == 3 and path.suffix == ".json"
    return len(inside) == 3 and path.name == "integration.yaml"


def is_root(folder: Path) -> bool:
    """Whether a folder is a catalogue root, and not one that merely has a folder of that name."""
    try:
        providers, models = (tuple(_inside(folder / part, folder)) for part in PARTS)
        if not providers and not models:
            return False
        bundled = {each.name for each in (catalogue_root() / PARTS[0]).iterdir()}
        return (
            (folder / OWN).is_file()
            or any(each.name in bundled or (each / "integration.yaml").is_file() for each in providers)
            or any(next(each.glob("*.json"), None) is not None for each in models)
        )
    except OSError:
        return False


def _inside(place: Path, root: Path) -> Iterator[Path]:
    """The folders in a folder of a root; links that lead out of the root are not followed."""
    if place.is_dir() and not leads_out(place, root):
        yield from (each for each in place.iterdir() if each.is_dir() and not leads_out(each, root))
