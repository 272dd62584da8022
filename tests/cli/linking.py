"""Linking from the command line against the fake: a catalogue that leads there, a store, and a browser."""

import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.cli.commands import COMMAND, Ended, environment, unispec
from tests.fakes import FakeCalendly
from unispec.connections import Linked
from unispec.connections.storage import KeyRing, SqlStore, new_key, open_store

LONGEST = 20.0
APP = {"CALENDLY_CLIENT_ID": "fake-web-app", "CALENDLY_CLIENT_SECRET": "fake-web-secret"}

_ADDRESS = re.compile(r"^  (http\S+/oauth/authorize\?\S+)$", re.MULTILINE)
_LEADING = """
base_url: {url}
auth:
  oauth2:
    authorize: {auth}/oauth/authorize
    token: {auth}/oauth/token
    revoke: {auth}/oauth/revoke
    introspect: {auth}/oauth/introspect
"""


@dataclass
class Desk:
    """Where somebody sits who links accounts: a folder with a store and keys, and the provider."""

    folder: Path
    fake: FakeCalendly
    keys: list[str] = field(default_factory=lambda: [new_key("k1")])

    def __post_init__(self) -> None:
        overlay = self.folder / "here/integrations/calendly/integration.yaml"
        overlay.parent.mkdir(parents=True)
        overlay.write_text(_LEADING.format(url=self.fake.url, auth=self.fake.auth_url))

    @property
    def place(self) -> dict[str, str]:
        """The variables that say where accounts are kept, and by which app they are linked."""
        return {"UNISPEC_STORE": str(self.folder / "accounts.db"), "UNISPEC_KEYS": ",".join(self.keys), **APP}

    @property
    def leading(self) -> tuple[str, ...]:
        """The words that lead to the fake."""
        return ("--catalogue", str(self.folder / "here"), "--private-network")

    def __call__(self, *words: str, **changes: str | None) -> Ended:
        """Run a command in this process."""
        return unispec(*words, **{**self.place, **changes})

    @contextmanager
    def opened(self) -> Iterator[SqlStore]:
        store = open_store(self.place["UNISPEC_STORE"], KeyRing.read(self.place["UNISPEC_KEYS"]))
        try:
            yield store
        finally:
            store.close()

    def account(self, connection: str, tenant: str = "me") -> Linked | None:
        with self.opened() as store:
            return store.get(tenant, connection)

    def token(self, *words: str) -> str:
        """Link an account by the owner's personal token, and give its id."""
        done = self(
            "link", "calendly", "--token-env", "PERSONAL", *self.leading, *words, PERSONAL="owner-token"
        )
        assert done.status == 0, done.err
        return done.out.strip()

    def linked(self, *words: str) -> str:
        """Link an account through a browser, and give its id."""
        with self.linking(*words) as linking:
            linking.browse()
            return linking.ended().out.strip()

    @contextmanager
    def linking(self, *words: str, browser: str | None = None, **changes: str) -> Iterator["Linking"]:
        """Begin a link in a process of its own."""
        shut = () if browser else ("--no-browser",)
        process = subprocess.Popen(
            [*COMMAND, "link", "calendly", "--port", "0", *shut, *self.leading, *words],
            bufsize=0,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(**{**self.place, "BROWSER": browser, **changes}),
        )
        linking = Linking(process)
        try:
            yield linking
        finally:
            process.kill()
            process.communicate()


@dataclass
class Linking:
    """A command that waits for its browser."""

    process: subprocess.Popen[bytes]
    said: str = ""

    @property
    def address(self) -> str:
        """The address that the command tells its owner to open."""
        assert self.process.stderr is not None
        while "waiting at " not in self.said:
            line = self.process.stderr.readline().decode()
            assert line, f"it ended: {self.said}"
            self.said += line
        found = _ADDRESS.search(self.said)
        assert found is not None, self.said
        return found[1]

    @property
    def callback(self) -> str:
        """The address that the browser comes back to."""
        return httpx.URL(self.address).params["redirect_uri"]

    @property
    def state(self) -> str:
        return httpx.URL(self.address).params["state"]

    def browse(self) -> httpx.Response:
        """Open the address as a browser does, and follow to where it leads."""
        with httpx.Client(follow_redirects=True, timeout=LONGEST) as browser:
            return browser.get(self.address)

    def back(self, **told: str) -> httpx.Response:
        """Come back with these words, without having been at the provider."""
        return httpx.get(self.callback, params=told, timeout=LONGEST)

    def interrupt(self) -> None:
        assert self.address
        self.process.send_signal(signal.SIGINT)

    def ended(self) -> Ended:
        out, err = self.process.communicate(timeout=LONGEST)
        self.said += err.decode()
        assert "Traceback" not in self.said
        return Ended(self.process.returncode, out.decode(), self.said)


def secrets_of(desk: Desk) -> list[str]:
    """All that the command may never show."""
    keys = [part for each in desk.keys for part in each.split(":")[1:]]
    return [*desk.fake.oauth.grants.secrets(), APP["CALENDLY_CLIENT_SECRET"], "owner-token", *keys]


def script(path: Path, lines: Sequence[str]) -> str:
    """Write a program that a command may start."""
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o700)
    return str(path)
