"""Texts in disguise: every piece of a text that could be somebody's is replaced, the same one always alike.

Pieces are e-mail addresses, URLs, telephone numbers, ids, words and numbers. As each is replaced by itself, a
text that a spec puts together from others comes out as it would from the replaced ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from unispec.diagnostics import secret_in
from unispec.recording._address import Address, url_in_disguise
from unispec.recording._days import born_before, other_day, part_of_a_day
from unispec.recording._escapes import decoded
from unispec.recording._forms import (
    DIGITS,
    PIECES,
    RUN,
    is_drawn,
    is_epoch,
    is_harmless,
    is_hexadecimal,
)
from unispec.recording._keys import NAMELESS, Name, is_count, is_id, is_time
from unispec.recording._signs import any_of, plain, spread
from unispec.recording._stand_ins import StandIns
from unispec.recording._vocabulary import Vocabulary

_SHORT_NUMBER = 4
_LONG_NUMBER = 7
_LONG_SPAN = 9
_LONGEST_KIND = len("cus_")
_OLD = 15
_RESERVED = frozenset({"example", "invalid", "localhost", "test"})
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")


@dataclass
class Found:
    """What a first reading finds, and a second one must know from the beginning.

    `atoms` and `texts` are what was replaced, the pieces in small letters; `days` are days of birth,
    `plain` numbers that the caller gave, `kept` values that the author keeps, `secrets` what looks like one.
    """

    atoms: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    kept_keys: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the name of a text asks for: numbers that may be times, words and few digits that must go."""

    name: Name = NAMELESS
    is_timed: bool = False
    is_forced: bool = False
    is_own: bool = False


_LOOSE = _Asked(is_own=True)


class Disguise:
    """Replaces texts; `known` is what an earlier reading found."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        address: Address,
        now: datetime,
        known: Found | None = None,
        salt: int = 0,
    ) -> None:
        self.vocabulary = vocabulary
        self.known = known or Found()
        self.found = Found()
        self.now = now
        self._address = address
        self._salt = salt
        self._stand_ins = StandIns(self.known.atoms, salt)
        self._secret = any_of(self.known.secrets)

    def text(self, text: str, name: Name = NAMELESS, *, is_timed: bool = False, is_own: bool = False) -> str:
        """Replace what a text holds; `name` is what it stands under."""
        if not text or text in self.known.kept:
            return text
        is_forced = self._is_forced(name)
        if not is_forced and is_harmless(text, name.key):
            return text
        said = decoded(text)
        asked = _Asked(name, is_timed, is_forced, is_own or self._is_own(name))
        given = "".join(self._cut(said, asked))
        if given == text:
            return text
        self.found.texts.add(text)
        is_clean = secret_in(name.key, given, self.vocabulary.pages) is None
        return given if is_clean else self._redacted(text)

    def key(self, key: str) -> str:
        """Replace the name of a field, unless everybody may know it."""
        if self.vocabulary.knows_key(key) or key in self.known.kept_keys:
            return key
        return self.text(key, is_own=True)

    def query_value(self, name: str, value: str) -> str:
        """Replace the value of a query parameter."""
        if value.isdecimal() and (
            name in self.vocabulary.counts or (is_count(name) and len(value) < _SHORT_NUMBER)
        ):
            return value
        timed = is_time(name) and value not in self.known.atoms
        return self.text(value, NAMELESS.below(name), is_timed=timed)

    def loose(self, text: str) -> str:
        """Replace every run of letters and digits."""
        return RUN.sub(lambda match: self._run(match[0], _LOOSE), plain(text))

    def digits(self, digits: str, *, timed: bool = False) -> str:
        """Replace digits, unless there are few of them, or the spec or the caller wrote them."""
        if digits in self.known.plain:
            return digits
        if digits not in self.known.atoms and (
            len(digits) < _SHORT_NUMBER or digits in self.vocabulary.words
        ):
            return digits
        return digits if timed and is_epoch(digits, self.now) else self.own_digits(digits)

    def own_digits(self, digits: str, *, is_id: bool = False) -> str:
        """Replace digits that are somebody's own; short ones are the same elsewhere when they are an id."""
        given = self._stand_ins.digits(digits)
        if given != digits and (is_id or len(digits) >= _SHORT_NUMBER):  # nothing but zeros stays
            self.found.atoms.add(digits)
        return given

    def other_part(self, key: str, digits: str) -> int:
        """Replace the day, the month or the year of a birth."""
        return part_of_a_day(key, self._stand_ins.number(key, digits) + self._salt)

    def is_unknown(self, key: str) -> bool:
        """Tell whether nobody knows what a field is."""
        return bool(key) and key not in self.known.kept_keys and not self.vocabulary.knows_key(key)

    def host(self, host: str) -> str:
        """Replace the name of a host, unless the spec names it."""
        if host.lower() in self.vocabulary.hosts:
            return host
        if ":" in host or re.fullmatch(r"[0-9.]+", host):
            return self._ip6(host) if ":" in host else self._ip(host, ".")
        own = next((end for end in self.vocabulary.domains if host.lower().endswith(f".{end}")), None)
        if host.lower() in self.vocabulary.domains:
            return host
        if own is not None:
            return f"{self.loose(host[: -len(own) - 1])}.{own}"
        *front, top = host.split(".")
        words = [self.loose(label) for label in front]
        if top.lower() in _RESERVED:
            words.append(top)
        else:
            words += ["example"] if top.lower() == "com" and front else [self.loose(top), "example"]
        return ".".join(words)

    def _is_forced(self, name: Name) -> bool:
        """Tell whether no part of a text may stay, known or not."""
        return name.is_secret and name.key.lower() not in self.vocabulary.pages

    def _is_own(self, name: Name) -> bool:
        """Tell whether even few digits must be replaced: of persons, of ids, of names that nobody knows."""
        if name.is_personal or name.is_birth or name.is_secret or is_id(name.key):
            return True
        return self.is_unknown(name.key)

    def _cut(self, text: str, asked: _Asked) -> Iterator[str]:
        """Take out what looks like a secret, then replace the pieces of what is left."""
        reached = 0
        for begin, end in self._secrets(text, asked.name.key):
            yield from self._pieces(text[reached:begin], asked)
            yield self._redacted(text[begin:end])
            reached = end
        yield from self._pieces(text[reached:], asked)

    def _redacted(self, secret: str) -> str:
        self.found.secrets.add(secret)
        return f"redacted-{self._stand_ins.number('secret', secret) + 1}"

    def _secrets(self, text: str, key: str) -> list[tuple[int, int]]:
        spans = [match.span() for match in self._secret.finditer(text)]
        for begin, end in spans:
            text = text[:begin] + " " * (end - begin) + text[end:]
        while (found := secret_in(key, text, self.vocabulary.pages)) is not None:
            begin, end = found.inside
            spans.append((begin, end))
            text = text[:begin] + " " * (end - begin) + text[end:]
        return sorted(spans)

    def _pieces(self, text: str, asked: _Asked) -> Iterator[str]:
        reached = 0
        for match in PIECES.finditer(text):
            yield plain(text[reached : match.start()])
            piece, reached = match[0], match.end()
            if piece in self.known.kept:
                yield piece
            elif match.lastgroup == "run":
                yield self._run(piece, asked)
            elif match.lastgroup == "prefix":
                yield piece if self._is_kind(text, piece, reached) else self._run(piece[:-1], asked) + "_"
            elif match.lastgroup in ("date", "day", "mailed") and not asked.is_forced:
                yield self._day(piece, asked.name.is_birth or born_before(text, match.start()))
            else:
                yield self._special(str(match.lastgroup), piece, asked)
        yield plain(text[reached:])

    def _is_kind(self, text: str, prefix: str, end: int) -> bool:
        """Tell whether the prefix of an id says what it is of, and not of whom."""
        is_usual = len(prefix) <= _LONGEST_KIND or prefix[:-1] in self.vocabulary.words
        return is_usual and is_drawn(text, end)

    def _special(self, kind: str, piece: str, asked: _Asked) -> str:
        match kind:
            case "url" | "link":
                return url_in_disguise(piece, self._address, self)
            case "email" | "encoded":
                at = "@" if kind == "email" else "%40"
                local, _, domain = piece.rpartition(at)
                return f"{self.loose(local)}{at}{self.host(domain)}"
            case "uuid":
                return self._uuid(piece)
            case "ip" | "dashed":
                return self._ip(piece, "-" if kind == "dashed" else ".")
            case "ip6":
                return self._ip6(piece)
            case "mac":
                return spread(piece, RUN, self._stand_ins.hexadecimal("".join(RUN.findall(piece))))
            case "number":
                return self._number(piece, asked)
            case "clock" | "span" if not (asked.is_forced or asked.name.is_personal):
                is_none = sum(map(str.isdecimal, piece)) > _LONG_SPAN
                return self._run(piece, asked) if is_none else piece
            case "clock" | "span" | "date" | "day" | "mailed":
                return RUN.sub(lambda match: self._run(match[0], asked), piece)
        return piece

    def _run(self, run: str, asked: _Asked) -> str:
        plain = run.lower()
        if run.isascii() and run.isdecimal():
            if asked.is_own:
                return self.own_digits(run, is_id=is_id(asked.name.key))
            return self.digits(run, timed=asked.is_timed)
        if plain in self.vocabulary.words and not asked.is_forced:
            return run
        if plain not in self.vocabulary.words:
            self.found.atoms.add(plain)
        if run.isalpha():
            return self._stand_ins.word(run)
        return self._stand_ins.hexadecimal(run) if is_hexadecimal(run) else self._stand_ins.mixed(run)

    def _number(self, text: str, asked: _Asked) -> str:
        """Replace digits with something between; together they may be one number."""
        runs = DIGITS.findall(text)
        digits = "".join(runs)
        if asked.name.is_birth and len(runs) > 1:
            return other_day(text, self._stand_ins.number("day", text) + self._salt)
        if len(runs) == 1 or not (asked.is_own or len(digits) >= _LONG_NUMBER):
            return DIGITS.sub(lambda match: self._run(match[0], asked), plain(text))
        self.found.atoms.update(run for run in runs if len(run) > _SHORT_NUMBER and run.strip("0"))
        return spread(plain(text), DIGITS, self.own_digits(digits))

    def _uuid(self, text: str) -> str:
        self.found.atoms.update(run for run in RUN.findall(text.lower()) if len(run) > _SHORT_NUMBER)
        drawn = iter(self._stand_ins.hexadecimal(text.replace("-", "")))
        return "".join(letter if letter == "-" else next(drawn) for letter in text)

    def _day(self, text: str, is_birth: bool) -> str:
        years = re.findall(r"(?<![0-9])[0-9]{4}(?![0-9])", text)
        is_old = bool(years) and int(years[0]) < self.now.year - _OLD
        if not (is_old or is_birth or text in self.known.days):
            return text
        self.found.days.add(text)
        number = self._stand_ins.number("day", text[:10]) + self._salt
        return other_day(text, number)

    def _ip(self, text: str, dot: str) -> str:
        self.found.atoms.add(text)
        number = self._stand_ins.number("ip", text)
        return f"{_NETWORKS[number // 250 % 3]}.{number % 250 + 1}".replace(".", dot)

    def _ip6(self, text: str) -> str:
        self.found.atoms.add(text.lower())
        return f"2001:db8::{self._stand_ins.number('ip6', text.lower()) + 1:x}"
