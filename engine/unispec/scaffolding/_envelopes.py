"""Where the records stand in a body: behind envelopes of any name, four levels down at most.

An envelope holds one thing and words about it. Whoever has an id is a record, and no envelope.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from unispec.data import Json
from unispec.scaffolding._openapi import Node
from unispec.scaffolding._view import View, view
from unispec.scaffolding._words import Words, last_word, quoted, stems, words_of

_DEEPEST = 4
_LISTS = (
    "data",
    "items",
    "results",
    "collection",
    "records",
    "values",
    "entries",
    "list",
    "resources",
    "content",
)
_WRAPPERS = (
    "data",
    "resource",
    "result",
    "item",
    "record",
    "response",
    "object",
    "payload",
    "body",
    "content",
)
_HOLDERS = (*_WRAPPERS, "results", "embedded")
_IDS = ("id", "uuid", "guid", "uri")
_ABOUT_WORDS = """
ok success successful status code message msg meta metadata error errors warning warnings links link paging
pagination page pages info version timestamp time took duration count total has more next previous cursor api
request trace correlation id type object etag included summary size limit offset no number current last first
per items
"""
_ABOUT = frozenset(_ABOUT_WORDS.split())
_OF_CALLS = frozenset({"request", "trace", "correlation", "transaction"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where records stand, the schema of one (None when that is the body), and whether they are a list."""

    where: str
    record: Json
    is_list: bool


@dataclass(frozen=True, slots=True)
class _Found:
    where: str
    record: Json
    depth: int
    is_clear: bool


def records_in(body: View, root: Node, path: str) -> Place | None:
    """Find the records in a body; None when it has none."""
    if "array" in body.kinds:
        return Place("$", body.items, is_list=True) if body.items else None
    if not body.properties:
        return None if body.kinds or not path.rstrip("/").endswith("}") else Place("$", None, is_list=False)
    if not path.rstrip("/").endswith("}"):
        lists = [each for each in _lists(body, root, "", 0, path) if each.is_clear]
        if lists:
            best = min(lists, key=lambda each: (_rank(each.where, path), each.depth))
            return Place(best.where, best.record, is_list=True)
    return _single(body, root, path)


def _lists(body: View, root: Node, above: str, depth: int, path: str) -> Iterator[_Found]:
    for name, each in body.properties.items():
        seen = view(each, root)
        here = f"{above}.{quoted(name)}" if above else quoted(name)
        if "array" in seen.kinds:
            inner = view(seen.items, root)
            is_known = _rank(here, path)[0] < 2
            if inner.properties or (is_known and not inner.kinds):
                yield _Found(here, seen.items, depth, _is_page(body, depth, is_known=is_known))
        elif depth < _DEEPEST and seen.properties and _holds(name, body, root):
            yield from _lists(seen, root, here, depth + 1, path)


def _is_page(holder: View, depth: int, *, is_known: bool) -> bool:
    """Whether what holds a list is a page of it, and not a record that has lists."""
    if is_known and depth == 0:
        return True
    has_id = "id" in holder.properties if depth == 0 else _is_record(holder)
    return not has_id and len(holder.properties) <= 6


def _holds(name: str, holder: View, root: Node) -> bool:
    """Whether a field is an envelope: by its name, or as the only object that holds a thing."""
    words = words_of(name)
    if words[:1] and words[0] in _HOLDERS:
        return True
    return not _is_record(holder) and _things(holder, root) == [name]


def _things(holder: View, root: Node) -> list[str]:
    """The objects in an envelope that are more than words about the answer."""
    return [
        name
        for name, each in holder.properties.items()
        if not set(words_of(name)) <= _ABOUT and view(each, root).properties
    ]


def _is_record(found: View) -> bool:
    """Whether something has an id, so that it is a thing of its own."""
    return any(_is_own_id(words_of(name)) for name in found.properties)


def _is_own_id(words: Words) -> bool:
    """Whether an id is that of the thing itself, and not that of a request."""
    return bool(words) and words[-1] in _IDS and not set(words[:-1]) & _OF_CALLS


def _single(body: View, root: Node, path: str) -> Place:
    where, record, seen = "$", None, body
    for _ in range(_DEEPEST):
        name = _wrapped(seen, root, path)
        if name is None:
            break
        record = seen.properties[name]
        where = quoted(name) if where == "$" else f"{where}.{quoted(name)}"
        seen = view(record, root)
    return Place(where, record, is_list=False)


def _wrapped(holder: View, root: Node, path: str) -> str | None:
    """The one thing in an envelope, if this is one."""
    if _is_record(holder):
        return None
    ranked = [
        (_wrapping(name, path), name)
        for name, each in holder.properties.items()
        if view(each, root).properties
    ]
    best = max(ranked, default=(0, ""))
    if best[0] and len(holder.properties) <= 4:
        return best[1]
    things = _things(holder, root)
    others = [name for name in holder.properties if name not in things]
    is_envelope = len(things) == 1 and all(set(words_of(name)) <= _ABOUT for name in others)
    return things[0] if is_envelope else None


def _wrapping(name: str, path: str) -> int:
    if stems(words_of(name)) == stems(words_of(last_word(path))):
        return 2
    return int(name in _WRAPPERS)


def _rank(place: str, path: str) -> tuple[int, int]:
    last = place.rsplit(".", 1)[-1]
    words = stems(words_of(last))
    if words and words == stems(words_of(last_word(path))):
        return 0, 0
    if last in _LISTS:
        return 1, _LISTS.index(last)
    return (3 if set(words) <= _ABOUT else 2), 0
