"""Every rule there is, and the third stage of a check: does what is written mean something?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from unispec.diagnostics import Diagnostic, Severity, in_order
from unispec.rules._expression_syntax import expression_syntax
from unispec.rules._forbidden_function import forbidden_function
from unispec.rules._missing_key import missing_key
from unispec.rules._missing_pagination import missing_pagination
from unispec.rules._missing_required_field import missing_required_field
from unispec.rules._quoted_word import quoted_word
from unispec.rules._subject import Subject
from unispec.rules._template_syntax import template_syntax
from unispec.rules._unknown_function import unknown_function
from unispec.rules._unknown_input_field import unknown_input_field
from unispec.rules._unknown_model import unknown_model
from unispec.rules._unknown_model_field import unknown_model_field
from unispec.rules._unknown_operation import unknown_operation
from unispec.rules._unknown_pagination import unknown_pagination
from unispec.rules._unknown_record import unknown_record
from unispec.rules._unknown_source_field import unknown_source_field
from unispec.rules._unknown_variable import unknown_variable
from unispec.rules._unused_function import unused_function
from unispec.rules._unused_pagination import unused_pagination
from unispec.rules._wrong_value import wrong_value
from unispec.specs import Catalogue, Layer, examine, read_layer

Rule: TypeAlias = Callable[[Subject], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    expression_syntax,
    forbidden_function,
    missing_key,
    missing_pagination,
    missing_required_field,
    quoted_word,
    template_syntax,
    unknown_function,
    unknown_input_field,
    unknown_model,
    unknown_model_field,
    unknown_operation,
    unknown_pagination,
    unknown_record,
    unknown_source_field,
    unknown_variable,
    unused_function,
    unused_pagination,
    wrong_value,
)
"""Sorted by slug; a rule, its file and its code share one name."""


def meaning_problems(catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    """Run every rule over every integration; each finding comes once, sorted by place."""
    found: dict[Diagnostic, None] = {}
    for integration in catalogue.integrations.values():
        subject = Subject(integration, catalogue.models)
        for rule in RULES:
            found.update(dict.fromkeys(rule(subject)))
    return in_order(found)


def check(roots: Sequence[tuple[Path, Path]]) -> tuple[Diagnostic, ...]:
    """Check catalogue roots, each overlaying the ones before it; a root is a folder and its label."""
    return check_layers([read_layer(root, label) for root, label in roots])


def check_layers(layers: Sequence[Layer]) -> tuple[Diagnostic, ...]:
    """Check what was read of catalogue roots, each overlaying the ones before it.

    A stage runs only when the one before found no error; warnings of all of them are kept.
    """
    examined = examine(layers)
    if examined.catalogue is None or any(each.severity is Severity.ERROR for each in examined.diagnostics):
        return examined.diagnostics
    return in_order([*examined.diagnostics, *meaning_problems(examined.catalogue)])
