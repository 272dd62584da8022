"""What is replaced, what stays, and what keeps its shape."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.recording.recordings import (
    GET,
    LIST,
    TOKEN,
    answer,
    appointment,
    ask,
    body_of,
    disguised,
    listed,
    recording,
)
from unispec.data import encode
from unispec.recording import recorded

STAY = {
    "a word that the spec compares with": {"state": "off"},
    "a time": {"created_at": "2026-11-03T09:15:42.101010Z"},
    "a day": {"due": "2026-11-03"},
    "a span of time": {"duration": "PT1H30M"},
    "a time zone": {"timezone": "America/Argentina/Buenos_Aires"},
    "a currency": {"currency": "EUR"},
    "a locale": {"locale": "de-AT"},
    "a language": {"language": "de"},
    "a country": {"country": "AT"},
    "nothing": {"name": None, "title": "", "tags": [], "user": {}},
    "a truth": {"active": True},
    "a count": {"total": 12, "minutes": 45},
    "zeros": {"notes": "00000", "id": "0000-000000"},
    "an amount": {"amount": 129900, "price": 12.5},
    "an epoch": {"begins": 1_793_613_600, "created": 1_793_613_600_000},
    "a URL of the provider without ids": {"url": "https://tiny.example/api/appointments"},
}


@pytest.mark.parametrize("name", STAY)
def test_what_is_known_to_be_harmless_stays(name: str) -> None:
    assert disguised([STAY[name]]) == [STAY[name]]


SHAPES = {
    "an e-mail address": (
        {"email": "Jane.Doe+x@mail.acme.org"},
        r"[A-Z][a-z]{3}\.[A-Z][a-z]{2}\+[a-z]@.+\.example",
    ),
    "a UUID": (
        {"id": "8C5E7F3A-1B2D-4E6F-9A0B-C1D2E3F40516"},
        r"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-9[0-9A-F]{3}-.{12}",
    ),
    "an id of one kind": (
        {"id": "cus_9s6XKzkNRiz8i3"},
        r"cus_[0-9][a-z][0-9][A-Z]{2}[a-z]{2}[A-Z]{2}[a-z]{2}[0-9][a-z][0-9]",
    ),
    "an id with a hyphen": ({"id": "AAAA-1234-x"}, r"[A-Z]{4}-[0-9]{4}-[a-z]"),
    "a numeric id": ({"id": "4711998877"}, r"[1-9][0-9]{9}"),
    "a telephone number": ({"phone": "+49 (171) 555-0199"}, r"\+[0-9]{2} \([0-9]{3}\) [0-9]{3}-[0-9]{4}"),
    "an IP address": ({"ip": "10.20.30.40"}, r"192\.0\.2\.1"),
    "a birthday": ({"birthday": "2015-03-07"}, r"19[5-9]\d-\d\d-\d\d"),
    "a day long ago": ({"since": "07.03.1984"}, r"\d\d\.\d\d\.19[5-9]\d"),
    "a URL": (
        {"url": "https://jane.example.org:8080/u/4711998877?mail=a%40acme.org"},
        r"https://[a-z]{4}\..+\.example:8080/[a-z]/\d{10}\?mail=[a-z]%40.+\.example",
    ),
    "a URL of the provider": (
        {"url": "https://tiny.example/api/appointments/12345"},
        r"https://tiny\.example/api/appointments/\d{5}",
    ),
    "a text": ({"notes": "Dear Jane, call me!"}, r"[A-Z][a-z]{3} [A-Z][a-z]{3}, [a-z]{4} [a-z]{2}!"),
    "HTML": ({"notes": "<p>Dear <b>Jane</b></p>"}, r"<p>[A-Z][a-z]{3} <b>[A-Z][a-z]{3}</b></p>"),
    "another script": ({"name": "Юлия Ñandú"}, r"[A-Z][a-z]{3} [A-Z][a-z]{4}"),
    "signs that nobody sees": ({"name": "\u202e\x1b[31m\U0001f600"}, r"\*\*\[[0-9]{2}[a-z]\*"),
    "JSON in a text": ({"raw": '{"name": "J\\u00fcrgen"}'}, r'\{"name":"[A-Z][a-z]{5}"\}'),
    "a JSON Web Token": (
        {"jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijk"},
        r"redacted-1",
    ),
    "a token": ({"access_token": "9s6XKzkNRiz8i39s6XKzkNRiz8i3"}, r"redacted-1"),
    "base64": ({"data": "SmFuZSBEb2U="}, r"[A-Z][a-z][A-Z][a-z][A-Z]{3}[A-Z][a-z][0-9][A-Z]="),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_stand_in_has_the_shape_of_the_original(name: str) -> None:
    body, pattern = SHAPES[name]
    (replaced,) = disguised([body])
    (value,) = replaced.values()
    assert re.fullmatch(pattern, value)
    assert value not in body.values()


LONG = {
    "base64": "Quix_andra-" * 50_000,
    "signs of an address": "a@" * 100_000,
    "an address without an end": "a@" + "a-" * 100_000,
    "digits": "1-" * 100_000 + "a",
    "hexadecimal numbers": "aa:" * 100_000,
    "percent signs": "a%40" * 50_000,
    "brackets": "[" * 100_000,
    "tags": "<p " * 50_000,
    "slashes": "https://a.org/" + "/a" * 50_000,
    "many secrets": "Bearer 9s6XKzkNRiz8i39s6XKzkNRiz8i3 " * 200,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_takes_no_long_time(name: str) -> None:
    begun = time.monotonic()
    (replaced,) = disguised([{"notes": LONG[name]}])
    assert time.monotonic() - begun < 20
    assert "quix" not in replaced["notes"].lower()


def test_json_may_be_as_deep_as_json_may_be() -> None:
    deep: Any = "quixandra"
    for _ in range(3):
        for at in range(120):
            deep = [deep] if at % 2 else {"name": deep}
        deep = encode(deep).decode()
    (replaced,) = disguised([{"text": deep}])
    assert "quixandra" not in replaced["text"]


NUMBERS: dict[str, dict[str, Any]] = {
    "a telephone number": {"phone": 4915112345678},
    "a number of ten digits that nobody reads": {"contact": 1_793_613_600},
    "an id": {"user_id": 471199},
    "a large id": {"user_id": 18_446_744_073_709_551_615},
    "a negative id": {"user_id": -471199},
    "an age": {"age": 34},
    "a year of birth": {"birth_year": 1984},
    "a salary": {"salary": 75000},
    "a place on earth": {"latitude": 52.520008},
    "a number that is an id elsewhere": {
        "total": 47119,
        "url": "https://tiny.example/api/appointments/47119",
    },
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_identifies_is_replaced_by_one_of_its_length(name: str) -> None:
    (replaced,) = disguised([NUMBERS[name]])
    key = next(iter(NUMBERS[name]))
    assert replaced[key] != NUMBERS[name][key]
    assert type(replaced[key]) is type(NUMBERS[name][key])
    assert abs(len(str(replaced[key])) - len(str(NUMBERS[name][key]))) <= (
        1 if "." in str(replaced[key]) else 0
    )


def test_an_address_is_the_same_wherever_it_stands_and_however_it_is_written() -> None:
    mail = "jane.doe@acme.org"
    (one,) = disguised(
        [
            {
                "email": mail,
                "name": "Jane Doe",
                "notes": f"write to <{mail}>, please",
                "url": "https://example.org/u/jane.doe%40acme.org?to=jane.doe%40acme.org",
                "text": '{"to": "jane.doe\\u0040acme.org"}',
                "extra": {mail: {"to": [mail.upper()]}},
            }
        ]
    )
    fake = one["email"]
    assert fake != mail
    assert one["name"].lower().replace(" ", ".") == fake.partition("@")[0]
    assert f"<{fake}>" in one["notes"]
    assert one["url"].count(fake.replace("@", "%40")) == 2
    assert one["text"] == f'{{"to":"{fake}"}}'
    assert one["extra"] == {fake: {"to": [fake.upper().replace("EXAMPLE", "example")]}}


def test_an_id_is_the_same_in_paths_queries_input_and_bodies() -> None:
    body = {
        "appointment": appointment(
            4711, owner={"id": "4711", "url": "https://tiny.example/api/appointments/4711"}
        )
    }
    found = recorded(recording(GET, (ask("/appointments/4711"), answer(body)), input={"id": "4711"}))
    fake = found.data["input"]["id"]
    assert re.fullmatch(r"[1-9]\d{3}", fake)
    assert fake != "4711"
    assert found.data["exchanges"][0]["request"]["path"] == f"/api/appointments/{fake}"
    one = body_of(found)["appointment"]
    assert (one["number"], one["owner"]["id"]) == (int(fake), fake)
    assert one["owner"]["url"].endswith(f"/{fake}")


def test_a_token_of_a_page_is_the_same_in_the_answer_and_in_the_next_request() -> None:
    token = "Zm9v-B4rB4z_99"
    first = answer(
        [appointment(1)], headers={"link": f"<https://tiny.example/api/appointments?at={token}>; rel=next"}
    )
    found = recorded(
        recording(LIST, (ask("/appointments"), first), (ask("/appointments", ("at", token)), answer([])))
    )
    fake = found.data["exchanges"][1]["request"]["query"]
    assert token not in str(found.data)
    assert next(iter(fake.values())) in found.data["exchanges"][0]["reply"]["headers"]["link"]


NAMES: dict[str, Any] = {
    "one that the schema knows": ("subject", True),
    "one made of usual words": ("createdByUserId", True),
    "a name": ("Quixandra", False),
    "a name like a field": ("quixandra_zarvolt", False),
    "an address": ("quixandra@zarvolt.net", False),
    "an id": ("9s6XKzkNRiz8i3", False),
    "a number": ("4711998877", False),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_field_stays_when_everybody_may_know_it(name: str) -> None:
    key, stays = NAMES[name]
    (replaced,) = disguised([{"extra": {key: 1}}])
    assert (key in replaced["extra"]) is stays


def test_two_names_that_would_become_one_stay_two() -> None:
    (replaced,) = disguised([{"extra": {"a@acme.org": 1, "A@acme.org": 2, "a@ACME.org": 3}}])
    assert sorted(replaced["extra"].values()) == [1, 2, 3]


def test_headers_that_nobody_reads_are_left_out() -> None:
    headers = {
        "set-cookie": "session=quixandra",
        "authorization": TOKEN,
        "x-user": "quixandra",
        "server": "zarvolt",
        "ratelimit-remaining": "9",
        "ratelimit-reset": "1793610060",
        "retry-after": "quixandra",
    }
    found = recorded(recording(LIST, (ask("/appointments"), answer([], headers=headers))))
    assert found.data["exchanges"][0]["reply"]["headers"] == {
        "ratelimit-remaining": 9,
        "ratelimit-reset": "1793610060",
    }


def test_kept_fields_stay_wherever_their_values_stand() -> None:
    body = [{"user": {"plan": "gold-xl"}, "plan": "silver", "notes": "gold-xl"}]
    found = recorded(listed(body, keep=("user.plan", "colour")))
    (replaced,) = body_of(found)
    assert replaced["user"] == {"plan": "gold-xl"}
    assert replaced["notes"] == "gold-xl"
    assert replaced["plan"] != "silver"
    assert found.unkept == ("colour",)


def test_a_field_with_the_name_of_a_secret_is_never_kept() -> None:
    body = [{"access_token": "quixandra", "password": "zarvolt"}]
    found = recorded(listed(body, keep=("access_token", "password")))
    assert "quixandra" not in str(found.data)
    assert "zarvolt" not in str(found.data)
    assert found.unkept == ("access_token", "password")
