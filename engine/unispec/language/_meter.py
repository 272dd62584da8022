"""What one evaluation in pure Python has used, and the point where it is stopped."""

from __future__ import annotations

import re
from time import monotonic, thread_time
from typing import Any, NoReturn

from unispec.language._jsonata import ExpressionError, Limits
from unispec.language._problems import problem

_NODES_PER_LEVEL = 3
_WIDTH = re.compile(r"[,-]\s*[0-9]{5}")
_PICTURES = frozenset({"fromMillis", "toMillis", "formatNumber", "formatInteger", "parseInteger"})
_BUILT = 20


class Meter:
    """Counts depth, steps, time and what was built; raises `ExpressionError` at a limit.

    Time is what this thread used: while others run, or the machine stands still, none goes by.
    """

    __slots__ = ("_began", "_built", "_depth", "_end", "_kept", "_limits", "_steps")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._began = thread_time()
        self._end = monotonic() + limits.seconds
        self._depth = 0
        self._steps = 0
        self._built = 0
        self._kept: dict[int, tuple[Any, int]] = {}

    def enter(self) -> None:
        """Begin a node."""
        self._depth += 1
        self._steps += 1
        if self._depth > self._limits.depth * _NODES_PER_LEVEL:
            stop("D1011")
        if self._steps > self._limits.steps:
            stop("U1006")
        self.look()

    def leave(self, result: Any, *, made: bool) -> None:
        """End a node; `made` tells that a string result is new."""
        self._depth -= 1
        if isinstance(result, str):
            self._string(len(result), made=made)
        elif isinstance(result, list | dict):
            self._weigh(result)

    def look(self) -> None:
        """Look at the time."""
        if monotonic() > self._end:
            left = self._began + self._limits.seconds - thread_time()
            if left <= 0:
                stop("D1012")
            self._end = monotonic() + left

    @property
    def remaining(self) -> float:
        """Seconds that are left."""
        self.look()
        return max(self._end - monotonic(), 0.001)

    def items(self, count: int) -> None:
        """Refuse an array of more items than an array may have."""
        if count > self._limits.array_length:
            stop("U1001")

    def leaves(self, value: Any) -> None:
        """Refuse to write out a value that shares its parts until it is too long as text."""
        if isinstance(value, list | dict) and self._weigh(value) > self._limits.string_length:
            stop("U1001")

    def call(self, name: str, args: Any, context: Any) -> None:
        """Check the arguments of a built-in function that may build more than it is given."""
        given = [*(args or ()), context]
        strings = [each for each in given if isinstance(each, str)]
        if name == "pad":
            self._string(max((abs(each) for each in given if isinstance(each, int | float)), default=0))
        elif name == "replace" and len(strings) > 1:
            longest = sorted(map(len, strings))
            self._replacement(args, longest)
        elif name == "join":
            self._joined(args)
        elif name == "string":
            self.leaves(given[0])
        elif name in _PICTURES and strings and _is_huge(strings[-1] if len(args) < 2 else args[1]):
            stop("U1001")

    def plain(self, value: Any, null: Any) -> Any:
        """Copy a result to plain JSON; raises when it is larger than a result may be."""
        return self._plain(value, null, [self._limits.result_size])

    def _plain(self, value: Any, null: Any, left: list[int]) -> Any:
        left[0] -= len(value) + 2 if isinstance(value, str) else 2
        if left[0] < 0:
            stop("U1001")
        if value is None or value is null:
            return None
        if isinstance(value, str | bool | int | float):
            return value
        if isinstance(value, dict):
            left[0] -= sum(map(len, value))
            return {name: self._plain(each, null, left) for name, each in value.items()}
        if isinstance(value, list):
            return [self._plain(each, null, left) for each in value]
        return None

    def _string(self, length: float, *, made: bool = False) -> None:
        if length > self._limits.string_length:
            stop("U1001")
        if made:
            self._grow(int(length))

    def _grow(self, size: int) -> None:
        self._built += size
        if self._built > _BUILT * self._limits.string_length:
            stop("U1001")

    def _weigh(self, value: Any) -> int:
        """Give the size of a value written out; a container already seen costs nothing more."""
        if isinstance(value, str):
            return len(value) + 2
        if not isinstance(value, list | dict):
            return 2
        known = self._kept.get(id(value))
        if known is not None:
            return known[1]
        if isinstance(value, list):
            self.items(len(value))
        self._grow(8 * len(value))
        parts = value.values() if isinstance(value, dict) else value
        size = 2 + sum(self._weigh(each) for each in parts)
        if size > 10 * self._limits.result_size:
            stop("U1001")
        self._kept[id(value)] = (value, size)
        return size

    def _replacement(self, args: Any, lengths: list[int]) -> None:
        text, pattern, by = ([*args, None, None, None])[:3]
        if isinstance(text, str) and isinstance(pattern, str) and isinstance(by, str) and pattern:
            self._string(len(text) + text.count(pattern) * max(len(by) - len(pattern), 0))
        elif lengths:
            self._string(lengths[-1])

    def _joined(self, args: Any) -> None:
        parts = args[0] if args and isinstance(args[0], list) else []
        between = len(args[1]) if len(args) > 1 and isinstance(args[1], str) else 0
        self._string(sum(len(each) for each in parts if isinstance(each, str)) + between * len(parts))


def _is_huge(picture: Any) -> bool:
    """Tell a picture that is long, or asks for a width of many digits."""
    return isinstance(picture, str) and (len(picture) > 1000 or _WIDTH.search(picture) is not None)


def stop(code: str) -> NoReturn:
    """End the evaluation at a limit."""
    raise ExpressionError(problem(code, None), code=code, is_limit=True)
