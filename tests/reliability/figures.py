"""The figures of reliability: one file `figure_<number>_<name>.py` each, which says what it counted.

Each has `measure(long)`, which yields lines and raises AssertionError when a promise is broken. The fast
profile runs with the tests, the long one by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

Measure = Callable[[bool], Iterator[str]]


def figures() -> dict[str, Measure]:
    """Give what measures each figure, by its number and name."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("figure_*.py"))
    return {name.removeprefix("figure_"): import_module(f"{__package__}.{name}").measure for name in names}
