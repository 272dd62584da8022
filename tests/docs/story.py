"""A page is a story: its blocks run in order, in one folder, with one set of Python names.

Python talks to the fake instead of the provider, because the provider's host leads there.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
import orjson
import pytest

from tests.docs.blocks import ROOT, Block
from tests.docs.brackets import balanced
from unispec.documents import read_yaml
from unispec.specs import shape_problems

EXAMPLES = ROOT / "docs" / "examples"
"""Files that pages use; a story has them at the same place as a clone."""

_HOST, _AUTH_HOST = "api.calendly.com", "auth.calendly.com"
_ACTIVATE = ". .venv/bin/activate"
_SETTINGS = {"NO_COLOR": "1", "COLUMNS": "100", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
_PARTS: dict[str, Callable[[Any], tuple[str, Any]]] = {
    "integration": lambda part: ("integration", _integration(**part)),
    "functions": lambda part: ("integration", _integration(functions=part)),
    "pagination": lambda part: ("integration", _integration(pagination=part)),
    "resource": lambda part: ("resource", {"resource": "a/b", "operations": {"list": {}}} | part),
    "operation": lambda part: ("resource", {"resource": "a/b", "operations": {"list": part}}),
    "map": lambda part: ("resource", {"resource": "a/b", "operations": {"list": {}}, "map": part}),
    "case": lambda part: ("case", {"operation": "list"} | part),
}


def _integration(**part: Any) -> dict[str, Any]:
    return {"spec_version": 1, "integration": "a", "base_url": "https://a.test"} | part


class Story:
    def __init__(self, folder: Path, token: str) -> None:
        self._folder = folder
        shutil.copytree(EXAMPLES, folder / EXAMPLES.relative_to(ROOT), dirs_exist_ok=True)
        self._names: dict[str, Any] = {"__name__": "__main__", "token": token}
        self._runners: dict[str, Callable[[Block], object]] = {
            "python": self._python,
            "console": self._console,
            "yaml": self._yaml,
            "json": self._json,
            "toml": lambda block: tomllib.loads(block.text),
            "lua": lambda block: balanced(block.text, "--"),
            "elisp": lambda block: balanced(block.text, ";"),
            "diff": self._diff,
            "text": lambda _: None,
        }
        self._servers: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.kill()
            server.communicate()

    def play(self, block: Block) -> None:
        """Run one block; raises when it does not do what the page says."""
        if "file" in block.options:
            path = self._folder / block.options["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        self._runners[block.language](block)

    def _diff(self, block: Block) -> None:
        """Change a file as the page says: lines that begin with `-` go, those with `+` come."""
        path = self._folder / block.options["edit"]
        lines = block.text.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
        after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
        text = path.read_text("utf-8")
        assert text.count(before) == 1, f"{block} does not say which lines of the file change"
        path.write_text(text.replace(before, after), "utf-8")

    def _serve(self, command: str) -> str:
        """Start a server, and give the line that it says when it answers."""
        server = subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=self._folder,
            env={**os.environ, **_SETTINGS},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._servers.append(server)
        assert server.stdout is not None
        return server.stdout.readline()

    def _python(self, block: Block) -> None:
        exec(compile("\n" * block.line + block.text, str(block.page), "exec"), self._names)

    def _json(self, block: Block) -> None:
        orjson.loads(block.text)

    def _yaml(self, block: Block) -> None:
        if "from" in block.options:
            lines = (ROOT / block.options["from"]).read_text("utf-8").splitlines()
            assert excerpt(block.text.splitlines(), lines), f"{block} is not what the file says"
            return
        path = self._folder / "block.yaml"
        path.write_text(block.text, "utf-8")
        parsed = read_yaml(path, str(block))
        assert parsed.document is not None, parsed.diagnostics
        assert parsed.diagnostics == ()
        part = block.options.get("part")
        if "file" in block.options or part == "other":
            return  # the page checks its files itself; the others are of other programs
        assert part in _PARTS, f"{block} does not say which part of a spec it is"
        kind, data = _PARTS[part](parsed.document.data)
        path.write_bytes(orjson.dumps(data))
        whole = read_yaml(path, str(block)).document
        assert whole is not None
        assert list(shape_problems(kind, whole)) == []

    def _console(self, block: Block) -> None:
        for command, expected in commands(block.text):
            if command.startswith("make "):
                assert f"\n{command.split()[1]}:" in (ROOT / "Makefile").read_text("utf-8")
                continue
            if command == _ACTIVATE:
                assert "\nVENV := .venv\n" in (ROOT / "Makefile").read_text("utf-8")
                continue
            if command.endswith(" &"):
                said = [self._serve(command.removesuffix(" &")).rstrip()]
                assert excerpt(expected, said, whole=True), f"{block}: `{command}` says {said}"
                continue
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=self._folder,
                env={**os.environ, **_SETTINGS},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=60,
                check=False,
            )
            shown = [line.rstrip() for line in done.stdout.strip().splitlines()]
            assert excerpt(expected, shown, whole=True), f"{block}: `{command}` shows\n{done.stdout}"


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Take a console apart: each command with the lines that it is said to show."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.rstrip().splitlines()
        yield command, [line.rstrip() for line in shown]


def excerpt(shown: list[str], lines: list[str], *, whole: bool = False) -> bool:
    """Tell whether lines are an excerpt of others; `...` stands for what is left out."""
    pattern = "\n".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".*") for line in shown
    ).replace("(?:.*\\n)*?\n", "(?:.*\\n)*?")
    text = "\n".join(lines) + "\n"
    if whole:
        return re.fullmatch(pattern + r"\n?", text) is not None
    return re.search(f"^{pattern}$", text, re.MULTILINE) is not None


@contextmanager
def leading_to(url: str, patch: pytest.MonkeyPatch, auth_url: str = "") -> Iterator[None]:
    """Let httpx find the provider's hosts at other addresses."""
    targets = {_HOST: httpx.URL(url), _AUTH_HOST: httpx.URL(auth_url)}

    def redirected(request: httpx.Request) -> httpx.Request:
        assert request.url.host in targets, f"a page calls {request.url.host}"
        target = targets[request.url.host]
        request.url = request.url.copy_with(scheme=target.scheme, host=target.host, port=target.port)
        return request

    plain, waiting = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request
    with patch.context() as patched:
        patched.setattr("unispec.clients._addresses.is_public", lambda _: True)
        patched.setattr(
            httpx.HTTPTransport, "handle_request", lambda self, request: plain(self, redirected(request))
        )
        patched.setattr(
            httpx.AsyncHTTPTransport,
            "handle_async_request",
            lambda self, request: waiting(self, redirected(request)),
        )
        yield
