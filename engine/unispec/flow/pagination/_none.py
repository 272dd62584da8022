"""Style `none`: the one answer is everything."""

from __future__ import annotations

from dataclasses import dataclass

from unispec.data import Json
from unispec.flow._steps import Request
from unispec.flow.pagination._style import Answered


@dataclass(frozen=True, slots=True)
class Unpaged:
    """Has no second page."""

    def first(self, request: Request, size: int | None) -> Request:
        return request

    def following(self, request: Request, answer: Answered) -> Json:
        return None

    def at(self, request: Request, position: Json) -> Request:
        return request
