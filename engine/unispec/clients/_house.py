"""What an engine holds for all its connections: the catalogue, compiled integrations, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from unispec.clients._asked import a_mapping, a_text
from unispec.clients._audience import Audience
from unispec.clients._limits import Limits
from unispec.clients._settings import Settings
from unispec.data import InvalidJson, Json, decode, encode
from unispec.diagnostics import Code, Diagnostic, InputError, Severity, SpecError, suggestion
from unispec.flow import Ceilings, Program, base_of, checked_base, new_call
from unispec.language import RUNTIMES, Runtime, runtime
from unispec.specs import Catalogue

_PROGRAMS = 512


class House:
    """Compiles an integration once for each base URL and set of overrides; shared by all threads."""

    def __init__(
        self, catalogue: Catalogue | None, jsonata: str, settings: Settings, audience: Audience
    ) -> None:
        self.catalogue = catalogue if catalogue is not None else Catalogue.bundled()
        self.settings = settings
        self.audience = audience
        self.limits = Limits(settings.retry_reserve)
        self._runtime = _runtime(jsonata)
        self._compiled = lru_cache(_PROGRAMS)(self._compile)

    def program(
        self, integration: str, base_url: str | None = None, overrides: Mapping[str, Any] | None = None
    ) -> Program:
        """Give a compiled integration; raises `InputError` or `SpecError`."""
        a_text(integration, "integration")
        a_mapping(overrides, "overrides")
        if base_url is not None:
            a_text(base_url, "base_url")
        try:
            changes = encode(dict(overrides), sort_keys=True) if overrides else None
        except (InvalidJson, TypeError, ValueError):
            raise InputError(
                Diagnostic(Code.INVALID_PARAMETER, "the overrides are not JSON values")
            ) from None
        return self._compiled(integration, checked_base(base_url) if base_url is not None else None, changes)

    def _compile(self, integration: str, base_url: str | None, overrides: bytes | None) -> Program:
        catalogue = self.catalogue
        if overrides is not None:
            catalogue = _sound(catalogue.overridden(integration, decode(overrides)), integration)
        return Program(catalogue.integration(integration), catalogue.models, self._runtime, base_url)


def _sound(catalogue: Catalogue, integration: str) -> Catalogue:
    """Check what overrides have made of an integration as `unispec check` would; raises `SpecError`."""
    from unispec.rules import meaning_problems

    changed = {integration: catalogue.integration(integration)}
    found = meaning_problems(replace(catalogue, integrations=changed))
    errors = [each for each in found if each.severity is Severity.ERROR]
    if errors:
        raise SpecError(errors)
    return catalogue


def base_url(program: Program, account: Mapping[str, Json] | None) -> str:
    """Give the URL that an account's requests start with; its origin alone sees the credentials."""
    call = new_call(program, {}, account or {}, datetime.now(UTC), float, Ceilings())
    return base_of(program.base_url, call)


def _runtime(name: str) -> Runtime:
    if name not in RUNTIMES:
        known = suggestion(name, RUNTIMES, noun="runtimes")
        raise InputError(Diagnostic(Code.INVALID_PARAMETER, f"`{name}` is not a JSONata runtime", help=known))
    return runtime(name)


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)
