"""Faults: what goes wrong, on which path, for which of the requests to it.

Several faults may wait at once. Each counts the requests on its path; the first one that is due fires.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

TransportKind = Literal["reset", "stalled_headers", "stalled_body", "truncated"]
AnswerKind = Literal[
    "error", "bare_429", "html", "not_utf8", "deep", "redirect", "huge", "gzip_bomb", "latency"
]
PageKind = Literal[
    "repeated_cursor", "empty_page", "missing_collection", "missing_pagination", "foreign_next_page"
]
Kind = TransportKind | AnswerKind | PageKind


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `times=None` fires for ever, `after` lets so many requests pass first.

    `path` is a prefix unless `exact`. `status`, `body` and `headers` belong to `error`; `seconds` to
    `latency` and the stalls (`None`: until the client goes away); `megabytes` to `huge` and `gzip_bomb`;
    `depth` to `deep`; `period` to `repeated_cursor`; `url` to `redirect` and `foreign_next_page`.
    """

    kind: Kind
    path: str = "/"
    times: int | None = 1
    after: int = 0
    exact: bool = False
    status: int = 500
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    megabytes: int = 64
    depth: int = 10_000
    period: int = 1
    url: str = "https://elsewhere.test"

    def concerns(self, path: str) -> bool:
        return path == self.path if self.exact else path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Firing:
    """A fault that fires, for the `number`-th time counted from 0."""

    fault: Fault
    number: int


@dataclass(slots=True)
class _Waiting:
    fault: Fault
    seen: int = 0
    fired: int = 0

    def meet(self, path: str) -> bool:
        """Whether the fault is due for this request, which it counts."""
        if not self.fault.concerns(path):
            return False
        self.seen += 1
        return self.seen > self.fault.after and (self.fault.times is None or self.fired < self.fault.times)


class Faults:
    """The faults that wait, and in `fired` the kind and path of each one that happened."""

    def __init__(self) -> None:
        self.fired: list[tuple[Kind, str]] = []
        self._waiting: list[_Waiting] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(_Waiting(fault))

    def clear(self) -> None:
        self._waiting.clear()
        self.fired.clear()

    def take(self, path: str) -> Firing | None:
        due = [waiting for waiting in self._waiting if waiting.meet(path)]
        if not due:
            return None
        first = due[0]
        first.fired += 1
        self.fired.append((first.fault.kind, path))
        return Firing(first.fault, first.fired - 1)
