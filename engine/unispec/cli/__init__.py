"""The command line: `unispec check | run | list | schema | demo`."""

from unispec.cli._main import main

__all__ = ["main"]
