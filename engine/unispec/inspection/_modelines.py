"""wrong-modeline: the line that leads an editor to the schema of a file leads to the right one.

Nothing is opened: whether a file is there, and what it is called, says enough.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.documents import Document
from unispec.specs import KINDS, catalogue_root, kind_of, modeline, schema_named

_ELSEWHERE = ("http", "file:", "//", "\\\\")
_SCHEMAS = "`unispec schema --write"
_NO_SCHEMA = "none"
_NAMES = {f"{kind}.schema.json": kind for kind in KINDS}


def modeline_problems(documents: Iterable[Document], root: Path, label: Path) -> Iterator[Diagnostic]:
    """Tell of modelines that lead nowhere, or to the schema of another kind; `label` stands for the root."""
    if root.resolve() == catalogue_root().resolve():  # installed, it stands apart from the schemas
        return
    unwritten: list[Diagnostic] = []
    for document in sorted(documents, key=lambda each: each.name):
        if "$schema" in document.places.text.content:
            for found in _problems(document, root, label):
                is_right = found.help is not None and found.help.startswith(_SCHEMAS)
                unwritten += [found] if is_right else []
                yield from [] if is_right else [found]
    yield from _folded(unwritten)


def _folded(unwritten: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Tell once of all the files whose modeline is right, in a root without its schemas."""
    if not unwritten:
        return
    first, others = unwritten[0], len(unwritten) - 1
    more = f", as in {others} other file{'s' * (others != 1)}" if others else ""
    yield replace(first, message=f"{first.message}{more}")


def _problems(document: Document, root: Path, label: Path) -> Iterator[Diagnostic]:
    """Look at the first modeline, which is the one that editors take."""
    said = ((comment, schema_named(comment.text)) for comment in document.comments())
    comment, schema = next((each for each in said if each[1]), (None, None))
    path = root / Path(document.name).relative_to(label)
    kind = kind_of(path, root)
    if comment is None or schema is None or kind is None:
        return
    if schema.startswith(_ELSEWHERE) or schema.lower() == _NO_SCHEMA:
        return
    leads_to = path.parent.absolute() / schema.partition("#")[0]
    is_there = os.path.isfile(os.path.normpath(leads_to))  # noqa: PTH113 (a path that none can be is no file)
    is_of_kind = _NAMES.get(leads_to.name, kind) == kind
    if is_there and is_of_kind:
        return
    problem = "leads to no file" if is_of_kind else f"is the schema of another kind of file than `{kind}`"
    meant = modeline(path, root)
    remedy = f"{_SCHEMAS} {label}` puts the schemas there"
    start = comment.start + comment.text.index(schema)
    yield Diagnostic(
        Code.WRONG_MODELINE,
        f"`{schema}` {problem}",
        document.places.text.place(start, start + len(schema)),
        remedy if meant.endswith(f"={schema}") else f"write `{meant}`; {remedy}",
        Severity.NOTE if is_of_kind else Severity.WARNING,
    )
