"""Plays a case that is not written yet."""

from __future__ import annotations

from pathlib import Path

from unispec.diagnostics import Diagnostic, UnispecError
from unispec.documents import Files, Parsed, parse_yaml
from unispec.flow import Program, Validation
from unispec.language import runtime
from unispec.specs import Catalogue
from unispec.testing import read_case, replay


class _Written(Files):
    """A file as it will be."""

    def __init__(self, text: str) -> None:
        self._content = text.encode()

    def yaml(self, path: Path, name: str) -> Parsed:  # noqa: ARG002
        """Read the text instead of the file."""
        return parse_yaml(name, self._content)


def play(catalogue: Catalogue, integration: str, path: Path, text: str) -> tuple[Diagnostic, ...]:
    """Play a case, given its path and its text, and tell what went wrong."""
    case, problems = read_case(path, str(path), _Written(text))
    if case is None:
        return problems
    try:
        program = Program(catalogue.integration(integration), catalogue.models, runtime())
        played = replay(program, case, Validation.REPORT)
    except UnispecError as error:
        return (error.diagnostic,)
    return (played.error.diagnostic,) if played.error is not None else played.diagnostics
