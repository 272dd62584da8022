"""What compiles and should not be there: time, dangerous patterns, secrets, plain http."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.benchmarks.mistakes._forms import calls
from tests.benchmarks.mistakes._mutant import Change, Maker
from tests.benchmarks.mistakes._project import Project
from tests.benchmarks.mistakes._schemas import NUMBER, TEXT
from unispec.documents import Style

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_FORBIDDEN = ("$now()", "$millis()", "$random()", "$eval(name)", '$eval("1 + 1")')
_SLOW = (r"/^(a+)+$/", r"/(x*)*y/", r"/^(\w|\d)+$/", r"/(.*a){20}b/", r"/^([a-z]+)*@/")


def forbidden_function(project: Project, dice: Random) -> Iterator[Change]:
    """A function that gives another result each time, or runs a text."""
    for leaf in project.leaves:
        if leaf.role in ("map", "request") and "\n" not in leaf.source:
            new = dice.choice(_FORBIDDEN)
            yield leaf.rewrite(new, [0], f"{leaf.name}: `{leaf.source}` becomes `{new}`")


def huge_range(project: Project, dice: Random) -> Iterator[Change]:
    """A literal range that fills the memory: the range, or the bracket before it."""
    for leaf in project.map_leaves:
        target = project.target(leaf)
        if target is not None and target.types and target.types <= NUMBER:
            for _ in range(3):
                last = dice.choice(["100000000", "9999999999", "1e9"])
                new = f"$sum([1..{last}])"
                story = f"{leaf.name}: `{leaf.source}` becomes `{new}`"
                yield leaf.rewrite(new, [len("$sum("), len("$sum([")], story)


def explosive_regex(project: Project, dice: Random) -> Iterator[Change]:
    """A pattern that takes exponential time on a text that does not match."""
    for leaf in project.leaves:
        for token in leaf.tokens:
            if token.kind == "regex":
                for new in _SLOW:
                    yield leaf.replace(token.start, token.end, new, f"{token.text} becomes {new}")
        target = project.target(leaf) if leaf.role == "map" else None
        if target is not None and target.types == TEXT and "\n" not in leaf.source and not target.is_date:
            pattern = dice.choice(_SLOW)
            new = f'$replace({leaf.source}, {pattern}, "")'
            yield leaf.rewrite(new, [new.index(pattern)], f"{leaf.name}: `{leaf.source}` becomes `{new}`")


def plain_http(project: Project, dice: Random) -> Iterator[Change]:
    """An address without the `s`; the value, or the letter."""
    for spec in project.specs:
        for route, entry in spec.entries.items():
            value = spec.value(route)
            if isinstance(value, str) and entry.style is Style.PLAIN and value.startswith("https://"):
                start = entry.start + len("http")
                at = (entry.start,)
                yield spec.change(start, start + 1, "", f"`{route[-1]}` is not encrypted", at=at)


def secret(project: Project, dice: Random) -> Iterator[Change]:
    """A credential in a spec: the value, or the part that is secret."""
    spec = project.common
    header = next(route for route in spec.keys if route[-1] == "Authorization")
    entry = spec.entries[header]
    for _ in range(8):
        token = _token(dice)
        at = (entry.start, entry.start + 1, entry.start + len('"Bearer '))
        yield spec.change(entry.start, entry.end, f'"Bearer {token}"', "a token in a header", at=at)
        known = next(route for route in spec.keys if route[:1] == ("vars",) and len(route) == 2)
        first, column = spec.lines(known)[0], spec.column(known)
        name = dice.choice(["token", "api_key", "client_secret", "password", "key"])
        new = f"{' ' * column}{name}: {token}\n"
        yield spec.change(
            first,
            first,
            new,
            f"a secret in `vars.{name}`",
            at=(first + column, first + column + len(name) + 2),
        )


def _token(dice: Random) -> str:
    """Something that looks like a credential, made of dice: a JSON web token, or a key with a prefix."""

    def letters(count: int) -> str:
        return "".join(dice.choice(_LETTERS) for _ in range(count))

    prefix = dice.choice(["sk_live_", "ghp_", "xoxb-", "jwt"])
    if prefix == "jwt":
        return f"eyJ{letters(30)}.eyJ{letters(60)}.{letters(43)}"
    return f"{prefix}{letters(36)}"


def unbounded_related(project: Project, dice: Random) -> Iterator[Change]:
    """A related call of a list is made for every record, always: at the call, or where it is named."""
    for spec in project.resources:
        for route in spec.keys:
            if route[-1] in ("when", "per") and len(route) > 2 and route[-3] == "related":
                start, end = spec.lines(route)
                key = spec.key(route[:-1])[0]
                below = [spec.key(each)[0] for each in spec.keys if each[:-1] == route[:-1] and each != route]
                first = min(below)
                first -= end - start if first > start else 0
                operation = spec.entries[(*route[:-1], "operation")].start
                operation -= end - start if operation > start else 0
                at = (key, first, operation)
                yield spec.change(start, end, "", f"`{route[-2]}` loses its `{route[-1]}`", at=at)


def case_secret(project: Project, dice: Random) -> Iterator[Change]:
    """A credential in a recorded case: the value, or its key."""
    for spec in project.cases:
        entry = spec.entries[("summary",)]
        name = dice.choice(["token", "access_token", "api_key"])
        new = f"\nconnection: {{{name}: {_token(dice)}}}"
        if (
            ("connection",) in spec.entries
            or not spec.is_block(("summary",))
            or entry.style is not Style.PLAIN
        ):
            continue
        start = spec.lines(("summary",))[1] - 1
        key = start + len("\nconnection: {")
        yield spec.change(
            start, start, new, f"a secret in `connection.{name}`", at=(key, key + len(name) + 2)
        )


def dollar_less_call(project: Project, dice: Random) -> Iterator[Change]:
    """A method call as other languages have it."""
    for leaf in project.map_leaves:
        for call in calls(leaf):
            if len(call.arguments) == 1 and call.name.start == 0 and call.end + 1 == len(leaf.source):
                inner = leaf.source[slice(*call.arguments[0])]
                new = f"{inner}.{call.name.text[1:]}()"
                at = (len(inner) + 1, 0)
                yield leaf.rewrite(new, at, f"{leaf.name}: `{leaf.source}` becomes `{new}`")


KINDS: dict[str, Maker] = {
    "forbidden-function": forbidden_function,
    "huge-range": huge_range,
    "explosive-regex": explosive_regex,
    "plain-http": plain_http,
    "secret": secret,
    "secret-in-case": case_secret,
    "unbounded-related": unbounded_related,
    "method-call": dollar_less_call,
}
