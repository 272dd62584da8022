"""The nearest of the names that would have been right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_SHOWN = 12


def suggestion(name: str, known: Iterable[str], *, noun: str = "known", likeness: float = 0.6) -> str:
    """Say "did you mean `x`?", or list what is known when nothing is near.

    What is near has a `likeness` of so much, from 0 to 1.
    """
    names = sorted(known)
    near = _nearest(name, names, likeness)
    if near is not None:
        return f"did you mean `{near}`?"
    if not names:
        return f"{noun}: none"
    shown = ", ".join(f"`{each}`" for each in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{noun}: {shown}{more}"


def _nearest(name: str, names: list[str], likeness: float) -> str | None:
    near = get_close_matches(name, names, n=1, cutoff=likeness)
    if near:
        return near[0]
    folded = {each.lower(): each for each in names}
    near = get_close_matches(name.lower(), folded, n=1, cutoff=likeness)
    return folded[near[0]] if near else None
