"""A problem, its place, its remedy: values that every layer can make and only the top shows."""

from unispec.diagnostics._codes import Code
from unispec.diagnostics._diagnostic import Diagnostic, RecordPlace, Related, Severity, in_order
from unispec.diagnostics._errors import (
    InputError,
    LinkError,
    MappingError,
    PaginationError,
    ProviderError,
    SpecError,
    TransportError,
    UnispecError,
)
from unispec.diagnostics._location import Inside, Location, Part, Route, Source, Span
from unispec.diagnostics._secrets import Secret, secret_in, without_secrets
from unispec.diagnostics._stages import Stage, is_negotiable, stage_of
from unispec.diagnostics._suggestion import suggestion

__all__ = [
    "Code",
    "Diagnostic",
    "InputError",
    "Inside",
    "LinkError",
    "Location",
    "MappingError",
    "PaginationError",
    "Part",
    "ProviderError",
    "RecordPlace",
    "Related",
    "Route",
    "Secret",
    "Severity",
    "Source",
    "Span",
    "SpecError",
    "Stage",
    "TransportError",
    "UnispecError",
    "in_order",
    "is_negotiable",
    "secret_in",
    "stage_of",
    "suggestion",
    "without_secrets",
]
