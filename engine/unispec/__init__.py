"""Unified APIs from YAML: one engine maps any provider's API to shared JSON Schema models.

    with Engine() as engine:
        account = engine.connect("<integration>", token=token)
        page = account.list("<model>/<resource>", {...}, limit=50)

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unispec.clients import AsyncConnection, AsyncEngine, Connection, Engine, Settings, Timeouts
    from unispec.connections import App, Begun, Change, Linked, Status
    from unispec.connections.storage import KeyRing, open_store
    from unispec.diagnostics import (
        Diagnostic,
        InputError,
        LinkError,
        MappingError,
        PaginationError,
        ProviderError,
        SpecError,
        TransportError,
        UnispecError,
    )
    from unispec.flow import Ceilings, Item, Page, ProxyReply, RateLimit
    from unispec.specs import Catalogue

_HOMES = {
    "App": "unispec.connections",
    "AsyncConnection": "unispec.clients",
    "AsyncEngine": "unispec.clients",
    "Begun": "unispec.connections",
    "Catalogue": "unispec.specs",
    "Ceilings": "unispec.flow",
    "Change": "unispec.connections",
    "Connection": "unispec.clients",
    "Diagnostic": "unispec.diagnostics",
    "Engine": "unispec.clients",
    "InputError": "unispec.diagnostics",
    "Item": "unispec.flow",
    "KeyRing": "unispec.connections.storage",
    "LinkError": "unispec.diagnostics",
    "Linked": "unispec.connections",
    "MappingError": "unispec.diagnostics",
    "Page": "unispec.flow",
    "PaginationError": "unispec.diagnostics",
    "ProviderError": "unispec.diagnostics",
    "ProxyReply": "unispec.flow",
    "RateLimit": "unispec.flow",
    "Settings": "unispec.clients",
    "SpecError": "unispec.diagnostics",
    "Status": "unispec.connections",
    "Timeouts": "unispec.clients",
    "TransportError": "unispec.diagnostics",
    "UnispecError": "unispec.diagnostics",
    "open_store": "unispec.connections.storage",
}

__all__ = [
    "App",
    "AsyncConnection",
    "AsyncEngine",
    "Begun",
    "Catalogue",
    "Ceilings",
    "Change",
    "Connection",
    "Diagnostic",
    "Engine",
    "InputError",
    "Item",
    "KeyRing",
    "LinkError",
    "Linked",
    "MappingError",
    "Page",
    "PaginationError",
    "ProviderError",
    "ProxyReply",
    "RateLimit",
    "Settings",
    "SpecError",
    "Status",
    "Timeouts",
    "TransportError",
    "UnispecError",
    "open_store",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module `unispec` has no attribute `{name}`")


def __dir__() -> list[str]:
    return __all__
