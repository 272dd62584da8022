"""A book answers what was recorded, in order, as often as it may, and nothing else."""

from typing import Any

import pytest

from unispec.flow import Reply, Request
from unispec.testing import Book, Exchange, UnexpectedRequest


def exchange(number: int, method: str = "GET", path: str = "/a", times: int = 1, **query: Any) -> Exchange:
    return Exchange(method, path, query, Reply(200, {}, str(number).encode()), times)


def asked(path: str = "/a", method: str = "GET", *pairs: tuple[str, str]) -> Request:
    return Request(method, f"https://api.test{path}", query=pairs)


def answers(book: Book, *requests: Request) -> list[str]:
    found = [book.send(request) for request in requests]
    assert all(isinstance(each, Reply) for each in found)
    return [each.content.decode() for each in found if isinstance(each, Reply)]


def test_equal_requests_take_their_answers_one_after_the_other() -> None:
    book = Book([exchange(1), exchange(2, times=2), exchange(3)])
    assert answers(book, *[asked()] * 4) == ["1", "2", "2", "3"]
    assert book.unused == []


@pytest.mark.parametrize(
    ("query", "pairs", "fits"),
    [
        ({}, (), True),
        ({}, (("other", "1"),), True),
        ({"count": "100"}, (("count", "100"),), True),
        ({"count": 100}, (("count", "100"),), True),
        ({"active": True}, (("active", "true"),), True),
        ({"count": "100"}, (("count", "10"),), False),
        ({"count": "100"}, (), False),
        ({"count": None}, (), True),
        ({"count": None}, (("count", "100"),), False),
        ({"count": "1"}, (("count", "1"), ("count", "2")), False),
        ({"count": ["1", "2"]}, (("count", "1"), ("count", "2")), True),
        ({"count": ["2", "1"]}, (("count", "1"), ("count", "2")), False),
        ({"name": ""}, (("name", ""),), True),
    ],
)
def test_an_exchange_fits_the_query_that_it_names(
    query: dict[str, Any], pairs: tuple[tuple[str, str], ...], fits: bool
) -> None:
    book = Book([exchange(1, **query)])
    if fits:
        assert answers(book, asked("/a", "GET", *pairs)) == ["1"]
    else:
        with pytest.raises(UnexpectedRequest):
            book.send(asked("/a", "GET", *pairs))


@pytest.mark.parametrize("request_", [asked("/b"), asked("/a", "POST"), asked("/a/"), asked("/A")])
def test_another_path_or_method_is_unexpected_and_leaves_the_exchange(request_: Request) -> None:
    book = Book([exchange(1)])
    with pytest.raises(UnexpectedRequest, match="no exchange is left that answers"):
        book.send(request_)
    assert len(book.unused) == 1
    assert book.sent == [request_]


def test_an_unexpected_request_is_told_with_its_query() -> None:
    with pytest.raises(UnexpectedRequest, match=r"`GET /a\?page=2&size=10`"):
        Book([]).send(asked("/a", "GET", ("page", "2"), ("size", "10")))
