"""A sample of the mistakes benchmark: enough to notice when the validator loses what it could."""

from __future__ import annotations

import pytest

from tests.benchmarks.mistakes._harmless import Comparison
from tests.benchmarks.mistakes._kinds import KINDS, mutants
from tests.benchmarks.mistakes._mutant import Change, place
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._report import Tally, listed
from tests.benchmarks.mistakes._validator import INTEGRATION, Validator, copied
from unispec.specs import catalogue_root

SEED = 7
SAMPLE = tuple(KINDS)[::3]
"""Kinds of all families, one mistake of each: the whole benchmark takes minutes."""
CAUGHT, EXACT = 0.95, 0.90
"""What the whole benchmark aims at, weighing each kind alike."""

PROJECT = Project(catalogue_root(), INTEGRATION)
MADE = {kind: mutants(PROJECT, kind, SEED, 16) for kind in KINDS}


def test_most_mistakes_are_caught_and_most_of_them_at_their_place() -> None:
    with copied() as root:
        project = Project(root, INTEGRATION)
        validator = Validator(project)
        outcomes = [validator.outcome(mutant) for kind in SAMPLE for mutant in MADE[kind][:1]]
    tally = Tally.of("sample", outcomes)
    missed = "\n".join(listed(outcomes, "missed"))
    assert validator.untouched == ()
    assert tally.crashes == 0, missed
    assert tally.caught_share >= CAUGHT, missed
    assert tally.exact_share >= EXACT, "\n".join(listed(outcomes, "misplaced"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_of_a_mistake_lies_in_the_changed_file(kind: str) -> None:
    assert MADE[kind], "there is a place where the mistake can be made"
    for mutant in MADE[kind]:
        lines = mutant.text.split("\n")
        assert mutant.places
        for line, column in mutant.places:
            assert 1 <= line <= len(lines), mutant.story
            assert 1 <= column <= len(lines[line - 1]) + 1, mutant.story


def test_the_same_seed_makes_the_same_mistakes_and_another_one_others() -> None:
    drawn = [mutants(PROJECT, "misspelt-field", seed, 5) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def test_there_are_as_many_kinds_and_mistakes_as_were_promised() -> None:
    assert len(KINDS) >= 30
    assert sum(map(len, MADE.values())) >= 1000


def test_every_leaf_is_written_back_as_it_was() -> None:
    for leaf in PROJECT.leaves:
        for token in leaf.tokens:
            change = leaf.rewrite(leaf.source, [token.start], "")
            assert change.text == leaf.spec.text
            assert change.text[change.offsets[0] :].startswith(token.text.split("\n")[0])


@pytest.mark.parametrize(
    ("source", "is_harmless"),
    [
        ("$id(uri)", True),
        ("($id(uri))", True),
        ("uri ? $id(uri)", True),
        ("$id(name)", False),
        ("[$id(uri)]", False),
        ('$replace($id(uri), /^(a+)+$/, "")', False),
        ("$id($connection.user)", False),
    ],
)
def test_only_a_leaf_that_always_gives_the_same_is_harmless(source: str, is_harmless: bool) -> None:
    leaf = next(each for each in PROJECT.map_leaves if each.source == "$id(uri)" and each.path == ("id",))
    change = leaf.rewrite(source, [0], "")
    assert Comparison(PROJECT).is_harmless(change.mutant("a change")) is is_harmless


def test_a_comment_is_harmless_and_another_word_is_not() -> None:
    spec = PROJECT.resources[0]
    start = spec.entries[("summary",)].start
    comparison = Comparison(PROJECT)
    assert comparison.is_harmless(spec.change(0, 0, "# hello\n", "").mutant("a change"))
    assert not comparison.is_harmless(spec.change(start, start, "Not ", "").mutant("a change"))


def test_offsets_become_lines_and_columns() -> None:
    text = "ab: 1\ncd: 2\n"
    assert [place(text, offset) for offset in (0, 4, 6, 10)] == [(1, 1), (1, 5), (2, 1), (2, 5)]
    assert Change("file", text, (6, 6), "").mutant("kind").places == ((2, 1),)
