"""Keeps httpx and httpcore from logging the requests of an engine: their lines hold URLs and headers.

The records that they make while an engine sends are left out; those of anybody else are not touched. What
the engine itself says of a request stands in the log `unispec.http`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LOGGERS = (
    "httpx",
    "httpcore",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)

_is_ours: ContextVar[bool] = ContextVar("is_ours", default=False)


class _NotOurs(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002
        return not _is_ours.get()


_NOT_OURS = _NotOurs()


def hush() -> None:
    """See to it that the loggers heed `quiet`; may be done again at any time."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_NOT_OURS)


@contextmanager
def quiet() -> Iterator[None]:
    """Leave out what is logged of HTTP within, in this thread or task."""
    token = _is_ours.set(True)
    try:
        yield
    finally:
        _is_ours.reset(token)
