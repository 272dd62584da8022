"""Text templates: Jinja's syntax, and of its language only what text needs.

Jinja's parser reads a template; nothing of Jinja runs it. The few permitted nodes (names, fields,
constants, `~`, six filters, inline `if`) are evaluated here over JSON alone, so a template has no
way to a Python attribute. Every value is encoded or checked for the place that the text goes to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from unispec.data import Json
from unispec.language._places import Place, Refusal, encoded, whole
from unispec.language._reading import Reading, at_path, union
from unispec.language._terms import Term, Unanswered, output, term, tested

FILTERS: Mapping[str, str] = MappingProxyType(
    {
        "b64encode": "The text encoded as Base64.",
        "default": 'A constant where there is no value: `default("x")`.',
        "lower": "The text in small letters.",
        "trim": "The text without blanks at its ends.",
        "upper": "The text in capital letters.",
    }
)
"""What may stand behind a `|`, with a sentence for people."""

_UNCLOSED = re.compile(r"\{\{(?:(?!\{\{|\}\}).)*(?=\{\{|\Z)", re.DOTALL)
_SINGLE_BRACES = re.compile(r"\{\s*([A-Za-z_][\w.]*)\s*\}")
_ADDRESSES = frozenset({Place.PATH, Place.URL})
_DOMAIN = re.compile(r"(?:\.[A-Za-z0-9-]+){2,}(?::[0-9]+)?")
_VALUE, _CONSTANT = "\0", "x.x"


class TemplateError(Exception):
    """A template cannot be compiled or rendered; `start` and `end` are offsets in its source."""

    def __init__(self, problem: str, *, start: int | None = None, end: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True)
class _Output:
    text: str
    term: Term
    start: int
    end: int


class Template:
    """A compiled template; any thread may render it."""

    __slots__ = ("_parts", "_place", "reads", "source", "tests")

    def __init__(self, source: str, place: Place, parts: tuple[str | _Output, ...]) -> None:
        self.source = source
        self.reads: Mapping[str, Reading] = _reads(parts)
        self.tests = tuple(path for part in parts if isinstance(part, _Output) for path in tested(part.term))
        self._place = place
        self._parts = parts
        self._check("".join(part if isinstance(part, str) else "x" for part in parts))
        if place is Place.URL:
            _written_out(parts)

    def render(self, values: Mapping[str, Json]) -> str:
        """Write the text; raises `TemplateError`, which names the expression, never its value."""
        text = "".join(part if isinstance(part, str) else self._written(part, values) for part in self._parts)
        self._check(text)
        return text

    def _written(self, part: _Output, values: Mapping[str, Json]) -> str:
        try:
            return encoded(output(part.term, values), self._place)
        except (Unanswered, Refusal) as error:
            raise TemplateError(f"`{part.text}` {error}", start=part.start, end=part.end) from None

    def _check(self, text: str) -> None:
        try:
            whole(text, self._place)
        except Refusal as error:
            raise TemplateError(f"the {self._place.value} {error}") from None


def template(source: str, place: Place) -> Template:
    """Compile a template for a place; raises `TemplateError`."""
    if "\r" in source:
        at = source.index("\r")
        raise TemplateError("a template holds no carriage return", start=at, end=at + 1)
    return Template(source, place, tuple(_parts(source, place)))


def _parts(source: str, place: Place) -> list[str | _Output]:
    import jinja2

    try:
        pieces = _pieces(source)
    except jinja2.TemplateSyntaxError as error:
        raise _unparsed(source, error.lineno) from None
    parts: list[str | _Output] = []
    for kind, text, start in pieces:
        end = start + len(text)
        try:
            if kind == "data":
                _literal(text, start, place)
                parts.append(text)
            else:
                parts.append(_Output(text[2:-2].strip(), term(text[2:-2]), start, end))
        except (Unanswered, Refusal) as error:
            raise TemplateError(str(error), start=start, end=end) from None
    return parts


def _pieces(source: str) -> list[tuple[str, str, int]]:
    """Cut a template into literal text and whole `{{ }}` outputs, with their offsets."""
    from unispec.language._terms import environment

    pieces: list[tuple[str, str, int]] = []
    at, begun, is_open = 0, 0, False
    for _, kind, value in environment().lex(source):
        if kind == "data":
            pieces.append((kind, value, at))
        elif kind == "variable_begin":
            begun, is_open = at, True
        elif kind.endswith("_begin"):
            problem = "only `{{ }}` is available in a template, no statements and no comments"
            raise TemplateError(problem, start=at, end=at + len(value))
        at += len(value)
        if not source.startswith(value, at - len(value)) or (kind, value) == ("variable_begin", "{{-"):
            raise TemplateError("`{{-` and `-}}` are not available in a template", start=begun, end=at)
        if kind == "variable_end":
            pieces.append(("output", source[begun:at], begun))
            is_open = False
    if is_open:
        raise TemplateError("`{{` has no `}}`", start=begun, end=len(source))
    return pieces


def _literal(text: str, start: int, place: Place) -> None:
    if place not in _ADDRESSES:
        return
    if match := _SINGLE_BRACES.search(text):
        name = match[1] if "." in match[1] or place is Place.URL else f"input.{match[1]}"
        problem = f"`{match[0]}` is plain text in a {place.value}, write `{{{{ {name} }}}}`"
        raise TemplateError(problem, start=start + match.start(), end=start + match.end())
    for character in text:
        if character in "?#\\" or not "!" <= character <= "~":
            raise Refusal(f"holds a character that a {place.value} cannot hold")


def _written_out(parts: tuple[str | _Output, ...]) -> None:
    """See to it that no value of an account says whose host a URL leads to; constants may."""
    text = "".join(part if isinstance(part, str) else _standing_for(part) for part in parts)
    _, value, domain = text.partition("://")[2].partition("/")[0].rpartition(_VALUE)
    if value and not _DOMAIN.fullmatch(domain):
        problem = "the domain must be written out behind the last value in the host, as in `.example.com`"
        raise TemplateError(problem)


def _standing_for(part: _Output) -> str:
    return _VALUE if {root for root, *_ in part.term.paths()} - {"vars"} else _CONSTANT


def _unparsed(source: str, number: int) -> TemplateError:
    if unclosed := _UNCLOSED.search(source):
        return TemplateError("`{{` has no `}}`", start=unclosed.start(), end=unclosed.end())
    lines = source.split("\n")
    start = sum(len(line) + 1 for line in lines[: number - 1])
    end = start + len(lines[number - 1])
    return TemplateError("the template does not parse", start=start, end=end)


def _reads(parts: tuple[str | _Output, ...]) -> Mapping[str, Reading]:
    found: dict[str, Reading] = {}
    for part in parts:
        for root, *below in part.term.paths() if isinstance(part, _Output) else ():
            found[root] = union(found.get(root, Reading()), at_path(tuple(below)))
    return MappingProxyType(found)
