"""Paths that the provider's record does not have."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.benchmarks.mistakes._forms import root, simple_path
from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._schemas import TEXT
from tests.benchmarks.mistakes._typos import typo


def _misspelt(*, is_behind: bool, is_before: bool | None) -> Maker:
    """Misspell the names that stand behind a dot or not, and before one or not; None is both."""

    def make(project: Project, dice: Random) -> Iterator[Change]:
        for leaf in project.leaves:
            for word in leaf.words if leaf.role in ("map", "related") and leaf.records else ():
                behind = leaf.source[: word.start].rstrip().endswith(".")
                before = leaf.source[word.end :].lstrip().startswith((".", "["))
                if behind != is_behind or is_before not in (before, None) or root(leaf, word) is not None:
                    continue
                new = typo(word.name, dice, project.vocabulary)
                yield leaf.replace(word.start, word.end, new, f"`{word.name}` becomes `{new}`")

    return make


def other_record_field(project: Project, dice: Random) -> Iterator[Change]:
    """The field of another kind of record."""
    everywhere = sorted({name for each in project.record_names for name in project.record(each).names})
    for leaf in project.map_leaves:
        own = {name for shape in project.records(leaf) for name in shape.names}
        if simple_path(leaf):
            new = dice.choice([name for name in everywhere if name not in own])
            yield leaf.rewrite(new, [0], f"{leaf.name}: `{leaf.source}` becomes `{new}` of another record")


def step_into_text(project: Project, dice: Random) -> Iterator[Change]:
    """A field of what is only a text."""
    for leaf in project.map_leaves:
        path = simple_path(leaf)
        shape = project.source(leaf, path) if path else None
        if shape is not None and shape.solid == TEXT:
            step = dice.choice(["id", "name", "value", "uri"])
            new = f"{leaf.source}.{step}"
            yield leaf.rewrite(new, [len(leaf.source) + 1], f"{leaf.name}: `{leaf.source}` becomes `{new}`")


def forgotten_parent(project: Project, dice: Random) -> Iterator[Change]:
    """A path without its first step."""
    for leaf in project.map_leaves:
        path = simple_path(leaf) or ()
        if len(path) > 1 and all(path[1] not in shape.names for shape in project.records(leaf)):
            new = ".".join(path[1:])
            yield leaf.rewrite(new, [0], f"{leaf.name}: `{leaf.source}` becomes `{new}`")


KINDS: dict[str, Maker] = {
    "misspelt-field": _misspelt(is_behind=False, is_before=False),
    "misspelt-first-step": _misspelt(is_behind=False, is_before=True),
    "misspelt-later-step": _misspelt(is_behind=True, is_before=None),
    "other-record-field": other_record_field,
    "step-into-text": step_into_text,
    "forgotten-parent": forgotten_parent,
}
