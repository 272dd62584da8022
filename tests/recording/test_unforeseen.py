"""Forms in which somebody's data can hide: none of it is written, and what is harmless beside it stays."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recording.recordings import (
    LIST,
    TINY,
    TOKEN,
    answer,
    appointment,
    ask,
    disguised,
    listed,
    recording,
)
from unispec.cli._record_play import play_raw, with_tries
from unispec.diagnostics import Code, UnispecError
from unispec.recording import recorded

SEPARATORS = (
    *(
        "\u00a0",
        "\u202f",
        "\u2009",
        "\u2013",
        "\u2011",
        "\u00b7",
        "_",
        ",",
        "\n",
        "\t",
        "    ",
        ".",
        "/",
        "'",
    ),
    *("&nbsp;", "&#160;", "</b><i>", "<br/>", " - ", ") (", ":", "\u200b"),
)
GROUPS = ("079", "123", "45", "67")


def left(value: Any) -> str:
    """The digits of what became of a value, one after the other; its names count too."""
    (replaced,) = disguised([{"extra": value}])
    text = json.dumps(replaced["extra"], ensure_ascii=False)
    return "".join(each for each in text if each.isdecimal())


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize(
    "form",
    [
        lambda text: {"phone": text},
        lambda text: {"notes": f"Call {text}!"},
        lambda text: {"text": f"<p>{text}</p>"},
        lambda text: {text: True},
        lambda text: {"phones": [text]},
    ],
)
def test_a_telephone_number_is_found_with_any_separator(separator: str, form: Any) -> None:
    written = separator.join(GROUPS)
    (replaced,) = disguised([form(written)])
    text = json.dumps(replaced, ensure_ascii=False)
    assert written not in text
    for one, other in pairwise(GROUPS):
        assert f"{one}{separator}{other}" not in text


@pytest.mark.parametrize(
    "value",
    [
        [*GROUPS],
        [79, 1234, 567],
        {"phone": {"area": "079", "rest": ["123", "4567"]}},
        {"by_phone": {"+41 79 123 45 67": 1}},
    ],
)
def test_groups_of_a_number_are_replaced_as_one(value: Any) -> None:
    assert "1234567" not in left(value)


FORMS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "bytes": ([*b"quix"], ("113, 117",)),
    "bytes with signs": ([113, 117, -61, -68], ("113, 117",)),
    "a buffer": ({"type": "Buffer", "data": [*b"quixandra"]}, ("113, 117",)),
    "codes with commas": ("113,117,105,120", ("113,117", "105,120")),
    "entities": ("&#113;&#117;&#105;&#120;", ("#113", "quix")),
    "hexadecimal entities": ("&#x71;&#x75;&#x69;&#x78;", ("x71", "quix")),
    "octal codes": ("\\161\\165\\151\\170", ("161", "quix")),
    "quoted-printable": ("=71=75=69=78", ("=71", "quix")),
    "percent signs": ("%71%75%69%78", ("%71", "quix")),
    "letters one by one": (["q", "u", "i", "x"], ('"q"',)),
    "digits one by one": ([*"4839201755"], ('"4", "8", "3"',)),
    "digits as numbers": ([4, 8, 3, 9, 2, 0, 1, 7], ("4, 8, 3",)),
    "an IP address at an end": ("from 81.6.2.9.", ("81.6.2.9",)),
    "an IP address after a hyphen": ("ip_81.6.2.9", ("81.6.2.9",)),
    "an IP address in a host": ("81-6-2-91.dsl.example", ("81-6-2-91",)),
    "an IP address as a name": ({"81.6.2.91": True}, ("81.6.2.91",)),
    "a place as a name": ({"47.376,8.541": 3}, ("47.376", "8.541")),
    "digits as a name": ({"123-456": True}, ("123-456",)),
    "a MAC address": ("00:11:22:33:44:55", ("00:11", "44:55")),
    "a MAC address with letters": ("a0-1b-22-33-44-55", ("a0-1b", "44-55")),
    "an OTP": ({"otp": "123-456"}, ("123-456",)),
    "a short PIN": ({"pin": "731"}, ("731",)),
    "a password that the spec knows": ({"password": "confirmed"}, ("confirmed",)),
    "an age": ({"age": "47"}, ("47",)),
    "a place": ({"lat": "47.376", "lng": "8.541"}, ("47.376", "8.541")),
    "a salary": ({"salary": "95'000"}, ("95'000",)),
    "a short id": ({"employee_id": "731"}, ("731",)),
    "a fraction that is an id": ({"id": 482913.0}, ("482913",)),
    "a number of a thing that nobody knows": ({"pulse": 142}, ("142",)),
    "a text of a thing that nobody knows": ({"pulse": "142"}, ("142",)),
    "a sender": ({"from": "2125550123"}, ("2125550123",)),
    "a sender as a number": ({"from": 2125550123}, ("2125550123",)),
    "a number of a sender": ({"from_number": 1793613600}, ("1793613600",)),
    "somebody who made it": ({"created_by": 1793613600}, ("1793613600",)),
    "a user who changed it": ({"updated_user": "1793613600"}, ("1793613600",)),
    "a name like a country": ({"name": "mi"}, ('"mi"',)),
    "a name like a locale": ({"name": "mi_NA"}, ("mi_NA",)),
    "a name like a currency": ({"name": "TRY"}, ("TRY",)),
    "the prefix of an id": ("mina_4f7a9b2c1d", ("mina",)),
    "a span of time that is none": ("P079Y123M45W67D", ("079Y", "123M")),
    "JSON after a space": (' {"ssn": 123}', ("123",)),
}


@pytest.mark.parametrize("name", FORMS)
def test_no_form_hides_what_is_somebodys(name: str) -> None:
    value, signs = FORMS[name]
    (replaced,) = disguised([{"extra": value}])
    text = json.dumps(replaced, ensure_ascii=False)
    assert [sign for sign in signs if sign in text] == []


BIRTHS: dict[str, Any] = {
    "two digits for the year": {"date_of_birth": "13.02.84"},
    "the month first": {"birthday": "02/13/84"},
    "no year": {"birthday": "02-13"},
    "no year, as in a card": {"birthday": "--02-13"},
    "an object": {"birthday": {"day": 13, "month": 2, "year": 1984}},
    "an object of texts": {"birthday": {"day": "13", "month": "02", "year": "1984"}},
    "many": {"birthdays": ["2019-02-13"]},
    "a name above": {"birth": {"date": "2019-02-13"}},
    "in a sentence": {"notes": "born on 2019-02-13"},
    "another language": {"geburtsdatum": "2019-02-13"},
    "a point in time": {"dob": 1550016000},
}


@pytest.mark.parametrize("name", BIRTHS)
def test_a_day_of_birth_is_found_in_every_usual_form(name: str) -> None:
    (replaced,) = disguised([BIRTHS[name]])
    text = json.dumps(replaced)
    assert [
        sign for sign in ("02-13", "13.02", "02/13", "13, ", '"13"', "1984", "1550") if sign in text
    ] == []


def test_other_days_of_birth_become_other_days() -> None:
    days = ["02-13", "03-14", "13.02.84", "14.03.85", "2013-02-13", "2014-03-14"]
    replaced = [each["birthday"] for each in disguised([{"birthday": day} for day in [*days, *days]])]
    assert len(set(replaced)) == len(days)
    assert replaced[: len(days)] == replaced[len(days) :]


STAY: dict[str, dict[str, Any]] = {
    "a clock": {"time": "09:00-17:30"},
    "a clock as a name": {"hours": {"09:00": 1, "2026-11-03": 1}},
    "a long span of time": {"duration": "P1Y2M10DT2H30M"},
    "seconds that are left": {"expires_in": 7200, "utc_offset": -60},
    "times with something between": {"notes": "2026-11-03T09:00:00Z, 2026-11-04T09:00:00Z"},
    "a few numbers": {"minutes": [15, 30, 45], "total": 12},
    "numbers in a row": {"days": [0, 1, 2, 3, 4, 5, 6]},
    "the code of an error": {"code": 404, "error": {"code": 404}},
    "a count beside an id": {"total": 7, "id": "0"},
    "signs of HTML": {"notes": "&nbsp;&amp;&lt;"},
}


@pytest.mark.parametrize("name", STAY)
def test_what_makes_a_case_useful_stays(name: str) -> None:
    assert disguised([STAY[name]]) == [STAY[name]]


def test_short_ids_stay_different_and_the_same_everywhere() -> None:
    """Also when there are more of them than digits of their length."""
    numbers = range(1, 40)
    body = [{"id": at, "self": f"https://tiny.example/api/appointments/{at}", "total": at} for at in numbers]
    replaced = disguised(body)
    assert len({each["id"] for each in replaced}) == len(body)
    assert all(each["id"] != at for each, at in zip(replaced, numbers, strict=True))
    assert all(each["self"].endswith(f"/{each['id']}") for each in replaced)
    assert [each["total"] for each in replaced] == [*numbers]


CODES = (
    lambda text: [*text.encode()],
    lambda text: {"type": "Buffer", "data": [*text.encode()]},
    lambda text: ",".join(str(each) for each in text.encode()),
    lambda text: " ".join(f"{each:02x}" for each in text.encode()),
    lambda text: " ".join(f"{each:08b}" for each in text.encode()),
    lambda text: "".join(f"&#{each};" for each in text.encode()),
    lambda text: "".join(f"&#x{each:x};" for each in text.encode()),
    lambda text: "".join(f"\\{each:03o}" for each in text.encode()),
    lambda text: "".join(f"\\x{each:02x}" for each in text.encode()),
    lambda text: "".join(f"\\u{each:04x}" for each in text.encode()),
    lambda text: "".join(f"={each:02X}" for each in text.encode()),
    lambda text: "".join(f"%{each:02X}" for each in text.encode()),
    lambda text: [*text],
    lambda text: [text[:5], text[5:]],
)
tokens = st.text("abcdefghkmnpqrsuvwxyz0123456789-", min_size=12, max_size=24).map(lambda text: f"z9{text}q7")


@settings(max_examples=80, deadline=None)
@given(tokens, st.sampled_from(CODES))
def test_a_credential_in_codes_is_replaced_and_refused_when_it_is_kept(token: str, code: Any) -> None:
    written = code(token)
    body = [appointment(1, plan=written)]
    (replaced,) = disguised(body, secrets=(token,))
    assert replaced["plan"] != written
    with pytest.raises(UnispecError) as caught:
        recorded(listed(body, secrets=(token,), keep=("plan", "plan.data", "plan.type")))
    assert caught.value.diagnostic.code is Code.SECRET_IN_RECORDING


@pytest.mark.parametrize("tries", [1, 2, 7, 20])
@pytest.mark.parametrize("wait", [{}, {"retry-after": "0"}, {"retry-after": "1"}])
def test_tries_that_were_given_up_play_as_many_as_a_play_makes(tries: int, wait: dict[str, str]) -> None:
    """How many there were, chance decided."""
    pair = (ask("/appointments", ("per_page", "20")), answer({"error": {}}, 429, wait))
    fitted = with_tries(TINY, recording(LIST, *[pair] * tries))
    played = play_raw(TINY, fitted)
    assert played.replayed is not None
    assert not played.is_other
    assert played.difference(play_raw(TINY, fitted)) is None
    assert [each for _, each in fitted.exchanges] == [pair[1]] * len(fitted.exchanges)
    assert fitted.exchanges == with_tries(TINY, recording(LIST, pair)).exchanges


def test_tries_before_a_success_stay_a_success() -> None:
    request = ask("/appointments", ("per_page", "20"))
    failed, good = (request, answer({}, 503, {"retry-after": "9"})), (request, answer([appointment(1)]))
    fitted = with_tries(TINY, recording(LIST, *[failed] * 6, good))
    played = play_raw(TINY, fitted)
    assert not played.is_other
    assert played.replayed is not None
    assert played.replayed.error is None
    assert fitted.exchanges[-1] == good


def test_an_answer_that_is_too_deep_stays_one_without_its_data() -> None:
    content = b"[" * 400 + f'"{TOKEN}"'.encode() + b"]" * 400
    given = recording(LIST, (ask("/appointments", ("per_page", "20")), answer(content)))
    reply = recorded(given).data["exchanges"][0]["reply"]
    assert set(reply["text"]) == {"[", "]"}
    as_it_came, as_written = (
        play_raw(TINY, given),
        play_raw(TINY, recording(LIST, (given.exchanges[0][0], answer(reply["text"].encode())))),
    )
    assert as_it_came.difference(as_written) is None


def test_a_status_that_no_case_can_hold_is_refused_with_its_reason() -> None:
    with pytest.raises(UnispecError) as caught:
        recorded(recording(LIST, (ask("/appointments"), answer({}, 999))))
    assert caught.value.diagnostic.code is Code.UNPLAYABLE_RECORDING
    assert "the status 999 cannot be recorded" in str(caught.value)
