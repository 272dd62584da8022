"""An answer ends where it says, and what a server sends beyond that answers nothing.

httpcore keeps such bytes, and would read them as the answer to the next request on that connection, which
may be another account's. Here a connection that holds any is closed instead of used again. A forked process
leaves all connections to the one it comes from: who reads from one of them takes the other's answer.
"""

from __future__ import annotations

import httpcore


class _Tidy(httpcore.HTTP11Connection):
    def _response_closed(self) -> None:
        if self._h11_state.trailing_data[0]:
            self.close()
        else:
            super()._response_closed()


class _AsyncTidy(httpcore.AsyncHTTP11Connection):
    async def _response_closed(self) -> None:
        if self._h11_state.trailing_data[0]:
            await self.aclose()
        else:
            await super()._response_closed()


def without_leftovers(stream: object) -> None:
    """Have the connection of an answer's stream closed when more came over it than that answer."""
    found = stream
    for name in ("_stream", "_httpcore_stream", "_stream", "_connection"):
        found = getattr(found, name, None)
    if type(found) is httpcore.HTTP11Connection:
        found.__class__ = _Tidy
    elif type(found) is httpcore.AsyncHTTP11Connection:
        found.__class__ = _AsyncTidy


def without_connections(transport: object) -> None:
    """Have a transport forget the connections of another process, which uses them: they are not closed."""
    pool = getattr(transport, "_pool", None)
    if isinstance(pool, httpcore.ConnectionPool | httpcore.AsyncConnectionPool):
        pool._connections, pool._requests = [], []
        pool._optional_thread_lock = type(pool._optional_thread_lock)()
