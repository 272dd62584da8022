"""The typed, frozen meaning of a catalogue's YAML files."""

from unispec.specs._auth import Auth, ClientAuth, Endpoint, OAuth, Rate, Refresh
from unispec.specs._catalogue import Catalogue, Examined, catalogue_root, examine
from unispec.specs._files import CASES, IntegrationFiles, Layer, read_layer
from unispec.specs._meta_places import meta_schema_at
from unispec.specs._meta_schemas import KINDS, meta_schema
from unispec.specs._modelines import (
    SCHEMAS,
    kind_of,
    modeline,
    schema_files,
    schema_named,
    with_modeline,
    yaml_files,
)
from unispec.specs._nodes import Node, Snippet, Tree
from unispec.specs._shape import shape_problems
from unispec.specs._types import (
    Answers,
    ConnectionSpec,
    ErrorSpec,
    ForEach,
    Integration,
    Operation,
    OperationName,
    PageSize,
    Pagination,
    RateLimitSpec,
    Related,
    Request,
    Resource,
    RetrySpec,
    Shape,
    Variant,
    Windows,
)
from unispec.specs._unfinished import unfinished_integration, unfinished_resource

__all__ = [
    "CASES",
    "KINDS",
    "SCHEMAS",
    "Answers",
    "Auth",
    "Catalogue",
    "ClientAuth",
    "ConnectionSpec",
    "Endpoint",
    "ErrorSpec",
    "Examined",
    "ForEach",
    "Integration",
    "IntegrationFiles",
    "Layer",
    "Node",
    "OAuth",
    "Operation",
    "OperationName",
    "PageSize",
    "Pagination",
    "Rate",
    "RateLimitSpec",
    "Refresh",
    "Related",
    "Request",
    "Resource",
    "RetrySpec",
    "Shape",
    "Snippet",
    "Tree",
    "Variant",
    "Windows",
    "catalogue_root",
    "examine",
    "kind_of",
    "meta_schema",
    "meta_schema_at",
    "modeline",
    "read_layer",
    "schema_files",
    "schema_named",
    "shape_problems",
    "unfinished_integration",
    "unfinished_resource",
    "with_modeline",
    "yaml_files",
]
