"""Too few, too many and wrong arguments of functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from tests.benchmarks.mistakes._forms import Call, calls, opening
from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._schemas import NUMBER
from tests.benchmarks.mistakes._spec import Leaf

_WRONG: Mapping[str, tuple[str | None, ...]] = {
    "contains": ("1", "1"),
    "count": (),
    "distinct": (),
    "each": (None, '"key"'),
    "fromMillis": ('"now"',),
    "join": ("1", "1"),
    "lookup": ('"table"', "1"),
    "lowercase": ("1",),
    "number": ("{}",),
    "split": ("1", "1"),
    "toMillis": ("true",),
}
"""For each argument of a built-in function something that it never takes."""
_CONTEXT = frozenset({"boolean", "fromMillis", "lowercase", "not", "number", "split", "toMillis"})
"""Functions that take the context when they are given nothing."""
_OPTIONAL = frozenset({"error", "join"})
"""Functions whose last argument may be left out."""


def _called(project: Project, *, is_own: bool) -> Iterator[tuple[Leaf, Call]]:
    for leaf in project.leaves:
        for call in calls(leaf):
            if (call.name.text[1:] in project.functions) == is_own:
                yield leaf, call


def _too_few(*, is_own: bool) -> Maker:
    """Drop the last argument."""

    def make(project: Project, dice: Random) -> Iterator[Change]:
        for leaf, call in _called(project, is_own=is_own):
            name = call.name.text[1:]
            least = 2 if name in _CONTEXT else 1
            if len(call.arguments) < least or name in _OPTIONAL:
                continue
            start = call.arguments[-2][1] if len(call.arguments) > 1 else call.arguments[-1][0]
            at = (call.name.start, call.name.end, start, call.end if is_own else call.arguments[0][0])
            yield leaf.replace(start, call.end, "", f"`{call.name.text}` has an argument less", at=at)

    return make


def _too_many(*, is_own: bool) -> Maker:
    """Add an argument behind the last one that the function takes."""

    def make(project: Project, dice: Random) -> Iterator[Change]:
        for leaf, call in _called(project, is_own=is_own):
            name = call.name.text[1:]
            most = {"split": 3, "fromMillis": 3, "toMillis": 2}.get(name, len(call.arguments))
            new = ", ".join(["", *["1"] * (most - len(call.arguments)), dice.choice(["1", '"x"', "$"])])
            at = (call.name.start, call.name.end, call.end + len(new) - len(new.rpartition(" ")[2]))
            yield leaf.replace(call.end, call.end, new, f"`{call.name.text}` has an argument too many", at=at)

    return make


def wrong_argument(project: Project, dice: Random) -> Iterator[Change]:
    """A constant of a type that a built-in function does not take."""
    for leaf, call in _called(project, is_own=False):
        wrong = _WRONG.get(call.name.text[1:], ())
        for (start, end), new in zip(call.arguments, wrong, strict=False):
            if new is not None:
                story = f"`{call.name.text}` is given `{new}`"
                yield leaf.replace(start, end, new, story, at=(start, call.name.start))


def wrong_argument_of_own(project: Project, dice: Random) -> Iterator[Change]:
    """A number of the record where a function of the integration wants a text."""
    for leaf, call in _called(project, is_own=True):
        records = project.records(leaf) if leaf.role == "map" else ()
        numbers = [
            name
            for shape in records
            for name in sorted(shape.names)
            if (inner := shape.at(name)) and inner.solid and inner.solid <= NUMBER
        ]
        wanted = call.name.text[1:] in ("id", "same_email", "web", "booking") and len(records) == 1
        if wanted:
            new = dice.choice(numbers) if numbers else "5"
            start, end = call.arguments[0]
            story = f"`{call.name.text}` is given `{new}`"
            yield leaf.replace(start, end, new, story, at=(start, call.name.start))


def arithmetic_with_text(project: Project, dice: Random) -> Iterator[Change]:
    """A text is multiplied, or added with `+` as in other languages."""
    for leaf in project.leaves:
        for token in leaf.tokens:
            if token.text == "&" and token.kind == "operator":
                yield leaf.replace(
                    token.start,
                    token.end,
                    "+",
                    "`&` becomes `+`",
                    at=(token.start, *_operands(leaf, token.start)),
                )
        records = project.records(leaf) if leaf.role == "map" else ()
        for token in leaf.tokens if len(records) == 1 else ():
            if token.kind == "number" and leaf.source[: token.start].rstrip().endswith(("*", ">")):
                new = f'"{dice.choice(["many", "one"])}"'
                at = (token.start, leaf.source[: token.start].rstrip().__len__() - 1, 0)
                yield leaf.replace(token.start, token.end, new, f"`{token.text}` becomes {new}", at=at)


def _operands(leaf: Leaf, at: int) -> tuple[int, ...]:
    """Where the right side of an operator begins, and what stands before it, back to the first."""
    found = leaf.tokens
    index = next(each for each, token in enumerate(found) if token.start == at)
    starts = [found[index + 1].start]
    while index and found[index].text in ("&", "."):
        index -= 1
        if found[index].text in (")", "]", "}"):
            index = opening(found, index)
        starts.append(found[index].start)
        index -= 1
    return tuple(starts)


KINDS: dict[str, Maker] = {
    "too-few-arguments": _too_few(is_own=False),
    "too-few-arguments-of-own": _too_few(is_own=True),
    "too-many-arguments": _too_many(is_own=False),
    "too-many-arguments-of-own": _too_many(is_own=True),
    "wrong-argument": wrong_argument,
    "wrong-argument-of-own": wrong_argument_of_own,
    "arithmetic-with-text": arithmetic_with_text,
}
