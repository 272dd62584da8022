"""A YAML file in the making: entries that may have several versions, and comments that teach.

Each option of a leaf is tried in turn until the check has nothing to say; what is left of a leaf
without a good option is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from unispec.data import Json
from unispec.diagnostics import Route
from unispec.documents import yaml_text

_LONGEST = 100
_UNSAFE = re.compile(r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]+")
_INDENT = "  "
_GUESS = "  # a guess"


@dataclass(frozen=True, slots=True)
class Option:
    """One version of a value, with comments that stand above it then."""

    value: Json
    above: tuple[str, ...] = ()
    is_guess: bool = False
    is_placeholder: bool = False


@dataclass
class Remark:
    """Lines of comment."""

    lines: Sequence[str]


@dataclass
class Leaf:
    """An entry with a value; without an option left it becomes a comment, or nothing when `silent`."""

    key: str
    options: Sequence[Option]
    above: tuple[str, ...] = ()
    silent: bool = False
    at: int = 0
    why: str = ""
    must_stay: bool = False

    @property
    def is_alive(self) -> bool:
        """Whether there is a version left."""
        return self.at < len(self.options)

    @property
    def said(self) -> tuple[str, ...]:
        """The comments of its version."""
        return self.options[self.at].above if self.is_alive else ()

    def advance(self, why: str) -> bool:
        """Go on to the next version; False when this was a comment already, or the last one must stay."""
        if not self.is_alive or (self.must_stay and self.at == len(self.options) - 1):
            return False
        self.at += 1
        self.why = why
        return True


@dataclass
class Branch:
    """An entry with entries below; one that `can_go` is given up as a whole."""

    key: str
    children: list[Part]
    above: tuple[str, ...] = ()
    can_go: bool = True
    is_gone: bool = False

    @property
    def is_alive(self) -> bool:
        """Whether something is left below."""
        return not self.is_gone and any(
            not isinstance(each, Remark) and each.is_alive for each in self.children
        )

    def advance(self, why: str) -> bool:  # noqa: ARG002
        """Give the entry up; False when it is needed, or gone already."""
        if not self.can_go or self.is_gone:
            return False
        self.is_gone = True
        return True


Part: TypeAlias = Remark | Leaf | Branch


def leaf(key: str, *values: Json, above: Sequence[str] = (), silent: bool = False) -> Leaf:
    """Make a leaf of plain values."""
    return Leaf(key, [Option(value) for value in values], tuple(above), silent)


@dataclass
class Draft:
    """A file: comments that begin it, and its entries."""

    path: str
    head: list[str]
    parts: list[Part] = field(default_factory=list)

    def text(self) -> str:
        """Write the file as it is now."""
        body = [line for part in self.parts for line in _lines(part, 0)]
        while body and not body[0]:
            body.pop(0)
        return "\n".join([*(f"# {line}" for line in self.head), *body]) + "\n"

    def advance(self, route: Route, why: str) -> bool:
        """Change what stands at a route, or the nearest thing above it that can be changed."""
        return any(part.advance(why) for part in reversed(list(self._along(route))))

    def advance_silence(self, line: int, why: str) -> bool:
        """Change the leaf that a comment in a line is about."""
        said = self.text().splitlines()[line - 1].strip().removeprefix("# ")
        return any(each.advance(why) for each in _leaves(self.parts) if said in each.said)

    def placeholders(self) -> list[str]:
        """Name the entries that hold what nobody has chosen yet."""
        alive = (each for each in _leaves(self.parts) if each.is_alive)
        return [each.key for each in alive if each.options[each.at].is_placeholder]

    def _along(self, route: Route) -> Iterator[Leaf | Branch]:
        parts = self.parts
        for step in route:
            found = next((each for each in parts if not isinstance(each, Remark) and each.key == step), None)
            if found is None:
                return
            yield found
            if isinstance(found, Leaf):
                return
            parts = found.children


def _leaves(parts: Sequence[Part]) -> Iterator[Leaf]:
    for each in parts:
        if isinstance(each, Leaf):
            yield each
        elif isinstance(each, Branch):
            yield from _leaves(each.children)


def comment(text: str, most: int = _LONGEST) -> str:
    """Make one harmless line of any text; it can allow nothing."""
    plain = " ".join(_UNSAFE.sub(" ", text).split()).replace("unispec:", "unispec :")
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def _lines(part: Part, depth: int) -> Iterator[str]:
    margin = _INDENT * depth
    if isinstance(part, Remark):
        yield from (f"{margin}# {line}" if line else "" for line in part.lines)
    elif not part.is_alive:
        yield from _given_up(part, margin)
    elif isinstance(part, Leaf):
        option = part.options[part.at]
        yield from (f"{margin}# {line}" if line else "" for line in (*part.above, *option.above))
        first, *rest = _written(part.key, option.value)
        yield margin + first + (_GUESS if option.is_guess else "")
        yield from (margin + line if line else "" for line in rest)
    else:
        yield from (f"{margin}# {line}" if line else "" for line in part.above)
        yield margin + _written(part.key, None)[0].rpartition(":")[0] + ":"
        for child in part.children:
            yield from _lines(child, depth + 1)


def _given_up(part: Leaf | Branch, margin: str) -> Iterator[str]:
    if isinstance(part, Branch):
        for child in part.children:
            if isinstance(child, Leaf) and not child.silent:
                yield from _given_up(
                    Leaf(f"{part.key}.{child.key}", child.options, at=len(child.options)), margin
                )
        return
    if part.silent or not part.options:
        return
    value = part.options[0].value
    shown = " ".join(str(value).split()) if isinstance(value, str) else ""
    why = f"  # {part.why}" if part.why else ""
    yield margin + "# " + comment(f"{part.key}: {shown}{why}")


def _written(key: str, value: Json) -> list[str]:
    return yaml_text({key: value}).splitlines()


def expression(text: str) -> str:
    """Write JSONata as a block where a plain scalar would mislead YAML or its readers."""
    is_plain = text[:1] not in "\"'`[{" and ": " not in text and " #" not in text and "?" not in text
    return text if is_plain and '"' not in text else text + "\n"
