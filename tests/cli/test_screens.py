"""The screens that people see, reviewed as text in `snapshots/cli/`."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.commands import Ended, unispec
from tests.snapshots import ROOT, text_files

SCREENS = {
    "help": "--help",
    "help-accounts": "accounts --help",
    "help-accounts-disable": "accounts disable --help",
    "help-accounts-enable": "accounts enable --help",
    "help-accounts-list": "accounts list --help",
    "help-accounts-new-key": "accounts new-key --help",
    "help-accounts-rotate-key": "accounts rotate-key --help",
    "help-accounts-show": "accounts show --help",
    "help-accounts-test": "accounts test --help",
    "help-accounts-unlink": "accounts unlink --help",
    "help-check": "check --help",
    "help-demo": "demo --help",
    "help-docs": "docs --help",
    "help-explain": "explain --help",
    "help-link": "link --help",
    "help-list": "list --help",
    "help-new-integration": "new integration --help",
    "help-new-resource": "new resource --help",
    "help-record": "record --help",
    "help-run": "run --help",
    "help-schema": "schema --help",
    "help-test": "test --help",
    "demo": "demo",
    "list": "list",
    "dry-run": (
        "run calendly calendar/events list --dry-run --limit 5 -p status=cancelled -p user.id=42"
        " -p start_time=2026-11-10T00:00:00Z"
    ),
    "dry-run-of-no-request": "run calendly user_directory/roles list --dry-run",
    "table": "run calendly calendar/attendees list --replay two-pages -o table",
    "provider-error": "run calendly calendar/events list --replay error-403-scope",
    "repeated-cursor": "run calendly calendar/events list --replay error-repeated-page-token",
    "mapping-error": "run calendly calendar/events list --replay error-no-records",
    "findings": "run calendly calendar/events list --replay error-unknown-words -o table",
    "unknown-parameter": "run calendly calendar/events list -p colour=red --dry-run",
    "unknown-case": "run calendly calendar/events list --replay three-page",
    "record-nowhere": "record calendly calendar/events list --case full-page",
    "record-without-token": "record calendly calendar/events list --case full-page --dry-run",
    "missing-token": "run calendly calendar/events list",
    "link-without-app": "link calendly --store accounts.db",
    "link-without-key": "link calendly --store accounts.db --token-env HOME",
    "link-without-store": "link calendly --token-env HOME",
    "accounts-without-key": "accounts list --store accounts.db",
    "explain": "check --explain quoted-word",
    "explain-record": "explain calendly calendar/events get --replay get-group",
    "explain-absent": "explain calendly calendar/events get --replay get-group location.url",
    "explain-branches": "explain calendly calendar/event_types get --replay get-deleted status",
    "explain-part": "explain calendly calendar/events get --replay get-group attendees.0.person.name",
    "explain-unmapped": "explain calendly calendar/events get availability",
    "explain-several": "explain calendly user_directory/users list --replay full-page --index 1",
    "explain-unknown-field": "explain calendly calendar/events get locaton.url",
    "new-of-a-bundled-name": "new integration calendly",
    "wrong-usage": "run calendly calendar/events drop",
}
CHECKS = {
    "check": "check --onto-bundled .",
    "check-github": "check --onto-bundled --format github .",
}
ELSEWHERE = {"schema-write"}


def screen(line: str, ended: Ended) -> str:
    """What a person sees: the command, both streams, and how it ended when that was not well."""
    parts = [f"$ {line}\n", ended.out]
    if ended.err:
        parts += ["--- error stream\n", ended.err]
    if ended.status:
        parts.append(f"--- exit status {ended.status}\n")
    return "".join(parts)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_reads_well(name: str, snapshot: SnapshotAssertion) -> None:
    shown = screen(f"unispec {SCREENS[name]}", unispec(*SCREENS[name].split()))
    assert shown == snapshot(name=name, extension_class=text_files("cli"))


@pytest.mark.parametrize(("name", "words"), CHECKS.items())
def test_findings_read_well(
    name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    overlay = tmp_path / "integrations/calendly/calendar/events.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text('map:\n  title: nam\n  location:\n    nmae: location.loction\n  status: "confirmed"\n')
    monkeypatch.chdir(tmp_path)
    shown = screen(f"unispec {words}", unispec(*words.split()))
    assert shown == snapshot(name=name, extension_class=text_files("cli"))


def test_the_demo_is_short_and_fits_a_hundred_columns() -> None:
    lines = unispec("demo").out.splitlines()
    assert len(lines) <= 70
    assert max(map(len, lines)) <= 100


def test_every_snapshot_belongs_to_a_screen() -> None:
    assert {path.stem for path in (ROOT / "cli").iterdir()} == {*SCREENS, *CHECKS, *ELSEWHERE}
