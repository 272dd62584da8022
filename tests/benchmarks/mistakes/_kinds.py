"""Every kind of mistake, by its slug."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from random import Random

from tests.benchmarks.mistakes import (
    _arguments,
    _arrays,
    _enums,
    _field_types,
    _format_keys,
    _hazards,
    _map_keys,
    _names,
    _references,
    _source_paths,
    _syntax,
    _yaml_text,
)
from tests.benchmarks.mistakes._mutant import Maker, Mutant
from tests.benchmarks.mistakes._project import Project

_FAMILIES = (
    _source_paths,
    _map_keys,
    _field_types,
    _enums,
    _arrays,
    _syntax,
    _names,
    _arguments,
    _references,
    _hazards,
    _yaml_text,
    _format_keys,
)

KINDS: Mapping[str, Maker] = dict(chain.from_iterable(family.KINDS.items() for family in _FAMILIES))
"""The makers, in the order in which they are told of."""

assert len(KINDS) == sum(len(family.KINDS) for family in _FAMILIES), "every kind has its own slug"


def mutants(project: Project, kind: str, seed: int, limit: int) -> list[Mutant]:
    """Draw mistakes of a kind, all places being equally likely; the same seed gives the same ones."""
    dice = Random(f"{seed}:{kind}")
    whole = {spec.name: spec.text for spec in (*project.specs, *project.cases)}
    found: dict[tuple[str, str], Mutant] = {}
    for change in KINDS[kind](project, dice):
        mutant = change.mutant(kind)
        if mutant.text != whole[mutant.file] or mutant.moved:
            found.setdefault((mutant.path, mutant.text), mutant)
    drawn = list(found.values())
    dice.shuffle(drawn)
    return drawn[:limit]
