"""The last look at what is to be written: no credential, nothing like a secret, nothing that was replaced."""

from __future__ import annotations

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from unispec.data import Json
from unispec.diagnostics import secret_in
from unispec.recording._disguise import Found
from unispec.recording._escapes import readings, said_by
from unispec.recording._forms import PIECES, RUN, is_harmless

_SHORTEST = 4
_SURE = 8
_SHORT_TEXT = 3
_SHORT_NUMBER = 5

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that must not be written: what kind of thing, and where; never itself."""

    kind: str
    place: str


class Gate:
    """Knows what must not be written; `allowed` are texts whose words may stand anywhere."""

    def __init__(
        self, secrets: Collection[str], found: Found, allowed: Collection[str], pages: frozenset[str]
    ) -> None:
        self._credential = credential_pattern(secrets)
        self._pages = pages
        self._days = found.days
        free = {run for text in allowed for run in RUN.findall(text.lower())}
        self._atoms = {each for each in found.atoms if _is_telling(each)} - free
        self._texts = {text for text in found.texts if len(text) >= _SHORT_TEXT} - found.kept
        self._texts = {text for text in self._texts if not set(RUN.findall(text.lower())) <= free}

    def leak(self, data: Json) -> Leak | None:
        """Find the first thing in data that must not be written."""
        for place, text, key in _texts(data, ()):
            kind = self._kind(text, key)
            if kind is not None:
                return Leak(kind, _written(place))
        return None

    def is_clean(self, text: str) -> bool:
        """Tell whether a written text holds no credential and nothing like a secret."""
        return not self._has_credential(text) and secret_in("", text, self._pages) is None

    def _kind(self, text: str, key: str) -> str | None:
        if self._has_credential(text):
            return "a credential"
        found = secret_in(key, text, self._pages)
        if found is not None:
            return found.kind
        if text in self._texts or any(day in text for day in self._days):
            return "a value that was to be replaced"
        if is_harmless(text, key):
            return None
        plain = PIECES.sub(_without_dates, text.lower())
        runs = set(RUN.findall(plain)) | (set(RUN.findall(unquote(plain))) if "%" in plain else set())
        return "a part of a value that was to be replaced" if runs & self._atoms else None

    def _has_credential(self, text: str) -> bool:
        said = (each.casefold() for each in readings(text))
        return any(self._credential.search(each) or self._credential.search(each[::-1]) for each in said)


def credential_pattern(secrets: Collection[str]) -> re.Pattern[str]:
    """Match any of the secrets in small letters, plain or encoded; those of under 4 characters are none."""
    known = sorted({each for each in secrets if len(each) >= _SHORTEST})
    ways = {way for secret in known for way in _ways(secret.casefold()) | _encoded(secret)}
    return re.compile("|".join(sorted(ways, key=lambda way: (-len(way), way))) or r"(?!)")


def _ways(plain: str) -> set[str]:
    """A short secret is looked for as a word, as it may well be a part of one."""
    forms = {plain, quote(plain, safe="").casefold(), json.dumps(plain)[1:-1]}
    if len(plain) >= _SURE:
        return {re.escape(form) for form in forms}
    return {rf"(?<![^\W_]){re.escape(form)}(?![^\W_])" for form in forms}


def _encoded(secret: str) -> set[str]:
    content = secret.encode()
    found = {content.hex(), secret.encode("utf-16-le").hex()}
    for encode in (b64encode, urlsafe_b64encode):
        for before in range(3):
            text = encode(b"\0" * before + content).decode().rstrip("=")
            start, end = (0, 2, 3)[before], (len(content) + before) % 3
            found.add(text[start : len(text) - (1 if end else 0)].casefold())
    return {re.escape(each) for each in found if len(each) >= _SHORTEST}


def _without_dates(match: re.Match[str]) -> str:
    return " " if match.lastgroup in ("date", "mailed", "day") else match[0]


def _is_telling(atom: str) -> bool:
    return bool(atom.strip("0")) and len(atom) >= (_SHORT_NUMBER if atom.isdecimal() else _SHORTEST)


def _texts(data: Json, place: Place) -> Iterator[tuple[Place, str, str]]:
    """Every text of data: its place, itself, and the name that it stands under; names are texts, too."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield (*place, "(a name)"), name, ""
            yield from _texts(value, (*place, name))
    elif isinstance(data, list):
        yield from ((place, text, "") for text in _together(data))
        for index, value in enumerate(data):
            yield from _texts(value, (*place, index))
    elif isinstance(data, str):
        yield place, data, _key(place)
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield place, str(abs(data)), ""


def _together(data: list[Json]) -> Iterator[str]:
    """What the items of a list say together: as bytes, and one after the other."""
    said = said_by(data)
    if said is not None:
        yield said
    if len(data) > 1 and all(type(each) in (str, int) for each in data):
        yield "".join(map(str, data))


def _key(place: Place) -> str:
    return next((step for step in reversed(place) if isinstance(step, str)), "")


def _written(place: Place) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")
