"""Words that a closed list does not have, on either side of a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.benchmarks.mistakes._forms import Made, calls, ends, objects, subject, tables
from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._schemas import TEXT, Shape, simple_paths
from tests.benchmarks.mistakes._spec import Leaf
from tests.benchmarks.mistakes._typos import typo
from unispec.language._tokens import Token

_COMPARING = ("=", "!=")


def _word(token: Token, project: Project, dice: Random) -> str:
    return f'"{typo(token.text[1:-1], dice, project.vocabulary)}"'


def _swap(leaf: Leaf, token: Token, new: str) -> Change:
    return leaf.replace(token.start, token.end, new, f"{token.text} becomes {new}")


def literal_outside_enum(project: Project, dice: Random) -> Iterator[Change]:
    """A constant that is none of the model's words."""
    for leaf in project.map_leaves:
        target = project.target(leaf)
        if target is not None and target.words and len(leaf.tokens) == 1 and leaf.tokens[0].kind == "string":
            for _ in range(3):
                yield _swap(leaf, leaf.tokens[0], _word(leaf.tokens[0], project, dice))


def branch_outside_enum(project: Project, dice: Random) -> Iterator[Change]:
    """A word in one branch of a condition that is none of the model's."""
    for leaf in project.map_leaves:
        target = project.target(leaf)
        if target is None or not target.words or next(objects(leaf), None) is not None:
            continue
        for before, token in zip(leaf.tokens, leaf.tokens[1:], strict=False):
            if token.kind == "string" and before.text in ("?", ":"):
                for _ in range(3):
                    yield _swap(leaf, token, _word(token, project, dice))


def table_outside_enum(project: Project, dice: Random) -> Iterator[Change]:
    """A word in a table that is none of the model's, also in a function that makes the field."""
    for leaf in project.leaves:
        for table in tables(leaf):
            for field in table.fields if _makes_word(project, leaf, table) else ():
                token = next(each for each in leaf.tokens if each.start == field.start)
                yield _swap(leaf, token, _word(token, project, dice))


def made_outside_enum(project: Project, dice: Random) -> Iterator[Change]:
    """A word in an object that an expression makes, or in a table there, that is none of the model's."""
    for leaf in project.map_leaves:
        target = project.target(leaf)
        for made in objects(leaf) if target is not None else ():
            assert target is not None, "told above"
            for field in made.fields if made.call is None else ():
                shape = target.items.at(field.key.text[1:-1])
                if shape is None or not shape.words:
                    continue
                inner = {each.key.start for table in tables(leaf) for each in table.fields}
                for token in leaf.tokens:
                    is_inside = field.start <= token.start < field.end and token.kind == "string"
                    if is_inside and token.start not in inner:
                        yield _swap(leaf, token, _word(token, project, dice))


def forgotten_enum_value(project: Project, dice: Random) -> Iterator[Change]:
    """A table lacks a word of the provider, which then comes out undefined or outside the model's list."""
    for leaf in project.leaves:
        if leaf.role not in ("map", "function"):
            continue
        for table in tables(leaf):
            assert table.call is not None, "a table is looked into"
            is_lost = table.call.name.text == "$lookup" or _makes_word(project, leaf, table)
            for index, field in enumerate(table.fields if is_lost else ()):
                yield _without(leaf, table, index, f"{field.key.text} is forgotten")


def _without(leaf: Leaf, table: Made, index: int, story: str) -> Change:
    fields = table.fields
    start, end = fields[index].key.start, fields[index].end
    if index + 1 < len(fields):
        end = fields[index + 1].key.start
    elif index:
        start = fields[index - 1].end
    assert table.call is not None, "a table is looked into"
    start_of, end_of = subject(leaf, table)
    places = (0, table.start, table.call.name.start, *ends(leaf.source[start_of:end_of], start_of))
    return leaf.replace(start, end, "", story, at=[each for each in places if each <= start])


def compared_outside_enum(project: Project, dice: Random) -> Iterator[Change]:
    """A comparison with a word that the other side never has."""
    for leaf in project.leaves:
        for index, token in enumerate(leaf.tokens):
            if token.kind == "string" and _is_compared(project, leaf, index):
                for _ in range(2):
                    yield _swap(leaf, token, _word(token, project, dice))


def _is_compared(project: Project, leaf: Leaf, index: int) -> bool:
    """Whether a text is compared with a field that has a closed list of words."""
    before = leaf.tokens[:index]
    if not before or before[-1].text not in (*_COMPARING, "[", ","):
        return False
    if before[-1].text in ("[", ","):
        heads = [at for at, token in enumerate(before) if token.text == "in"]
        if not heads or any(token.text in ("]", ")", "}") for token in before[heads[-1] :]):
            return False
        before = before[: heads[-1] + 1]
    names = [token.text for token in before[:-1] if token.kind == "name"]
    return bool(names) and before[-2].kind == "name" and _has_words(project, leaf, names[-1])


def _has_words(project: Project, leaf: Leaf, name: str) -> bool:
    shapes: list[Shape] = [*project.records(leaf)]
    if leaf.role == "request":
        resource = leaf.spec.resource or ""
        shapes = [project.parameters(resource, operation) for operation, _ in leaf.operations]
    inside = [shape.at(each) for shape in shapes for each in sorted(shape.names)]
    found = [shape.at(name) for shape in (*shapes, *filter(None, inside))]
    return any(shape is not None and bool(shape.words) for shape in found)


def misspelt_table_key(project: Project, dice: Random) -> Iterator[Change]:
    """A table translates a word that the other side never says."""
    for leaf in project.leaves:
        for table in tables(leaf):
            for field in table.fields:
                yield _swap(leaf, field.key, _word(field.key, project, dice))


def forgotten_translation(project: Project, dice: Random) -> Iterator[Change]:
    """The provider's words come through as they are, though the model has others."""
    for leaf in project.map_leaves:
        call = next(calls(leaf), None)
        target = project.target(leaf)
        if call is None or call.name.start != 0 or target is None or not target.words:
            continue
        source = leaf.source[slice(*call.arguments[0])]
        shape = project.source(leaf, tuple(source.split(".")))
        if shape is not None and shape.words and not shape.words <= target.words:
            yield leaf.rewrite(source, ends(source), f"{leaf.name}: `{source}` is not translated")


def open_text_for_enum(project: Project, dice: Random) -> Iterator[Change]:
    """A field that may hold any text where the model has a closed list of words."""
    for leaf in project.map_leaves:
        target, records = project.target(leaf), project.records(leaf)
        if target is None or not target.words or len(records) != 1:
            continue
        paths = [
            path
            for path in simple_paths(records[0])
            if (shape := records[0].follow(path)) and shape.solid == TEXT and shape.words is None
        ]
        for _ in range(2):
            new = ".".join(dice.choice(paths))
            yield leaf.rewrite(
                new, ends(new), f"{leaf.name}: `{leaf.source}` becomes `{new}`, which is any text"
            )


def _makes_word(project: Project, leaf: Leaf, table: Made) -> bool:
    """Whether a table gives a word of a closed list: as a leaf, in an object, or in a function for one."""
    if leaf.role == "map":
        target = _target(project, leaf, table)
        return target is not None and bool(target.words)
    head = f"${leaf.route[-1]}("
    users = [each for each in project.map_leaves if leaf.role == "function" and each.source.startswith(head)]
    shapes = [project.target(each) for each in users]
    return any(shape is not None and bool(shape.words) for shape in shapes)


def _target(project: Project, leaf: Leaf, table: Made) -> Shape | None:
    """What the model wants where a table stands: in a leaf, or in an object that the leaf makes."""
    target = project.target(leaf)
    for made in objects(leaf):
        for field in made.fields if made.call is None else ():
            if target is not None and field.start <= table.start < field.end:
                return target.items.at(field.key.text[1:-1])
    return target


KINDS: dict[str, Maker] = {
    "literal-outside-enum": literal_outside_enum,
    "branch-outside-enum": branch_outside_enum,
    "table-outside-enum": table_outside_enum,
    "made-outside-enum": made_outside_enum,
    "forgotten-enum-value": forgotten_enum_value,
    "compared-outside-enum": compared_outside_enum,
    "misspelt-table-key": misspelt_table_key,
    "forgotten-translation": forgotten_translation,
    "open-text-for-enum": open_text_for_enum,
}
