"""JSONata that makes a value of one kind out of a field of another kind: the best way first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unispec.data import Json, encode
from unispec.models import Model
from unispec.scaffolding._draft import Option, comment, expression
from unispec.scaffolding._matches import asked, matches
from unispec.scaffolding._openapi import Node, mapping
from unispec.scaffolding._view import View, fields_of, view
from unispec.scaffolding._words import VALUES, Words, likeness, stems, words_of

_NUMBERS = ("integer", "number")
_MAIN = ("id", "email", "number", "url", "value", "name")
_DATES = frozenset({"created_at", "updated_at"})

PERSON = "person"
"""The field of a unified record that holds what its own record says of somebody."""


def literal(value: Json) -> str:
    """Write a value as JSONata."""
    return encode(value).decode()


def translated(path: str, theirs: list[Json], ours: list[Json]) -> Option | None:
    """Look the words of one list up in another; those without a partner are named in a comment."""
    pairs = {each: partner(each, ours) for each in theirs if isinstance(each, str)}
    if len(pairs) != len(theirs) or not any(pairs.values()):
        return None
    if all(key == value for key, value in pairs.items()):
        return Option(expression(path))
    is_guess = any(value and words_of(key) != words_of(value) for key, value in pairs.items())
    table = {key: value for key, value in pairs.items() if value is not None}
    left = [key for key, value in pairs.items() if value is None]
    above = (
        (f"unispec: allow forgotten-value: no word yet for {comment(', '.join(left), 70)}",) if left else ()
    )
    return Option(f"$lookup({_table(table)}, {path})\n", above, is_guess)


def _table(pairs: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{literal(key)}: {literal(value)}" for key, value in pairs.items()) + "}"


def partner(word: str, ours: list[Json]) -> str | None:
    best, found = 0.0, None
    for each in ours:
        score = max(likeness(str(each), word, VALUES), likeness(word, str(each), VALUES))
        if score > best:
            best, found = score, str(each)
    return found


def scalar(path: str, seen: View, wanted: Mapping[str, Any]) -> Iterator[Option]:
    """Make a text, a number or a truth value out of a field; nothing when the kinds do not meet."""
    kind, ours = wanted.get("type"), list(wanted.get("enum", ()))
    if ours and kind in ("string", None):
        found = translated(path, seen.values, ours) if seen.values else None
        if found is not None:
            yield found
    elif wanted.get("format") == "date-time":
        is_guess = not seen.has("string") or seen.format == "date"
        yield from (Option(expression(each), is_guess=is_guess) for each in _times(path, seen))
    elif kind == "string" and seen.has("string"):
        yield Option(path)
    elif kind == "string" and seen.has(*_NUMBERS, "string"):
        yield Option(f"$string({path})")
        yield Option(expression(f"{path} ? $string({path})"))
    elif (kind == "boolean" and seen.has("boolean")) or (kind in _NUMBERS and seen.has(*_NUMBERS)):
        yield Option(path)


def _times(path: str, seen: View) -> Iterator[str]:
    if seen.has("string") and seen.format == "date":
        yield f'{path} ? {path} & "T00:00:00Z"'
    elif seen.has("string") and seen.format in ("", "date-time"):
        yield path
    elif seen.has(*_NUMBERS):
        scale = "" if _is_in_millis(path, seen) else " * 1000"
        yield f"$fromMillis({path}{scale})"
        yield f"{path} ? $fromMillis({path}{scale})"


def _is_in_millis(path: str, seen: View) -> bool:
    return words_of(path)[-1:] in (("ms",), ("millis",)) or "millis" in seen.about.lower()


def _owner(path: str) -> Words:
    """What a thing in a list is called: a team in `teams`."""
    return stems(words_of(path.rsplit(".", 1)[-1]))


def array(path: str, seen: View, wanted: Mapping[str, Any], model: Model, root: Node) -> Iterator[Option]:
    """Make a list out of a list, or out of a single thing."""
    items = model.resolve(mapping(wanted.get("items")))
    inner = view(seen.items, root) if "array" in seen.kinds else seen
    if items.get("type") != "object":
        element = next(scalar("$", inner, items), None) if not items.get("enum") else None
        if element is not None and element.value == "$":
            if "array" in seen.kinds:
                yield Option(f"[{path}]\n")
                yield Option(f"[{path}[$]]\n")
            else:
                yield Option(f"{path} ? [{path}]\n")
        return
    if inner.properties:
        made = constructed(
            items, inner, "" if "array" in seen.kinds else f"{path}.", model, root, _owner(path)
        )
        if made is not None:
            text = f"[{path}.{made}]" if "array" in seen.kinds else f"{path} ? [{made}]"
            yield Option(text + "\n", is_guess=True)
        return
    main = _main(items)
    if main is not None and inner.has("string", *_NUMBERS):
        value = "$" if "array" in seen.kinds else path
        value = value if inner.has("string") else f"$string({value})"
        made = f'{{"{main}": {value}}}'
        yield Option((f"[{path}.{made}]" if "array" in seen.kinds else f"{path} ? [{made}]") + "\n")


def _main(items: Mapping[str, Any]) -> str | None:
    """The one field of an item that a single value can fill."""
    required = list(items.get("required", ()))
    if len(required) > 1:
        return None
    known = fields_of(items)
    return next((each for each in (*required, *_MAIN) if known.get(each, {}).get("type") == "string"), None)


def constructed(
    wanted: Mapping[str, Any], seen: View, prefix: str, model: Model, root: Node, owner: Words = ()
) -> str | None:
    """Make an object out of fields; None when a required field is not found."""
    made: dict[str, str] = {}
    for name, schema in fields_of(wanted).items():
        plain = model.resolve(schema)
        if plain.get("type") in ("object", "array"):
            inner = _inner(name, plain, seen, prefix, model, root)
            made |= {name: inner} if inner else {}
            continue
        for each in matches(asked(name, wanted), seen, owner, root, prefix):
            option = next(scalar(each.path, view(each.schema, root), plain), None)
            if option is not None and not option.above:
                made[name] = str(option.value).strip()
                break
    if not made.keys() - _DATES or any(name not in made for name in wanted.get("required", ())):
        return None
    return "{" + ", ".join(f'"{name}": {value}' for name, value in made.items()) + "}"


def _inner(
    name: str, wanted: Mapping[str, Any], seen: View, prefix: str, model: Model, root: Node
) -> str | None:
    """Make what an object holds: a person out of the same fields, or a list of addresses."""
    if name == PERSON:
        known = {key: each for key, each in fields_of(wanted).items() if key != "id"}
        return constructed({**wanted, "properties": known}, seen, prefix, model, root)
    if name != "emails":
        return None
    for each in matches(name, seen, (), None, prefix):
        option = next(array(each.path, view(each.schema, root), wanted, model, root), None)
        if option is not None:
            return str(option.value).strip()
    return None
