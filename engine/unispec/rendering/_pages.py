"""The page that explains a code: its section of `docs/diagnostics.md`, which comes with the package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import metadata
from pathlib import Path

from unispec.diagnostics import Code

_FILE = "docs/diagnostics.md"
_SECTION = re.compile(r"^## (\S+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_MARKED = re.compile(r"`([^`]*)`|\*(\w[^*`]*)\*")
_STOP = re.compile(r"(?<=\.)\s")
_MOST = 1024


@dataclass(frozen=True, slots=True)
class Page:
    """What is written about a code, as Markdown without its heading."""

    code: Code
    body: str

    @property
    def markdown(self) -> str:
        """The whole page."""
        return f"## {self.code.value}\n\n{self.body}\n"

    @property
    def sentence(self) -> str:
        """The first sentence of its words."""
        return _STOP.split(self.prose, maxsplit=1)[0]

    @property
    def prose(self) -> str:
        """Its words without examples and without marks, on one line of at most 1,024 characters."""
        words = " ".join(_FENCED.sub("", self.body).split())
        plain = _MARKED.sub(lambda found: found[2] or f"'{found[1]}'", words)
        return plain if len(plain) <= _MOST else plain[: plain.rfind(". ", 0, _MOST) + 1]


def page(code: Code) -> Page:
    """Give the page of a code."""
    return Page(code, _sections()[code.value])


def address(code: Code) -> str:
    """Tell where the page of a code stands: a URL when the package names one, or a path in the project."""
    return f"{_home()}#{code.value}"


@cache
def _sections() -> dict[str, str]:
    text = _COMMENT.sub("", _source().read_text("utf-8"))
    return {slug: body.strip() for slug, body in _SECTION.findall(text)}


def _source() -> Path:
    """Find the pages: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_docs" / "diagnostics.md"
    return installed if installed.is_file() else package.parents[1] / _FILE


@cache
def _home() -> str:
    named = (each.partition(", ") for each in metadata("unispec").get_all("Project-URL") or ())
    return next((url for label, _, url in named if label == "Diagnostics"), _FILE)
