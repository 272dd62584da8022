"""Twelve secrets in six encodings, looked for wherever a run leaves something behind.

A process with every log at DEBUG links accounts in three ways, calls, renews, meets every kind of failure,
prints a traceback, and is killed in the middle of a renewal.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from tests.reliability.provider import FORKING, Control, provider
from tests.reliability.worker import TENANT, Site, places
from unispec import Engine
from unispec.connections import Pace
from unispec.connections.storage import SqlStore
from unispec.connections.storage._tables import CONNECTIONS
from unispec.diagnostics import UnispecError

PACE = Pace(call=1.0, lease=2.0, poll=0.05, pause=0.05, longest_pause=0.1, patience=0.5)
ACCOUNT = "c4n4ry7f3a9"
PASSWORD, KEY, OWNER = 'p4ss"word/+7f3a9', "k3y/of+an=owner7f3a9", "1amn0b0dy-7f3a9"
GIVEN = {
    "code": f"code.{ACCOUNT}.1",
    **{f"{kind} token {n}": f"{kind}.{ACCOUNT}.{n}" for kind in ("access", "refresh") for n in (1, 2)},
    "app secret": "s3cret-of-our-app",
    "password": PASSWORD,
    "API key": KEY,
    "e-mail": f"owner-of-{ACCOUNT}@example.com",
}
"""The planted secrets; the state, the verifier and the key of the store are drawn, and make it twelve."""

WRONG: tuple[dict[str, Any], ...] = (
    {"name": "status", "status": 500, "body": "down for TOKEN"},
    {"name": "status", "status": 200, "body": "<html>TOKEN</html>"},
    {"name": "status", "status": 401, "body": '{"error": "invalid_client", "error_description": "TOKEN"}'},
    {"name": "cut"},
    {"name": "reset"},
    {"name": "hang", "seconds": 1.2},
)
OVER = {"name": "status", "status": 400, "body": '{"error": "invalid_grant", "error_description": "TOKEN"}'}


def measure(long: bool) -> Iterator[str]:
    """Count the bytes and files that were searched, and what was found."""
    with provider() as control, places(control.port, pace=PACE) as sites:
        for site in sites:
            yield f"{site.kind}: {_searched(site, control)}"


def _searched(site: Site, control: Control) -> str:
    site.emptied().close()
    here, there = FORKING.Pipe()
    process = FORKING.Process(target=_run, args=(site, there), daemon=True)
    process.start()
    assert here.poll(60), "the run did not begin"
    state = here.recv()
    for told in iter(here.recv, "end"):
        control(ACCOUNT, **told)
        here.send("done")
    while not control.total("under_way", ACCOUNT):
        time.sleep(0.02)
    process.kill()
    process.join()
    verifier = next(text for _, text in control(ACCOUNT)[ACCOUNT]["story"] if len(text) > 60)
    secrets = {**GIVEN, "state": state, "verifier": verifier, "key": site.keys.partition(":")[2]}
    assert len(secrets) == 12
    left = _left(site)
    assert b"steady" in left[Path("log")], "the log is empty"
    assert b"LinkError" in left[Path("output")], "there is no traceback"
    assert sum(TENANT.encode() in content for content in left.values()) >= 2, "no store was searched"
    forms = {name: _forms(secret) for name, secret in secrets.items()}
    hits = [
        f"{name} as {form} in {path.name}"
        for path, content in left.items()
        for name, each in forms.items()
        for form, written in each
        if written in content
    ]
    assert not hits, f"{len(hits)} hits: {hits[:12]}"
    size = sum(map(len, left.values()))
    return f"{len(secrets)} secrets in 6 encodings, {len(left)} files of {size / 1e6:.1f} MB: 0 hits"


def _left(site: Site) -> dict[Path, bytes]:
    """Read all that the run has left: its log and output, the database, and what belongs to that."""
    paths = [*site.folder.glob("accounts.db*")]
    if site.kind == "PostgreSQL":
        engine = site.store()._engine
        with engine.begin() as database:
            data = Path(database.exec_driver_sql("SHOW data_directory").scalar_one())
        engine.dispose()
        paths = [path for path in [*data.rglob("*"), data.parent / "log"] if path.is_file()]
    found = {}
    for path in paths:
        with suppress(FileNotFoundError):
            found[path] = path.read_bytes()
    return found | {Path(name): (site.folder / name).read_bytes() for name in ("log", "output")}


def _forms(secret: str) -> list[tuple[str, bytes]]:
    """Write a secret in six encodings; base64 at each of the three places where it can begin."""
    text = secret.encode()
    shifted = [b64encode(b"\0" * shift + text)[(0, 2, 3)[shift] : -4] for shift in range(3)]
    escaped = json.dumps(secret)[1:-1]
    return [
        ("plain", text),
        ("URL", quote(secret, safe="").encode()),
        *(("base64", each) for each in shifted),
        ("JSON", escaped.replace("/", "\\/").encode()),
        ("hex", text.hex().encode()),
        ("hex", text.hex().upper().encode()),
        ("UTF-16", secret.encode("utf-16-le")),
        ("UTF-16", secret.encode("utf-16-be")),
    ]


def _run(site: Site, pipe: Connection) -> None:
    """Do all that a service does with accounts, well and badly; ends in a token call that hangs."""
    output = os.open(site.folder / "output", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    os.dup2(output, 1)
    os.dup2(output, 2)
    logging.basicConfig(filename=site.folder / "log", filemode="w", level=logging.DEBUG)
    store = site.store()
    engine = site.engine(store)
    account = _linked(engine, pipe)
    for credentials in ({"api_key": KEY}, {"username": OWNER, "password": PASSWORD}):
        given: dict[str, Any] = {"tenant": TENANT, "credentials": credentials, "private_network": True}
        other = engine.link_credentials("steady", **given)
        _said(partial(_call, engine, other))
    _call(engine, account)
    for wrong in ({"moods": [*WRONG]}, {"alive": False}, {"alive": True, "moods": [OVER]}):
        _tell(pipe, **wrong)
        _expire(store)
        for _ in range(3 * len(WRONG)):
            _said(partial(_call, engine, account))
            time.sleep(0.05)
        logging.getLogger("service").info("%r", engine.accounts(TENANT))
    _linked(engine, None, account)
    _tell(pipe, moods=[{"name": "late", "seconds": 30}])
    _expire(store)
    pipe.send("end")
    _call(engine, account)


def _linked(engine: Engine, pipe: Connection | None, account: str | None = None) -> str:
    """Link an account, and try to complete the link again."""
    own: dict[str, Any] = {"scopes": ["all"], "connection": account}
    begun = engine.link("steady", tenant=TENANT, redirect_uri="http://127.0.0.1/back", **own)
    if pipe is not None:
        pipe.send(begun.state)
    back: dict[str, Any] = {"tenant": TENANT, "state": begun.state, "private_network": True}
    found = engine.complete_link(code=GIVEN["code"], **back)
    _said(partial(engine.complete_link, code=GIVEN["code"], **back))
    return found


def _tell(pipe: Connection, **asked: Any) -> None:
    """Have the provider told, and wait until it is."""
    pipe.send(asked)
    assert pipe.recv() == "done"


def _call(engine: Engine, account: str) -> None:
    """Call, and print what is given."""
    connection = engine.connect("steady", tenant=TENANT, connection=account, private_network=True)
    reply = connection.request("GET", "/things")
    print(reply, reply.result["number"], connection)  # noqa: T201 - as a service might


def _said(work: Any) -> None:
    """Do what may fail, and tell of it in every way that a service might."""
    try:
        work()
    except UnispecError as error:
        print(repr(error), [*error.args])  # noqa: T201
        logging.getLogger("service").exception("it failed")
        sys.excepthook(type(error), error, error.__traceback__)


def _expire(store: SqlStore) -> None:
    """Let the grants of the past be over."""
    with store._engine.begin() as database:
        has_end = CONNECTIONS.c.expires_at.is_not(None)
        database.execute(sa.update(CONNECTIONS).where(has_end).values(expires_at=1.0))
