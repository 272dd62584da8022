"""The line by which an editor knows what a YAML file is, and the schemas that it leads to.

    # yaml-language-server: $schema=../../.unispec/integration.schema.json

The schemas of a catalogue root stand in its folder `.unispec`, where no other part of a root is.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from unispec.data import pretty
from unispec.documents import leads_out
from unispec.specs._files import CASES
from unispec.specs._meta_schemas import KINDS, meta_schema

SCHEMAS = ".unispec"
"""The folder of a root with the schemas for editors."""

_MODELINE = re.compile(r"#\s+(?:yaml-language-server\s*:|\$schema:)")
_SCHEMA = re.compile(r"\$schema(?:=|:\s*)(\S+)")
_WRITTEN = re.compile(rb"^[ \t]*" + _MODELINE.pattern.encode(), re.MULTILINE)


def schema_files(root: Path) -> dict[Path, bytes]:
    """Give the schemas that editors need for a root, by the places where they belong."""
    return {schema_path(kind, root): (pretty(meta_schema(kind)) + "\n").encode() for kind in KINDS}


def schema_path(kind: str, root: Path) -> Path:
    """Say where the schema of a kind of file belongs."""
    return root / SCHEMAS / f"{kind}.schema.json"


def kind_of(path: Path, root: Path) -> str | None:
    """Tell the kind of a YAML file by its place below a root; None for a file that has none."""
    match path.relative_to(root).parts:
        case ("integrations", _, "integration.yaml"):
            return "integration"
        case ("integrations", _, cases, _, _, name) if cases == CASES and name.endswith(".yaml"):
            return "case"
        case ("integrations", _, model, name) if model != CASES and name.endswith(".yaml"):
            return "resource"
        case _:
            return None


def modeline(path: Path, root: Path) -> str:
    """Write the modeline of a YAML file that stands below a root; raises `ValueError` for one of no kind."""
    kind = kind_of(path, root)
    if kind is None:
        raise ValueError(f"`{path.name}` is neither a spec nor a case")
    schema = os.path.relpath(schema_path(kind, root), path.parent)
    return f"# yaml-language-server: $schema={Path(schema).as_posix()}"


def schema_named(comment: str) -> str | None:
    """Read what a comment says of the file's schema; None for a comment that is no modeline."""
    found = _SCHEMA.search(comment) if _MODELINE.match(comment) else None
    return found[1] if found else None


def with_modeline(content: bytes, line: str) -> bytes:
    """Put a modeline first into the content of a file that has none; one that has any stays as it is."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    text = content[len(mark) :]
    if _WRITTEN.search(text):
        return content
    first = text.partition(b"\n")[0]
    end = b"\r\n" if first.endswith(b"\r") else b"\n"
    return mark + line.encode() + end + text


def yaml_files(root: Path) -> Iterator[Path]:
    """Find the specs and cases of a root, without those that a link leads to from outside."""
    for path in sorted((root / "integrations").glob("**/*.yaml")):
        is_hidden = any(part.startswith(".") for part in PurePosixPath(path.relative_to(root)).parts)
        if kind_of(path, root) and not is_hidden and path.is_file() and not leads_out(path, root):
            yield path
