"""Answers that are wrong: in their page, in their body, or in the way the connection ends."""

import asyncio
import socket
import struct
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, get_args

import orjson
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from tests.fakes._calls import Answer, Call
from tests.fakes._faults import Fault, Firing, PageKind, TransportKind
from tests.fakes._pages import link
from tests.fakes._routes import Handler
from tests.fakes._site import Site

PAGE_KINDS = frozenset(get_args(PageKind))
TRANSPORT_KINDS = frozenset(get_args(TransportKind))
_MEGABYTE = b"x" * 1_000_000
_JSON = "application/json; charset=utf-8"


def spoiled_page(firing: Firing, site: Site, call: Call, handler: Handler) -> Answer:
    """A real page with one thing wrong; a fault for pages on a route without pages is a mistake."""
    fault = firing.fault
    if fault.kind == "repeated_cursor":
        query = {name: value for name, value in call.query.items() if name != "page_token"}
        call = replace(call, query=query)
    content = orjson.loads(handler(site, call).body)
    if fault.kind == "missing_collection":
        del content["collection"]
    elif fault.kind == "missing_pagination":
        del content["pagination"]
    elif fault.kind == "repeated_cursor":
        _point(content, call, f"again-{firing.number % fault.period}")
    elif fault.kind == "empty_page":
        content["collection"] = []
        content["pagination"]["count"] = 0
        _point(content, call, site.pager.token(call, site.pager.offset(call)))
    else:
        content["pagination"]["next_page"] = f"{fault.url}{call.path}?page_token=stolen"
        content["pagination"]["next_page_token"] = "stolen"
    return Answer.of(content)


def _point(content: dict[str, Any], call: Call, token: str) -> None:
    content["pagination"] |= {"next_page": link(call, token), "next_page_token": token}


def spoiled_answer(fault: Fault, path: str) -> Answer:
    """A complete answer that is not what was asked for."""
    return _ANSWERS[fault.kind](fault, path)


def _error(fault: Fault, path: str) -> Answer:
    message = "The server encountered an unexpected condition that prevented it from fulfilling the request."
    usual = orjson.dumps({"title": "Internal Server Error", "message": message})
    return Answer(fault.status, usual if fault.body is None else fault.body, fault.headers)


def _html(fault: Fault, path: str) -> Answer:
    return Answer(200, b"<!DOCTYPE html><title>Just a moment</title>", {"content-type": "text/html"})


def _not_utf8(fault: Fault, path: str) -> Answer:
    return Answer(200, b'{"resource": {"name": "J\xfcrgen"}}')


def _deep(fault: Fault, path: str) -> Answer:
    return Answer(200, b'{"collection": ' + b"[" * fault.depth + b"]" * fault.depth + b"}")


def _redirect(fault: Fault, path: str) -> Answer:
    return Answer(302, b"", {"location": f"{fault.url}{path}"})


def _gzip_bomb(fault: Fault, path: str) -> Answer:
    return Answer(200, _bomb(fault.megabytes), {"content-encoding": "gzip"})


_ANSWERS: dict[str, Callable[[Fault, str], Answer]] = {
    "deep": _deep,
    "error": _error,
    "gzip_bomb": _gzip_bomb,
    "html": _html,
    "not_utf8": _not_utf8,
    "redirect": _redirect,
}


@lru_cache(maxsize=4)
def _bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    packed = [packer.compress(b'{"collection": ["'), *(packer.compress(_MEGABYTE) for _ in range(megabytes))]
    return b"".join([*packed, packer.compress(b'"]}'), packer.flush()])


def huge(fault: Fault, headers: dict[str, str]) -> StreamingResponse:
    """So many megabytes of one JSON string, in chunks."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"collection": ["'
        for _ in range(fault.megabytes):
            yield _MEGABYTE
        yield b'"]}'

    return StreamingResponse(chunks(), headers=headers | {"content-type": _JSON})


async def break_connection(
    fault: Fault, answer: Answer, headers: dict[str, str], scope: Scope, receive: Receive, send: Send
) -> None:
    """Never a whole answer: reset at once, or stop in the middle of the body."""
    transport: asyncio.Transport = scope["state"]["transport"]
    if fault.kind != "reset":
        length = {"content-length": str(len(answer.body))}
        fields = [(name.encode(), value.encode()) for name, value in (headers | length).items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": fields})
        half = answer.body[: len(answer.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
    if fault.kind == "stalled_body" and await until_gone(receive, fault.seconds):
        return
    if fault.kind == "truncated":
        transport.close()
    else:
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
    await until_gone(receive, None)


async def until_gone(receive: Receive, seconds: float | None) -> bool:
    """Wait until the client has gone; false when the time is up first."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True
