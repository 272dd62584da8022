"""Fenced blocks of a Markdown page, with what the fence line says behind the language.

```yaml file=acme/forms.yaml     written into the story's folder
```yaml from=integrations/…      an excerpt of that file of the project, `...` for what is left out
```yaml part=pagination          a piece of a spec file
"""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
)

_FENCE = re.compile(
    r"^```(?P<language>[\w-]*)(?P<rest>[^`\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    options: dict[str, str]
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks_of(page: Path) -> list[Block]:
    return blocks_in(page, page.read_text("utf-8"))


def blocks_in(page: Path, text: str) -> list[Block]:
    return [
        Block(
            page,
            text.count("\n", 0, match.start()) + 1,
            match["language"],
            dict(word.split("=", 1) for word in match["rest"].split()),
            match["text"],
        )
        for match in _FENCE.finditer(text)
    ]


def prose_of(page: Path) -> str:
    """Give a page without its blocks."""
    return _FENCE.sub("", page.read_text("utf-8"))
