"""An explanation as JSON, for other programs; its keys stay what they are."""

from __future__ import annotations

from unispec.data import Json
from unispec.diagnostics import Location
from unispec.explanation._explanation import Explanation, Leaf, Read
from unispec.explanation._fields import Choice


def explained(explanation: Explanation) -> dict[str, Json]:
    """Give an explanation as JSON: lines and columns count from 1, absent values are null."""
    return {
        "fields": [_leaf(leaf) for leaf in explanation.leaves],
        "left_out": [".".join(path) for path in explanation.left_out],
        "not_mapped": [".".join(path) for path in explanation.not_mapped],
    }


def chosen_part(choice: Choice) -> dict[str, Json]:
    """Give a field that was asked for as JSON; `lack` says why a part of a list or object is not there."""
    removed = _place(choice.removed) if choice.removed is not None else None
    return {"field": choice.name, "value": choice.value, "lack": choice.lack, "removed": removed}


def _leaf(leaf: Leaf) -> dict[str, Json]:
    problem = leaf.problem
    return {
        "field": leaf.name,
        "location": _place(leaf.location),
        "expression": leaf.expression,
        "value": leaf.value,
        "is_absent": leaf.is_absent,
        "reads": [_read(read) for read in leaf.reads],
        "because": [{"text": each.text, "location": _place(each.location)} for each in leaf.because],
        "problem": problem
        and {
            "code": problem.code.value,
            "message": problem.message,
            "location": _place(problem.location) if problem.location else None,
        },
    }


def _read(read: Read) -> dict[str, Json]:
    return {"field": read.name, "value": read.value, "is_missing": read.is_missing}


def _place(location: Location) -> dict[str, Json]:
    span = location.span
    return {"file": location.file, "line": span.line, "column": span.column}
