"""Whatever a provider answers: nothing of it that is somebody's is written, and the case plays."""

from __future__ import annotations

import base64
import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recording.recordings import (
    TOKEN,
    appointment,
    body_of,
    disguised,
    listed,
    played,
    read_back,
    text_of,
)
from unispec.data import decode, encode
from unispec.flow import Reply
from unispec.recording import recorded

PLANTED = (
    "Quixandra",
    "Quixandra Zarvolt",
    "quixandra.z@zarvolt.net",
    "+49 171 5550199",
    "0171/5550199",
    "QX7K-99ZZ-TT01",
    "qx7k99zztt01",
    "4711998877",
    "47119",
    "https://quixandra.zarvolt.net/u/QX7K99ZZTT01?who=quixandra.z%40zarvolt.net#zarvolt",
    "Юлия Цветкова",
    "8c5e7f3a-1b2d-4e6f-9a0b-c1d2e3f40516",
    TOKEN,
)
SIGNS = (
    *("quix", "zarvolt", "5550199", "qx7k", "zztt", "4711998877", "юлия", "цветков", "8c5e7f3a"),
    *("c1d2e3f4", TOKEN.lower(), TOKEN[::-1].lower()),
)
WAYS: tuple[Callable[[str], Any], ...] = (
    lambda text: text,
    lambda text: text.upper(),
    lambda text: quote(text, safe=""),
    lambda text: json.dumps({"x": text}),
    lambda text: json.dumps([text], ensure_ascii=True),
    lambda text: f"<p class='{text}'>Dear {text},<br/>&lt;{text}&gt;</p>",
    lambda text: f"mailto:{text}",
    lambda text: f"https://example.org/{quote(text, safe='')}?q={quote(text)}",
    lambda text: f"(see: {text}).\x1b[31m\u202e",
    lambda text: {text: 1},
    lambda text: [[{text: {text: text}}]],
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: text.encode().hex(),
    lambda text: [*text.encode()],
    *(
        SPELLED := (
            lambda text: ",".join(str(each) for each in text.encode()),
            lambda text: "".join(f"&#{each};" for each in text.encode()),
            lambda text: "".join(f"\\{each:03o}" for each in text.encode()),
            lambda text: "".join(f"%{each:02x}" for each in text.encode()),
        )
    ),
)
CODED = {
    form(text).lower()
    for text in PLANTED
    for form in (
        lambda each: base64.b64encode(each.encode()).decode(),
        lambda each: each.encode().hex(),
        *SPELLED,
    )
}

leaves = (
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(-1e15, 1e15) | st.text(max_size=12)
)
planted = st.builds(lambda way, text: way(text), st.sampled_from(WAYS), st.sampled_from(PLANTED))
keys = st.text(max_size=8) | st.sampled_from(
    ["name", "email", "user_id", "phone", "status", "notes", "token", "id"]
)
trees = st.recursive(
    leaves | planted,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
extras = st.dictionaries(keys.filter(lambda key: key not in appointment(1)), trees, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(extras, max_size=3), min_size=1, max_size=3))
def test_nothing_planted_survives_and_the_case_plays(pages: list[list[dict[str, Any]]]) -> None:
    bodies = [[appointment(index, **more) for index, more in enumerate(page)] for page in pages]
    found = recorded(listed(*bodies))
    written = text_of(found).lower()
    assert [sign for sign in SIGNS if sign in written] == []
    assert [form for form in CODED if form in written] == []
    assert "47119" not in re.split(r"[^0-9]+", written)
    with tempfile.TemporaryDirectory() as folder:
        again = played(read_back(found, Path(folder)))
    assert again.error is None
    assert [len(page.result) for page in again.answers] == [min(20, sum(map(len, bodies)))]
    assert not again.unused


@settings(max_examples=60, deadline=None)
@given(st.lists(extras, min_size=1, max_size=3))
def test_the_same_recording_gives_the_same_bytes(people: list[dict[str, Any]]) -> None:
    body = [appointment(index, **more) for index, more in enumerate(people)]
    assert text_of(recorded(listed(body))) == text_of(recorded(listed(body)))


def shape(value: Any) -> Any:
    """What stays of any value: its type, and how much it holds; bytes and letters may become more."""
    if isinstance(value, dict):
        return [shape(each) for each in value.values()]
    if isinstance(value, list):
        kinds = {type(each) for each in value}
        return kinds if kinds in ({int}, {str}) else [shape(each) for each in value]
    return value if value is None or isinstance(value, bool) else type(value)


@settings(max_examples=60, deadline=None)
@given(trees)
def test_structure_types_and_nulls_stay(tree: Any) -> None:
    assert shape(disguised([appointment(1, extra=tree)])) == shape([appointment(1, extra=tree)])


words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=9).map(lambda text: f"q{text}")


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=2, max_size=12), st.data())
def test_equal_values_stay_equal_and_others_different(names: list[str], data: st.DataObject) -> None:
    texts = [data.draw(st.sampled_from([name, f"{name}@acme.org", f"{name} {names[0]}"])) for name in names]
    replaced = [each["name"] for each in disguised([{"name": text} for text in texts])]
    for one, its in zip(texts, replaced, strict=True):
        for other, their in zip(texts, replaced, strict=True):
            assert (one == other) == (its == their)


def test_the_body_of_an_answer_is_never_the_one_that_came() -> None:
    body = [appointment(1, room="Quixandra's office")]
    assert body_of(recorded(listed(body))) != body


@pytest.mark.parametrize("number", [1.8446744073709552e19, 1e300, -0.0, 1e-7])
def test_numbers_of_any_kind_come_back_as_they_were(number: float, tmp_path: Path) -> None:
    case = read_back(recorded(listed([appointment(1, price=number)])), tmp_path)
    answer = case.exchanges[0].answer
    assert isinstance(answer, Reply)
    assert encode(decode(answer.content)[0]["price"]) == encode(number)
