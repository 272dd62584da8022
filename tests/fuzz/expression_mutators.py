"""Ways to spoil the expressions and templates that are the leaves of a spec."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

SourceMutator = Callable[[Random, str], str]

_TOKEN = re.compile(r"\$*\w+|\"[^\"]*\"|\s+|[^\w\s]")
_WORDS = (
    *"()[]{}.,;:?$%*@#^&|~=<>!+-/\\`\"'",
    *(
        "$",
        "$$",
        ":=",
        "~>",
        "**",
        "..",
        "?:",
        "??",
        "and",
        "or",
        "in",
        "function",
        "λ",
        "null",
        "true",
        "$x",
        "$input",
    ),
    *(
        "$map",
        "$filter",
        "$reduce",
        "$sort",
        "$lookup",
        "$split",
        "$replace",
        "$match",
        "$eval",
        "$now",
        "$id",
    ),
    *(
        "[0]",
        "[-1]",
        "[]",
        "{}",
        "()",
        "{{",
        "}}",
        "^(a)",
        "@$a",
        "#$i",
        "1e999",
        "1..1e9",
        "/*",
        "*/",
        "`a b`",
        "<s:n>",
    ),
    *(
        "input",
        "connection",
        "$connection",
        "$vars",
        "$related",
        "$headers",
        "id",
        "uri",
        "name",
        '""',
        '"\\ud800"',
    ),
)
_WRAPS = (
    *(
        ("(", ")"),
        ("[", "]"),
        ('{"a": ', "}"),
        ("$not(", ")"),
        ("$string(", ")"),
        ("a.(", ")"),
        ("-", ""),
        ("a[", "]"),
    ),
    *(
        ("function($x){ ", " }"),
        ("a ? b : (", ")"),
        ("(x := ", ")"),
        ("($x := ", "; $x)"),
        ("a & ", ""),
        ("a.", ""),
    ),
    *(
        ("$map(a, function($v) { ", " })"),
        ("$id(", ")"),
        ('{"a": 1}.', ""),
        ("a ~> $f(", ")"),
        ("not ", ""),
        ("{{ ", " }}"),
    ),
    *(
        ("(a; ", ")"),
        ("| a | {", "} |"),
        ("a{b: ", "}"),
        ("`", "`"),
        ("/*", "*/"),
        ("a^(", ")"),
        ("a or ", ""),
        ("a = ", ""),
    ),
)
_LITERALS = (
    *('"' + "x" * 40_000 + '"', "9" * 400, "1e400", "[1..10000000]", "[" + "1," * 4000 + "1]", "a" * 3000),
    *(
        "{" + ",".join(f'"k{n}": {n}' for n in range(900)) + "}",
        "`" + "é" * 500 + "`",
        "/(a+)+$/",
        "/(/",
        "/[/",
        "/a{99999}/",
    ),
    *(
        "/" + "(" * 300 + ")" * 300 + "/",
        "/(?<=a)b/",
        '$match("aaaaaaaaaaaaaaaaaaaaaaaaa!", /(a|a)*$/)',
        '$pad("", 1e12)',
    ),
    *(
        "a.b.c.d.e.f.g.h",
        "$$.a",
        "%.%.%.a",
        "a@$b#$c[$b]",
        "**.a",
        "*.*.*",
        "a[b[c[d]]]",
        "(function($x){$x})(1)",
    ),
    *(
        '$lookup({"a": "b"}, x)',
        '$formatNumber(1, "#,##0.00")',
        '$toMillis("x", "[Y")',
        "$sum([1..100].($ * 2))",
        "a ? b",
    ),
)


def swap(random: Random, source: str) -> str:
    found = _TOKEN.findall(source)
    if len(found) > 1:
        one, other = random.randrange(len(found)), random.randrange(len(found))
        found[one], found[other] = found[other], found[one]
    return "".join(found)


def drop(random: Random, source: str) -> str:
    found = _TOKEN.findall(source)
    if found:
        del found[random.randrange(len(found))]
    return "".join(found)


def replace(random: Random, source: str) -> str:
    found = _TOKEN.findall(source) or [""]
    found[random.randrange(len(found))] = random.choice(_WORDS)
    return "".join(found)


def insert(random: Random, source: str) -> str:
    found = _TOKEN.findall(source)
    found.insert(random.randint(0, len(found)), random.choice(_WORDS))
    return "".join(found)


def soup(random: Random, source: str) -> str:
    return random.choice(["", " "]).join(random.choices(_WORDS, k=random.choice([2, 5, 12, 60])))


def wrapped(random: Random, source: str) -> str:
    before, after = random.choice(_WRAPS)
    depth = random.choice([1, 2, 10, 80, 500])
    return before * depth + source + after * depth


def chain(random: Random, source: str) -> str:
    joint = random.choice([" & ", ".", " + ", " and ", ", ", "; ", " ~> ", " ? ", " : ", "[0]", " = ", "\n"])
    return joint.join([source or "a"] * random.choice([2, 30, 500, 3000]))


def literal(random: Random, source: str) -> str:
    return random.choice(_LITERALS)


def literal_inside(random: Random, source: str) -> str:
    found = _TOKEN.findall(source) or [""]
    found[random.randrange(len(found))] = random.choice(_LITERALS)
    return "".join(found)


def layout(random: Random, source: str) -> str:
    blank = random.choice(["\n", "\n\n\n", "\t", "\r\n", " " * 500, " /* ) */ ", "\u2028", "\xa0"])
    return blank.join(_TOKEN.findall(source))


def name(random: Random, source: str) -> str:
    """Call a field, a variable or a function by another name."""
    names = [found.span() for found in re.finditer(r"\$*[A-Za-z_]\w*", source)]
    if not names:
        return source
    start, end = random.choice(names)
    by: str = random.choice(
        (source[start:end][:-1], source[start:end] + "x", *_WORDS, "constructor", "length", "keys")
    )
    return source[:start] + by + source[end:]


SOURCE_MUTATORS: tuple[SourceMutator, ...] = (
    *(
        swap,
        swap,
        drop,
        drop,
        replace,
        replace,
        insert,
        insert,
        name,
        name,
        soup,
        wrapped,
        wrapped,
        chain,
        literal,
    ),
    *(literal_inside, literal_inside, layout),
)
