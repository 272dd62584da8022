"""Letters and digits written as codes: what a text says once they are undone."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from unispec.data import Json

_CODES = re.compile(
    r"""
      (?P<entity>&\#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});?)
    | (?P<percent>(?:%[0-9a-fA-F]{2})+)
    | (?P<printable>(?:=[0-9a-fA-F]{2}){2,})
    | (?P<octal>(?:\\[0-3]?[0-7]{2})+)
    | (?P<hexadecimal>(?:\\x[0-9a-fA-F]{2})+)
    | (?P<unicode>(?:\\u[0-9a-fA-F]{4})+)
    """,
    re.VERBOSE,
)
_LISTED = re.compile(r"(?<![^\W_])(?:0?[xX])?[0-9a-fA-F]{2,8}(?:[^\w]{1,4}(?:0?[xX])?[0-9a-fA-F]{2,8}){3,}")
_NUMBER = re.compile(r"[0-9a-fA-F]{2,8}(?![^\W_])")
_FEWEST = 4


def decoded(text: str) -> str:
    """Undo the codes that stand for letters and digits; all others stay as they are written."""
    if not any(sign in text for sign in "&%=\\"):
        return text
    return _CODES.sub(_said, text)


def said_by(value: Json) -> str | None:
    """Give the text that a list of bytes holds; None when it holds none that can be printed."""
    if not isinstance(value, list) or len(value) < _FEWEST:
        return None
    numbers = [each for each in value if type(each) is int and -128 <= each <= 255]
    return _printable(bytes(each & 255 for each in numbers)) if len(numbers) == len(value) else None


def readings(text: str) -> Iterator[str]:
    """Give everything that a text may say: itself, with codes undone, and its lists of codes."""
    yield text
    plain = decoded(text)
    if plain != text:
        yield plain
    for match in _LISTED.finditer(text):
        codes = _NUMBER.findall(match[0])
        for base in (10, 16, 8, 2):
            found = _characters(codes, base)
            if found is not None:
                yield found


def _characters(codes: list[str], base: int) -> str | None:
    try:
        numbers = [int(code, base) for code in codes]
    except ValueError:
        return None
    return _printable(bytes(numbers)) if max(numbers) < 256 else None


def _printable(content: bytes) -> str | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return text if all(each.isprintable() or each in "\t\r\n" for each in text) else None


def _said(match: re.Match[str]) -> str:
    code = match[0]
    if match.lastgroup == "entity":
        digits = code[2:].rstrip(";")
        number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        return chr(number) if number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF else code
    if match.lastgroup == "unicode":
        found = "".join(chr(int(each, 16)) for each in code.split("\\u")[1:])
    elif match.lastgroup == "octal":
        found = bytes(int(each, 8) for each in code.split("\\")[1:]).decode("utf-8", "replace")
    else:
        hexadecimal = re.sub(r"[^0-9a-fA-F]", "", code)
        found = unquote_to_bytes(re.sub("(..)", r"%\1", hexadecimal)).decode("utf-8", "replace")
    return found if any(each.isalnum() for each in found) else code
