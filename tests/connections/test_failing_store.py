"""A database that fails is told of, in words that hold neither what is stored nor how it is reached."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.connections.conftest import Keys
from unispec.connections import Grant, Linked
from unispec.connections.storage import KeyRing, SqlStore, new_key, open_store
from unispec.connections.storage._tables import METADATA
from unispec.data import Secret
from unispec.diagnostics import Code, InputError, TransportError, UnispecError

MARK = "canary-7c51"
ACCOUNT = Linked(f"tenant-{MARK}", f"id-{MARK}", "demo", Grant({"token": Secret(MARK)}))


def told(error: UnispecError) -> str:
    assert error.__suppress_context__ or error.__context__ is None
    return f"{error!r} {error} {error.diagnostic.help}"


def test_a_table_that_is_gone_fails_every_call(store: SqlStore, engine: sa.Engine) -> None:
    with engine.begin() as database:
        METADATA.drop_all(database)
    for call in (
        lambda: store.put(ACCOUNT),
        lambda: store.get(ACCOUNT.tenant, ACCOUNT.id),
        lambda: list(store.all(ACCOUNT.tenant)),
        lambda: store.remove(ACCOUNT.tenant, ACCOUNT.id),
        lambda: store.lease(ACCOUNT.tenant, ACCOUNT.id, 1, 1.0),
        lambda: store.end_link(ACCOUNT.tenant, MARK),
        lambda: store.switch(ACCOUNT.tenant, ACCOUNT.id, on=True),
        lambda: list(store.unreadable()),
        store.rotate,
    ):
        with pytest.raises(TransportError) as caught:
            call()
        assert caught.value.diagnostic.code is Code.STORE_FAILED
        assert MARK not in told(caught.value)


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        (
            f"postgresql://me:{MARK}@127.0.0.1:1/x",
            Code.STORE_FAILED,
            "(connection refused; database `x`, host `127.0.0.1:1`)",
        ),
        (f"postgresql://me:odd@{MARK}@127.0.0.1:1/x", Code.INVALID_STORE, "is written `%40` there"),
        (f"postgresql://me@127.0.0.1:1/x?password={MARK}", Code.STORE_FAILED, "database `x`, host"),
        (f"postgresql://me:{MARK}@here:port/x", Code.INVALID_STORE, "none of a PostgreSQL database"),
        (f"postgresql://me:{MARK}@[here/x", Code.STORE_FAILED, "(failed to resolve host; database `x`)"),
        (f"mysql://me:{MARK}@here/x", Code.INVALID_STORE, "none of a PostgreSQL database"),
        ("postgresql://", Code.INVALID_STORE, "none of a PostgreSQL database"),
        ("/no/such/folder/accounts.db", Code.INVALID_STORE, "`/no/such/folder/accounts.db` cannot be opened"),
        ("/no/such/folder/accounts.db", Code.INVALID_STORE, "(there is no folder `/no/such/folder`)"),
        ("/", Code.INVALID_STORE, "the store `/` cannot be opened (it is a folder)"),
        ("nul\0", Code.INVALID_STORE, "the store `nul?` cannot be opened (`ValueError`)"),
        ("", Code.INVALID_STORE, "`FileNotFoundError`"),
    ],
)
def test_an_address_that_leads_to_no_store_is_refused(address: str, code: Code, words: str) -> None:
    with pytest.raises((InputError, TransportError)) as caught:
        open_store(address, KeyRing.read(new_key("k1")))
    assert caught.value.diagnostic.code is code
    assert words in str(caught.value)
    assert MARK not in told(caught.value)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, keys: Keys) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(f"{MARK} " * 100)
    with pytest.raises(TransportError, match=r"\(file is not a database; file `.*/notes\.txt`\)"):
        open_store(path, keys)
    assert path.read_text() == f"{MARK} " * 100
