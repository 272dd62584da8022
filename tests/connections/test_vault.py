"""Credentials at rest: what was sealed opens at its own place, whole, with its own key, and nowhere else."""

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.connections.storage import KeyRing, Shelf, Vault, key_of, new_key
from unispec.data import Secret
from unispec.diagnostics import InputError

RING = KeyRing.read(",".join(new_key(name) for name in ("b", "a")))
VAULT = Vault(RING)
SHELF = Shelf("acme", "c1", "grant")
TOKEN = b'{"access_token": "eyJ0eXAi"}'
PLACES = st.builds(Shelf, *[st.text(max_size=5)] * 3)


@given(st.binary(max_size=200), PLACES)
def test_what_was_sealed_opens_at_its_place(text: bytes, shelf: Shelf) -> None:
    assert VAULT.open(VAULT.seal(text, shelf), shelf) == text


@given(st.binary(max_size=50), PLACES, PLACES)
def test_it_opens_at_no_other_place(text: bytes, shelf: Shelf, other: Shelf) -> None:
    sealed = VAULT.seal(text, shelf)
    if other != shelf:
        with pytest.raises(InputError, match="belong somewhere else"):
            VAULT.open(sealed, other)


def test_no_byte_can_be_changed_in_any_way() -> None:
    sealed = VAULT.seal(TOKEN, SHELF)
    for index, byte in enumerate(sealed):
        for changed in range(256):
            if changed != byte:
                with pytest.raises(InputError):
                    VAULT.open(sealed[:index] + bytes([changed]) + sealed[index + 1 :], SHELF)


def test_no_byte_can_be_cut_off_or_added() -> None:
    sealed = VAULT.seal(TOKEN, SHELF)
    for length in range(len(sealed)):
        with pytest.raises(InputError):
            VAULT.open(sealed[:length], SHELF)
    with pytest.raises(InputError):
        VAULT.open(sealed + b"\0", SHELF)


@given(st.binary(max_size=100))
def test_anything_else_is_refused(sealed: bytes) -> None:
    with pytest.raises(InputError):
        VAULT.open(sealed, SHELF)


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({VAULT.seal(TOKEN, SHELF) for _ in range(1_000)}) == 1_000


def test_nothing_of_a_text_or_key_is_in_what_is_stored_or_said() -> None:
    sealed = VAULT.seal(TOKEN, SHELF)
    assert b"eyJ0" not in sealed
    with pytest.raises(InputError) as raised:
        Vault(KeyRing.read(new_key("c"))).open(sealed, SHELF)
    assert "the key `b` that they were encrypted with is not at hand" in str(raised.value)
    assert raised.value.diagnostic.help == "add the key `b` to `UNISPEC_KEYS`, behind the one that encrypts"
    assert repr(RING) == "KeyRing(b, a)"


def test_keys_may_change_while_a_vault_is_used() -> None:
    rings = [KeyRing.read(new_key("old"))]
    vault = Vault(lambda: rings[-1])
    sealed = vault.seal(TOKEN, SHELF)
    old = rings[0].key("old")
    assert old is not None
    new = KeyRing.read(new_key("new"))
    rings.append(KeyRing({"new": new.key("new") or b"", "old": old}))
    assert vault.open(sealed, SHELF) == TOKEN
    assert (key_of(sealed), key_of(vault.seal(TOKEN, SHELF))) == ("old", "new")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "there is no key"),
        (" ,\n", "there is no key"),
        ("bare", "without its name"),
        ("a:###", "not base64"),
        ("a:AAAA", "not 32 bytes"),
        ("a b:" + "A" * 43 + "=", "without its name"),
        (":" + "A" * 43 + "=", "no proper name"),
        ("ä:" + "A" * 43 + "=", "no proper name"),
        (("a:" + "A" * 43 + "=,") + "a:" + "A" * 43 + "=", "`a` is given twice"),
    ],
)
def test_a_key_of_another_form_is_refused_and_not_shown(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as raised:
        KeyRing.read(text)
    assert "A" * 20 not in str(raised.value)


@pytest.mark.parametrize("keys", [{"k": "a" * 32}, {1: bytes(32)}, {"k": bytearray(32)}, {"k": None}])
def test_a_key_of_another_type_is_refused_at_once(keys: Any) -> None:
    with pytest.raises(InputError, match="not of type `bytes`"):
        KeyRing(keys)


@pytest.mark.parametrize("form", ["{0},", ",{0}", "{0},\n", "\ufeff{0}\r\n", "{0},,{1}\n", " {0}\n\n{1} ,"])
def test_commas_lines_and_a_byte_order_mark_too_many_do_no_harm(form: str, tmp_path: Path) -> None:
    text = form.format("a:" + "A" * 43 + "=", "b:" + "B" * 42 + "A=")
    (tmp_path / "keys").write_text(text, "utf-8")
    for ring in (KeyRing.read(text), KeyRing.from_file(tmp_path / "keys")):
        assert (ring.current, ring.key("a")) == ("a", bytes(32))
        assert (ring.key("b") is not None) == ("{1}" in form)


def test_without_a_key_nothing_is_sealed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("UNISPEC_KEYS", raising=False)
    with pytest.raises(InputError, match="there is no key to encrypt credentials with"):
        KeyRing.from_environment()
    with pytest.raises(InputError, match="there is no key"):
        KeyRing({})
    with pytest.raises(InputError, match=r"cannot be read \(`FileNotFoundError`\)"):
        KeyRing.from_file(tmp_path / "none")


def test_keys_come_from_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written = f"{new_key('new')}\n{new_key('old')}\n"
    (tmp_path / "keys").write_text(written)
    monkeypatch.setenv("UNISPEC_KEYS", written.replace("\n", ",").strip(","))
    for ring in (KeyRing.from_environment(), KeyRing.from_file(tmp_path / "keys")):
        assert ring.current == "new"
        assert ring.key("old") == KeyRing.read(written).key("old")
        assert ring.key("other") is None


@pytest.mark.parametrize("name", ["", "a b", "a" * 65, "a:b", "ä"])
def test_a_key_has_a_plain_name(name: str) -> None:
    with pytest.raises(InputError):
        new_key(name)


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("s3cr3t-t0ken")
    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>20}", f"{[secret]}", "%s" % secret]  # noqa: UP031
    assert [each for each in shown if "s3cr3t" in each] == []
    assert secret.reveal() == "s3cr3t-t0ken"
    assert secret == Secret("s3cr3t-t0ken") != Secret("other")
    assert secret != "s3cr3t-t0ken"
    assert len({secret, Secret("s3cr3t-t0ken")}) == 1
    assert bool(secret)
    assert not Secret("")
    for copying in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            copying(secret)
    with pytest.raises(AttributeError):
        secret.text = "x"  # type: ignore[attr-defined]
