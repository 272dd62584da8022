"""A text that never shows itself: not in a log, an error, a repr, a pickle or JSON."""

from __future__ import annotations

import hmac
from typing import NoReturn

_HIDDEN = "[secret]"


class Secret:
    """Holds a token or another credential; only `reveal` gives it."""

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    def reveal(self) -> str:
        """Give the text, to those who send or encrypt it."""
        return self.__text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(
            self.__text.encode(errors="surrogatepass"), other.reveal().encode(errors="surrogatepass")
        )

    def __hash__(self) -> int:
        return hash(self.__text)

    def __bool__(self) -> bool:
        return bool(self.__text)

    def __repr__(self) -> str:
        return f"Secret({_HIDDEN})"

    def __str__(self) -> str:
        return _HIDDEN

    def __format__(self, form: str) -> str:
        return format(_HIDDEN, form)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not copied into a file or another process")
