"""Variables, functions and members that do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from tests.benchmarks.mistakes._forms import calls, root
from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._spec import Leaf
from tests.benchmarks.mistakes._typos import typo
from unispec.diagnostics import Route

_GIVEN = ("$input", "$connection", "$vars", "$related", "$status", "$headers")
_TEMPLATE = re.compile(r"\{\{ (\w+)((?:\.\w+)+) \}\}")


def misspelt_variable(project: Project, dice: Random) -> Iterator[Change]:
    """A variable that nothing binds; of those an expression binds itself, one of the uses."""
    for leaf in project.leaves:
        called = {call.name.start for call in calls(leaf)}
        seen: set[str] = set()
        for token in leaf.tokens:
            if token.kind != "variable" or token.text in ("$", "$$") or token.start in called:
                continue
            is_bound_here = token.text not in seen and token.text not in _GIVEN
            seen.add(token.text)
            if not is_bound_here:
                new = f"${typo(token.text[1:], dice, project.vocabulary)}"
                yield leaf.replace(token.start, token.end, new, f"`{token.text}` becomes `{new}`")


def _misspelt_function(*, is_own: bool) -> Maker:
    def make(project: Project, dice: Random) -> Iterator[Change]:
        for leaf in project.leaves:
            for call in calls(leaf):
                if (call.name.text[1:] in project.functions) == is_own:
                    new = f"${typo(call.name.text[1:], dice, project.vocabulary)}"
                    yield leaf.replace(
                        call.name.start, call.name.end, new, f"`{call.name.text}` becomes `{new}`"
                    )

    return make


def forgotten_dollar(project: Project, dice: Random) -> Iterator[Change]:
    """A function called without its `$`."""
    for leaf in project.leaves:
        for call in calls(leaf):
            new = call.name.text[1:]
            yield leaf.replace(call.name.start, call.name.end, new, f"`{call.name.text}` becomes `{new}`")


def _misspelt_member(variable: str, *, deep: bool = False) -> Maker:
    """Misspell a member of a variable: the first step, or a later one."""

    def make(project: Project, dice: Random) -> Iterator[Change]:
        for leaf in project.leaves:
            for word in leaf.words:
                is_first = leaf.source[: word.start].endswith(f"{variable}.")
                if root(leaf, word) == variable and is_first != deep:
                    for _ in range(2):
                        new = typo(word.name, dice, project.vocabulary)
                        story = f"`{word.name}` of `{variable}` becomes `{new}`"
                        yield leaf.replace(word.start, word.end, new, story)

    return make


def misspelt_parameter(project: Project, dice: Random) -> Iterator[Change]:
    """A parameter of the caller that the model does not have, in a query or a condition."""
    for leaf in project.leaves:
        for word in leaf.words if leaf.role == "request" else ():
            if root(leaf, word) is None:
                new = typo(word.name, dice, project.vocabulary)
                yield leaf.replace(word.start, word.end, new, f"`{word.name}` becomes `{new}`")


def misspelt_header(project: Project, dice: Random) -> Iterator[Change]:
    """A header's name with capital letters, under which it is never found."""
    for leaf in project.leaves:
        for token in leaf.tokens:
            if token.kind == "string" and leaf.source[: token.start].endswith("$headers."):
                parts = token.text.strip('"').split("-")
                new = f'"{"-".join(part.capitalize() for part in parts)}"'
                yield leaf.replace(token.start, token.end, new, f"{token.text} becomes {new}")


def _templates(project: Project) -> Iterator[tuple[Leaf, re.Match[str]]]:
    for spec in project.specs:
        for route, entry in spec.entries.items():
            if entry.style is not None and _is_template(route) and isinstance(spec.value(route), str):
                leaf = Leaf(spec, route, "template")
                yield from ((leaf, found) for found in _TEMPLATE.finditer(leaf.source))


def _is_template(route: Route) -> bool:
    return route[-1:] == ("path",) or route[:1] == ("auth",) or route == ("base_url",)


def misspelt_template_member(project: Project, dice: Random) -> Iterator[Change]:
    """A value that a template cannot have; the word is the place, or the whole of what is read."""
    for leaf, found in _templates(project):
        first = found.start(1)
        for step in re.finditer(r"\w+", found[2]):
            start, end = (found.start(2) + each for each in step.span())
            for _ in range(2):
                new = typo(step[0], dice, project.vocabulary)
                story = f"`{step[0]}` becomes `{new}` in a template"
                yield leaf.replace(start, end, new, story, at=(start, first))


def misspelt_template_root(project: Project, dice: Random) -> Iterator[Change]:
    """A name that no template knows."""
    for leaf, found in _templates(project):
        new = typo(found[1], dice, project.vocabulary)
        yield leaf.replace(found.start(1), found.end(1), new, f"`{found[1]}` becomes `{new}` in a template")


def broken_template(project: Project, dice: Random) -> Iterator[Change]:
    """A template with a brace too few, in front or behind."""
    for leaf, found in _templates(project):
        if dice.random() < 0.5:
            at = (found.start(), found.end() - 2)
            yield leaf.replace(found.end() - 1, found.end(), "", "`}` is missing", at=at)
        else:
            places = (found.start(), found.end() - 3)
            yield leaf.replace(found.start(), found.start() + 1, "", "`{` is missing", at=places)


KINDS: dict[str, Maker] = {
    "misspelt-variable": misspelt_variable,
    "misspelt-built-in": _misspelt_function(is_own=False),
    "misspelt-own-function": _misspelt_function(is_own=True),
    "forgotten-dollar": forgotten_dollar,
    "unknown-connection-member": _misspelt_member("$connection"),
    "unknown-vars-member": _misspelt_member("$vars"),
    "unknown-related": _misspelt_member("$related"),
    "unknown-related-field": _misspelt_member("$related", deep=True),
    "unknown-input-member": _misspelt_member("$input"),
    "unknown-input-step": _misspelt_member("$input", deep=True),
    "misspelt-parameter": misspelt_parameter,
    "misspelt-header": misspelt_header,
    "misspelt-template-member": misspelt_template_member,
    "misspelt-template-root": misspelt_template_root,
    "broken-template": broken_template,
}
