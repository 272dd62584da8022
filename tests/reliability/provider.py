"""A provider on loopback, in a process of its own: OAuth with refresh tokens that are good once, and an API.

`/control` is how a test tells it what to do, and asks what it has counted.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qs

from tests.reliability.grants import Grants, Mood

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.reliability.worker"])

_CUT = b'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"access_token": "'
_GONE = (ConnectionError, asyncio.IncompleteReadError, TimeoutError)


class Provider:
    """Answers requests; each account has its own moods."""

    def __init__(self) -> None:
        self._grants: dict[str, Grants] = {}

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, *fields = head.decode("latin-1").split("\r\n")
                pairs = (each.split(": ", 1) for each in fields if ": " in each)
                headers = {name.lower(): text for name, text in pairs}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                path, _, query = line.split(" ")[1].partition("?")
                if not await self._answer(path, body, headers.get("authorization") or query, writer):
                    break
        except _GONE:
            pass
        finally:
            writer.close()

    async def _answer(self, path: str, body: bytes, sent: str, writer: asyncio.StreamWriter) -> bool:
        match path:
            case "/control":
                return await _send(writer, 200, self._control(json.loads(body or b"{}")))
            case "/token":
                return await self._token(parse_qs(body.decode()), writer)
            case "/introspect":
                token = parse_qs(body.decode())["token"][0]
                return await _send(writer, 200, {"active": self._of(token).is_good(token, time.time())})
            case "/revoke":
                return await _send(writer, 200, {})
        token = sent.removeprefix("Bearer ")
        if path == "/me" and not sent.startswith("Bearer "):
            return await _send(writer, 200, {"email": "nobody@example.com"})
        if token.count(".") != 2 or not self._of(token).opens(token):
            return await _send(writer, 401, {"message": f"no entry with {token}"})
        account, number = token.split(".")[1:]
        return await _send(writer, 200, {"number": number, "email": f"owner-of-{account}@example.com"})

    def _of(self, token: str) -> Grants:
        account = token.split(".")[1]
        return self._grants.setdefault(account, Grants(account))

    async def _token(self, asked: dict[str, list[str]], writer: asyncio.StreamWriter) -> bool:
        kind = asked["grant_type"][0]
        if kind == "authorization_code":
            account = asked["code"][0].split(".")[1]
            grants = self._grants[account] = Grants(account)
            grants.story.append((time.time(), asked["code_verifier"][0]))
            return await _send(writer, 200, grants.told())
        token = asked["refresh_token"][0]
        grants = self._of(token)
        grants.arrive(token, time.time())
        try:
            mood = grants.moods.popleft() if grants.moods else grants.mood or Mood("well")
            return await self._moody(grants, mood, token, writer)
        finally:
            grants.under_way[token] -= 1

    async def _moody(self, grants: Grants, mood: Mood, token: str, writer: asyncio.StreamWriter) -> bool:
        if mood.name == "status":
            if 400 <= mood.status < 500:
                grants.untouched(token)
            return await _send(writer, mood.status, mood.body.replace("TOKEN", token), mood.headers)
        if mood.name in ("stall", "hang"):
            await asyncio.sleep(mood.seconds)
        if mood.name == "cut":
            writer.write(_CUT + token.encode())
            await writer.drain()
        if mood.name in ("hang", "closed", "cut"):
            return False
        if mood.name == "reset":
            return _reset(writer)
        told = grants.take(token)
        if told is None:
            return await _send(writer, 400, {"error": "invalid_grant", "error_description": token})
        if mood.name == "lost":
            return _reset(writer)
        if mood.name == "late":
            await asyncio.sleep(mood.seconds)
        return await _send(writer, 200, told)

    def _control(self, asked: dict[str, Any]) -> Any:
        accounts = asked.get("accounts", [])
        for account in accounts:
            grants = self._grants.setdefault(account, Grants(account))
            if asked.get("anew"):
                grants = self._grants[account] = Grants(account, number=grants.number + 1)
            if "moods" in asked:
                grants.moods.extend(Mood(**each) for each in asked["moods"])
            if "mood" in asked:
                grants.mood = Mood(**asked["mood"]) if asked["mood"] else None
                grants.moods.clear()
            for name in ("lasts", "alive"):
                setattr(grants, name, asked.get(name, getattr(grants, name)))
        return {account: self._grants[account].counted() for account in accounts}


async def _send(
    writer: asyncio.StreamWriter, status: int, body: Any, headers: dict[str, str] | None = None
) -> bool:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Said", f"content-length: {len(content)}", "content-type: application/json"]
    lines += [f"{name}: {text}" for name, text in (headers or {}).items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + content)
    await writer.drain()
    return True


def _reset(writer: asyncio.StreamWriter) -> bool:
    """Break a connection with a reset instead of an end."""
    there = writer.get_extra_info("socket")
    there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


def _serve(pipe: Connection) -> None:
    async def run() -> None:
        server = await asyncio.start_server(Provider().speak, "127.0.0.1", 0, backlog=2_000)
        pipe.send(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    asyncio.run(run())


class Control:
    """Tells the provider what to do."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._line = HTTPConnection("127.0.0.1", port, timeout=30)

    def __call__(self, *accounts: str, **asked: Any) -> dict[str, Any]:
        self._line.request("POST", "/control", json.dumps({"accounts": accounts, **asked}))
        answer: dict[str, Any] = json.loads(self._line.getresponse().read())
        return answer

    def total(self, name: str, *accounts: str) -> int:
        """Add up one count over accounts."""
        return sum(each[name] for each in self(*accounts).values())

    def close(self) -> None:
        self._line.close()


@contextmanager
def provider() -> Iterator[Control]:
    """Start a provider, and stop it."""
    here, there = FORKING.Pipe()
    process = FORKING.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        assert here.poll(60), "the provider did not start"
        with closing(Control(here.recv())) as control:
            yield control
    finally:
        process.kill()
        process.join()
