"""The world: operations carried out over HTTP, in threads or in tasks."""

from unispec.clients._connection_async import AsyncConnection
from unispec.clients._connection_sync import Connection
from unispec.clients._engine_async import AsyncEngine
from unispec.clients._engine_sync import Engine
from unispec.clients._settings import Settings, Timeouts

__all__ = ["AsyncConnection", "AsyncEngine", "Connection", "Engine", "Settings", "Timeouts"]
