"""An attack on a regular expression really takes too long; what has none does not explode."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unispec.language import ExpressionError, Limits, runtime
from unispec.rules._regex_attack import attack
from unispec.rules._regex_automaton import Automaton, TooLarge
from unispec.rules._regex_syntax import NotUnderstood, alphabet, parse

RUNTIME = runtime("jlens", Limits(seconds=0.1))
ROUNDS = 40

EXPLOSIVE = [
    r"(a+)+$",
    r"(a|a)*$",
    r"(a|aa)+$",
    r"(a*)*b",
    r"(.*)*x",
    r"(\d|\w)*$",
    r"(\w+\s?)+$",
    r"^(\w+\s?)+$",
    r"^\s*(\w+\s*)*$",
    r"(\s*,\s*)*x",
    r"((a+)b?)+$",
    r"x(ab|a|b)+y",
    r"(x+x+)+y",
    r"([ab]|b)+c",
    r"(?:a+|b)*c",
    r"(?:(?:a*)b?)*c",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"^([a-z0-9]+-?)+$",
    r"([a-zA-Z]+)*\d",
    r"(?:\d{1,20})+x",
    r"^(?:[^,]*,?)*!$",
    r"(?<word>\w+\s?)+!",
    r"(\u00e9+)+$",
    r"([^\n]+)+\n",
]
LINEAR = [
    r"^https?:\/\/",
    r"(a+)+",
    r"(a+)+a",
    r"(a+)+\b",
    r"(a*)*",
    r"(.*)*",
    r"(\w+\b)+",
    r"a+b+c+$",
    r"^(a|b)*$",
    r"(ab)+c",
    r"(a{20})+$",
    r"(a|b|c|ab)$",
    r"(a|b)?(a|c)?$",
    r"(foo|bar|baz)+$",
    r"(?:\r\n|\n)+$",
    r"^\s+|\s+$",
    r"[^/]+$",
    r"(\w+,)*\w+$",
    r"^(\w+)(\s\w+)*$",
    r"\d{4}-\d{2}-\d{2}",
    r"(?<year>\d{4})-(\d\d)",
    r"(\d{1,3}\.){3}\d{1,3}$",
    r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$",
    r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$",
    r"^#[0-9a-f]{3}([0-9a-f]{3})?$",
    r"\{\{(.*?)\}\}",
]


def is_stopped(pattern: str, flags: str, text: str) -> bool:
    try:
        RUNTIME.compile(f"$contains($, /{pattern}/{flags})").evaluate(text, {})
    except ExpressionError as error:
        return error.is_limit
    return False


@pytest.mark.parametrize("pattern", EXPLOSIVE)
def test_an_attack_that_is_found_takes_too_long(pattern: str) -> None:
    found = attack(pattern)
    assert found is not None
    assert is_stopped(pattern, "", found.text(ROUNDS))
    assert not is_stopped(pattern, "", found.text(1))


@pytest.mark.parametrize("pattern", LINEAR)
def test_an_expression_that_is_read_in_one_way_has_no_attack(pattern: str) -> None:
    assert attack(pattern) is None


@pytest.mark.parametrize("text", ["a" * 200 + "!", "ab" * 100 + "\n", "a,a " * 50, "1.1." * 50 + "x"])
@pytest.mark.parametrize("pattern", LINEAR)
def test_an_expression_without_an_attack_is_quick(pattern: str, text: str) -> None:
    assert not is_stopped(pattern, "", text)


def test_flags_count() -> None:
    assert attack("(a|A)+$") is None
    found = attack("(a|A)+$", "i")
    assert found is not None
    assert is_stopped("(a|A)+$", "i", found.text(ROUNDS))


@pytest.mark.parametrize(
    "pattern",
    [
        "(a",
        "a)",
        "[a",
        "[]a]",
        "[^]",
        "a**",
        "a{3,2}",
        "\\",
        "(?>a+)+$",
        "(?i)(a+)+$",
        r"\p{L}+",
        r"\k<x>",
        "*a",
        "(" * 200 + "a" + ")+" * 200 + "$",
        "(a+)+" * 1000 + "$",
        "(" + "a?" * 300 + ")+$",
    ],
)
def test_nothing_is_said_of_what_is_not_understood_or_too_large(pattern: str) -> None:
    assert attack(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "(" + "|".join(f"\\w+{index}" for index in range(30)) + ")+$",
        "(" + ".?" * 110 + ")*x",
        "(.*" * 45 + ")*" * 45,
        "((a|b|c)*|" * 20 + "x" + ")*" * 20 + "$",
    ],
)
def test_a_search_ends_soon(pattern: str) -> None:
    begun = time.perf_counter()
    attack(pattern)
    assert time.perf_counter() - begun < 2


ATOMS = st.sampled_from(["a", "b", "ab", r"\w", ".", "[ab]", "[^a]"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from("*+?")).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(PATTERNS, st.sampled_from(["$", "x", ""]))
def test_every_attack_fails_to_match_and_costs_more_the_longer_it_is(pattern: str, end: str) -> None:
    whole = f"^(?:{pattern}){end}"
    found = attack(whole)
    if found is None:
        return
    assert re.search(whole, found.text(2), re.ASCII) is None
    assert is_stopped(whole, "", found.text(60))


@settings(max_examples=200, deadline=None)
@given(PATTERNS, st.text("ab x", max_size=6))
def test_the_automaton_reads_what_the_expression_matches(pattern: str, text: str) -> None:
    letters = alphabet(pattern)
    try:
        built = Automaton(parse(pattern, "", letters))
    except (NotUnderstood, TooLarge):
        return
    states: set[int] | None = None
    for letter in text:
        follow = built.whole.first if states is None else {at for each in states for at in built.follow[each]}
        states = {at for at in follow if built.masks[at] >> letters.index(letter) & 1}
    accepted = bool(built.whole.empty) if states is None else bool(states & built.whole.last.keys())
    assert accepted == (re.fullmatch(pattern, text) is not None)
