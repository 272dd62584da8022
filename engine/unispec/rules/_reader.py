"""What expressions read, with the integration's functions followed into their bodies.

A value that is used as a whole hides which of its fields are read elsewhere: in `user ? user.id` only
`user` counts. So a source is read twice, the second time with such uses put under another name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from unispec.language import ExpressionError, Reading, Reads, mentions, reads, union, words
from unispec.specs import Snippet

_OTHER = "…"
_NOTHING = Reading()


class Reader:
    """Reads expressions of one integration."""

    def __init__(self, functions: Mapping[str, Snippet]) -> None:
        self._functions = {
            name: snippet.source for name, snippet in functions.items() if _reads(snippet.source)
        }

    def own(self, source: str) -> Reads | None:
        """Tell what the source itself reads; its calls of functions count as variables."""
        return _reads(source)

    def reads(self, source: str) -> Reads | None:
        """Tell what the source and the functions that it calls read together."""
        names: list[str] = []
        self._collect(source, names, frozenset())
        prelude = "".join(f"${name} := (\n{self._functions[name]}\n); " for name in names)
        found = _reads(f"({prelude}(\n{source}\n))")
        parts = _without_wholes(source)
        if found is None or parts == source:
            return found
        again = _reads(f"({prelude}(\n{parts}\n))")
        return _joined(found, again) if again else found

    def _collect(self, source: str, names: list[str], above: frozenset[str]) -> None:
        for mention in mentions(source):
            name = mention.name
            if name not in self._functions or name in names or name in above:
                continue
            self._collect(self._functions[name], names, above | {name})
            names.append(name)


def _reads(source: str) -> Reads | None:
    try:
        return reads(source)
    except ExpressionError:
        return None


def _without_wholes(source: str) -> str:
    """Rename the fields that are used as they are, where their own fields are read elsewhere."""
    found = words(source)
    opened = {each.name for each in found if source[each.end :].lstrip().startswith(".")}
    for each in reversed(found):
        if each.name in opened and not source[each.end :].lstrip().startswith(
            (".", "[", "{", "^", "@", "#", "(")
        ):
            source = f"{source[: each.start]}`{_OTHER}`{source[each.end :]}"
    return source


def _joined(first: Reads, second: Reads) -> Reads:
    variables = {
        name: union(reading, _known(second.variables.get(name, _NOTHING)))
        for name, reading in first.variables.items()
    }
    return Reads(union(first.input, _known(second.input)), variables)


def _known(reading: Reading) -> Reading:
    """Leave out what was read under the other name."""
    fields = {name: _known(below) for name, below in reading.fields.items() if name != _OTHER}
    return Reading(reading.whole, MappingProxyType(fields))
