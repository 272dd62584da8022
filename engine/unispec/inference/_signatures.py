"""The functions of JSONata: what each takes and gives.

Written as in JSONata's own documentation: a letter for a type, several of them in brackets, `<…>` for
the items of an array, `-` for "the context when left out", `?` for optional, `+` for one or more, and
what comes out behind the colon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_WRITTEN = """
string (snboaf)-b?:s    length s-:n             substring s-nn?:s       substringBefore s-s:s
substringAfter s-s:s    uppercase s-:s          lowercase s-:s          trim s-:s
pad s-ns?:s             contains s-(sf):b       split s-(sf)n?:a        join a<s>s?:s
match s-fn?:x           replace s-(sf)(sf)n?:s  base64encode s-:s       base64decode s-:s
encodeUrl s-:s          encodeUrlComponent s-:s decodeUrl s-:s          decodeUrlComponent s-:s
number (nsb)-:n         abs n-:n                floor n-:n              ceil n-:n
round n-n?:n            power n-n:n             sqrt n-:n               formatNumber n-so?:s
formatBase n-n?:s       formatInteger n-s:s     parseInteger s-s:n      sum a<n>:n
max a<n>:n              min a<n>:n              average a<n>:n          boolean x-:b
not x-:b                exists x:b              count a:n               append xx:x
sort af?:x              reverse a:x             distinct x:x            zip a+:a
keys x-:x               lookup (oal)-s:x        spread x-:x             merge a<o>:o
sift o-f?:o             each o-f:x              error s?:x              assert bs?:x
type x:s                map af:x                filter af:x             single af?:x
reduce afj?:x           fromMillis n-s?s?:s     toMillis s-s?:n         clone x-:x
"""
_ENTRY = re.compile(r"(\w+) (\S+):(\w)")
_PARAMETER = re.compile(r"(\((\w+)\)|\w)(?:<(\w)>)?([-?+]?)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What one argument may be; `items` of an array's items."""

    letters: str
    items: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a function, and the letter of what it gives."""

    parameters: tuple[Parameter, ...]
    gives: str

    @property
    def least(self) -> int:
        """How many arguments it takes at least."""
        return sum(each.mark not in ("-", "?") for each in self.parameters)

    @property
    def most(self) -> int | None:
        """How many arguments it takes at most; None for any number."""
        return None if any(each.mark == "+" for each in self.parameters) else len(self.parameters)


def _signature(written: str, gives: str) -> Signature:
    found = [Parameter(each[2] or each[1], each[3] or "", each[4]) for each in _PARAMETER.finditer(written)]
    return Signature(tuple(found), gives)


SIGNATURES: Mapping[str, Signature] = {
    name: _signature(written, gives) for name, written, gives in _ENTRY.findall(_WRITTEN)
}
"""By name, without the `$`; functions that a spec must not call are not among them."""

BUILT_IN = frozenset(SIGNATURES)
"""The functions of JSONata that expressions may call."""
