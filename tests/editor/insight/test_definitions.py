from __future__ import annotations

from typing import Any

import pytest

from tests.editor.insight.asking import PROVIDERS, asked, rows
from unispec.editor.insight import definitions

ROWS = rows("definitions")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_name_leads_to_where_it_is_written(row: dict[str, Any]) -> None:
    found = [
        {
            "file": each.file.removeprefix(f"{PROVIDERS}/"),
            "line": (line := each.source.line_at(each.route, each.span.line)).strip(),
            "word": line[each.span.column - 1 : each.span.end_column - 1],
        }
        for each in definitions(*asked(row))
    ]
    assert found == row["leads_to"]
