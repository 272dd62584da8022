"""The corpus: small catalogue roots, and in each of them the files that are spoiled.

Most roots are examples of the rules, which lie over their base. A provider is cut into a root
for each resource, with what the resource needs, so that one check costs milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from unispec.specs import catalogue_root

TESTS = Path(__file__).parents[1]
BASE = TESTS / "rules" / "base"
_OPERATION = re.compile(r"^\s*-?\s*operation: ([a-z_]+/[a-z_]+)\.", re.MULTILINE)

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class World:
    """A root: its files by path, the paths of those worth spoiling, and the root that it lies over."""

    name: str
    files: Files
    targets: tuple[str, ...]
    below: Files = field(default_factory=dict)


@cache
def worlds() -> tuple[World, ...]:
    """Every root, in an order that is the same everywhere."""
    return (*_examples(), *_providers(), *_cases())


@cache
def texts() -> tuple[str, ...]:
    """Every text worth taking pieces from."""
    found = {each.files[path] for each in worlds() for path in each.targets}
    return tuple(sorted(text.decode("utf-8", "replace") for text in found))


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in {".yaml", ".json"}
    }


def _examples() -> Iterator[World]:
    base = _files(BASE)
    yield World("base", base, tuple(base))
    for folder in sorted((*TESTS.glob("rules/*/*/"), *TESTS.glob("broken/*/"))):
        over = _files(folder)
        if over and folder.parent.parent.name != "base" and BASE not in (folder, *folder.parents):
            yield World(str(folder.relative_to(TESTS)), over, tuple(over), base)


def _providers() -> Iterator[World]:
    models = _files(catalogue_root() / "unified_models")
    for home in (catalogue_root(), TESTS / "providers"):
        for provider in sorted((home / "integrations").iterdir()):
            yield from _by_resource(
                provider, {f"unified_models/{name}": text for name, text in models.items()}
            )


def _by_resource(provider: Path, models: Files) -> Iterator[World]:
    written = {f"integrations/{provider.name}/{name}": text for name, text in _files(provider).items()}
    shared = {name: text for name, text in written.items() if name.count("/") == 2}
    for path in sorted(set(written) - set(shared)):
        if "/cases/" in path:
            continue
        needed = _needed(path, written, f"integrations/{provider.name}")
        files = shared | {name: written[name] for name in needed}
        files |= {name: models[name] for name in map(_model_of, needed) if name in models}
        yield World(path.removesuffix(".yaml"), files, (path, _model_of(path), *shared))


def _needed(path: str, written: Files, provider: str) -> tuple[str, ...]:
    """A resource, and those whose operations it calls."""
    found = [path]
    for each in found:
        names = _OPERATION.findall(written[each].decode())
        found += [
            file for file in dict.fromkeys(f"{provider}/{name}.yaml" for name in names) if file not in found
        ]
    return tuple(found)


def _model_of(path: str) -> str:
    return f"unified_models/{'/'.join(path.removesuffix('.yaml').split('/')[-2:])}.json"


def _cases() -> Iterator[World]:
    """Cases alone: what they are about is not read again for each of them."""
    for provider in sorted((catalogue_root() / "integrations").iterdir()):
        bodies = _files(provider / "cases")
        files = {f"integrations/{provider.name}/cases/{name}": text for name, text in bodies.items()}
        targets = tuple(name for name in files if name.endswith(".yaml"))
        if targets:
            yield World(f"{provider.name}/cases", files, targets)
