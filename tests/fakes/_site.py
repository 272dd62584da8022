"""What the handlers share: the world, its clock, its pages and its broken calendars."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes._calls import Answer, not_found
from tests.fakes._pages import Pager
from tests.fakes._records import API
from tests.fakes._world import Record, World

_KEPT = 256


@dataclass
class Site:
    world: World
    now: Callable[[], datetime]
    pager: Pager = field(default_factory=Pager)
    broken_calendars: set[str] = field(default_factory=set)
    _selections: dict[Hashable, Sequence[Record]] = field(default_factory=dict)

    def find(self, path: str) -> Record:
        """The record at a path of the API, else Calendly's 404."""
        if (record := self.world.by_uri.get(API + path)) is None:
            raise not_found()
        return record

    def selected(self, key: Hashable, select: Callable[[], Sequence[Record]]) -> Sequence[Record]:
        """A selection, made once: the pages of one list are cut from the same rows."""
        if key not in self._selections:
            if len(self._selections) >= _KEPT:
                self._selections.clear()
            self._selections[key] = select()
        return self._selections[key]


def resource(record: Record) -> Answer:
    return Answer.of({"resource": record.fragment})
