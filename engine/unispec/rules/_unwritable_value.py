"""unwritable-value: a path and a header write texts, numbers and booleans, nothing that has parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic
from unispec.inference import Absent, Array, Null, Object, Type, called, field_of
from unispec.language import Mention, Reading
from unispec.rules._sources import Text, template_paths, within
from unispec.rules._subject import Subject

_CHOICE = re.compile(r"\sif\s")
_FURTHER = re.compile(r"\s*[.\[]")


def unwritable_value(subject: Subject) -> Iterator[Diagnostic]:
    """Say which templates write a parameter that is an object or an array."""
    for text in subject.texts:
        if "input" not in text.reads or _CHOICE.search(text.snippet.source):
            continue
        for path, kind in _with_parts(text.reads["input"], text.inputs, ("input",)):
            for mention in _written(text, path):
                yield Diagnostic(
                    Code.UNWRITABLE_VALUE,
                    f"`{'.'.join(path)}` is {kind}, which cannot be written",
                    within(text.snippet, mention),
                    "write one of its fields" if kind == "an object" else "write one of its items",
                )


def _with_parts(
    reading: Reading, inputs: tuple[Type, ...], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find what is written as a whole, and has parts whatever the operation."""
    present = [atom for each in inputs for atom in each.without(Absent, Null)]
    if reading.whole and present and all(isinstance(atom, Array | Object) for atom in present):
        yield path, called(present)
    for name, below in reading.fields.items():
        inner = tuple(found for found in (field_of(each, name) for each in inputs) if found is not None)
        yield from _with_parts(below, inner, (*path, name))


def _written(text: Text, path: tuple[str, ...]) -> Iterator[Mention]:
    """Where a template writes a path, without going further into it."""
    source = text.snippet.source
    return (each for each in template_paths(source, path) if not _FURTHER.match(source, each.end))
