"""wrong-modeline: the line that leads an editor to the schema of a file leads to the right one.

Nothing is opened: whether a file is there, and what it is called, says enough.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.documents import Document
from unispec.specs import KINDS, catalogue_root, kind_of, modeline, schema_named

_ELSEWHERE = ("http", "file:", "//", "\\\\")
_NO_SCHEMA = "none"
_NAMES = {f"{kind}.schema.json": kind for kind in KINDS}


def modeline_problems(documents: Iterable[Document], root: Path, label: Path) -> Iterator[Diagnostic]:
    """Tell of modelines that lead nowhere, or to the schema of another kind; `label` stands for the root."""
    if root.resolve() == catalogue_root().resolve():  # installed, it stands apart from the schemas
        return
    for document in documents:
        if "$schema" in document.places.text.content:
            yield from _problems(document, root, label)


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
    start = comment.start + comment.text.index(schema)
    yield Diagnostic(
        Code.WRONG_MODELINE,
        f"`{schema}` {problem}",
        document.places.text.place(start, start + len(schema)),
        f"write `{modeline(path, root)}`; `unispec schema --write {label}` puts the schemas there",
        Severity.NOTE if is_of_kind else Severity.WARNING,
    )
