"""The map of a resource: for each field of the unified model the field of the record that is most like it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from unispec.data import Json
from unispec.models import Model
from unispec.scaffolding._draft import Branch, Leaf, Option, Part, Remark, comment
from unispec.scaffolding._expressions import PERSON, array, literal, partner, scalar
from unispec.scaffolding._matches import Match, asked, by_values, matches, near
from unispec.scaffolding._openapi import Node
from unispec.scaffolding._samples import sample
from unispec.scaffolding._view import View, fields_of, view
from unispec.scaffolding._words import Words, quoted, words_of

_INNER = (
    "dateTime",
    "date_time",
    "datetime",
    "value",
    "timestamp",
    "iso",
    "utc",
    "at",
    "time",
    "text",
    "plain",
)
_IDS = ("id", "uuid", "uri", "guid", "key")
_ID_WORDS = tuple((each,) for each in _IDS)
_DEEPEST = 2
_SKIPPED = "remote_data"
_NO_ID = '$error("the map does not say yet where `id` is")'


def home_of(model: Model) -> Model:
    """The model whose record it is: a model may be no more than a reference to another one."""
    return Model(model.name, model.resolve(model.schema), model.siblings)


@dataclass(frozen=True)
class Mapper:
    """Guesses the map of a model from the shape of a record; an empty shape is one that nobody knows."""

    unified: Model
    record: str
    root: Node

    @cached_property
    def model(self) -> Model:
        """The model that says what a record is."""
        return home_of(self.unified)

    def parts(self) -> list[Part]:
        """The entries of the map: what was found, and as comments what was not."""
        schema = self.model.resolve(self.model.schema)
        if not self.record:
            return self._unknown(schema)
        seen = view({"$ref": f"#/$defs/{self.record}"}, self.root)
        found, missing = self._object(schema, seen, "", words_of(self.record), 0)
        parts: list[Part] = list(found)
        if missing:
            parts.append(
                Remark(
                    ["", f"Not found in `{comment(self.record)}`; each of these may be left out:", *missing]
                )
            )
        return parts

    def coverage(self) -> tuple[bool, int]:
        """Tell whether each required field was found, and how many fields were."""
        schema = self.model.resolve(self.model.schema)
        seen = view({"$ref": f"#/$defs/{self.record}"}, self.root)
        found, _ = self._object(schema, seen, "", words_of(self.record), 0)
        real = {each.key for each in found if not (isinstance(each, Leaf) and _is_literal(each))}
        return set(schema.get("required", ())) <= real, len(real)

    def _unknown(self, schema: Mapping[str, Any]) -> list[Part]:
        required = schema.get("required", ())
        parts: list[Part] = [self._same(name, fields_of(schema)[name]) for name in required]
        others = [
            self._line(name, each)
            for name, each in fields_of(schema).items()
            if name not in required and name != _SKIPPED
        ]
        return [*parts, Remark(["", "The model has these fields, too; each may be left out:", *others])]

    def _same(self, name: str, schema: Mapping[str, Any]) -> Leaf:
        value = literal(self._sample(schema)) + "\n"
        return Leaf(name, [Option(name), Option(value)])

    def _line(self, name: str, schema: Json, candidates: Sequence[str] = ()) -> str:
        about = (schema.get("description") or "") if isinstance(schema, dict) else ""
        close = f" Perhaps {', '.join(candidates)}." if candidates else ""
        return comment(f"{name}: …  # {comment(about, 90 - len(close))}{close}", 160)

    def _object(
        self, schema: Mapping[str, Any], seen: View, prefix: str, owner: Words, depth: int
    ) -> tuple[list[Leaf | Branch], list[str]]:
        required = schema.get("required", ())
        found: list[Leaf | Branch] = []
        missing: list[str] = []
        for name, each in fields_of(schema).items():
            if name == _SKIPPED:
                continue
            wanted = self.model.resolve(each)
            part = self._field(name, wanted, seen, prefix, owner, depth, asked(name, schema))
            if name in required and depth == 0:
                found.append(self._required(name, wanted, part))
            elif part is not None:
                found.append(part)
            else:
                missing.append(self._line(name, each, near(asked(name, schema), seen, self.root)))
        return found, missing

    def _field(
        self,
        name: str,
        wanted: Mapping[str, Any],
        seen: View,
        prefix: str,
        owner: Words,
        depth: int,
        called: str,
    ) -> Leaf | Branch | None:
        if wanted.get("type") == "object":
            return self._branch(name, wanted, seen, prefix, owner, depth) if depth < _DEEPEST else None
        options: list[Option] = []
        found = matches(called, seen, owner, self.root, prefix)
        for each in found:
            options += self._options(each, wanted)
        if wanted.get("type") == "array" and not options:
            options += self._by_id(name, wanted, seen, prefix)
        if wanted.get("enum") and not options:
            for each in by_values(seen, wanted["enum"], self.root, partner):
                options += self._options(replace(each, path=prefix + each.path), wanted)
        return Leaf(name, options) if options else None

    def _options(self, each: Match, wanted: Mapping[str, Any]) -> Iterator[Option]:
        inner = view(each.schema, self.root)
        found: list[Option] = []
        if wanted.get("type") == "array":
            found += array(each.path, inner, wanted, self.model, self.root)
        else:
            found += scalar(each.path, inner, wanted)
            for below in _INNER:
                if below in inner.properties:
                    path = f"{each.path}.{quoted(below)}"
                    found += scalar(path, view(inner.properties[below], self.root), wanted)
        for option in found:
            yield replace(option, is_guess=option.is_guess or each.is_guess)

    def _called(self, name: str, seen: View) -> str | None:
        """The field that holds the id of a thing: `service_id` for a service."""
        for each in seen.properties:
            words = words_of(each)
            if (
                words[-1:]
                and words[-1] in _IDS
                and matches(name, View(properties={"_".join(words[:-1]): {}}), ())
            ):
                return each
        return None

    def _by_id(self, name: str, wanted: Mapping[str, Any], seen: View, prefix: str) -> list[Option]:
        each = self._called(name, seen)
        if each is None:
            return []
        inner = view(seen.properties[each], self.root)
        found = array(prefix + quoted(each), inner, wanted, self.model, self.root)
        return [replace(option, is_guess=True) for option in found]

    def _branch(
        self, name: str, wanted: Mapping[str, Any], seen: View, prefix: str, owner: Words, depth: int
    ) -> Branch | None:
        for each in matches(name, seen, owner, None, prefix):
            inner = view(each.schema, self.root)
            if inner.properties:
                children, _ = self._object(wanted, inner, f"{each.path}.", words_of(each.name), depth + 1)
            else:
                children = self._single(each.name, each.path, inner, wanted)
            if _is_whole(wanted, children):
                return Branch(name, list(children))
        by_id = self._called(name, seen)
        if by_id is not None and "id" in fields_of(wanted):
            children = self._single(
                by_id, prefix + quoted(by_id), view(seen.properties[by_id], self.root), wanted
            )
            if _is_whole(wanted, children):
                return Branch(name, list(children))
        own = {
            each: schema
            for each, schema in seen.properties.items()
            if _begins(words_of(each), words_of(name))
        }
        if name == PERSON and not own:
            own = {
                each: schema
                for each, schema in seen.properties.items()
                if words_of(each)[-1:] not in _ID_WORDS
            }
        children = []
        if own:
            view_of = View({"object"}, own, seen.required & set(own))
            children, _ = self._object(wanted, view_of, prefix, words_of(name), depth + 1)
        return Branch(name, list(children)) if own and _is_whole(wanted, children) else None

    def _single(self, name: str, path: str, seen: View, wanted: Mapping[str, Any]) -> list[Leaf | Branch]:
        """Fill an object from one value: its id, or what it is called."""
        known = fields_of(wanted)
        is_id = "id" in wanted.get("required", ()) or words_of(name)[-1:] in [(each,) for each in _IDS]
        for key in ("id", "name", "url") if is_id else ("name", "id", "url"):
            if key in known and not self.model.resolve(known[key]).get("enum"):
                options = list(scalar(path, seen, self.model.resolve(known[key])))
                return [Leaf(key, options)] if options else []
        return []

    def _required(self, name: str, wanted: Mapping[str, Any], part: Leaf | Branch | None) -> Leaf | Branch:
        """A required field has a last option that is always right: a value of the model."""
        about = (f"Nothing in `{comment(self.record)}` was taken for it: say where it is.",)
        value = (
            '$error("the map does not say yet where `id` is")'
            if name == "id"
            else literal(self._sample(wanted))
        )
        last = Option(value + "\n", about, is_placeholder=True)
        if isinstance(part, Leaf):
            options = []
            for each in part.options:
                text = str(each.value).strip()
                is_time = wanted.get("format") == "date-time" or name == "id" or wanted.get("enum")
                other = f'$error("a record has no `{name}`")' if is_time else '"Untitled"'
                guarded = f"{_condition(text)} ? {text} : {other}\n"
                options += (
                    [each]
                    if wanted.get("type") != "string"
                    else [each, replace(each, value=guarded, is_guess=each.is_guess or not is_time)]
                )
            return Leaf(name, [*options, last], must_stay=True)
        return Leaf(name, [last], must_stay=True)

    def _sample(self, wanted: Mapping[str, Any]) -> Json:
        made = sample(dict(wanted), dict(self.model.schema), by_example=False)
        return "change-me" if made is None else made


def _condition(text: str) -> str:
    """What must hold for an expression to give something: its own path."""
    if text.startswith("$string(") and text.endswith(")"):
        return f"$exists({text[8:-1]})"
    return text if all(each.isalnum() or each in "_.`" for each in text) else f"$boolean({text})"


def _is_literal(part: Leaf) -> bool:
    return len(part.options) == 1


def _begins(words: Words, start: Words) -> bool:
    return len(words) > len(start) and words[: len(start)] == start


def _is_whole(wanted: Mapping[str, Any], children: list[Leaf | Branch]) -> bool:
    return bool(children) and set(wanted.get("required", ())) <= {each.key for each in children}
