"""The picture of a check: the first spec of `session.md`, checked and drawn as a terminal shows it."""

from __future__ import annotations

import re
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from unispec.rendering import frame, summary
from unispec.rules import check
from unispec.specs import catalogue_root

_WIDTH = 96
_BLOCK = re.compile(r"^```yaml file=(\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def session_picture(page: Path) -> str:
    """Draw what an author of the page's first spec is told, as SVG that loads nothing from elsewhere."""
    found = _BLOCK.search(page.read_text("utf-8"))
    assert found is not None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / found[1]
        file.parent.mkdir(parents=True)
        file.write_text(found[2], "utf-8")
        label = Path(found[1]).parts[0]
        findings = check([(catalogue_root(), Path()), (Path(folder) / label, Path(label))])
        shown = [frame(each, colour=True, width=_WIDTH) for each in findings]
    console = Console(
        record=True, width=_WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text.from_ansi("\n\n".join([*shown, summary(findings)])))
    drawn = console.export_svg(title=f"unispec check --onto-bundled {label}", unique_id="unispec-session")
    return _FONT.sub("", drawn).rstrip() + "\n"
