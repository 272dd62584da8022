"""Names that lead nowhere, and what is written and never used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from tests.benchmarks.mistakes._forms import root
from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._spec import Spec
from tests.benchmarks.mistakes._typos import typo
from unispec.diagnostics import Route


def _dangling(is_name: Callable[[Route], bool]) -> Maker:
    """Misspell the values of some routes; the place is the value."""

    def make(project: Project, dice: Random) -> Iterator[Change]:
        for spec in project.specs:
            for route in spec.keys:
                if is_name(route) and isinstance(spec.value(route), str) and spec.value(route) != "none":
                    for _ in range(3):
                        yield spec.scalar(route, _misspelt(spec.value(route), dice, project))

    return make


def _misspelt(name: str, dice: Random, project: Project) -> str:
    """Misspell the last part of a name such as `calendar/events.list`, or the one before it."""
    model, slash, rest = name.rpartition("/")
    resource, dot, operation = rest.rpartition(".")
    if resource and dice.random() < 0.5:
        return f"{model}{slash}{typo(resource, dice, project.vocabulary)}{dot}{operation}"
    return f"{model}{slash}{resource}{dot}{typo(operation, dice, project.vocabulary)}"


def _is_operation(route: Route) -> bool:
    return route[-1] == "operation"


def _is_record(route: Route) -> bool:
    return route[-1] == "record" and "map" not in route and route[0] != "connection"


def _is_window(route: Route) -> bool:
    return len(route) > 1 and route[-2] == "windows" and route[-1] in ("from", "to")


def dangling_model(project: Project, dice: Random) -> Iterator[Change]:
    """A resource under the name of a model that there is not."""
    for spec in project.resources:
        assert spec.resource is not None, "resources have names"
        for _ in range(2):
            name = _misspelt(spec.resource, dice, project)
            entry = spec.entries[("resource",)]
            text = spec.text[: entry.start] + name + spec.text[entry.end :]
            moved = spec.name.replace(f"{spec.resource}.yaml", f"{name}.yaml")
            places = (entry.start, spec.key(("resource",))[0])
            yield Change(spec.name, text, places, f"the resource is called `{name}`, its file, too", moved)


def misplaced_file(project: Project, dice: Random) -> Iterator[Change]:
    """A resource says another name than its path."""
    for spec in project.resources:
        yield spec.scalar(("resource",), _misspelt(str(spec.resource), dice, project))


def dropped_pagination(project: Project, dice: Random) -> Iterator[Change]:
    """A list does not say how it is paged: at the operation, its first line, or that of a variant."""
    for spec in project.resources:
        for route in spec.keys:
            is_static = route[0] == "operations" and "static" in spec.value(route[:2])
            if route[-1] != "pagination" or route[0] != "operations" or is_static:
                continue
            start, end = spec.lines(route)
            at = [spec.key(route[:2])[0]]
            below = [spec.key(each)[0] for each in spec.keys if each[:2] == route[:2] and len(each) > 2]
            firsts = [min(below, key=lambda offset: (offset == start + spec.column(route), offset))]
            for index, _ in enumerate(spec.value(route[:2]).get("variants", ())):
                inside = [each for each in spec.keys if each[:4] == (*route[:2], "variants", index)]
                firsts.append(min(spec.key(each)[0] for each in inside if len(each) > 4))
            at += [offset - (end - start) if offset > start else offset for offset in firsts]
            yield spec.change(start, end, "", "`pagination` is left out", at=at)


def wrong_page_size(project: Project, dice: Random) -> Iterator[Change]:
    """Pages that are smaller than they could be, or larger than they can be."""
    spec = project.common
    for route in spec.keys:
        if route[-1] == "default" and route[-2] == "limit":
            most = spec.value((*route[:-1], "max"))
            for size in (*dice.sample(range(1, most), 6), *dice.sample(range(most + 1, 10 * most), 6)):
                yield spec.scalar(route, str(size))


def wrong_cursor_path(project: Project, dice: Random) -> Iterator[Change]:
    """The place of the next cursor in an answer, misspelt."""
    for leaf in project.leaves:
        for word in leaf.words if leaf.role == "pagination" else ():
            for _ in range(5):
                new = typo(word.name, dice, project.vocabulary)
                yield leaf.replace(word.start, word.end, new, f"`{word.name}` becomes `{new}`")


def wrong_records_path(project: Project, dice: Random) -> Iterator[Change]:
    """The place of the records in an answer, misspelt."""
    for leaf in project.leaves:
        if leaf.role == "records":
            new = typo(leaf.source, dice, project.vocabulary)
            yield leaf.rewrite(new, [0], f"`{leaf.source}` becomes `{new}`")


def misspelt_passed_parameter(project: Project, dice: Random) -> Iterator[Change]:
    """A parameter that is passed to another operation, which does not take it."""
    for spec in project.resources:
        for route in spec.keys:
            if "input" in route[:-1] and route[0] == "operations":
                yield spec.rename(route, typo(str(route[-1]), dice, project.vocabulary))


def renamed_parent(project: Project, dice: Random) -> Iterator[Change]:
    """The parent's record under another name than the request uses: the name, or any of its uses."""
    for spec in project.resources:
        for route in spec.keys:
            if route[-1] == "as" and len(route) > 1 and route[-2] == "for_each":
                name = spec.value(route)
                for _ in range(2):
                    change = spec.scalar(route, typo(name, dice, project.vocabulary))
                    offsets = (*change.offsets, *_uses(project, spec, change.text, name))
                    yield Change(change.file, change.text, offsets, change.story)


def _uses(project: Project, spec: Spec, text: str, name: str) -> Iterator[int]:
    """Where a text reads the parent: in templates, or in expressions of requests and maps."""
    shift, changed = (
        len(text) - len(spec.text),
        next(offset for offset, pair in enumerate(zip(text, spec.text, strict=False)) if pair[0] != pair[1]),
    )
    at = text.find(f"input.{name}.")
    while at >= 0:
        yield at
        yield at + len("input.")
        yield at + len(f"input.{name}.")
        at = text.find(f"input.{name}.", at + 1)
    for leaf in project.leaves:
        for word in leaf.words if leaf.spec is spec and leaf.role == "request" else ():
            if word.name == name and root(leaf, word) is None:
                offset = leaf.rewrite(leaf.source, [word.start], "").offsets[0]
                yield offset + (shift if offset > changed else 0)


def renamed_related(project: Project, dice: Random) -> Iterator[Change]:
    """A related call under another name than the map uses: the name, or any of its uses."""
    for spec in project.resources:
        for route in spec.keys:
            if len(route) > 1 and route[-2] == "related" and route[0] == "operations":
                name = str(route[-1])
                change = spec.rename(route, typo(name, dice, project.vocabulary))
                uses = [change.text.find(f"$related.{name}")]
                while uses[-1] >= 0:
                    uses.append(change.text.find(f"$related.{name}", uses[-1] + 1))
                at = [offset + len("$related.") for offset in uses[:-1]]
                yield Change(change.file, change.text, (*change.offsets, *at), change.story)


def unused_function(project: Project, dice: Random) -> Iterator[Change]:
    """A copy of a function that nothing calls."""
    spec = project.common
    for name in spec.value(("functions",)):
        start, end = spec.lines(("functions", name))
        new = f"{name}_{dice.choice(['old', 'new', 'copy'])}"
        text = spec.text[start:end].replace(f"{name}:", f"{new}:", 1)
        at = (end + spec.column(("functions", name)),)
        yield spec.change(end, end, text, f"the function `{new}` is never called", at=at)


def unused_pagination(project: Project, dice: Random) -> Iterator[Change]:
    """A copy of a pagination that no list names."""
    spec = project.common
    for name in spec.value(("pagination",)):
        start, end = spec.lines(("pagination", name))
        for new in (f"{name}s", f"{name}_2", "by_token", "cursors"):
            text = spec.text[start:end].replace(f"{name}:", f"{new}:", 1)
            at = (end + spec.column(("pagination", name)),)
            yield spec.change(end, end, text, f"the pagination `{new}` is never named", at=at)


def shadowed_name(project: Project, dice: Random) -> Iterator[Change]:
    """An expression binds the name of a function for something else."""
    for leaf in project.map_leaves:
        if "\n" not in leaf.source:
            name = dice.choice(["id", "emails", "string", "count", "input", "web", "join"])
            new = f"(${name} := {leaf.source}; ${name})"
            yield leaf.rewrite(new, [1], f"{leaf.name} binds `${name}`")


def shadowing_function(project: Project, dice: Random) -> Iterator[Change]:
    """A function of the integration has the name of a built-in one."""
    spec = project.common
    for name in spec.value(("functions",)):
        for new in dice.sample(["join", "split", "lookup", "string", "number", "lowercase"], 2):
            yield spec.rename(("functions", name), new)


def case_without_operation(project: Project, dice: Random) -> Iterator[Change]:
    """A case plays an operation that its resource does not have."""
    for spec in project.cases:
        yield spec.scalar(("operation",), dice.choice(["create", "lst", "update", "gett", "delete"]))


KINDS: dict[str, Maker] = {
    "dangling-pagination": _dangling(lambda route: route[-1] == "pagination"),
    "dangling-operation": _dangling(_is_operation),
    "dangling-record": _dangling(_is_record),
    "dangling-window": _dangling(_is_window),
    "dangling-model": dangling_model,
    "misplaced-file": misplaced_file,
    "dropped-pagination": dropped_pagination,
    "wrong-page-size": wrong_page_size,
    "wrong-cursor-path": wrong_cursor_path,
    "wrong-records-path": wrong_records_path,
    "misspelt-passed-parameter": misspelt_passed_parameter,
    "renamed-parent": renamed_parent,
    "renamed-related": renamed_related,
    "unused-function": unused_function,
    "unused-pagination": unused_pagination,
    "shadowed-name": shadowed_name,
    "shadowing-function": shadowing_function,
    "case-without-operation": case_without_operation,
}
