"""JSON in disguise: every text, every name that is not a known one, and numbers that identify."""

from __future__ import annotations

from unispec.data import InvalidJson, Json, decode, encode
from unispec.recording._disguise import Disguise
from unispec.recording._forms import is_epoch
from unispec.recording._keys import is_id, is_personal, is_secret, is_time

_LONG_NUMBER = 7
_FINE = 5
_DEEPEST = 2
_SHORT = 3


class Tree:
    """Replaces the leaves of JSON; `keep` are the ends of dotted paths whose values the author keeps."""

    def __init__(self, disguise: Disguise, keep: tuple[str, ...] = ()) -> None:
        self._disguise = disguise
        self._keep = tuple(tuple(each.split(".")) for each in keep)
        self.kept: set[tuple[str, ...]] = set()

    def of(self, value: Json, path: tuple[str, ...] = (), nested: int = 0) -> Json:
        """Replace what a value holds."""
        if isinstance(value, dict):
            replaced: dict[str, Json] = {}
            for key, each in value.items():
                name = self._disguise.key(key)
                while name in replaced:
                    name += "_"
                replaced[name] = self.of(each, (*path, key), nested)
            return replaced
        if isinstance(value, list):
            items = []
            for each in value:  # a comprehension would be a call more for each level
                items.append(self.of(each, path, nested))
            return items
        key = path[-1] if path else ""
        if value is None or isinstance(value, bool):
            return value
        if self._is_kept(value, path):
            return value
        if isinstance(value, str):
            return self._text(value, key, nested)
        return self._whole(value, key) if isinstance(value, int) else self._fraction(value, key)

    def given(self, value: Json, key: str = "") -> Json:
        """Replace what a caller gave; names are the model's, and numbers come again in requests."""
        if isinstance(value, dict):
            return {self._disguise.key(name): self.given(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [self.given(each, key) for each in value]
        if isinstance(value, str):
            return self._disguise.text(value, key)
        if isinstance(value, int) and not isinstance(value, bool):
            number = self._whole(value, key)
            if number == value:
                self._disguise.found.plain.add(str(abs(value)))
            return number
        return value

    def _is_kept(self, value: Json, path: tuple[str, ...]) -> bool:
        wanted = next((each for each in self._keep if path[-len(each) :] == each), None)
        if wanted is None or is_secret(wanted[-1]):
            return False
        self.kept.add(wanted)
        self._disguise.found.kept_keys.update(wanted)
        if isinstance(value, str):
            self._disguise.found.kept.add(value)
        return True

    def _text(self, text: str, key: str, nested: int) -> str:
        if (
            text[:1] in "[{"
            and not is_secret(key)
            and nested < _DEEPEST
            and text not in self._disguise.known.kept
        ):
            try:
                inner = decode(text.encode())
                encode(inner)
                return encode(self.of(inner, (key,), nested + 1)).decode()
            except (InvalidJson, UnicodeEncodeError):
                pass
        return self._disguise.text(text, key)

    def _whole(self, number: int, key: str) -> int:
        digits, disguise = str(abs(number)), self._disguise
        sign = -1 if number < 0 else 1
        if is_personal(key) or (is_id(key) and len(digits) > _SHORT) or digits in disguise.known.atoms:
            replaced = disguise.own_digits(digits)
        elif len(digits) >= _LONG_NUMBER:
            timed = is_time(key) or key in disguise.vocabulary.fields
            replaced = digits if timed and is_epoch(digits, disguise.now) else disguise.own_digits(digits)
        else:
            return number
        return sign * int(replaced)

    def _fraction(self, number: float, key: str) -> float:
        whole, _, rest = repr(number).partition(".")
        is_fine = is_personal(key) or len(rest) >= _FINE or len(whole) > _LONG_NUMBER
        if not is_fine or "e" in whole + rest or not rest:
            return number
        sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        whole = self._disguise.own_digits(whole) if len(whole) > _SHORT else whole
        return float(f"{sign}{whole}.{self._disguise.own_digits(rest) if len(rest) > 1 else rest}")
