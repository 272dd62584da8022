"""What it costs to begin: imports, time and memory, each in a process of its own."""

import subprocess
import sys

import pytest

from tests.fakes import FakeCalendly, Fault

HEAVY = (
    "httpx",
    "jsonata",
    "jsonschema",
    "jsonschema_rs",
    "jlens",
    "jinja2",
    "click",
    "rich",
    "yaml",
    "sqlalchemy",
)


def run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.strip()


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, unispec; print(*(set(sys.argv[1:]) & set(sys.modules)))"
    assert run(code, *HEAVY) == ""


def test_importing_the_package_takes_no_time() -> None:
    code = "import time; t = time.perf_counter(); import unispec; print(time.perf_counter() - t)"
    assert min(float(run(code)) for _ in range(3)) < 0.15


def test_an_engine_does_not_import_what_a_call_does_not_need() -> None:
    code = (
        "import sys; from unispec import Engine; e = Engine(); "
        "e.connect('calendly', token='x' * 8).map('calendar/events', []); e.close(); "
        "print(*(set(sys.argv[1:]) & set(sys.modules)))"
    )
    assert run(code, "jsonata", "jsonschema", "unispec.cli") == ""


def test_every_public_name_is_there_and_an_unknown_one_is_not() -> None:
    code = (
        "import unispec; assert unispec.__all__ == sorted(unispec.__all__); "
        "assert all(getattr(unispec, name) for name in unispec.__all__); "
        "assert not hasattr(unispec, 'nothing'); print(dir(unispec) == unispec.__all__)"
    )
    assert run(code) == "True"


MEMORY = """
import asyncio, resource, sys
from unispec import AsyncEngine, Engine, TransportError
kind, url, token = sys.argv[1:]

def linked(engine):
    return engine.connect("calendly", token=token, base_url=url, private_network=True)

async def ask(engine):
    async with engine:
        await linked(engine).request("GET", "/users/me")

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

engine = Engine() if kind == "sync" else AsyncEngine()
before = peak()
try:
    if kind == "sync":
        linked(engine).request("GET", "/users/me")
    else:
        asyncio.run(ask(engine))
except TransportError as error:
    print(error.diagnostic.code, (peak() - before) // 1024)
"""


@pytest.mark.parametrize("fault", ["huge", "gzip_bomb"])
def test_a_body_without_end_takes_no_more_memory_than_it_may(
    engine_kind: str, fake: FakeCalendly, fault: str
) -> None:
    """20 MB is the limit; the fault is twelve times that."""
    fake.faults.add(Fault(fault, "/users/me", times=None, megabytes=240))  # type: ignore[arg-type]
    code, megabytes = run(MEMORY, engine_kind, fake.url, fake.bearer()).split()
    assert code == "body-too-large"
    assert int(megabytes) < 60


def test_without_its_libraries_a_store_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules |= dict.fromkeys(sys.argv[1:]); "
        "import importlib.util as util; find = util.find_spec; "
        "util.find_spec = lambda name, *more: None if name in sys.argv else find(name, *more); "
        "from unispec import *; from unispec import InputError, open_store\n"
        "try: open_store('accounts.db')\n"
        "except InputError as error: print(error)"
    )
    said = run(code, "sqlalchemy", "cryptography")
    assert "libraries that are not there: cryptography, sqlalchemy" in said
    assert "pip install 'unispec[accounts]'" in said
