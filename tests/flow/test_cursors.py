"""Cursors: what was written is read again, and nothing else is."""

from __future__ import annotations

from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flow.driver import Driver, call_of, items, plan_of, program_of, read_page, reply
from tests.flow.profiles import examples
from unispec.diagnostics import Code, InputError
from unispec.flow import Bookmark, fingerprint_of, read_cursor, write_cursor

MARK = "0123456789abcdef"
PAGES = {"style": "cursor", "next": "next", "param": "token"}
SCALARS = st.none() | st.text(max_size=60) | st.integers(0, 10**9)
SIZES = st.none() | st.integers(1, 10**6)
POSITIONS = st.none() | st.tuples(SCALARS, SCALARS, SIZES, st.lists(st.text(max_size=16))).map(list)


@given(POSITIONS, st.integers(0, 10**6))
@examples()
def test_a_cursor_comes_back_as_it_was(position: list[object] | None, skip: int) -> None:
    cursor = write_cursor(Bookmark(position, skip), MARK)
    assert set(cursor) <= set(ascii_letters + digits + "-_")
    assert read_cursor(cursor, MARK) == Bookmark(position, skip)


def test_every_single_bit_flip_is_refused() -> None:
    cursor = write_cursor(Bookmark([None, "token", None, []], 3), MARK)
    flips = 0
    for index, character in enumerate(cursor):
        for bit in range(8):
            flipped = cursor[:index] + chr(ord(character) ^ (1 << bit)) + cursor[index + 1 :]
            with pytest.raises(InputError):
                read_cursor(flipped, MARK)
            flips += 1
    assert flips == 8 * len(cursor)


@given(st.integers(0, 10**6), st.sampled_from([" ", "\n", "=", "!", "A", "é", ""]))
@examples()
def test_a_cursor_with_a_character_more_or_less_is_refused(at: int, inserted: str) -> None:
    cursor = write_cursor(Bookmark([None, "token", None, []], 3), MARK)
    place = at % len(cursor)
    changed = cursor[:place] + inserted + cursor[place + (0 if inserted else 1) :]
    with pytest.raises(InputError):
        read_cursor(changed, MARK)


@given(st.text() | st.text(alphabet=ascii_letters + digits + "-_") | st.binary().map(str))
@examples()
def test_any_other_text_is_an_input_error(text: str) -> None:
    with pytest.raises(InputError):
        read_cursor(text, MARK)


@pytest.mark.parametrize("cursor", [None, 5, b"abc", [], "x" * 200_000, "\ud800", "a", "AAAA", "="])
def test_what_is_no_cursor_is_an_input_error(cursor: object) -> None:
    with pytest.raises(InputError) as caught:
        read_cursor(cursor, MARK)  # type: ignore[arg-type]
    assert caught.value.diagnostic.code == Code.INVALID_CURSOR
    assert "next_cursor" in (caught.value.diagnostic.help or "")


def demo(**operation: object) -> object:
    query = {"status": "status", "account": "$connection.user"}
    written = {"request": {"path": "/items", "query": query}, "records": "items", "pagination": "pages"}
    resource = {"operations": {"list": {**written, **operation}}, "map": {"id": "id"}}
    return program_of({"pagination": {"pages": PAGES}}, {"t/items": resource})


CHANGES = {
    "other parameters": (demo(), {"status": "closed"}, {"user": "u1"}),
    "fewer parameters": (demo(), {}, {"user": "u1"}),
    "another account": (demo(), {"status": "open"}, {"user": "u2"}),
    "another spec": (demo(records="others"), {"status": "open"}, {"user": "u1"}),
    "another pagination": (
        program_of(
            {"pagination": {"pages": {**PAGES, "param": "cursor"}}},
            {
                "t/items": {
                    "operations": {
                        "list": {
                            "request": {
                                "path": "/items",
                                "query": {"status": "status", "account": "$connection.user"},
                            },
                            "records": "items",
                            "pagination": "pages",
                        }
                    },
                    "map": {"id": "id"},
                }
            },
        ),
        {"status": "open"},
        {"user": "u1"},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_cursor_is_refused_with(change: str) -> None:
    call = call_of(demo(), {"status": "open"}, account={"user": "u1"})  # type: ignore[arg-type]
    cursor = write_cursor(Bookmark([None, "token", None, []]), fingerprint_of(plan_of(call), call))
    program, parameters, account = CHANGES[change]
    other = call_of(program, parameters, account=account)  # type: ignore[arg-type]
    with pytest.raises(InputError) as caught:
        read_cursor(cursor, fingerprint_of(plan_of(other), other))
    assert caught.value.diagnostic.code == Code.CHANGED_CURSOR


def test_a_cursor_survives_a_new_process_and_another_page_size() -> None:
    call = call_of(demo(), {"status": "open"}, account={"user": "u1"})  # type: ignore[arg-type]
    again = call_of(demo(), {"status": "open"}, account={"user": "u1"}, size=7)  # type: ignore[arg-type]
    assert fingerprint_of(plan_of(call), call) == fingerprint_of(plan_of(again), again)


def test_a_cursor_that_only_expressions_about_answers_tie_to_the_account_is_refused_for_another() -> None:
    resource = {
        "operations": {
            "list": {
                "request": {"path": "/items"},
                "records": "items[owner = $connection.user]",
                "pagination": "none",
            }
        },
        "map": {"id": "id"},
    }
    program = program_of({}, {"t/items": resource})
    one, two = (call_of(program, account={"user": each}) for each in ("u1", "u2"))
    assert fingerprint_of(plan_of(one), one) != fingerprint_of(plan_of(two), two)


def test_a_long_token_gives_a_cursor_that_can_be_read() -> None:
    token = "😀\x01" * 4_000
    program = items(PAGES)
    server = {None: reply({"items": [{"id": 1}], "next": token}), token: reply({"items": [{"id": 2}]})}
    driver = Driver(lambda request: server[dict(request.query).get("token")])
    page = read_page(driver, call_of(program), 1)
    assert read_page(driver, call_of(program), 1, page.next_cursor).result == [{"id": 2}]
