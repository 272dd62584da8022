"""The last look: what must not be written is not, and its place is named without it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from urllib.parse import quote

import pytest

from tests.recording.recordings import GET, LIST, NOW, TOKEN, answer, ask, listed, recording
from unispec.diagnostics import Code, UnispecError, secret_in
from unispec.flow import Failure
from unispec.recording import check_written, recorded

CREDENTIAL = 'k3y/of "Tiny"+9f8e7d6c'
WAYS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "in a sentence": lambda text: f"the key is {text}.",
    "percent-encoded": partial(quote, safe=""),
    "in base64": lambda text: base64.b64encode(text.encode()).decode(),
    "in base64 with a user": lambda text: base64.b64encode(f"me:{text}".encode()).decode(),
    "in base64 for URLs": lambda text: base64.urlsafe_b64encode(f"a{text}b".encode()).decode(),
    "escaped as JSON": json.dumps,
    "in hexadecimal": lambda text: text.encode().hex().upper(),
    "in other cases": str.swapcase,
    "backwards": lambda text: text[::-1],
}


def refused(body: object, **changes: object) -> str:
    with pytest.raises(UnispecError) as caught:
        recorded(listed(body, **changes))
    assert caught.value.diagnostic.code is Code.SECRET_IN_RECORDING
    return str(caught.value)


@pytest.mark.parametrize("way", WAYS)
def test_a_credential_is_found_however_it_is_written(way: str) -> None:
    """`--keep` is the way on which one could come through."""
    text = WAYS[way](CREDENTIAL)
    said = refused([{"plan": [text]}], secrets=(CREDENTIAL,), keep=("plan",))
    assert "a credential" in said
    assert "exchanges[0].reply.body[0].plan[0]" in said
    assert text not in said
    assert recorded(listed([{"plan": [text]}], secrets=(CREDENTIAL,))).data


@pytest.mark.parametrize("way", WAYS)
def test_a_credential_in_the_summary_is_refused(way: str) -> None:
    assert "`summary`" in refused([], secrets=(CREDENTIAL,), summary=WAYS[way](CREDENTIAL))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ghp_" + "a1B2c3D4e5" * 4, "a token of a code host"),
        ("AKIA" + "ABCDEFGH12345678", "an access key of a cloud"),
        ("https://jane:hunter22@acme.org/", "a password in an address"),
        ("Bearer 9s6XKzkNRiz8i39s6XKzkNRiz8i3", "credentials"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", "a private key"),
    ],
)
def test_what_looks_like_a_secret_is_not_kept(text: str, kind: str) -> None:
    said = refused([{"plan": text}], keep=("plan",))
    assert kind in said
    assert text not in said


def test_what_the_author_keeps_stays_even_when_a_part_of_it_is_replaced_elsewhere() -> None:
    body = [{"name": "Quixandra"}, {"plan": "gold for quixandra"}]
    one, other = recorded(listed(body, keep=("plan",))).data["exchanges"][0]["reply"]["body"]
    assert "quixandra" not in one["name"].lower()
    assert other == {"plan": "gold for quixandra"}


@pytest.mark.parametrize("text", [f'{{"x": "{TOKEN}"}}', "a1a1a1a1a1a1a1a1a1a1a1", "k3y of tiny 9f8e7d6c"])
def test_a_stand_in_never_looks_like_a_secret_itself(text: str) -> None:
    (replaced,) = recorded(listed([{"Token": text}])).data["exchanges"][0]["reply"]["body"]
    assert TOKEN not in replaced["Token"]
    assert secret_in("Token", replaced["Token"], frozenset()) is None


def test_a_short_credential_is_no_part_of_a_word() -> None:
    assert recorded(listed([{"name": "a"}], secrets=("point",), summary="Appointments.")).data
    assert "a credential" in refused([], secrets=("point",), summary="The point is here.")


def test_written_files_and_their_names_are_looked_at_once_more() -> None:
    given = listed([])
    check_written(given, {"a-case.yaml": "operation: list\n"})
    for files in ({f"{TOKEN}.yaml": ""}, {"a.yaml": f"x: {TOKEN}"}, {"a.yaml": TOKEN.upper()}):
        with pytest.raises(UnispecError) as caught:
            check_written(given, files)
        assert caught.value.diagnostic.code is Code.SECRET_IN_RECORDING
        assert TOKEN not in str(caught.value)


FAULTS = {
    "the connection broke": "reset",
    "the provider did not answer in time": "timeout",
    "the answer took longer than 60 s": "timeout",
    "the answer was cut off or broke the protocol": "truncated",
}


@pytest.mark.parametrize("problem", FAULTS)
def test_a_failure_is_recorded_as_a_fault(problem: str) -> None:
    broken, good = Failure(Code.NO_ANSWER, problem), answer([])
    given = recording(LIST, (ask("/appointments"), broken), (ask("/appointments"), good))
    exchanges = recorded(given).data["exchanges"]
    assert exchanges[0]["reply"] == {"fault": FAULTS[problem]}


@pytest.mark.parametrize(
    "failure",
    [
        Failure(Code.BODY_TOO_LARGE, "the body is larger", final=True),
        Failure(Code.NO_ANSWER, "x", final=True),
    ],
)
def test_an_answer_that_no_case_can_give_again_is_refused(failure: Failure) -> None:
    with pytest.raises(UnispecError) as caught:
        recorded(recording(LIST, (ask("/appointments"), failure)))
    assert caught.value.diagnostic.code is Code.UNPLAYABLE_RECORDING


@pytest.mark.parametrize(
    "content", [b"<html>Quixandra</html>", b"\xff\xfe", b"Quixandra", b'{"a": ', b"[" * 600]
)
def test_a_body_that_is_not_json_is_replaced_as_a_whole(content: bytes) -> None:
    found = recorded(recording(GET, (ask("/appointments/1"), answer(content)), input={"id": "1"}))
    reply = found.data["exchanges"][0]["reply"]
    assert reply["text"] == "This body was not JSON, and was replaced."
    assert "Quixandra" not in str(found.data)


def test_an_empty_body_stays_empty() -> None:
    found = recorded(recording(GET, (ask("/appointments/1"), answer(b"", 204)), input={"id": "1"}))
    assert found.data["exchanges"][0]["reply"] == {"status": 204}


def test_a_case_says_when_it_was_recorded_and_with_what() -> None:
    found = recorded(
        listed(
            [],
            limit=5,
            pages=2,
            now=NOW + timedelta(hours=1),
            summary="Two pages.",
            account={"email": "a@acme.org"},
        )
    )
    assert [*found.data] == ["summary", "operation", "now", "connection", "limit", "pages", "exchanges"]
    assert found.data["now"] == "2026-11-22T13:00:00Z"
    assert found.data["connection"] != {"email": "a@acme.org"}
