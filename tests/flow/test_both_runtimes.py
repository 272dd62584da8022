"""Every bundled case comes out the same from both JSONata runtimes."""

from __future__ import annotations

from functools import cache

import pytest

from unispec.diagnostics import UnispecError
from unispec.flow import Program, Validation
from unispec.language import runtime
from unispec.specs import Catalogue, catalogue_root
from unispec.testing import Case, read_cases, replay

FOLDERS = sorted(path.parent for path in catalogue_root().glob("integrations/*/cases"))
CASES = [(folder.name, case) for folder in FOLDERS for case in read_cases(folder)]


@cache
def program(integration: str, jsonata: str) -> Program:
    catalogue = Catalogue.bundled()
    return Program(catalogue.integration(integration), catalogue.models, runtime(jsonata))


def told(error: UnispecError | None) -> object:
    return error and (type(error), error.diagnostic.code, error.operation, error.page, error.cursor)


@pytest.mark.parametrize(("integration", "case"), CASES, ids=[case.name for _, case in CASES])
def test_both_runtimes_agree(integration: str, case: Case) -> None:
    one, other = (
        replay(program(integration, jsonata), case, Validation.REPORT)
        for jsonata in ("jlens", "jsonata-python")
    )
    assert [each.to_dict() for each in one.answers] == [each.to_dict() for each in other.answers]
    assert one.requests == other.requests
    assert one.waits == other.waits
    assert told(one.error) == told(other.error)


def test_there_are_cases() -> None:
    assert len(CASES) > 100
