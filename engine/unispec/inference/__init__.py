"""What expressions come to, told without running them: types, and what does not fit them."""

from unispec.inference._descriptions import schemas_of
from unispec.inference._fields import Extended, Made, field_of, names_of, of_json, title_of
from unispec.inference._findings import Finding, Kind, Verdicts
from unispec.inference._fit import Wanted, misfits
from unispec.inference._infer import Given, Inference, Source, View
from unispec.inference._kinds import called
from unispec.inference._schema import Schemas
from unispec.inference._signatures import BUILT_IN
from unispec.inference._types import (
    NOTHING,
    UNKNOWN,
    Absent,
    Array,
    Atom,
    Boolean,
    Function,
    Later,
    Null,
    Number,
    Object,
    Origin,
    Owner,
    String,
    Type,
    Unknown,
)

__all__ = [
    "BUILT_IN",
    "NOTHING",
    "UNKNOWN",
    "Absent",
    "Array",
    "Atom",
    "Boolean",
    "Extended",
    "Finding",
    "Function",
    "Given",
    "Inference",
    "Kind",
    "Later",
    "Made",
    "Null",
    "Number",
    "Object",
    "Origin",
    "Owner",
    "Schemas",
    "Source",
    "String",
    "Type",
    "Unknown",
    "Verdicts",
    "View",
    "Wanted",
    "called",
    "field_of",
    "misfits",
    "names_of",
    "of_json",
    "schemas_of",
    "title_of",
]
