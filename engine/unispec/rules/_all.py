"""Every rule there is, and the third stage of a check: does what is written mean something?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from unispec.diagnostics import Diagnostic, in_order
from unispec.rules._absent_required_field import absent_required_field
from unispec.rules._clashing_parameter import clashing_parameter
from unispec.rules._collapsing_array import collapsing_array
from unispec.rules._explosive_regex import explosive_regex
from unispec.rules._expression_syntax import expression_syntax
from unispec.rules._forbidden_function import forbidden_function
from unispec.rules._forgotten_value import forgotten_value
from unispec.rules._huge_range import huge_range
from unispec.rules._impossible_value import impossible_value
from unispec.rules._insecure_url import insecure_url
from unispec.rules._judgements import Judgements
from unispec.rules._mismatched_format import mismatched_format
from unispec.rules._mismatched_type import mismatched_type
from unispec.rules._missing_case import missing_case
from unispec.rules._missing_input_field import missing_input_field
from unispec.rules._missing_key import missing_key
from unispec.rules._missing_pagination import missing_pagination
from unispec.rules._missing_required_field import missing_required_field
from unispec.rules._missing_snapshot import missing_snapshot
from unispec.rules._quoted_word import quoted_word
from unispec.rules._recorded import Recorded
from unispec.rules._secret_in_spec import secret_in_spec
from unispec.rules._shadowed_name import shadowed_name
from unispec.rules._small_page import small_page
from unispec.rules._stray_snapshot import stray_snapshot
from unispec.rules._subject import Subject
from unispec.rules._template_syntax import template_syntax
from unispec.rules._unbounded_related import unbounded_related
from unispec.rules._unchecked_expression import unchecked_expression
from unispec.rules._undefined_test import undefined_test
from unispec.rules._unexpected_array import unexpected_array
from unispec.rules._unknown_function import unknown_function
from unispec.rules._unknown_input_field import unknown_input_field
from unispec.rules._unknown_model import unknown_model
from unispec.rules._unknown_model_field import unknown_model_field
from unispec.rules._unknown_operation import unknown_operation
from unispec.rules._unknown_pagination import unknown_pagination
from unispec.rules._unknown_record import unknown_record
from unispec.rules._unknown_scope import unknown_scope
from unispec.rules._unknown_source_field import unknown_source_field
from unispec.rules._unknown_variable import unknown_variable
from unispec.rules._unlisted_value import unlisted_value
from unispec.rules._unreachable_exchange import unreachable_exchange
from unispec.rules._unread_id import unread_id
from unispec.rules._unread_parameter import unread_parameter
from unispec.rules._unused_function import unused_function
from unispec.rules._unused_null import unused_null
from unispec.rules._unused_pagination import unused_pagination
from unispec.rules._unused_related import unused_related
from unispec.rules._unwritable_value import unwritable_value
from unispec.rules._wrong_argument_count import wrong_argument_count
from unispec.rules._wrong_argument_type import wrong_argument_type
from unispec.rules._wrong_value import wrong_value
from unispec.specs import Catalogue

Rule: TypeAlias = Callable[[Subject], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    absent_required_field,
    clashing_parameter,
    collapsing_array,
    explosive_regex,
    expression_syntax,
    forbidden_function,
    forgotten_value,
    huge_range,
    impossible_value,
    insecure_url,
    mismatched_format,
    mismatched_type,
    missing_case,
    missing_input_field,
    missing_key,
    missing_pagination,
    missing_required_field,
    missing_snapshot,
    quoted_word,
    secret_in_spec,
    shadowed_name,
    small_page,
    stray_snapshot,
    template_syntax,
    unbounded_related,
    unchecked_expression,
    undefined_test,
    unexpected_array,
    unknown_function,
    unknown_input_field,
    unknown_model,
    unknown_model_field,
    unknown_operation,
    unknown_pagination,
    unknown_record,
    unknown_scope,
    unknown_source_field,
    unknown_variable,
    unlisted_value,
    unreachable_exchange,
    unread_id,
    unread_parameter,
    unused_function,
    unused_null,
    unused_pagination,
    unused_related,
    unwritable_value,
    wrong_argument_count,
    wrong_argument_type,
    wrong_value,
)
"""Sorted by slug; a rule, its file and its code share one name."""


def meaning_problems(
    catalogue: Catalogue,
    recorded: Mapping[str, Recorded] = MappingProxyType({}),
    judgements: Judgements | None = None,
) -> tuple[Diagnostic, ...]:
    """Run every rule over every integration; each finding comes once, sorted by place.

    `recorded` has the cases of integrations by their names, where they were looked for; `judgements` is
    what an earlier run over the same single integration left.
    """
    found: dict[Diagnostic, None] = {}
    for name, integration in catalogue.integrations.items():
        subject = Subject(integration, catalogue.models, recorded.get(name), judgements or Judgements())
        for rule in RULES:
            found.update(dict.fromkeys(rule(subject)))
    return in_order(found)
