"""JSON in disguise: every text, every name that is not a known one, and numbers that identify."""

from __future__ import annotations

from dataclasses import replace

from unispec.data import InvalidJson, Json, decode, encode
from unispec.recording._disguise import Disguise
from unispec.recording._escapes import said_by
from unispec.recording._forms import is_epoch
from unispec.recording._keys import NAMELESS, Name, is_count, is_error_code, is_id, is_secret, is_time

_LONG_NUMBER = 7
_FINE = 5
_DEEPEST = 2
_SHORT = 3
_FEWEST = 4
_PARTS_OF_A_DAY = ("day", "month", "year")
_ROWS = "0123456789101112"


class Tree:
    """Replaces the leaves of JSON; `keep` are the ends of dotted paths whose values the author keeps."""

    def __init__(self, disguise: Disguise, keep: tuple[str, ...] = ()) -> None:
        self._disguise = disguise
        self._keep = tuple(tuple(each.split(".")) for each in keep)
        self.kept: set[tuple[str, ...]] = set()

    def of(self, value: Json, path: tuple[str, ...] = (), name: Name = NAMELESS, nested: int = 0) -> Json:
        """Replace what a value holds."""
        if isinstance(value, dict):
            replaced: dict[str, Json] = {}
            for key, each in value.items():
                written = self._disguise.key(key)
                while written in replaced:
                    written += "_"
                replaced[written] = self.of(each, (*path, key), name.below(key), nested)
            return replaced
        if isinstance(value, list):
            spelled = None if self._is_kept(value, path) else self._spelled(value, name)
            if spelled is not None:
                return spelled
            items = []
            for each in value:  # a comprehension would be a call more for each level
                items.append(self.of(each, path, name, nested))
            return items
        if value is None or isinstance(value, bool):
            return value
        if self._is_kept(value, path):
            return value
        if isinstance(value, str):
            return self._text(value, name, nested)
        return self._whole(value, name) if isinstance(value, int) else self._fraction(value, name)

    def given(self, value: Json, name: Name = NAMELESS) -> Json:
        """Replace what a caller gave; names are the model's, and numbers come again in requests."""
        if isinstance(value, dict):
            return {self._disguise.key(key): self.given(each, name.below(key)) for key, each in value.items()}
        if isinstance(value, list):
            return [self.given(each, name) for each in value]
        if isinstance(value, str):
            return self._disguise.text(value, name)
        if isinstance(value, int) and not isinstance(value, bool):
            number = self._whole(value, name)
            if number == value:
                self._disguise.found.plain.add(str(abs(value)))
            return number
        return value

    def _spelled(self, values: list[Json], name: Name) -> Json:
        """Replace a list whose items say something together: bytes, letters or groups of digits."""
        if name.is_birth or is_count(name.key):
            return None
        said = said_by(values)
        if said is not None:
            return [*self._disguise.text(said, name).encode()]
        texts = [each for each in values if isinstance(each, str)]
        if len(texts) == len(values) >= _FEWEST and all(len(each) == 1 for each in texts):
            return [*self._disguise.text("".join(texts), name)]
        groups = [each if isinstance(each, str) else str(each) for each in values if type(each) in (str, int)]
        digits = "".join(groups)
        is_number = len(groups) == len(values) > 1 and digits.isascii() and digits.isdecimal()
        if not is_number or len(digits) < _LONG_NUMBER or max(map(len, groups)) >= _LONG_NUMBER:
            return None
        if digits in _ROWS:
            return None
        return self._groups(values, groups)

    def _groups(self, values: list[Json], groups: list[str]) -> Json:
        drawn = iter(self._disguise.own_digits("".join(groups)))
        others = ["".join(next(drawn) for _ in group) for group in groups]
        return [int(new) if isinstance(old, int) else new for old, new in zip(values, others, strict=True)]

    def _is_kept(self, value: Json, path: tuple[str, ...]) -> bool:
        wanted = next((each for each in self._keep if path[-len(each) :] == each), None)
        if wanted is None or is_secret(wanted[-1]):
            return False
        self.kept.add(wanted)
        self._disguise.found.kept_keys.update(wanted)
        if isinstance(value, str):
            self._disguise.found.kept.add(value)
        return True

    def _text(self, text: str, name: Name, nested: int) -> str:
        if text.lstrip()[:1] not in ("[", "{") or name.is_secret or text in self._disguise.known.kept:
            return self._disguise.text(text, name)
        if nested >= _DEEPEST:
            return self._disguise.text(text, replace(name, is_personal=True))
        try:
            inner = decode(text.encode())
            encode(inner)
            key = (name.key,) if name.key else ()
            return encode(self.of(inner, key, name, nested + 1)).decode()
        except (InvalidJson, UnicodeEncodeError):
            return self._disguise.text(text, name)

    def _whole(self, number: int, name: Name) -> int:
        digits, disguise, key = str(abs(number)), self._disguise, name.key
        sign = -1 if number < 0 else 1
        if name.is_birth and key in _PARTS_OF_A_DAY:
            replaced = str(disguise.other_part(key, digits))
        elif name.is_personal or name.is_secret:
            replaced = disguise.own_digits(digits)
        elif self._is_known_id(digits, key):
            replaced = disguise.own_digits(digits, is_id=True)
        elif len(digits) >= _LONG_NUMBER:
            timed = is_time(key) or key in disguise.vocabulary.fields
            replaced = digits if timed and is_epoch(digits, disguise.now) else disguise.own_digits(digits)
        elif len(digits) > 1 and disguise.is_unknown(key):
            replaced = disguise.own_digits(digits)
        else:
            return number
        return sign * int(replaced)

    def _is_known_id(self, digits: str, key: str) -> bool:
        """Tell whether digits identify something here, or do so elsewhere."""
        if is_id(key) and (len(digits) > _SHORT or not is_error_code(key)):
            return True
        return digits in self._disguise.known.atoms and (len(digits) > _SHORT or not is_count(key))

    def _fraction(self, number: float, name: Name) -> float:
        whole, _, rest = repr(number).partition(".")
        is_own = name.is_personal or name.is_secret or is_id(name.key) or self._disguise.is_unknown(name.key)
        if "e" in repr(number):
            return self._scientific(number) if is_own or not is_count(name.key) else number
        if not (is_own or len(rest) >= _FINE or len(whole.lstrip("-")) >= _LONG_NUMBER) or not rest:
            return number
        sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        whole = self._disguise.own_digits(whole) if is_own or len(whole) > _SHORT else whole
        return float(f"{sign}{whole}.{self._disguise.own_digits(rest) if len(rest) > 1 else rest}")

    def _scientific(self, number: float) -> float:
        mantissa, _, power = repr(number).partition("e")
        digits = mantissa.lstrip("-").replace(".", "")
        if len(digits) < _LONG_NUMBER:
            return number
        drawn = iter(self._disguise.own_digits(digits))
        return float("".join(next(drawn) if each.isdecimal() else each for each in mantissa) + f"e{power}")
