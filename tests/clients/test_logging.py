"""What is logged is redacted before any handler gets it, and httpx logs nothing of our requests."""

import ast
import logging
import re
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import unispec
from tests.clients.facade import Link
from tests.fakes import FakeCalendly, Fault
from unispec.clients import _logs
from unispec.clients._quiet import LOGGERS
from unispec.clients._redaction import HIDDEN, redacted

PAGE = Path(__file__).parents[2] / "docs" / "observing.md"
ENGINE = Path(unispec.__file__).parent
OURS = [each for each in vars(_logs).values() if isinstance(each, logging.Logger)]
TOKEN = "kL9xQ2mT7vB4nR8wZ3yD"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("GET https://a.test/x?email=a&key=b 200", f"GET https://a.test/x?{HIDDEN} 200"),
        ("see https://a.test/x#part", f"see https://a.test/x?{HIDDEN}"),
        ("https://jo:pw@a.test/x", f"https://{HIDDEN}@a.test/x"),
        ("mail olga.o+x@acme.test now", f"mail {HIDDEN} now"),
        ("mail olga%40acme.test now", f"mail {HIDDEN} now"),
        ("<olga@acme.test>", f"<{HIDDEN}>"),
        ("{'to': 'olga@acme.test'}", f"{{'to': '{HIDDEN}'}}"),
        ("Authorization: Bearer abc", f"Authorization: {HIDDEN} abc"),
        ("sent Bearer abc.def", f"sent Bearer {HIDDEN}"),
        ("sent basic am86cHc=", f"sent basic {HIDDEN}"),
        ("code=4/abc&state=x", f"code={HIDDEN}&state={HIDDEN}"),
        ("{'refresh_token': 'abc'}", f"{{'refresh_token': '{HIDDEN}'}}"),
        ('{"client_secret":"abc"}', f'{{"client_secret":"{HIDDEN}"}}'),
        (f"it was {TOKEN}", f"it was {HIDDEN}"),
        ("`calendly-3f9a7c51-0000-4000-8000-0123456789ab` is active",) * 2,
        ("integrations/calendly/calendar/events.yaml:64:5: error[invalid-record]: `x` is missing",) * 2,
        ("`calendar/events.list` of `calendly` is tried again (try 2) in 0.4 s: no-answer",) * 2,
    ],
)
def test_a_line_keeps_what_is_nobodys_and_nothing_else(text: str, safe: str) -> None:
    assert redacted(text).replace(f"{HIDDEN} {HIDDEN}", f"{HIDDEN} abc") == safe


WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-_", min_size=1, max_size=12).filter(str.isalnum)


@given(st.lists(WORDS, max_size=4), WORDS, WORDS, st.sampled_from(["com", "test", "co.uk"]))
def test_no_address_comes_through(around: list[str], name: str, host: str, end: str) -> None:
    address = f"{name}@{host}.{end}"
    for text in (" ".join([*around, address]), f"{address}, {around}", f"({address})", f"'{address}'"):
        assert address not in redacted(text)


@pytest.mark.parametrize("piece", ["a", "a-", "a@", "://", "token=", "=", "%40", "a.", "?", "bearer "])
def test_a_long_line_takes_no_long_time(piece: str) -> None:
    began = time.process_time()
    redacted(piece * 20_000)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("log", OURS, ids=lambda log: log.name)
def test_every_handler_gets_redacted_records_alone(
    log: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    error = ValueError(f"no token=abc for olga@acme.test: {TOKEN}")
    log.warning("a %s and %r", "olga@acme.test", {"code": "abc"}, exc_info=error)
    for record in caplog.records:
        shown = f"{record.__dict__!r}{logging.Formatter().format(record)}"
        assert "ValueError" in shown
        assert not {each for each in ("olga@", TOKEN, "abc'") if each in shown}
        assert record.args == ()
        assert record.exc_info is None


def test_no_module_has_a_logger_without_redaction() -> None:
    """A filter of a logger is not inherited, so each logger needs its own."""
    makers = [
        str(path.relative_to(ENGINE))
        for path in ENGINE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("getLogger")
    ]
    assert sorted(makers) == ["clients/_logs.py", "clients/_quiet.py", "editor/_server.py"]


@pytest.mark.parametrize("library", [httpx, httpcore], ids=lambda library: library.__name__)
def test_no_logger_of_the_libraries_is_forgotten(library: ModuleType) -> None:
    names = {
        argument.value
        for path in Path(str(library.__file__)).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("getLogger")
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }
    assert names
    assert names <= set(LOGGERS)


def test_of_our_requests_the_libraries_log_nothing_and_of_others_all(
    link: Link, fake: FakeCalendly, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.faults.add(Fault("reset", "/groups"))
    linked = link()
    linked.list("user_directory/groups")
    list(linked.iterate("calendar/events", {"expand": ["attendees"]}, limit=5))
    assert {each.name for each in caplog.records if each.name.startswith("http")} == set()
    assert "unispec.http" in {each.name for each in caplog.records}
    with httpx.Client() as client:
        client.get(f"{fake.url}/users/me?mine=1")
    names = {each.name for each in caplog.records}
    assert {"httpx", "httpcore.connection", "httpcore.http11"} <= names
    assert "mine=1" in caplog.text


@pytest.mark.parametrize(
    ("fault", "lines"),
    [
        (
            Fault("error", "/groups", status=503),
            {
                ("unispec.http", "DEBUG"),
                ("unispec.retry", "INFO"),
                ("unispec.pages", "DEBUG"),
                ("unispec.calls", "DEBUG"),
            },
        ),
        (None, {("unispec.http", "DEBUG"), ("unispec.pages", "DEBUG"), ("unispec.calls", "DEBUG")}),
    ],
    ids=["a retry", "none"],
)
def test_each_log_has_its_lines(
    link: Link, fake: FakeCalendly, fault: Fault | None, lines: set[Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "unispec")
    if fault is not None:
        fake.faults.add(fault)
    link().list("user_directory/groups")
    assert {
        (each.name, each.levelname) for each in caplog.records if each.name.startswith("unispec")
    } == lines


def test_nothing_is_logged_above_info_of_a_call_that_goes_well(
    link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    link().list("user_directory/groups")
    assert [each.getMessage() for each in caplog.records if each.name != "asyncio"] == []


def test_the_page_tells_of_every_logger() -> None:
    rows = re.findall(r"^\| `(unispec[.a-z]*)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(log.name for log in OURS)
