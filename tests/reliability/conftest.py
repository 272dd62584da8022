"""The fast profile of every figure is a test, in a file of its own, so that several run side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.reliability.figures import figures


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    if file_path.match("figure_*.py"):
        return FigureFile.from_parent(parent, path=file_path)
    return None


class FigureFile(pytest.File):
    """A file that measures one figure."""

    def collect(self) -> Iterator[pytest.Item]:
        yield FastProfile.from_parent(self, name="a_promise_is_kept")


class FastProfile(pytest.Item):
    """Fails when the promise of the figure is broken; `funcargs` are none, and plugins look for them."""

    funcargs: Mapping[str, object] = MappingProxyType({})

    def runtest(self) -> None:
        measure = figures()[self.path.stem.removeprefix("figure_")]
        lines = list(measure(False))
        assert lines
        print("\n".join(lines))  # noqa: T201 - what was counted is shown with a failure
