"""Ways to spoil a text without knowing what it says."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.fuzz.worlds import texts

TextMutator = Callable[[Random, bytes], bytes]

_BITS = [1, 2, 4, 8, 16, 32, 64, 128]
_PIECES = (
    *"{}[]()\"'|:&*#-,.$?`\n\t\\!%@<>~^/",
    *(
        ": ",
        "- ",
        "? ",
        " #",
        "\n\n",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "<<: *a",
        "&a ",
        "*a",
        "!!python/object:x ",
    ),
    *(
        "null",
        "true",
        "7",
        "-0",
        "1e999",
        "0x1F",
        "12:30",
        "{}",
        "[]",
        '"$ref"',
        "$id(",
        "{{ input.x }}",
        "{% x %}",
    ),
    *(
        "| \n",
        ">-\n",
        "|9\n",
        '"\\ud800"',
        '"\\x00"',
        "~> $eval()",
        "$$",
        "/(a+)+$/",
        '"#/$defs/a"',
        "\\u0000",
    ),
)
_ODD = (
    *(
        "\u200b",
        "\u202e",
        "\u2028",
        "\u2029",
        "\x85",
        "\ufeff",
        "\u0301",
        "\ufffe",
        "\U0001f469\u200d\U0001f52c",
    ),
    *("\U0010ffff", "\ue000", "\xa0", "\uff45", "ﬁ", "İ", "ß", "\u0130" * 40, "e" + "\u0301" * 300),
)
_CONTROL = (*(bytes([code]) for code in (0, 1, 7, 8, 9, 11, 12, 13, 27, 127)), b"\x1b[31m", b"\x1b]0;x\x07")
_BROKEN = (
    b"\xff",
    b"\xc3",
    b"\xe2\x82",
    b"\xed\xa0\x80",
    b"\xf5\x80\x80\x80",
    b"\xc0\xaf",
    b"\xed\xb0\x80\xed\xa0\x80",
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf\xef\xbb\xbf", b"\x00\x00\xfe\xff")


def _at(random: Random, text: bytes) -> int:
    return random.randint(0, len(text))


def _inserted(random: Random, text: bytes, piece: bytes) -> bytes:
    at = _at(random, text)
    return text[:at] + piece + text[at:]


def flip(random: Random, text: bytes) -> bytes:
    spoiled = bytearray(text or b" ")
    for _ in range(random.choice([1, 1, 2, 8])):
        spoiled[random.randrange(len(spoiled))] ^= random.choice(_BITS)
    return bytes(spoiled)


def cut(random: Random, text: bytes) -> bytes:
    at = _at(random, text)
    return text[:at] + text[at + random.choice([1, 2, 5, 40, 400]) :]


def cut_off(random: Random, text: bytes) -> bytes:
    return text[: _at(random, text)]


def insert(random: Random, text: bytes) -> bytes:
    for _ in range(random.randint(1, 3)):
        text = _inserted(random, text, random.choice(_PIECES).encode())
    return text


def insert_odd(random: Random, text: bytes) -> bytes:
    return _inserted(random, text, random.choice(_ODD).encode())


def insert_control(random: Random, text: bytes) -> bytes:
    return _inserted(random, text, random.choice(_CONTROL))


def insert_broken(random: Random, text: bytes) -> bytes:
    return _inserted(random, text, random.choice(_BROKEN))


def byte_order_mark(random: Random, text: bytes) -> bytes:
    mark = random.choice(_MARKS)
    return mark + text if random.random() < 0.7 else _inserted(random, text, mark)


def line_ends(random: Random, text: bytes) -> bytes:
    end = random.choice([b"\r\n", b"\r", b"\n\r", b"\n\n", b"\xe2\x80\xa8", b"\x0b", b"\xc2\x85"])
    if random.random() < 0.5:
        return text.replace(b"\n", end)
    lines = text.split(b"\n")
    return b"".join(line + (end if random.random() < 0.1 else b"\n") for line in lines)


def encoding(random: Random, text: bytes) -> bytes:
    return text.decode("utf-8", "replace").encode(
        random.choice(["utf-16", "utf-16-le", "utf-32", "utf-7"]), "replace"
    )


def lines(random: Random, text: bytes) -> bytes:
    """Duplicate, drop or move some lines."""
    found = text.splitlines(keepends=True) or [b"\n"]
    start = random.randrange(len(found))
    block = found[start : start + random.randint(1, 5)]
    match random.choice(["duplicate", "drop", "move", "repeat"]):
        case "duplicate":
            found[start:start] = block
        case "drop":
            del found[start : start + len(block)]
        case "repeat":
            found[start:start] = block * random.choice([3, 50, 500])
        case _:
            del found[start : start + len(block)]
            to = random.randint(0, len(found))
            found[to:to] = block
    return b"".join(found)


def indentation(random: Random, text: bytes) -> bytes:
    found = text.splitlines(keepends=True) or [b"\n"]
    start = random.randrange(len(found))
    by = random.choice([b" ", b"  ", b"    ", b"\t", b"\xc2\xa0"])
    for row in range(start, min(len(found), start + random.choice([1, 1, 3, 50]))):
        found[row] = by + found[row] if random.random() < 0.5 else found[row].removeprefix(b"  ")
    return b"".join(found)


def splice(random: Random, text: bytes) -> bytes:
    other = random.choice(texts()).encode()
    return text[: _at(random, text)] + other[_at(random, other) :]


def long_line(random: Random, text: bytes) -> bytes:
    piece = random.choice(
        [b"a", b" ", b"[", b"a.", b"x: ", b"# ", b'"', b"\\", b"\xc3\xa9", b"a & ", b"{{ ", b"- "]
    )
    return _inserted(random, text, piece * random.choice([70, 1000, 20_000, 90_000]))


def nesting(random: Random, text: bytes) -> bytes:
    opening = random.choice(["[", "{a: ", '{"a":', "- ", "? ", "((", '[{"a":['])
    depth = random.choice([63, 64, 65, 255, 1025, 20_000])
    return _inserted(random, text, opening.encode() * depth)


def stairs(random: Random, text: bytes) -> bytes:
    """Nest block mappings, one below the other."""
    depth = random.choice([20, 62, 66, 400])
    key = random.choice(["map", "a", "input", "operations", "properties"])
    return text + b"\n" + "".join(f"{' ' * level}{key}:\n" for level in range(depth)).encode()


def oversized(random: Random, text: bytes) -> bytes:
    return text + random.choice([b"\n# x", b"\n", b" ", b"\nk: v"]) * random.choice([20_000, 300_000])


def nothing(random: Random, text: bytes) -> bytes:
    return random.choice([b"", b" ", b"\n", b"# x\n", b"---\n", b"null", b"[]", b"{}", b"0", b'""', b"\x00"])


TEXT_MUTATORS: tuple[TextMutator, ...] = (
    *(flip, cut, cut_off, insert, insert, insert, insert_odd, insert_control, insert_broken, byte_order_mark),
    *(line_ends, encoding, lines, lines, lines, indentation, indentation, splice, splice, long_line, nesting),
    *(stairs, nothing),
)
"""Often first: what stands here twice is tried twice as often."""

RARE_TEXT_MUTATORS: tuple[TextMutator, ...] = (oversized,)
