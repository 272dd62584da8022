"""Whatever happens to a file, a check answers with findings that can be shown; it never raises."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from unispec.rendering import frame
from unispec.rules import check

BASE = Path(__file__).parents[1] / "rules" / "base"
FILES = sorted(path.relative_to(BASE) for path in BASE.rglob("*") if path.is_file())
PIECES = st.sampled_from(
    [
        *"{}[]()\"'|:&*#-,.$?`\n\t\\",
        "  ",
        "null",
        "true",
        "7",
        "{}",
        "[]",
        '"$ref"',
        "$id(",
        "{{ input.x }}",
        "é",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FILES), st.floats(0, 1), st.integers(0, 12), st.lists(PIECES, max_size=3))
def test_a_damaged_file_gives_findings_or_none_but_never_an_exception(
    file: Path, where: float, cut: int, pieces: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        shutil.copytree(BASE, root)
        text = (root / file).read_text("utf-8")
        at = int(where * len(text))
        (root / file).write_text(text[:at] + "".join(pieces) + text[at + cut :], "utf-8")
        for finding in check([(root, Path())]):
            assert frame(finding)
