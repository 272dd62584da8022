from __future__ import annotations

import pytest

from unispec.diagnostics import suggestion


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("lst", ["list", "get"], "did you mean `list`?"),
        ("ID", ["calendar", "id"], "did you mean `id`?"),
        ("START_TIME", ["end_time", "start_time"], "did you mean `start_time`?"),
        ("id", ["ID", "calendar"], "did you mean `ID`?"),
        ("Status", ["status", "Statuses"], "did you mean `Statuses`?"),
        ("colour", ["id", "calendar"], "known: `calendar`, `id`"),
        ("colour", [], "known: none"),
        ("colour", [f"x{number:02}" for number in range(14)], " and 2 more"),
    ],
)
def test_a_near_name_is_suggested_whatever_its_case(name: str, known: list[str], expected: str) -> None:
    found = suggestion(name, known)
    assert found == expected or (expected.startswith(" ") and found.endswith(expected))
