"""Writes the pages that come from the code: `python -m docs.generate [--check]`.

`spec-reference.md` comes from the JSON Schemas of the format, `catalogue.md` and the pages in `catalogue/`
from the specs, as `unispec docs --out docs/catalogue` writes them, and `session.svg` from a check. With
`--check` nothing is written, and the exit status is 1 when a page is not current.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from docs._reference_page import reference_page
from docs._session_picture import session_picture

from unispec import Catalogue
from unispec.survey import pages, survey_of

FOLDER = Path(__file__).parent
SESSION = FOLDER / "session.md"


def generated() -> Iterator[tuple[Path, str]]:
    """Give every generated page: where it stands and what it must say."""
    yield FOLDER / "spec-reference.md", reference_page()
    catalogue = Catalogue.bundled()
    surveys = [survey_of(catalogue, name) for name in catalogue.integrations]
    for path, text in pages(surveys, catalogue.models, "catalogue").items():
        yield FOLDER / path, text
    yield FOLDER / "session.svg", session_picture(SESSION)


def stale() -> list[Path]:
    """Name the pages that are not current."""
    return [path for path, text in generated() if not path.exists() or path.read_text("utf-8") != text]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the pages; give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description="Write the generated pages.")
    parser.add_argument("--check", action="store_true", help="only tell whether the pages are current")
    if parser.parse_args(arguments).check:
        names = [path.relative_to(FOLDER).as_posix() for path in stale()]
        sys.stderr.write("".join(f"docs/{name} is not current, run `make docs`\n" for name in names))
        return 1 if names else 0
    for path, text in generated():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
