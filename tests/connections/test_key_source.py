"""A source of keys that fails for a moment loses no grant; one that goes on failing is told of."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.connections.endpoint import Endpoint
from tests.connections.test_keeping import World
from tests.connections.test_store import linked
from unispec.connections.storage import KeyRing, Shelf, SqlStore, Vault, _source, new_key, sqlite
from unispec.diagnostics import Code, InputError, TransportError
from unispec.flow import Request

SHELF = Shelf("acme", "c1", "grant")
MARK = "canary-7c51"
RING = KeyRing.read(new_key("k1"))


class Source:
    """A function that gives keys until it is spoiled."""

    def __init__(self) -> None:
        self.answer: Callable[[], Any] = lambda: RING

    def __call__(self) -> Any:
        return self.answer()


def raises(error: Exception) -> Callable[[], Any]:
    def answer() -> Any:
        raise error

    return answer


FAILING = {
    "a vault that is away": (raises(ConnectionError(MARK)), r"failed \(`ConnectionError`\)"),
    "a file that was emptied": (lambda: KeyRing.read(""), "there is no key to encrypt credentials with"),
    "a file that is half written": (lambda: KeyRing.read(f"k1:{MARK}"), "a key is not base64"),
    "a function that gives nothing": (lambda: None, r"it gives a `NoneType`, and no `KeyRing`"),
    "a function that gives a text": (lambda: MARK, r"it gives a `str`, and no `KeyRing`"),
}


@pytest.fixture(params=FAILING)
def failing(request: pytest.FixtureRequest) -> tuple[Callable[[], Any], str]:
    return FAILING[request.param]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_000.0]
    monkeypatch.setattr(_source, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_the_last_keys_seal_always_and_open_for_a_minute(
    failing: tuple[Callable[[], Any], str], clock: list[float]
) -> None:
    source = Source()
    vault = Vault(source)
    before = vault.seal(b"text", SHELF)
    source.answer, said = failing
    clock[0] += 9_000
    for _ in range(2):
        assert vault.open(before, SHELF) == b"text"
        clock[0] += 59
    clock[0] += 2
    with pytest.raises(TransportError, match=said) as raised:
        vault.open(before, SHELF)
    assert raised.value.diagnostic.code is Code.STORE_FAILED
    assert MARK not in f"{raised.value!r} {raised.value}"
    assert Vault(RING).open(vault.reseal(vault.seal(b"new", SHELF), SHELF), SHELF) == b"new"
    source.answer = lambda: RING
    assert vault.open(before, SHELF) == b"text"
    source.answer, _ = failing
    assert vault.open(before, SHELF) == b"text", "a minute begins anew"


def test_keys_that_were_never_there_are_told_of_at_once(failing: tuple[Callable[[], Any], str]) -> None:
    answer, said = failing
    with pytest.raises((InputError, TransportError), match=said):
        Vault(answer).seal(b"text", SHELF)


def test_a_key_that_was_taken_away_is_gone_as_soon_as_the_source_says_so() -> None:
    source = Source()
    vault = Vault(source)
    sealed = vault.seal(b"text", SHELF)
    source.answer = lambda: KeyRing.read(new_key("k2"))
    with pytest.raises(InputError, match="the key `k1`"):
        vault.open(sealed, SHELF)


def test_nothing_is_said_to_be_rotated_while_nobody_knows_the_newest_key(
    tmp_path: Path, failing: tuple[Callable[[], Any], str]
) -> None:
    source = Source()
    store = SqlStore(sqlite(tmp_path / "accounts.db"), Vault(source))
    store.put(linked())
    source.answer, said = failing
    with pytest.raises(TransportError, match=said):
        store.rotate()


def test_a_grant_is_kept_that_came_while_the_keys_could_not_be_had(
    tmp_path: Path, failing: tuple[Callable[[], Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source()
    monkeypatch.setattr("tests.connections.test_keeping.Keys", lambda: source)
    world = World(tmp_path)
    answered = Endpoint.answer

    def answer(endpoint: Endpoint, request: Request) -> Any:
        source.answer, _ = failing
        return answered(endpoint, request)

    monkeypatch.setattr(Endpoint, "answer", answer)
    world.now += 5_000
    assert world.fresh().version == 2
    source.answer = lambda: RING
    assert (world.get().version, world.endpoint.calls) == (2, 1)
