"""One request as the handlers see it, what they answer, and how they refuse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

INVALID = "The supplied parameters are invalid."
FORBIDDEN = "You do not have permission to access this resource."


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose token it is; `role` is `owner`, `admin` or `user`."""

    user: str
    role: str

    @property
    def administers(self) -> bool:
        return self.role in ("owner", "admin")


@dataclass(frozen=True, slots=True)
class Call:
    """`base` is the address by which the fake was called; `ids` are the parts of the path."""

    base: str
    path: str
    query: Mapping[str, str]
    ids: Mapping[str, str]
    caller: Caller


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Any, status: int = 200) -> "Answer":
        return cls(status, orjson.dumps(content))


class Refusal(Exception):  # it is an answer, not a fault of the fake
    """An error answer in Calendly's shape."""

    def __init__(self, status: int, title: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.answer = Answer.of({"title": title, "message": message} | more, status)


def invalid(parameter: str, message: str) -> Refusal:
    details = [{"message": message, "parameter": parameter}]
    return Refusal(400, "Invalid Argument", INVALID, details=details)


def unauthenticated() -> Refusal:
    return Refusal(401, "Unauthenticated", "The access token is invalid")


def forbidden(message: str = FORBIDDEN) -> Refusal:
    return Refusal(403, "Permission Denied", message)


def missing_scope(scopes: tuple[str, ...]) -> Refusal:
    message = "This operation requires the scopes listed in the 'required_scopes' array."
    return Refusal(403, "Insufficient scope", message, required_scopes=list(scopes[:1]))


def not_found() -> Refusal:
    return Refusal(404, "Resource Not Found", "The server could not find the requested resource.")


def broken_calendar() -> Refusal:
    return Refusal(424, "External Calendar Error", "There is a problem accessing your calendar.")
