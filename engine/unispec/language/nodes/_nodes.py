"""The syntax of a JSONata expression as values: one class for each form, each with its place.

`start` and `end` are character offsets in the source, the end excluded; they embrace the whole form,
with its brackets where it has any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from unispec.data import Json


@dataclass(frozen=True, slots=True)
class Syntax:
    """A form of an expression, and where it stands."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal(Syntax):
    """A string, a number, `true`, `false` or `null`."""

    value: Json


@dataclass(frozen=True, slots=True)
class Regex(Syntax):
    """A regular expression; `pattern` is without its slashes and flags."""

    pattern: str
    flags: str


@dataclass(frozen=True, slots=True)
class Name(Syntax):
    """A field of the context: plain, in backticks, or a quoted step of a path."""

    name: str


@dataclass(frozen=True, slots=True)
class Wildcard(Syntax):
    """`*`, every field of the context."""


@dataclass(frozen=True, slots=True)
class Descendants(Syntax):
    """`**`, every value below the context."""


@dataclass(frozen=True, slots=True)
class Parent(Syntax):
    """`%`, what the context was read from."""


@dataclass(frozen=True, slots=True)
class Variable(Syntax):
    """`$name`; the name is empty for `$`, the context, and `$` for `$$`, the whole input."""

    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """`[…]` behind a step: an index or a condition."""

    condition: Expr


@dataclass(frozen=True, slots=True)
class Position:
    """`#$name` behind a step: the variable that holds the index."""

    name: str


Stage: TypeAlias = Filter | Position


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: what it evaluates, `@$focus` of it, and the stages behind it in order."""

    expr: Expr
    focus: str | None = None
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class Path(Syntax):
    """Steps joined by `.`; a single name is a path of one step. `keeps_array` tells of a `[]` in it."""

    steps: tuple[Step, ...]
    keeps_array: bool = False


@dataclass(frozen=True, slots=True)
class SortTerm:
    """What one `^(…)` compares."""

    expr: Expr
    is_descending: bool


@dataclass(frozen=True, slots=True)
class Sort(Syntax):
    """`^(…)`, a step of a path that sorts what came before."""

    terms: tuple[SortTerm, ...]


@dataclass(frozen=True, slots=True)
class Filtered(Syntax):
    """Predicates behind something that is no path: `$split(x, "/")[-1]`."""

    of: Expr
    stages: tuple[Stage, ...]
    keeps_array: bool = False


@dataclass(frozen=True, slots=True)
class Range(Syntax):
    """`first..last` inside `[…]`."""

    first: Expr
    last: Expr


@dataclass(frozen=True, slots=True)
class Array(Syntax):
    """`[…]`."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Object(Syntax):
    """`{key: value, …}` that makes one object."""

    entries: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True, slots=True)
class Group(Syntax):
    """`of{key: value, …}` that groups many values into one object.

    In `a{…}.b` it is `a.b` that is grouped; only there is `of` not wholly before the entries.
    """

    of: Expr
    entries: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True, slots=True)
class Negation(Syntax):
    """`-of`."""

    of: Expr


@dataclass(frozen=True, slots=True)
class Binary(Syntax):
    """Two operands: `= != < <= > >= and or in + - * / % &`."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Condition(Syntax):
    """`condition ? then : otherwise`."""

    condition: Expr
    then: Expr
    otherwise: Expr | None


@dataclass(frozen=True, slots=True)
class Default(Syntax):
    """`left ?: otherwise`, the left if it is true, and `left ?? otherwise`, the left if it exists."""

    operator: str
    left: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Block(Syntax):
    """`( … ; … )`, a scope; its value is that of the last."""

    expressions: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Bind(Syntax):
    """`$name := value`."""

    name: str
    value: Expr


@dataclass(frozen=True, slots=True)
class Lambda(Syntax):
    """`function($a, $b) { body }`."""

    parameters: tuple[str, ...]
    body: Expr


@dataclass(frozen=True, slots=True)
class Call(Syntax):
    """`function(arguments)`; `piped` is the left of a `~>` that is given as the first argument.

    JSONata ignores predicates and groupings behind a call that is piped into: `ignored` is what they hold.
    """

    function: Expr
    arguments: tuple[Expr, ...]
    piped: Expr | None = None
    ignored: tuple[Expr, ...] = ()

    @property
    def name(self) -> str:
        """The name that the function is called by; empty for a function that is made in place."""
        return self.function.name if isinstance(self.function, Variable) else ""

    @property
    def given(self) -> tuple[Expr, ...]:
        """Everything that the function is given, from the first argument on."""
        return self.arguments if self.piped is None else (self.piped, *self.arguments)


@dataclass(frozen=True, slots=True)
class Partial(Syntax):
    """A call with `?` among its arguments (None here), which makes a function of those."""

    function: Expr
    arguments: tuple[Expr | None, ...]


@dataclass(frozen=True, slots=True)
class Pipe(Syntax):
    """`left ~> right` where the right is no call: it is called with the left, or composed with it."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Transform(Syntax):
    """`|pattern|update, delete|`, a function that changes a copy."""

    pattern: Expr
    update: Expr
    delete: Expr | None


Expr: TypeAlias = (
    Literal
    | Regex
    | Name
    | Wildcard
    | Descendants
    | Parent
    | Variable
    | Path
    | Sort
    | Filtered
    | Range
    | Array
    | Object
    | Group
    | Negation
    | Binary
    | Condition
    | Default
    | Block
    | Bind
    | Lambda
    | Call
    | Partial
    | Pipe
    | Transform
)
