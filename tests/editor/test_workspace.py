"""Which files are whose business: addresses of editors, and roots around files."""

from __future__ import annotations

from pathlib import Path

import pytest

from unispec.editor._addresses import path_of, uri_of
from unispec.editor._workspace import Workspace, root_around


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/a.yaml", "/home/a.yaml"),
        ("file://localhost/home/a.yaml", "/home/a.yaml"),
        ("FILE:///home/a.yaml", "/home/a.yaml"),
        ("file:///home/with%20space/%C3%A9.yaml", "/home/with space/é.yaml"),
        ("file:///home/with space/a.yaml", "/home/with space/a.yaml"),
        ("file:///home/../etc/./a.yaml", "/etc/a.yaml"),
        ("file:///home/a%23b.yaml", "/home/a#b.yaml"),
        ("file:///c%3A/a.yaml", "/c:/a.yaml"),
        ("file:///home/%FF.yaml", "/home/\ufffd.yaml"),
        ("file://server/share/a.yaml", None),
        ("file:///home/%00.yaml", None),
        ("file:home/a.yaml", None),
        ("untitled:Untitled-1", None),
        ("git:/home/a.yaml?ref", None),
        ("https://example.com/a.yaml", None),
        ("file://[", None),
        ("file:///home/\ud83d.yaml", None),
        ("", None),
        ("/home/a.yaml", None),
    ],
)
def test_an_address_is_a_path_or_nothing(uri: str, path: str | None) -> None:
    assert path_of(uri) == (Path(path) if path is not None else None)


@pytest.mark.parametrize("path", ["/a b/c.yaml", "/é/#.yaml", "/100%/x.yaml"])
def test_a_path_becomes_an_address_and_back(path: str) -> None:
    assert path_of(uri_of(Path(path))) == Path(path)


ROOTS = {
    "own": ["integrations/acme/integration.yaml", "integrations/acme/hr/people.yaml", "unispec.toml"],
    "models": ["unified_models/hr/people.json"],
    "over": ["integrations/calendly/calendar/events.yaml"],
    "settings": ["unispec.toml", "integrations/acme/hr/people.yaml"],
    "foreign": ["integrations/slack/config.yaml", "integrations/slack/deploy/values.yaml", "pyproject.toml"],
    "empty": ["unispec.toml", "notes.yaml"],
    "integrations/nested": ["integrations/acme/integration.yaml"],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    for root, files in ROOTS.items():
        for name in files:
            path = home / root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
    return home


@pytest.mark.parametrize(
    ("file", "root"),
    [
        ("own/integrations/acme/integration.yaml", "own"),
        ("own/integrations/acme/hr/people.yaml", "own"),
        ("own/integrations/acme/cases/hr/people/one.yaml", "own"),
        ("own/integrations/acme/provider.schema.json", "own"),
        ("own/unispec.toml", "own"),
        ("own/pyproject.toml", "own"),
        ("own/README.md", None),
        ("own/docs/a.yaml", None),
        ("own/integrations/readme.yaml", None),
        ("own/snapshots/acme/hr/people/one.json", None),
        ("models/unified_models/hr/people.json", "models"),
        ("over/integrations/calendly/calendar/events.yaml", "over"),
        ("settings/integrations/acme/hr/people.yaml", "settings"),
        ("foreign/integrations/slack/config.yaml", None),
        ("foreign/integrations/slack/deploy/values.yaml", None),
        ("foreign/pyproject.toml", None),
        ("foreign/integrations/slack/integration.yaml", "foreign"),
        ("empty/unispec.toml", None),
        ("empty/integrations/acme/integration.yaml", None),
        ("empty/notes.yaml", None),
        ("integrations/nested/integrations/acme/integration.yaml", "integrations/nested"),
        ("nowhere/a.yaml", None),
        ("own/integrations/acme/" + "x" * 5000 + ".yaml", None),
        ("x" * 5000 + "/integrations/acme/integration.yaml", None),
    ],
)
def test_a_file_counts_for_the_catalogue_that_it_stands_in(home: Path, file: str, root: str | None) -> None:
    assert root_around(home / file) == (home / root if root else None)


def test_folders_that_are_a_root_are_looked_at_without_an_open_file(home: Path) -> None:
    workspace = Workspace(folders={name: home / name for name in ROOTS})
    assert workspace.roots() == {
        home / name for name in ("own", "models", "over", "settings", "integrations/nested")
    }


def test_a_text_that_nobody_opened_is_not_changed(home: Path) -> None:
    workspace = Workspace()
    assert workspace.changed("file:///a", 2, []) is None
    assert workspace.closed("file:///a") is None
    workspace.opened("untitled:1", 1, "a: 1")
    assert workspace.files() == {}
    assert workspace.roots() == set()
