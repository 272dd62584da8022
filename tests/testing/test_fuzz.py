"""Spoiled cases, snapshots, bodies and specs end in a finding, never in a traceback."""

from pathlib import Path
from random import Random

import pytest

from tests.cli.commands import unispec
from tests.fuzz.text_mutators import TEXT_MUTATORS
from tests.testing.roots import CASES, HOME, SNAPSHOTS, acme, files, write

COUNT = 12
BODY = (
    "operation: get\ninput: {id: '7'}\nexchanges:\n"
    "  - {request: {path: /v2/teams/7}, reply: {body_file: ../../bodies/seven.json}}\n"
)
SPOILED = (
    CASES / "two-pages.yaml",
    CASES / "seven.yaml",
    HOME / "cases/bodies/seven.json",
    SNAPSHOTS / "two-pages.json",
    HOME / "user_directory/groups.yaml",
)
ODD = (
    b"operation: list\nexchanges:\n  - request: {path: /v2/teams, query: {page: {a: [1]}}}\n    reply: {}\n",
    b"operation: list\nlimit: 99999999999999999999\npages: 1\n",
    b"operation: list\npages: 999999999999\nexchanges: []\n",
    b"operation: list\ninput: {organization: {id: [[[]]]}}\n",
    b"operation: list\nnow: 0001-01-01T00:00:00+14:00\n",
    b'operation: "\\e[31m"\n',
    b"operation: list\nexchanges:\n"
    b"  - {request: {path: /v2/teams}, times: 99999999999, reply: {body: {data: [{}], more: true}}}\n",
    b"operation: list\nexchanges:\n"
    b"  - {request: {path: /v2/teams}, reply: {body: " + b"[" * 60 + b"]" * 60 + b"}}\n",
    b"operation: list\nexchanges:\n  - {request: {path: '//[::1'}, reply: {text: '{'}}\n",
    b'operation: list\nexchanges:\n  - {request: {path: "\\uD800"}, reply: {}}\n',
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    acme(tmp_path)
    write(tmp_path, CASES / "seven.yaml", BODY)
    write(tmp_path, HOME / "cases/bodies/seven.json", '{"number": 7, "title": "seven"}')
    assert unispec("test", str(tmp_path), "--update").status == 0
    return tmp_path


def ends_well(root: Path, *words: str) -> None:
    ended = unispec("test", str(root), *words)
    assert ended.status in (0, 1)
    assert "Traceback" not in ended.err
    assert "\x1b" not in ended.out + ended.err


@pytest.mark.parametrize("path", SPOILED, ids=lambda path: path.name)
def test_a_spoiled_file_ends_in_a_finding(root: Path, path: Path) -> None:
    content = (root / path).read_bytes()
    for number in range(COUNT):
        random = Random(f"{path.name}/{number}")
        (root / path).write_bytes(random.choice(TEXT_MUTATORS)(random, content))
        ends_well(root, *random.choice(([], ["--coverage"], ["--format", "json"], ["--jsonata", "both"])))


@pytest.mark.parametrize("content", ODD, ids=range(len(ODD)))
def test_an_odd_case_ends_in_a_finding(root: Path, content: bytes) -> None:
    (root / CASES / "two-pages.yaml").write_bytes(content)
    before = files(root)
    ends_well(root)
    assert files(root) == before
    ends_well(root, "--coverage", "--format", "json")
    ends_well(root, "--update")
    assert {
        name for name in files(root).keys() ^ before.keys() if not name.startswith("snapshots/acme/")
    } == set()
