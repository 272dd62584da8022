"""What `unispec check` does to the machine: it reads the root, the bundled catalogue and its own code.

An audit hook in a process of its own sees every file, folder, process and socket that Python opens. The
libraries in Rust do not tell it; for those, an address that would answer waits in vain.
"""

from __future__ import annotations

import json
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TypeAlias

import pytest

from tests.cli.commands import process
from unispec.specs import catalogue_root

BASE = Path(__file__).parents[1] / "rules" / "base"
SECRET = "outside-of-the-root"
PEOPLE = "integrations/demo/calendar/people.yaml"

WATCH = """
import json, os, sys

seen = []
NAMES = ("open", "os.listdir", "os.scandir", "os.chdir", "os.putenv")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
PREFIXES = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.remove",
    "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.ch", "os.utime",
    "os.kill", "os.setxattr", "shutil.", "tempfile.", "urllib.", "http.", "ftplib.", "smtplib.",
    "webbrowser.", "pty.",
)

def hook(event, given):
    if event in NAMES or event.startswith(PREFIXES):
        path = given[0] if given else None
        path = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else None
        writes = event == "open" and bool(given[2] & WRITING)
        seen.append((event, path and os.path.realpath(path), writes))

sys.addaudithook(hook)
from unispec.cli import main
for root in sys.argv[1:]:
    sys.argv = ["unispec", "check", *filter(None, [root])]
    try:
        main()
    except SystemExit as end:
        sys.stdout.flush()
        sys.stdout.write("\\n\\0" + json.dumps([end.code, sorted(set(seen), key=str)]) + "\\0")
        seen.clear()
"""

Event: TypeAlias = tuple[str, str | None, bool]
"""What happened, to which path, and whether that was opened for writing."""


@dataclass(frozen=True)
class Watched:
    """How a check ended, what it said, and what it opened."""

    status: int
    out: str
    seen: tuple[Event, ...]


def watched(*roots: Path | str) -> list[Watched]:
    """Check some roots, one after the other in one process."""
    ended = process(*map(str, roots), command=[sys.executable, "-B", "-c", WATCH])
    parts = ended.out.split("\0")[:-1]
    assert len(parts) == 2 * len(roots), ended.err
    return [
        Watched(status, out, tuple((event, path, writes) for event, path, writes in seen))
        for out, (status, seen) in zip(parts[::2], map(json.loads, parts[1::2]), strict=True)
    ]


def strange(seen: tuple[Event, ...], *roots: Path) -> list[Event]:
    """Everything that a check has no business with."""
    code = {
        *map(Path, sys.path),
        Path(sys.prefix),
        Path(sys.base_prefix),
        Path(__file__).parents[2] / "engine",
    }
    catalogue = {catalogue_root() / part for part in ("integrations", "unified_models")}
    allowed = {each.resolve() for each in {*roots, *code, *catalogue} if each != Path()}
    return [
        each
        for each in seen
        if each[0] not in {"open", "os.listdir", "os.scandir"}
        or each[2]
        or (each[1] is not None and not any(Path(each[1]).is_relative_to(home) for home in allowed))
    ]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made(tmp_path)


def made(home: Path) -> Path:
    """A clean root, and beside it a file and a folder that nobody may look at."""
    shutil.copytree(BASE, home / "root")
    outside = home / "outside" / "calendar"
    outside.mkdir(parents=True)
    (home / "secret.json").write_text(json.dumps({"const": SECRET}))
    (outside / "rooms.json").write_text(json.dumps({"const": SECRET}))
    (outside / "rooms.yaml").write_text(f"summary: {SECRET}\n")
    return home / "root"


def _change(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def _link(name: str, target: str) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.symlink_to(root.parent / target)

    return spoil


def _references(root: Path) -> None:
    for name in ("unified_models/calendar/events.json", "integrations/demo/provider.schema.json"):
        for reference in ((root.parent / "secret.json").as_uri(), "../../../secret.json", "/etc/passwd"):
            data = json.loads((root / name).read_text())
            definitions = data.get("$defs", {}) | {f"d{len(data.get('$defs', {}))}": {"$ref": reference}}
            _change(root / name, **{"$defs": definitions})
    _change(root / "unified_models/calendar/people.json", properties={"id": {"$ref": "file:///etc/passwd"}})


def _body(reference: str) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        path = root / "integrations/demo/cases/calendar/events/spoiled.yaml"
        path.parent.mkdir(parents=True)
        exchange = {"request": {"path": "/meetings"}, "reply": {"body_file": reference}}
        path.write_text(json.dumps({"operation": "list", "exchanges": [exchange]}))

    return spoil


def _settings(root: Path) -> None:
    (root / "unispec.toml").write_text(
        '[[paths]]\nfiles = ["../**", "/etc/**", "integrations/**"]\nseverity = {}\n'
    )


HOSTILE = {
    "references out of the root": _references,
    "a linked resource": _link(PEOPLE, "outside/calendar/rooms.yaml"),
    "a linked provider schema": _link("integrations/demo/provider.schema.json", "secret.json"),
    "a linked model": _link("unified_models/calendar/people.json", "secret.json"),
    "a linked folder of models": _link("unified_models/calendar", "outside/calendar"),
    "all models linked": _link("unified_models", "outside"),
    "a linked folder of resources": _link("integrations/demo/calendar", "outside/calendar"),
    "a linked provider": _link("integrations/other", "outside"),
    "all providers linked": _link("integrations", "outside"),
    "linked cases": _link("integrations/demo/cases", "outside"),
    "linked cases of a model": _link("integrations/demo/cases/calendar", "outside"),
    "linked cases of a resource": _link("integrations/demo/cases/calendar/events", "outside/calendar"),
    "a linked case": _link("integrations/demo/cases/calendar/events/a.yaml", "outside/calendar/rooms.yaml"),
    "an absolute body": _body("/etc/passwd"),
    "a body above the root": _body("../../../../../../secret.json"),
    "a body above the cases": _body("../../../provider.schema.json"),
    "patterns that lead out": _settings,
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Watched]]:
    """Every hostile root, and how its check went."""
    roots = [made(tmp_path_factory.mktemp("hostile")) for _ in HOSTILE]
    for root, spoil in zip(roots, HOSTILE.values(), strict=True):
        spoil(root)
    return dict(zip(HOSTILE, zip(roots, watched(*roots), strict=True), strict=True))


def test_a_root_is_read_and_nothing_else(root: Path) -> None:
    (done,) = watched(root)
    assert strange(done.seen, root) == []
    assert str(root.resolve() / PEOPLE) in {path for _, path, _ in done.seen}
    assert strange(done.seen) != [], "the hook sees what is read"


def test_the_bundled_catalogue_is_checked_without_anything_else() -> None:
    (done,) = watched("")
    assert strange(done.seen) == []
    assert done.out.startswith("no problems")


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_outside_is_opened_whatever_stands_in_the_root(
    hostile: dict[str, tuple[Path, Watched]], name: str
) -> None:
    root, done = hostile[name]
    assert strange(done.seen, root) == []
    assert SECRET not in done.out
    assert "error[" in done.out, "it is told that something was not read"


@pytest.mark.parametrize("scheme", ["http", "https", "ftp"])
def test_a_reference_to_an_address_is_not_followed(root: Path, scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"{scheme}://127.0.0.1:{server.getsockname()[1]}/schema.json"
        _change(root / "unified_models/calendar/people.json", properties={"id": {"$ref": address}})
        provider = root / "integrations/demo/provider.schema.json"
        _change(provider, **{"$schema": address, "$defs": {"Meeting": {"$ref": address}}})
        callers: list[object] = []
        waiting = Thread(target=lambda: callers.append(_caller(server)))
        waiting.start()
        (done,) = watched(root)
        server.close()
        waiting.join()
    assert callers == [None]
    assert strange(done.seen, root) == []
    assert "nothing is fetched" in done.out


def _caller(server: socket.socket) -> object:
    """Wait until somebody calls, or nobody can any more."""
    while True:
        try:
            return server.accept()[1]
        except TimeoutError:
            continue
        except OSError:
            return None


def test_a_link_inside_of_the_root_is_followed(root: Path) -> None:
    (root / PEOPLE).rename(root / "integrations/demo/calendar/persons.txt")
    (root / PEOPLE).symlink_to("persons.txt")
    (root / "linked").symlink_to(root)
    (done,) = watched(root / "linked")
    assert "calendar/persons.txt` is not read" in done.out
    assert "leads out" not in done.out
