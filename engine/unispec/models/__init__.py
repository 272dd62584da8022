"""Unified models: what a record and a caller's parameters look like, as JSON Schema."""

from unispec.models._dialect import schema_problems
from unispec.models._model import Model, Range
from unispec.models._registry import Models
from unispec.models._validator import Problem, UnusableSchema, Validator

__all__ = ["Model", "Models", "Problem", "Range", "UnusableSchema", "Validator", "schema_problems"]
