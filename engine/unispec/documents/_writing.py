"""Data as YAML that the strict reader reads back as the same data, and people like to read.

Texts of several lines are blocks; everything else stands plain wherever the reader takes it for a text.
"""

from __future__ import annotations

from typing import Any

import yaml

from unispec.data import Json
from unispec.documents._scalars import NotJsonError, typed
from unispec.documents._yaml import parse_yaml

_WIDTH = 110
_LONGEST_KEY = 1_000
_MERGE = "<<"
_TEXT = "tag:yaml.org,2002:str"
_TAGS: dict[type, str] = {
    str: _TEXT,
    int: "tag:yaml.org,2002:int",
    float: "tag:yaml.org,2002:float",
    bool: "tag:yaml.org,2002:bool",
    type(None): "tag:yaml.org,2002:null",
}


def yaml_text(data: Json) -> str:
    """Write data as a YAML document; raises `ValueError` for data that the format cannot hold."""
    text: str = yaml.dump(data, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=_WIDTH)
    parsed = parse_yaml("written", text.encode())
    if parsed.document is None or parsed.document.data != data:
        raise ValueError("the data cannot be written as YAML that reads back the same")
    return text


class _Writer(yaml.SafeDumper):
    """Takes scalars for what the strict reader takes them for, and writes every key on one line."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is not yaml.ScalarNode or not implicit[0]:
            return super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        if value == _MERGE:
            return ""
        try:
            return _TAGS[type(typed(value))]
        except NotJsonError:
            return ""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:  # noqa: ARG002
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True

    def check_simple_key(self) -> bool:
        if isinstance(self.event, yaml.ScalarEvent):
            return "\n" not in self.event.value and len(self.event.value) < _LONGEST_KEY
        return bool(super().check_simple_key())


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar(_TEXT, text, style="|" if "\n" in text else None)


_Writer.add_representer(str, _text)
