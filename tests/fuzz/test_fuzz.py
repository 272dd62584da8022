"""Five thousand spoiled files, the same ones each time; `python -m tests.fuzz` tries others, and more."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.cli.commands import process, unispec
from tests.fuzz.campaign import Report, run, total
from tests.fuzz.judge import Judge, write
from tests.fuzz.mutants import Mutant, mutant
from tests.fuzz.worker import MEMORY
from tests.fuzz.worlds import World, worlds

SEED = 1
COUNT = 5000
WHOLE = [each for each in worlds() if not each.below and "cases" not in each.name]
"""Worlds that stand on their own, as the command needs it."""


@cache
def _report() -> Report:
    return total(run(SEED, COUNT))


def test_a_spoiled_file_gives_findings_or_none_but_never_an_exception() -> None:
    report = _report()
    assert [str(each) for each in report.failures] == [], str(report)
    assert report.count == COUNT
    assert report.memory < MEMORY


def test_another_process_with_other_hashes_finds_the_same_in_the_same_order() -> None:
    one, other = _report().digests, total(run(SEED, 150, hash_seed=4242)).digests
    assert {index: one[index] for index in other} == other
    assert len(set(other.values())) > 50


@pytest.mark.parametrize("index", range(12))
def test_the_command_ends_as_its_findings_say(index: int, tmp_path: Path) -> None:
    root = _root(index, tmp_path)
    done = unispec("check", str(root))
    _is_told(done.status, done.out)
    if index < 3:
        again = process("check", str(root))
        assert (again.status, again.out) == (done.status, done.out)


def _root(index: int, home: Path) -> Path:
    """A folder with the spoiled file of a number, in a world that stands on its own."""
    found = (mutant(SEED, number) for number in range(100 * index, 100 * index + 100))
    spoiled = next(each for each in found if each.world in WHOLE)
    write(home / "root", {**spoiled.world.files, spoiled.path: spoiled.content})
    return home / "root"


def _is_told(status: int, out: str) -> None:
    has_problem = re.search(r"^(error|warning)\[", out, re.MULTILINE) is not None
    assert status == (1 if has_problem else 0)
    assert all(letter == "\n" or letter.isprintable() for letter in out)


def test_a_seed_and_a_number_always_make_the_same_file() -> None:
    for index in range(300):
        assert mutant(SEED, index) == mutant(SEED, index)
    assert mutant(SEED, 0) != mutant(SEED + 1, 0)


@pytest.mark.parametrize("world", worlds(), ids=lambda world: world.name)
def test_a_world_is_checked_without_a_problem_before_it_is_spoiled(world: World, tmp_path: Path) -> None:
    judge = Judge(tmp_path)
    for path in world.targets[:2]:
        assert judge.judge(Mutant(0, world, path, world.files[path], ()), twice=True).problem is None
