"""The streams of the command: data that must arrive, and remarks that may go unheard.

An output that takes no data ends the command. An error stream that takes nothing leaves nobody to tell,
so the records are written all the same. `OutputLost` is no `OSError`, because click ends a command
on some of these itself.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class OutputLost(Exception):
    """The output takes no more data; `is_left` says that its reader went, as in `… | head -1`."""

    def __init__(self, reason: str, *, is_left: bool = False) -> None:
        super().__init__(f"the output cannot be written: {reason}")
        self.is_left = is_left


class _Guarded(io.RawIOBase):
    """Passes bytes on, and asks `failed` what a failure to do so means."""

    def __init__(self, below: IO[bytes], failed: Callable[[OSError], None]) -> None:
        self._below = below
        self._failed = failed

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._below.fileno()

    def isatty(self) -> bool:
        return self._below.isatty()

    def write(self, data: ReadableBuffer, /) -> int | None:
        try:
            return self._below.write(data)
        except OSError as error:
            self._failed(error)
            return memoryview(data).nbytes


def guard_streams() -> None:
    """Take over both streams of the process; raises `OutputLost` when there is no output at all."""
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    elif isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr = _guarded(sys.stderr, _go_on, sys.stderr.errors or "backslashreplace")
    if sys.stdout is None:
        raise OutputLost("it is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout = _guarded(sys.stdout, _give_up, "replace")


def drop_output() -> None:
    """Throw away what the output still holds, so that the end of the process does not try again."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _guarded(stream: io.TextIOWrapper, failed: Callable[[OSError], None], errors: str) -> io.TextIOWrapper:
    below = cast("IO[bytes]", getattr(stream.buffer, "raw", stream.buffer))
    return io.TextIOWrapper(
        io.BufferedWriter(_Guarded(below, failed)),
        encoding=stream.encoding,
        errors=errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def _go_on(_: OSError) -> None:
    """Accept that a remark is lost."""


def _give_up(error: OSError) -> None:
    raise OutputLost(error.strerror or "it fails", is_left=isinstance(error, BrokenPipeError)) from error
