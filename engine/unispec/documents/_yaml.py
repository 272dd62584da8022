"""Strict YAML, read from the parser's events.

Events come one by one and nothing is expanded, so an alias bomb or a thousand brackets cost no more
than the characters read before the first refusal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import yaml

from unispec.diagnostics import Code
from unispec.documents._document import Document
from unispec.documents._entries import Places, Style
from unispec.documents._findings import MAX_VALUES, TOO_MANY, Findings, Parsed, decoded
from unispec.documents._scalars import NotJsonError, typed
from unispec.documents._tree import Range, Tree
from unispec.documents._yaml_syntax import TERNARY, explain, report_ternary, unreadable

MAX_DEPTH = 64
"""How deep mappings and sequences may nest."""

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DIRECTIVE = re.compile(r"(?:[ \t]*+(?:#[^\r\n]*+)?+[\r\n])*+(%[^\r\n]*)")
_MORE = re.compile(r"(?:[ \t]*+(?:#[^\r\n]*+)?+[\r\n])*+[ \t]*+([^\s#][^\r\n]*)")
_COMMENT = re.compile(r"#[^\r\n]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_ALIASES = "write the value out at each place"

_Handler: TypeAlias = "Callable[[_Reader, Any], None]"


def parse_yaml(name: str, content: bytes) -> Parsed:
    """Read a YAML file; every problem that can be told is in the diagnostics."""
    text = decoded(name, content)
    if isinstance(text, Parsed):
        return text
    findings = Findings(text)
    if unreadable(findings) or _starts_with_directive(findings):
        return findings.refused()
    reader = _Reader(findings)
    reader.read()
    if findings.found:
        return findings.refused()
    entries = reader.tree.entries
    return Parsed(Document(name, reader.tree.data, Places(text, lambda: entries)))


def _starts_with_directive(findings: Findings) -> bool:
    found = _DIRECTIVE.match(findings.text.content)
    if found:
        message = "directives are not part of the format"
        findings.add(Code.YAML_FEATURE, message, found.span(1), remedy="remove the line")
    return bool(found)


class _Reader:
    """Turns events into a tree and refuses the features that the format leaves out."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.tree = Tree(findings)
        self._content = findings.text.content
        self._last = (0, 0)
        self._done = False

    def read(self) -> None:
        """Read until the document ends, or there is no sense in going on."""
        events: Iterable[Any] = yaml.parse(self._content, Loader=_PARSER)
        try:
            for event in events:
                handler = _HANDLERS.get(type(event))
                if handler:
                    handler(self, event)
                    self._last = (event.start_mark.index, event.end_mark.index)
                if self._done or self.findings.full or self._too_many():
                    return
        except yaml.MarkedYAMLError as error:
            explain(self.findings, error, self._last[0])
        except (yaml.YAMLError, ValueError, OverflowError):
            self.findings.add(Code.YAML_SYNTAX, "the text after this place is not YAML", self._last)

    def _too_many(self) -> bool:
        if self.tree.size <= MAX_VALUES:
            return False
        self.findings.add(Code.FILE_TOO_LARGE, TOO_MANY, self._last)
        return True

    def _refuse(self, what: str, place: Range, remedy: str) -> None:
        message = f"{what} are not part of the format"
        self.findings.add(Code.YAML_FEATURE, message, place, remedy=remedy)

    def _marked(self, event: Any) -> Range:
        """Refuse an anchor or a tag, and give the place of the node."""
        place = (event.start_mark.index, event.end_mark.index)
        if event.anchor is not None:
            self._refuse(f"anchors such as `&{event.anchor}`", place, _NO_ALIASES)
        if event.tag is not None:
            self._refuse("tags", place, "remove the tag; quote the value if it is a string")
        return place

    def _not_explicit(self, start: int) -> None:
        last = self._last[1]
        if "?" in _COMMENT.sub("", self._content[last:start]):
            mark = self._content.rindex("?", last, start)
            remedy = "write `key: value`; a JSONata condition is a value, best a block scalar (`key: |`)"
            self._refuse("explicit keys (`? key`)", (mark, mark + 1), remedy)

    def scalar(self, event: Any) -> None:
        place = self._marked(event)
        style = Style(event.style or "")
        if style is Style.DOUBLE and _SURROGATE.search(event.value):
            message = "half of a surrogate pair is not a character"
            self.findings.add(Code.YAML_SYNTAX, message, place, remedy="write the character itself")
        if self.tree.wants_key:
            self._key(event.value, style, place)
            return
        try:
            value = typed(event.value) if style is Style.PLAIN else event.value
        except NotJsonError as error:
            self.findings.add(Code.YAML_FEATURE, str(error), place, remedy="quote it if it is a string")
            value = None
        self.tree.scalar(value, style, place)

    def _key(self, key: str, style: Style, place: Range) -> None:
        self._not_explicit(place[0])
        if style is Style.PLAIN and key == "<<":
            self._refuse("merge keys (`<<`)", place, "write the keys out")
        elif style is Style.PLAIN and TERNARY.search(key):
            colon = self._content.find(":", place[1])
            report_ternary(self.findings, colon if colon >= 0 else place[1])
        self.tree.key(key, place)

    def open(self, event: Any) -> None:
        place = self._marked(event)
        if self.tree.depth >= MAX_DEPTH:
            message = f"values nest deeper than {MAX_DEPTH} levels"
            self.findings.add(Code.YAML_TOO_DEEP, message, place)
            self._done = True
            return
        detached = self.tree.wants_key
        if detached:
            self._refuse("mappings and sequences as keys", place, "quote the key if it is a string")
            self.tree.unkeyed(place)
        container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.tree.open(container, place[0], detached=detached)

    def close(self, event: Any) -> None:
        self.tree.close(event.end_mark.index)

    def alias(self, event: Any) -> None:
        place = (event.start_mark.index, event.end_mark.index)
        self._refuse(f"aliases such as `*{event.anchor}`", place, _NO_ALIASES)
        if self.tree.wants_key:
            self.tree.unkeyed(place)
        else:
            self.tree.scalar(None, Style.PLAIN, place)

    def end(self, event: Any) -> None:
        more = _MORE.match(self._content, event.end_mark.index)
        if more:
            self._refuse("several documents in one file", more.span(1), "keep one document per file")
        self._done = True


_HANDLERS: dict[type, _Handler] = {
    yaml.ScalarEvent: _Reader.scalar,
    yaml.AliasEvent: _Reader.alias,
    yaml.MappingStartEvent: _Reader.open,
    yaml.SequenceStartEvent: _Reader.open,
    yaml.MappingEndEvent: _Reader.close,
    yaml.SequenceEndEvent: _Reader.close,
    yaml.DocumentEndEvent: _Reader.end,
}
