"""Both engines behind one small face, so that one test speaks to either.

The engine for tasks is driven step by step on a loop of its own.
"""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Protocol, Self

from tests.fakes import FakeCalendly
from unispec import AsyncEngine, Catalogue, Engine, Item, Page, ProxyReply

KINDS = ("sync", "async")


class Linked(Protocol):
    """A linked account."""

    waits: list[float]

    @property
    def account(self) -> Any: ...
    def list(self, resource: str, parameters: Any = None, **more: Any) -> Page: ...
    def pages(self, resource: str, parameters: Any = None, **more: Any) -> Iterator[Page]: ...
    def iterate(self, resource: str, parameters: Any = None, **more: Any) -> Iterator[dict[str, Any]]: ...
    def get(self, resource: str, id: str | None = None, parameters: Any = None, **more: Any) -> Item: ...  # noqa: A002
    def request(self, method: str, path: str, **more: Any) -> ProxyReply: ...
    def map(self, resource: str, records: Any, **more: Any) -> Page: ...


class Link(Protocol):
    """Links an account: `token` names one of the fake's, `wait` really waits, `changes` are overrides."""

    def __call__(self, token: str = "owner", *, wait: bool = False, **more: Any) -> Linked: ...


class InThreads:
    def __init__(self, engine: Engine, waits: list[float], connected: dict[str, Any]) -> None:
        self.waits = waits
        self._connection = engine.connect(**{"integration": "calendly", **connected})

    @property
    def account(self) -> Any:
        return self._connection.account

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class InTasks:
    def __init__(
        self, engine: AsyncEngine, runner: asyncio.Runner, waits: list[float], connected: dict[str, Any]
    ) -> None:
        self.waits = waits
        self._runner = runner
        self._connection = engine.connect(**{"integration": "calendly", **connected})

    @property
    def account(self) -> Any:
        return self._runner.run(self._connection.account())

    def list(self, *given: Any, **more: Any) -> Page:
        return self._runner.run(self._connection.list(*given, **more))

    def get(self, *given: Any, **more: Any) -> Item:
        return self._runner.run(self._connection.get(*given, **more))

    def request(self, *given: Any, **more: Any) -> ProxyReply:
        return self._runner.run(self._connection.request(*given, **more))

    def map(self, *given: Any, **more: Any) -> Page:
        return self._connection.map(*given, **more)

    def pages(self, *given: Any, **more: Any) -> Iterator[Page]:
        return self._stepped(self._connection.pages(*given, **more))

    def iterate(self, *given: Any, **more: Any) -> Iterator[dict[str, Any]]:
        return self._stepped(self._connection.iterate(*given, **more))

    def _stepped(self, found: Any) -> Iterator[Any]:
        async def step() -> Any:
            return await anext(found, _END)

        async def close() -> None:
            await found.aclose()

        try:
            while (each := self._runner.run(step())) is not _END:
                yield each
        finally:
            self._runner.run(close())


_END = object()


class Opened:
    """The engines of one test; each is made when an account is linked with its settings."""

    def __init__(self, kind: str, catalogue: Catalogue, fake: FakeCalendly) -> None:
        self._kind = kind
        self._catalogue = catalogue
        self._fake = fake
        self._stack = ExitStack()
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        self._stack.enter_context(self._runner)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(
        self,
        token: str = "owner",
        *,
        wait: bool = False,
        base_url: str | None = None,
        account: Any = None,
        changes: Any = None,
        private_network: bool = True,
        **settings: Any,
    ) -> Linked:
        known = token in ("owner", "admin", "member", "narrow", "expired")
        connected = {
            "token": self._fake.bearer(token) if known else token,
            "base_url": base_url or self._fake.url,
            "account": account,
            "overrides": {"integration": changes} if changes else None,
            "private_network": private_network,
        }
        settings.setdefault("clock", lambda: self._fake.world.now)
        waits: list[float] = []
        if self._kind == "sync":
            if not wait:
                settings["sleep"] = waits.append
            engine = self._stack.enter_context(Engine(self._catalogue, **settings))
            compiled_once(engine, self._catalogue)
            return InThreads(engine, waits, connected)

        async def pause(seconds: float) -> None:
            waits.append(seconds)

        if not wait:
            settings["sleep"] = pause
        tasks = AsyncEngine(self._catalogue, **settings)
        compiled_once(tasks, self._catalogue)
        self._stack.callback(lambda: self._runner.run(tasks.close()))
        return InTasks(tasks, self._runner, waits, connected)


def compiled_once(engine: Engine | AsyncEngine, catalogue: Catalogue) -> None:
    """Compile once for all tests, not once for each engine."""
    engine._house._compiled = _COMPILED.setdefault(id(catalogue), engine._house._compiled)


_COMPILED: dict[int, Any] = {}
