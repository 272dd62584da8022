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


@pytest.mark.parametrize(
    ("exchanges", "request_", "remedy"),
    [
        ([], asked(), "the case records no exchange"),
        (
            [exchange(1, path="/teams"), exchange(2, path="/v2/users")],
            asked("/v2/teams"),
            "nearest is `GET /teams`: `base_url` puts something in front of its path, write `/v2/teams`",
        ),
        (
            [exchange(1, path="/users"), exchange(2, path="/team")],
            asked("/teams"),
            "nearest is `GET /team`: the path that was sent is `/teams`",
        ),
        ([exchange(1, "POST")], asked(), "nearest is `POST /a`: the method that was sent is `GET`"),
        (
            [exchange(1, page=1), exchange(2, page=2, size=[1, 2], sort=None)],
            asked("/a", "GET", ("page", "3"), ("sort", "up")),
            "nearest is `GET /a`: `page` is `1` there, sent was `3`",
        ),
        (
            [exchange(2, size=[1, 2], sort=None)],
            asked("/a", "GET", ("sort", "up")),
            "nearest is `GET /a`: `size` was not sent; `sort` was sent, and must not be",
        ),
        ([exchange(1, name="x" * 200)], asked(), "nearest is `GET /a`: `name` was not sent"),
    ],
)
def test_the_nearest_exchange_is_named_with_what_differs(
    exchanges: list[Exchange], request_: Request, remedy: str
) -> None:
    with pytest.raises(UnexpectedRequest) as raised:
        Book(exchanges).send(request_)
    assert raised.value.diagnostic.help == remedy


@pytest.mark.parametrize(("times", "said"), [(1, "once"), (3, "3 times")])
def test_an_exchange_that_is_used_up_is_named(times: int, said: str) -> None:
    book = Book([exchange(1, times=times), exchange(2, page=1)])
    answers(book, *[asked()] * times)
    with pytest.raises(UnexpectedRequest) as raised:
        book.send(asked())
    remedy = f"`GET /a` answers {said}, and has; `times` lets it answer more often"
    assert raised.value.diagnostic.help == remedy
