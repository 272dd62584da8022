"""What is asked, and what is answered: plain values, with offsets in characters of the edited text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from unispec.specs import Catalogue, Layer

Kind: TypeAlias = Literal[
    "field", "unified", "function", "variable", "key", "value", "operation", "pagination"
]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of all files: the layers as last read, the last of them being the edited file's root.

    `catalogue` is the last one of these layers that could be examined.
    """

    layers: Sequence[Layer]
    catalogue: Catalogue | None


@dataclass(frozen=True, slots=True)
class Edited:
    """The file under the cursor, as it stands in the editor."""

    path: Path
    root: Path
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that may stand at the cursor: `text` replaces what is between `start` and `end`.

    `detail` is plain, `documentation` Markdown; either may be empty. The likeliest
    completions come first.
    """

    label: str
    kind: Kind
    detail: str
    documentation: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hover:
    """What there is to say, as Markdown, of what stands between `start` and `end`."""

    text: str
    start: int
    end: int
