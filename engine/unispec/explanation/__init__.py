"""Why a unified record is what it is: which leaf filled each field, from what, and why one is absent."""

from unispec.explanation._discretion import quoted
from unispec.explanation._explain import explain
from unispec.explanation._explanation import Explanation, FieldPath, Leaf, Read, Reason
from unispec.explanation._fields import Choice, chosen, narrowed
from unispec.explanation._leaves import leaves_of, map_of
from unispec.explanation._report import chosen_part, explained
from unispec.explanation._watched import Mapped, Watched

__all__ = [
    "Choice",
    "Explanation",
    "FieldPath",
    "Leaf",
    "Mapped",
    "Read",
    "Reason",
    "Watched",
    "chosen",
    "chosen_part",
    "explain",
    "explained",
    "leaves_of",
    "map_of",
    "narrowed",
    "quoted",
]
