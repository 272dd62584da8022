"""The JSON Schemas of the kinds of files: the one definition of the format, and what editors read.

They keep to the words of draft-07, which editors know best, and to `enumDescriptions`, which editors
show and validators leave alone. They have no `default`: editors would write it into every new mapping.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from unispec.data import Json, decode
from unispec.diagnostics import Code, Stage, is_negotiable, stage_of

KINDS = ("integration", "resource", "case", "settings")
"""Every kind of file that has a JSON Schema; `settings` is `unispec.toml`, the others are YAML."""


@cache
def meta_schema(kind: str) -> Json:
    """Give the JSON Schema of one of `KINDS`."""
    schema = decode((files("unispec.specs") / f"{kind}.schema.json").read_bytes())
    if kind == "settings":
        codes = schema["definitions"]["severities"]["properties"]
        codes.update({code.value: _severity(code) for code in Code if stage_of(code) is not Stage.RUN})
    return schema


def _severity(code: Code) -> Json:
    name = "severity" if is_negotiable(code) else "fixed_severity"
    return {"$ref": f"#/definitions/{name}"}
