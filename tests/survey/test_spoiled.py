"""The files that the check is fuzzed with: a survey of them is made, or an error is told, and soon."""

import time
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.fuzz.judge import write
from tests.fuzz.mutants import Mutant, mutants
from unispec.diagnostics import UnispecError
from unispec.specs import Catalogue, examine, read_layer
from unispec.survey import comparison, page, survey_of, told

SEED = 4
COUNT = 240
SECONDS = 10.0
READER = MarkdownIt("commonmark").enable("table")
_BLOCKS = {"heading_open", "paragraph_open", "table_open", "html_block"}


class Spoiler:
    """Keeps the worlds that were written, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: set[str] = set()

    def catalogue(self, mutant: Mutant) -> Catalogue | None:
        """Read a spoiled root; None when it cannot be read."""
        home = self._folder / mutant.world.name
        if mutant.world.name not in self._written:
            self._written.add(mutant.world.name)
            write(home / "root", mutant.world.files)
            write(home / "below", mutant.world.below)
        spoiled = home / "root" / mutant.path
        spoiled.write_bytes(mutant.content)
        layers = [read_layer(home / name, Path(name)) for name in ("below", "root")]
        spoiled.write_bytes(mutant.world.files[mutant.path])
        return examine(layers).catalogue


def surveyed(catalogue: Catalogue) -> int:
    """Survey everything that can be; give how many integrations that were."""
    count = 0
    for name in catalogue.integrations:
        try:
            survey = survey_of(catalogue, name)
        except UnispecError:
            continue
        count += 1
        told(survey)
        for written in (page(survey), comparison([survey], catalogue.models)):
            written.encode()
            tops = {token.type for token in READER.parse(written) if token.level == 0 and token.nesting == 1}
            assert tops <= _BLOCKS
    return count


@pytest.mark.parametrize("part", range(4))
def test_a_spoiled_file_ends_in_a_survey_or_in_an_error(part: int, tmp_path: Path) -> None:
    spoiler = Spoiler(tmp_path)
    count = 0
    for mutant in mutants(SEED, part, COUNT, step=4):
        catalogue = spoiler.catalogue(mutant)
        began = time.process_time()
        count += surveyed(catalogue) if catalogue is not None else 0
        assert time.process_time() - began < SECONDS, mutant
    assert count > 5
