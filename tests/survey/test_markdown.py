"""Pages stay Markdown whatever a spec says: read by a parser of Markdown, they say the spec's own words."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.survey.catalogues import LIST, TEXT, surveyed
from unispec.survey import comparison, page
from unispec.survey._markdown import address, code, table, text

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLAIN = {"text", "softbreak", "code_inline", "text_special"}
SPECIAL = "|\\`*_~<>[]()#+-=!&$:.1aé\u202e\x1b\x00 \n\t\u2028\ud800👩\u200d🚀"
WORDS = st.one_of(st.text(SPECIAL, max_size=30), st.text(max_size=30), st.from_regex(r"`[a|\\ ]{1,5}`{0,2}"))
Test = Callable[[str], None]
HOSTILE = [
    "a | b",
    "a \\| b",
    "a \\\\| b",
    "`a|b`",
    "`a\\`",
    "``",
    "``a`b``",
    "<script>alert(1)</script>",
    "<!-- ",
    "&lt;b&gt; &#124; &amp;",
    "[x](javascript:y)",
    "![x](y)",
    "**a** __b__ ~~c~~ ~d~",
    "# a",
    "1. a",
    "- a",
    "+ a",
    "---",
    "===",
    "> a",
    "    a",
    "a\n\n| b |\n| --- |\n",
    "\x1b[31mred",
    "\u202eevil",
    "\ud800",
    "",
    " ",
    "x" * 5_000,
]


def said(tokens: list[Token]) -> str:
    """What a reader sees of a line, which must be made of words alone; `<code>` is the one tag."""
    found = ""
    for token in tokens:
        if token.type == "html_inline":
            assert token.content in ("<code>", "</code>")
        else:
            assert token.type in PLAIN, token
            found += token.content
    return found


def line(words: str) -> str:
    """A text as it must be read: on one line, without what cannot be printed."""
    shown = "".join(
        each if each.isprintable() or each in "\u200c\u200d" else "\ufffd" for each in " ".join(words.split())
    )
    return shown if len(shown) <= 2_000 else shown[:1_999] + "…"


def without_marks(words: str) -> str:
    return words.replace("`", "")


def each_hostile(test: Test) -> Test:
    for words in HOSTILE:
        test = example(words)(test)
    return test


@settings(max_examples=500, deadline=None, derandomize=True)
@each_hostile
@given(WORDS)
def test_a_text_is_read_as_it_was_written(words: str) -> None:
    tokens = READER.parse(text(words) + "\n")
    blocks = [token.type for token in tokens]
    assert blocks in ([], ["paragraph_open", "inline", "paragraph_close"]), blocks
    read = said(tokens[1].children or []) if tokens else ""
    assert without_marks(unescape(read)) == without_marks(unescape(line(words)))
    text(words).encode()


@settings(max_examples=500, deadline=None, derandomize=True)
@each_hostile
@given(WORDS)
def test_code_is_read_as_it_was_written(words: str) -> None:
    written = code(words)
    inline = READER.parse(f"x {written} x")[1].children or []
    assert said(inline) == f"x {line(words)} x"
    assert [token.type for token in inline if token.type in ("code_inline", "html_inline")]


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4))
@example([(words, words, words) for words in HOSTILE])
def test_a_table_keeps_its_rows_and_cells(rows: list[tuple[str, str, str]]) -> None:
    written = table(("a", "b", "c"), [(text(one), code(two), text(three)) for one, two, three in rows])
    tokens = READER.parse(f"before\n\n{written}\n\nafter\n")
    assert [token.type for token in tokens].count("table_open") == 1
    assert [token.type for token in tokens].count("tr_open") == len(rows) + 1
    cells = [
        said(tokens[number + 1].children or [])
        for number, token in enumerate(tokens)
        if token.type == "td_open"
    ]
    assert len(cells) == 3 * len(rows)
    read = [without_marks(unescape(each)) for each in cells]
    assert read == [without_marks(unescape(line(each))) for row in rows for each in row]
    assert tokens[-2].content == "after"


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://a.test/b?c=d&e=%20#f", True),
        ("https://a.test/b c", False),
        ("https://a.test/>b<script>", False),
        ("https://a.test/|", False),
        ("https://a.test/\n", False),
        ("javascript:alert(1)", False),
    ],
)
def test_an_address_is_a_link_when_it_is_one(url: str, is_link: bool) -> None:
    tokens = READER.parse(f"x {address(url)}")[1].children or []
    assert ("link_open" in [token.type for token in tokens]) is is_link


@pytest.mark.parametrize("words", [each for each in HOSTILE if "\ud800" not in each and "\x1b" not in each])
def test_a_page_keeps_its_form_whatever_the_spec_says(words: str, tmp_path: Path) -> None:
    properties = {"id": TEXT | {"description": words}, words or "x": TEXT | {"enum": [words, "b"]}}
    operations = {"list": LIST | {"summary": words, "scopes": [words]}}
    changes = {"label": words, "docs": f"https://a.test/{words}"}
    survey = surveyed(tmp_path, {"id": "key"}, properties=properties, operations=operations, **changes)
    plain = surveyed(
        tmp_path / "plain", {"id": "key"}, properties={"id": TEXT, "x": TEXT | {"enum": ["a", "b"]}}
    )
    for written, usual in (
        (page(survey), page(plain)),
        (comparison([survey], ["shop/things"]), comparison([plain], ["shop/things"])),
    ):
        assert shape(written) == shape(usual)


def shape(written: str) -> list[str]:
    """The blocks of a page, without what they say."""
    return [token.type for token in READER.parse(written) if token.type != "inline"]
