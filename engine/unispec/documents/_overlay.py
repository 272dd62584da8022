"""One document over another, field by field, as JSON Merge Patch (RFC 7396) has it."""

from __future__ import annotations

from unispec.data import Json
from unispec.documents._document import Document


def overlay(base: Document, upper: Document) -> Document:
    """Lay one document over another: mappings merge, a null removes its key, anything else replaces.

    Each route of the result stands where it was written last; a mapping that both hold stands in
    `base`, a removed key in `upper`. An empty `upper` changes nothing. Layers stack upwards only:
    `overlay(overlay(a, b), c)`, for a null has done its work once it is merged.
    """
    data = base.data if upper.data is None else _merge(base.data, upper.data)
    return Document(base.name, data, base.places, (base, upper))


def _merge(base: Json, upper: Json) -> Json:
    if not isinstance(upper, dict):
        return upper
    merged: dict[str, Json] = dict(base) if isinstance(base, dict) else {}
    waiting = [(merged, upper)]
    while waiting:
        target, patch = waiting.pop()
        for key, value in patch.items():
            if value is None:
                target.pop(key, None)
            elif isinstance(value, dict):
                below = target.get(key)
                target[key] = dict(below) if isinstance(below, dict) else {}
                waiting.append((target[key], value))
            else:
                target[key] = value
    return merged
