"""The world: operations carried out over HTTP, in threads or in tasks."""

from unispec.clients._async import AsyncConnection, AsyncEngine
from unispec.clients._settings import Settings, Timeouts
from unispec.clients._sync import Connection, Engine

__all__ = ["AsyncConnection", "AsyncEngine", "Connection", "Engine", "Settings", "Timeouts"]
