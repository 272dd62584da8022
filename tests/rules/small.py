"""The smallest catalogue root with nothing to find, for tests that put something in."""

from __future__ import annotations

import json
from pathlib import Path

EVENTS = "integrations/demo/planning/events.yaml"
DEMO = "integrations/demo/integration.yaml"
MODEL = "unified_models/planning/events.json"
TITLE = "  title: name\n"
LINE = 12
"""Where the title stands in the events."""

NAMES = ("name", "state")
STRINGS = {name: {"type": "string"} for name in (*NAMES, "title", "status", "url")}
FILES = {
    DEMO: "spec_version: 1\nintegration: demo\nbase_url: https://api.demo.test\n",
    EVENTS: f"""\
resource: planning/events
record: Meeting

operations:
  list:
    request:
      path: /meetings
    pagination: none
    records: collection

map:
{TITLE}  status: state
""",
    "integrations/demo/provider.schema.json": json.dumps(
        {"$defs": {"Meeting": {"type": "object", "properties": {name: STRINGS[name] for name in NAMES}}}}
    ),
    MODEL: json.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "unispec:planning/events",
            "type": "object",
            "additionalProperties": False,
            "properties": {**STRINGS, "location": {"type": "object", "properties": STRINGS}},
        }
    ),
}


def write_small_root(root: Path) -> Path:
    """Write the files of the root."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def change(root: Path, file: str, old: str, new: str) -> None:
    """Replace a text that is there, once."""
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new, 1))
