"""Expressions about values of a schema, of every form of the language, drawn from a source of chance.

What is written is always valid, and mostly meaningful: paths exist, and texts go where texts are taken.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from tests.inference.shapes import Schema

_TEXTS = ('"active"', '"gone"', '""', '"x"', "'a,b'", '"kind"', '"a"', '"2024-01-02T03:04:05Z"')
_NUMBERS = ("0", "1", "2", "1.5", "-1", "7")
_KINDS = ('"string"', '"number"', '"null"', '"array"', '"object"', '"boolean"')


@dataclass(frozen=True)
class Seen:
    """What is in reach: the schema of the context, variables with theirs, functions that take one value."""

    schema: Schema
    variables: tuple[tuple[str, Schema], ...] = ()
    functions: tuple[str, ...] = ()
    has_parent: bool = False


def paths(schema: Schema, depth: int = 3) -> Iterator[tuple[str, Schema]]:
    """The paths into values of a schema, with the schemas of what they lead to."""
    for branch in [*schema.get("oneOf", ()), *schema.get("anyOf", ())]:
        yield from paths(branch, depth)
    if "items" in schema:
        yield from paths(schema["items"], depth)
    for name, below in schema.get("properties", {}).items():
        yield name, below
        if depth:
            yield from ((f"{name}.{rest}", inner) for rest, inner in paths(below, depth - 1))


class Writer:
    """Writes expressions."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._names = 0

    def any(self, seen: Seen, depth: int) -> str:
        """Write an expression of any form."""
        if depth <= 0:
            return self._chance.choice((self._path, self._path, self._literal, self._variable))(seen, 0)
        return self._chance.choice(_ANY)(self, seen, depth - 1)

    def text(self, seen: Seen, depth: int) -> str:
        """Write an expression that should give a text."""
        if depth <= 0:
            return self._chance.choice((self._chance.choice(_TEXTS), self._path(seen, 0, "string")))
        return self._mostly(_TEXT, seen, depth)

    def number(self, seen: Seen, depth: int) -> str:
        """Write an expression that should give a number."""
        if depth <= 0:
            return self._chance.choice((self._chance.choice(_NUMBERS), self._path(seen, 0, "number")))
        return self._mostly(_NUMBER, seen, depth)

    def truth(self, seen: Seen, depth: int) -> str:
        """Write a condition."""
        if depth <= 0:
            return self._path(seen, 0)
        return self._mostly(_TRUTH, seen, depth)

    def array(self, seen: Seen, depth: int) -> str:
        """Write an expression that should give several values."""
        if depth <= 0:
            return self._path(seen, 0, "array")
        return self._mostly(_ARRAY, seen, depth)

    def _mostly(self, forms: Sequence[str | Callable[..., str]], seen: Seen, depth: int) -> str:
        form = self._chance.choice(forms) if self._chance.random() < 0.93 else Writer.any
        return self.filled(form, seen, depth - 1) if isinstance(form, str) else form(self, seen, depth - 1)

    def filled(self, form: str, seen: Seen, depth: int) -> str:
        """Fill a form: `S` is for a text, `N` a number, `B` a condition, `A` an array, `X` anything.

        A predicate begins with a path, `Q`: one that holds of nothing makes null of nothing.
        """
        writes: Mapping[str, Callable[[Seen, int], str]] = {
            "S": self.text,
            "N": self.number,
            "B": self.truth,
            "A": self.array,
            "X": self.any,
            "O": self._mapping,
            "P": self._path,
            "Q": self._field,
            "K": lambda *_: self._chance.choice(_KINDS),
            "L": self._literal,
            "F": self._function,
            "G": lambda inner, below: self._function(inner, below, count=2),
        }
        return "".join(writes[each](seen, depth) if each in writes else each for each in form)

    def _literal(self, seen: Seen, depth: int) -> str:
        return self._chance.choice((*_TEXTS, *_NUMBERS, "true", "false", "null", "[]", "{}"))

    def _variable(self, seen: Seen, depth: int) -> str:
        names = [f"${name}" for name, _ in seen.variables]
        return self._chance.choice((*names, "$", "$$", self._path(seen, 0)))

    def _path(self, seen: Seen, depth: int, kind: str = "") -> str:
        known = list(paths(seen.schema))
        known += [
            (f"${name}.{rest}", inner) for name, below in seen.variables for rest, inner in paths(below)
        ]
        known += [(f"${name}", below) for name, below in seen.variables]
        fitting = [each for each in known if _is_of(each[1], kind)]
        if not known or self._chance.random() < 0.03:
            return self._chance.choice(("nothing", "a", "$.b", "*", "a.*", "**.a", "$$.c"))
        written, below = self._chance.choice(fitting or known)
        if depth > 0 and self._chance.random() < 0.6:
            written += self._behind(replace(seen, schema=below, has_parent=True), depth - 1)
        return written

    def _field(self, seen: Seen, depth: int) -> str:
        """Write a path of the context, of which nothing comes when there is no context."""
        return self._chance.choice([written for written, _ in paths(seen.schema)] or ["a", "$"])

    def _behind(self, seen: Seen, depth: int) -> str:
        form = self._chance.choice(_BEHIND)
        if "%" in form and not seen.has_parent:
            return ""
        if "@" in form or "#" in form:
            self._names += 1
            name = f"f{self._names}"
            inner = replace(seen, variables=(*seen.variables, (name, {} if "#" in form else seen.schema)))
            return self.filled(form.replace("~", f"${name}"), inner, depth)
        return self.filled(form, seen, depth)

    def _mapping(self, seen: Seen, depth: int) -> str:
        names = self._chance.sample(("active", "gone", "a", "b", "x"), self._chance.randint(0, 3))
        return "{" + ", ".join(f'"{name}": {self.any(seen, depth)}' for name in names) + "}"

    def _function(self, seen: Seen, depth: int, count: int = 1) -> str:
        self._names += 1
        names = [f"v{self._names}{letter}" for letter in "abc"[:count]]
        items: Schema = self._chance.choice([each for _, each in paths(seen.schema)] or [{}])
        inner = replace(seen, variables=(*seen.variables, *((name, items) for name in names)))
        taken = ", ".join(f"${name}" for name in names)
        return f"function({taken}) {{ {self.any(inner, depth)} }}"

    def _block(self, seen: Seen, depth: int) -> str:
        self._names += 1
        name = f"v{self._names}"
        known: Schema = {}
        if self._chance.random() < 0.6 and (found := list(paths(seen.schema))):
            value, known = self._chance.choice(found)
        else:
            value = self.any(seen, depth)
        inner = replace(seen, variables=(*seen.variables, (name, known)))
        return f"(${name} := {value}; {self.any(inner, depth)})"

    def _own(self, seen: Seen, depth: int) -> str:
        self._names += 1
        name = f"v{self._names}"
        called = replace(seen, functions=(*seen.functions, name))
        return f"(${name} := {self._function(seen, depth)}; {self.any(called, depth)})"

    def _called(self, seen: Seen, depth: int) -> str:
        if not seen.functions:
            return self._own(seen, depth)
        return f"${self._chance.choice(seen.functions)}({self.any(seen, depth)})"

    def _form(self, seen: Seen, depth: int) -> str:
        return self.filled(self._chance.choice(_FORMS), seen, depth)

    def _guarded(self, seen: Seen, depth: int) -> str:
        """Write a value behind a condition about the same value."""
        value = self._path(seen, 0)
        guard = self.filled(self._chance.choice(_GUARDS), seen, depth).replace("~", value)
        used = self.filled(self._chance.choice(_USES), seen, depth).replace("~", value)
        other = self.filled(self._chance.choice((*_USES, "X")), seen, depth).replace("~", value)
        return self._chance.choice(
            (
                f"({guard} ? {used} : {other})",
                f"({guard} ? {used})",
                f"({guard} and {used})",
                f"({guard} or {used})",
            )
        )


def _is_of(schema: Schema, kind: str) -> bool:
    if not kind:
        return True
    found = schema.get("type")
    kinds = found if isinstance(found, list) else [found]
    if kind == "string" and "enum" in schema:
        return True
    return kind in kinds or (kind == "number" and "integer" in kinds)


def _forms(written: str) -> Sequence[str]:
    """Take forms apart that stand two blanks apart."""
    return re.split(r"\s{2,}|\n", written.strip())


_FORMS = _forms("""
(B ? X : X)  (B ? X)  (X ?: X)  (X ?? X)  [X, X]  [[X], X]  [N..N]  O  {S: X, S: X}  $lookup(O, S)
$lookup(X, S)  $lookup(O, P)  $append(X, X)  $append(A, A)  $merge([O, O])  $merge(A)  $spread(X)
$keys(X)  $distinct(A)  $reverse(A)  $sort(A)  $sort(A, G)  $zip(A, A)  $map(A, F)  $filter(A, F)
$single(A, F)  $each(X, F)  $sift(X, F)  $reduce(A, G)  $reduce(A, G, X)  X ~> $string
(X ~> $string())  A ~> $map(F)  S ~> $split(',')  $map(A, $string)  ($string ~> $length)(X)
$substring(?, 1)(S)  $error(S)  $assert(B, S)  $match(S, /a/)  $clone(X)  (A)[0]  (A)[Q]  (A)[-1]
(A)[]  A[]  (X){S: X}  (A).(X)  (A).[X]  (A).{'a': X}  (A)^(X)  (A)^(>N)  (X ~> |a|{'b': X}|)
(X ~> |$|{'b': X}, 'a'|)  $.P  $$.P  (P; P)  (A)#$k.[$k, $]  (A)@$k.{'k': $k}
$map(A, function($v, $i) {[$v, $i]})  function($x) {X}(X)  $type(X)  $boolean(X)  -N  X = X  X in A
{'a': X}.a  {'a': X, 'b': X}.*  [X, X].a  $max([N, N])  [X][0]  [X, X][-1]  [X, X][1]  (P).X  P.%
P.a[$ = %.b]  $exists(X)  $not(X)  X & X  X != X  $count(X)  $sum(A)
""")
_TEXT = _forms("""
X & X  S & S  $string(X)  $uppercase(S)  $lowercase(S)  $trim(S)  $substring(S, N)
$substring(S, N, N)  $substringBefore(S, S)  $substringAfter(S, S)  $join(A, S)  $join(A)
$pad(S, N)  $replace(S, S, S)  $type(X)  (B ? S : S)  (S ?: S)  S  P  $fromMillis(N)
$encodeUrlComponent(S)  $formatNumber(N, '0.0')  $formatBase(N, 2)  S.$uppercase()  (S).$length()
$split(S, ',')[0]  $join([S, S])  $lookup(O, S)
""")
_NUMBER = _forms("""
N + N  N - N  N * N  N / 2  N % 3  -N  $length(S)  $number(X)  $number(S)  $count(X)  $sum(A)
$max(A)  $min(A)  $average(A)  $round(N)  $floor(N)  $abs(N)  $power(N, 2)  $sqrt(N)  (B ? N : N)  N
P  $toMillis(S)
""")
_TRUTH = _forms("""
X = X  X != X  P = L  P != L  P = null  P != null  N < N  N >= N  S > S  B and B  B or B  $not(B)
$exists(X)  $boolean(X)  P in ['active', 'gone']  X in A  L in P  $contains(S, S)  $contains(S, /a/)
$type(P) = K  $type(P) != K  K = $type(P)  P  X
""")
_ARRAY = _forms("""
[X, X]  [A, X]  [N..N]  P  (A)[Q]  (A)[Q = L]  $append(A, A)  $split(S, S)  $map(A, F)
$filter(A, F)  $keys(X)  (A).X  [S, S]  [N, N]  [O, O]  $distinct(A)  $reverse(A)  [P]  [X]  [P, P]
(A)[]  A
""")
_BEHIND = _forms("""
[0]  [-1]  [Q]  [Q = L]  [Q != L]  [Q > N]  [$exists(Q)]  [Q in ['active', null]]  [Q and B]
[$type($) = K]  [2]  []  .*  ^(P)  ^(>P, P)  @~.X  @~.~  #~.X  #~[~ = 0]  .(X)  .[X]  .{'a': X}
.$string()  .%  .(%.X)  {S: X}  {$string(P): P}  [0].X  [Q = L].X  [Q = L][0]  .P  .P[0]  .P[Q = L]
.$  .$[0]  .**  @~[~ = X].X  [$ = %.Q]
""")
_GUARDS = _forms("""
~  $not(~)  $exists(~)  $not($exists(~))  ~ = L  ~ != L  ~ = null  ~ != null  L = ~
~ in ['active', 'gone', null]  $not(~ in ['active'])  $boolean(~)  $type(~) = K  $type(~) != K
$not($type(~) = K)  ~ > N  ~ < S  ~ and B  ~ or B  $exists(~) and ~ != L  $not(~ = L)  $not(~ != L)
$not(~ = L) and ~  ~ = X  ~ != X  $count(~) > 0  $contains(~, S)  $length(~) > 0  B and ~  B or ~
$not(~ and B)  $not(B or ~)  $not($not(~))  $not(~ > N)  $not($boolean(~))  ~[0]  ~[0] = L
~[0] != null  $string(~) = S  $number(~)  (~)
""")
_USES = _forms("""
~  [~]  {'a': ~}  $type(~)  ~.X  ~[0]  $string(~)  (~ ? 1 : 2)  ~ = L  $uppercase(~)  ~ + 1
$lookup(O, ~)  ~.a  $not(~)  ~ & 'x'  $boolean(~)  $exists(~)  ~ != L  (~ ?: X)  (~ ?? X)
""")
_ANY: Sequence[Callable[[Writer, Seen, int], str]] = (
    *[Writer._form] * 3,
    *[Writer._path, Writer._guarded] * 2,
    *[Writer._block, Writer._own, Writer._called, Writer._literal, Writer._variable],
    *[Writer.text, Writer.number, Writer.truth, Writer.array],
)
