"""Connecting for a call: by credentials in the environment, or for a linked account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from unispec.cli._account_environment import credentials_of
from unispec.cli._account_options import AskedAccount, tenant_of
from unispec.cli._account_store import answering, engine_for, known, opened, relinkable
from unispec.cli._progress import announced
from unispec.clients import Connection, Engine
from unispec.data import Json


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection; `secrets` tells its credentials, `account` what is stored of a linked account."""

    connection: Connection
    secrets: Callable[[], set[str]] = field(repr=False)
    account: Mapping[str, Json] | None = field(default=None, repr=False)


@contextmanager
def connected(asked: AskedAccount, remedy: str, **more: Any) -> Iterator[Connected]:
    """Connect with an engine of one's own, which `more` is told; `remedy` is for a token that is missing.

    Raises an `UnispecError`, and says in one about a lost grant how it is linked again.
    """
    place = asked.provider.place
    name, linked = asked.integration, asked.connection
    integration = asked.catalogue.integration(name)
    if linked is None:
        given = credentials_of(integration, asked.token_env, remedy)
        with (
            answering(integration, asked.base_url),
            Engine(asked.catalogue, sleep=announced, **more) as engine,
        ):
            connection = engine.connect(name, credentials=given, **place)
            yield Connected(connection, lambda: {each.strip() for each in given.values()})
        return
    tenant = tenant_of(asked.tenant)
    with (
        answering(integration, asked.base_url),
        relinkable(name, tenant, linked),
        opened(asked.where) as store,
        engine_for(asked.catalogue, store, **more) as engine,
    ):
        known(store, tenant, linked, name)
        connection = engine.connect(name, tenant=tenant, connection=linked, **place)
        account = connection.account
        seen: set[str] = set()

        def secrets() -> set[str]:
            found = store.get(tenant, linked)
            seen.update(each.reveal() for each in (found.grant.credentials.values() if found else ()))
            return seen

        secrets()
        yield Connected(connection, secrets, account)
