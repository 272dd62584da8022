"""Credentials of every kind: from the environment for `unispec run`, and from Python."""

import asyncio
import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import unispec
from unispec import AsyncEngine, Catalogue, Engine, InputError

KEY = 'api_key: {header: {X-Key: "{{ credentials.api_key }}"}}'
TOKEN = 'token: {header: {Authorization: "Bearer {{ credentials.token }}"}}'
BASIC = "basic: {}"
PAIR = "Basic " + b64encode(b"ada:se cret").decode()


class Provider(ThreadingHTTPServer):
    """Answers one group, and keeps the headers that it was asked with."""

    daemon_threads = True
    seen: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Provider)
        self.server.seen = {name.lower(): value for name, value in self.headers.items()}
        body = b'{"groups": [{"id": "1", "name": "Sales"}]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def made(root: Path, *kinds: str) -> Path:
    home = root / "integrations/keyed-one"
    (home / "user_directory").mkdir(parents=True)
    auth = "".join(f"  {kind}\n" for kind in kinds)
    (home / "integration.yaml").write_text(
        "spec_version: 1\nintegration: keyed-one\nlabel: Keyed\ndocs: https://keyed.test/docs\n"
        f"base_url: https://keyed.test\nauth:\n{auth}"
    )
    (home / "user_directory/groups.yaml").write_text(
        "resource: user_directory/groups\nsummary: Groups.\noperations:\n  list:\n"
        "    request: {path: /groups}\n    pagination: none\n    records: groups\nmap: {id: id, name: name}\n"
    )
    return root


def ran(root: Path, provider: Provider, *words: str, **variables: str | None) -> tuple[int, str]:
    place = ("--catalogue", str(root), "--base-url", provider.url)
    ended = unispec("run", "keyed-one", "user_directory/groups", "list", *place, *words, **variables)
    return ended.status, ended.err


@pytest.mark.parametrize(
    ("kinds", "variables", "header", "value"),
    [
        ([KEY], {"KEYED_ONE_API_KEY": "key-1"}, "x-key", "key-1"),
        ([BASIC], {"KEYED_ONE_USERNAME": "ada", "KEYED_ONE_PASSWORD": "se cret"}, "authorization", PAIR),
        ([TOKEN, KEY], {"KEYED_ONE_API_KEY": "key-1"}, "x-key", "key-1"),
        ([KEY, TOKEN], {"KEYED_ONE_TOKEN": "tok-1"}, "authorization", "Bearer tok-1"),
    ],
)
def test_each_kind_has_its_variables(
    tmp_path: Path,
    provider: Provider,
    kinds: list[str],
    variables: dict[str, str | None],
    header: str,
    value: str,
) -> None:
    assert ran(made(tmp_path, *kinds), provider, **variables) == (0, "")
    assert provider.seen[header] == value


def test_one_variable_may_have_another_name(tmp_path: Path, provider: Provider) -> None:
    assert ran(made(tmp_path, KEY), provider, "--token-env", "MINE", MINE="key-2") == (0, "")
    assert provider.seen["x-key"] == "key-2"


@pytest.mark.parametrize(
    ("kinds", "words", "variables", "said"),
    [
        ([KEY], (), {}, "`KEYED_ONE_API_KEY` holds no api key"),
        ([TOKEN, KEY], (), {}, "`KEYED_ONE_TOKEN` holds no token"),
        ([BASIC], (), {"KEYED_ONE_USERNAME": "ada"}, "`KEYED_ONE_PASSWORD` holds no password"),
        ([KEY], (), {"KEYED_ONE_API_KEY": " "}, "`KEYED_ONE_API_KEY` holds an empty api key"),
        ([BASIC], ("--token-env", "MINE"), {"MINE": "x"}, "`KEYED_ONE_USERNAME`, `KEYED_ONE_PASSWORD`"),
    ],
)
def test_what_is_missing_is_named(
    tmp_path: Path,
    provider: Provider,
    kinds: list[str],
    words: tuple[str, ...],
    variables: dict[str, str | None],
    said: str,
) -> None:
    status, err = ran(made(tmp_path, *kinds), provider, *words, **variables)
    assert (status, said in err) == (1, True), err


def test_an_engine_takes_each_kind_by_its_names(tmp_path: Path, provider: Provider) -> None:
    catalogue = Catalogue.load(made(tmp_path, KEY, BASIC))
    place: dict[str, Any] = {"base_url": provider.url, "private_network": True}
    with Engine(catalogue) as engine:
        connection = engine.connect("keyed-one", credentials={"api_key": "key-3"}, **place)
        assert connection.list("user_directory/groups").result[0]["name"] == "Sales"
        assert provider.seen["x-key"] == "key-3"

    async def read() -> None:
        async with AsyncEngine(catalogue) as engine:
            given = {"username": "ada", "password": "se cret"}
            connection = engine.connect("keyed-one", credentials=given, **place)
            await connection.list("user_directory/groups")

    asyncio.run(read())
    assert provider.seen["authorization"] == PAIR


@pytest.mark.parametrize(
    "words",
    [
        {"credentials": {"username": "ada"}},
        {"credentials": {"api_key": "key-4", "colour": "red"}},
        {"credentials": {"api_key": ""}},
        {"credentials": {"api_key": "key-4"}, "token": "tok-4"},
        {"credentials": {"api_key": "key-4"}, "tenant": "me", "connection": "x"},
    ],
)
def test_credentials_of_other_names_are_refused_and_not_shown(tmp_path: Path, words: dict[str, Any]) -> None:
    with Engine(Catalogue.load(made(tmp_path, KEY, BASIC))) as engine, pytest.raises(InputError) as refused:
        engine.connect("keyed-one", **words)
    assert "key-4" not in str(refused.value)
