"""Texts in disguise: every piece of a text that could be somebody's is replaced, the same one always alike.

Pieces are e-mail addresses, URLs, telephone numbers, ids, words and numbers. As each is replaced by itself, a
text that a spec puts together from others comes out as it would from the replaced ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from unicodedata import category

from unispec.diagnostics import secret_in
from unispec.recording._address import Address, url_in_disguise
from unispec.recording._forms import (
    PIECES,
    RUN,
    is_drawn,
    is_epoch,
    is_harmless,
    is_hexadecimal,
    is_two_letters,
)
from unispec.recording._keys import is_birth, is_code, is_time
from unispec.recording._stand_ins import StandIns
from unispec.recording._vocabulary import Vocabulary

_SHORT_NUMBER = 4
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
        self._secret = _any_of(self.known.secrets)

    def text(self, text: str, key: str = "", *, is_timed: bool = False) -> str:
        """Replace what a text holds; `key` is the name that it stands under."""
        if (
            not text
            or is_harmless(text)
            or (is_code(key) and is_two_letters(text))
            or text in self.known.kept
        ):
            return text
        timed = is_timed or is_time(key)
        given = "".join(self._cut(text, key, timed=timed))
        if given == text:
            return text
        self.found.texts.add(text)
        return given if secret_in(key, given, self.vocabulary.pages) is None else self._redacted(text)

    def key(self, key: str) -> str:
        """Replace the name of a field, unless everybody may know it."""
        if self.vocabulary.knows_key(key) or key in self.known.kept_keys:
            return key
        return self.text(key)

    def query_value(self, name: str, value: str) -> str:
        """Replace the value of a query parameter."""
        if name in self.vocabulary.counts and value.isdecimal():
            return value
        return self.text(value, name)

    def loose(self, text: str) -> str:
        """Replace every run of letters and digits."""
        return RUN.sub(lambda match: self._run(match[0], timed=False), _plain(text))

    def digits(self, digits: str, *, timed: bool = False) -> str:
        """Replace digits, unless there are few of them, or the spec or the caller wrote them."""
        if len(digits) < _SHORT_NUMBER or digits in self.vocabulary.words or digits in self.known.plain:
            return digits
        return digits if timed and is_epoch(digits, self.now) else self.own_digits(digits)

    def own_digits(self, digits: str) -> str:
        """Replace digits that are somebody's own, however few."""
        given = self._stand_ins.digits(digits)
        if given != digits:  # nothing but zeros stays
            self.found.atoms.add(digits)
        return given

    def host(self, host: str) -> str:
        """Replace the name of a host, unless the spec names it."""
        if host.lower() in self.vocabulary.hosts:
            return host
        if ":" in host or re.fullmatch(r"[0-9.]+", host):
            return self._ip6(host) if ":" in host else self._ip(host)
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

    def _cut(self, text: str, key: str, *, timed: bool) -> Iterator[str]:
        """Take out what looks like a secret, then replace the pieces of what is left."""
        reached = 0
        for begin, end in self._secrets(text, key):
            yield from self._pieces(text[reached:begin], key, timed=timed)
            yield self._redacted(text[begin:end])
            reached = end
        yield from self._pieces(text[reached:], key, timed=timed)

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

    def _pieces(self, text: str, key: str, *, timed: bool) -> Iterator[str]:
        reached = 0
        for match in PIECES.finditer(text):
            yield _plain(text[reached : match.start()])
            piece, reached = match[0], match.end()
            if piece in self.known.kept:
                yield piece
            elif match.lastgroup == "run":
                yield self._run(piece, timed=timed)
            elif match.lastgroup == "prefix":
                known = is_drawn(text, reached)
                yield piece if known else self._run(piece[:-1], timed=False) + "_"
            else:
                yield self._special(str(match.lastgroup), piece, key, timed=timed)
        yield _plain(text[reached:])

    def _special(self, kind: str, piece: str, key: str, *, timed: bool) -> str:
        match kind:
            case "url" | "link":
                return url_in_disguise(piece, self._address, self)
            case "email" | "encoded":
                at = "@" if kind == "email" else "%40"
                local, _, domain = piece.rpartition(at)
                return f"{self.loose(local)}{at}{self.host(domain)}"
            case "uuid":
                return self._uuid(piece)
            case "date" | "day" | "mailed":
                return self._day(piece, key)
            case "ip":
                return self._ip(piece)
            case "ip6":
                return self._ip6(piece)
            case "phone":
                return self._run(piece, timed=timed) if piece.isdecimal() else self._phone(piece)
        return piece

    def _run(self, run: str, *, timed: bool) -> str:
        plain = run.lower()
        if plain in self.vocabulary.words:
            return run
        if run.isascii() and run.isdecimal():
            return self.digits(run, timed=timed)
        self.found.atoms.add(plain)
        if run.isalpha():
            return self._stand_ins.word(run)
        return self._stand_ins.hexadecimal(run) if is_hexadecimal(run) else self._stand_ins.mixed(run)

    def _uuid(self, text: str) -> str:
        self.found.atoms.update(run for run in RUN.findall(text.lower()) if len(run) > _SHORT_NUMBER)
        drawn = iter(self._stand_ins.hexadecimal(text.replace("-", "")))
        return "".join(letter if letter == "-" else next(drawn) for letter in text)

    def _phone(self, text: str) -> str:
        runs = RUN.findall(text)
        self.found.atoms.update(run for run in runs if len(run) > _SHORT_NUMBER and run.strip("0"))
        drawn = iter(self.own_digits("".join(runs)))
        return "".join(next(drawn) if letter.isdecimal() else letter for letter in text)

    def _day(self, text: str, key: str) -> str:
        years = re.findall(r"(?<![0-9])[0-9]{4}(?![0-9])", text)
        is_old = bool(years) and int(years[0]) < self.now.year - _OLD
        if not (is_old or is_birth(key) or text in self.known.days):
            return text
        self.found.days.add(text)
        number = self._stand_ins.number("day", text[:10]) + self._salt
        year, month, day = 1951 + number % 40, 1 + number // 40 % 12, 1 + number // 480 % 12
        if text[:5].endswith("-"):
            return f"{year}-{month:02}-{day:02}{text[10:]}"
        if text[4] == "/":
            return f"{year}/{month:02}/{day:02}"
        return f"{month:02}{re.sub('[0-9]', '', text)[:1]}{day:02}{re.sub('[0-9]', '', text)[-1:]}{year}"

    def _ip(self, text: str) -> str:
        self.found.atoms.add(text)
        number = self._stand_ins.number("ip", text)
        return f"{_NETWORKS[number // 250 % 3]}.{number % 250 + 1}"

    def _ip6(self, text: str) -> str:
        self.found.atoms.add(text.lower())
        return f"2001:db8::{self._stand_ins.number('ip6', text.lower()) + 1:x}"


def _any_of(texts: Collection[str]) -> re.Pattern[str]:
    longest = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile("|".join(map(re.escape, longest)) or r"(?!)")


def _plain(text: str) -> str:
    """Keep punctuation and space; signs that could say something become asterisks."""
    return "".join(each if each.isalnum() or each == "\n" or _is_plain(each) else "*" for each in text)


def _is_plain(letter: str) -> bool:
    return letter.isprintable() if letter.isascii() else category(letter) in _PUNCTUATION


_PUNCTUATION = frozenset({"Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Zs"})
