"""Every code a diagnostic can carry, in one place.

A code is a slug: the heading of its section in `docs/diagnostics.md`, and never reused with
another meaning.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """What kind of problem a diagnostic tells of."""

    # files and YAML: syntax
    UNREADABLE_FILE = "unreadable-file"
    FILE_TOO_LARGE = "file-too-large"
    NOT_UTF8 = "not-utf8"
    YAML_SYNTAX = "yaml-syntax"
    YAML_FEATURE = "yaml-feature"
    YAML_TOO_DEEP = "yaml-too-deep"
    DUPLICATE_KEY = "duplicate-key"
    TERNARY_IN_PLAIN_SCALAR = "ternary-in-plain-scalar"
    JSON_SYNTAX = "json-syntax"

    # the format of a file: shape
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    WRONG_TYPE = "wrong-type"
    WRONG_VALUE = "wrong-value"
    INVALID_MODEL = "invalid-model"
    MISPLACED_FILE = "misplaced-file"
    INVALID_OPENAPI = "invalid-openapi"

    # settings and silences
    INVALID_SETTING = "invalid-setting"
    INVALID_SILENCE = "invalid-silence"
    UNNEEDED_SILENCE = "unneeded-silence"
    WRONG_MODELINE = "wrong-modeline"

    # names and expressions: meaning
    EXPRESSION_SYNTAX = "expression-syntax"
    TEMPLATE_SYNTAX = "template-syntax"
    UNDEFINED_TEST = "undefined-test"
    FORBIDDEN_FUNCTION = "forbidden-function"
    QUOTED_WORD = "quoted-word"
    UNKNOWN_FUNCTION = "unknown-function"
    UNKNOWN_VARIABLE = "unknown-variable"
    UNKNOWN_PAGINATION = "unknown-pagination"
    UNKNOWN_SCOPE = "unknown-scope"
    UNKNOWN_INTEGRATION = "unknown-integration"
    UNKNOWN_MODEL = "unknown-model"
    UNKNOWN_RESOURCE = "unknown-resource"
    UNKNOWN_OPERATION = "unknown-operation"
    UNKNOWN_RECORD = "unknown-record"
    INVALID_PROVIDER_SCHEMA = "invalid-provider-schema"
    UNKNOWN_MODEL_FIELD = "unknown-model-field"
    UNKNOWN_SOURCE_FIELD = "unknown-source-field"
    UNKNOWN_INPUT_FIELD = "unknown-input-field"
    MISSING_INPUT_FIELD = "missing-input-field"
    MISSING_REQUIRED_FIELD = "missing-required-field"
    ABSENT_REQUIRED_FIELD = "absent-required-field"
    MISMATCHED_TYPE = "mismatched-type"
    MISMATCHED_FORMAT = "mismatched-format"
    UNLISTED_VALUE = "unlisted-value"
    IMPOSSIBLE_VALUE = "impossible-value"
    FORGOTTEN_VALUE = "forgotten-value"
    COLLAPSING_ARRAY = "collapsing-array"
    UNEXPECTED_ARRAY = "unexpected-array"
    WRONG_ARGUMENT_COUNT = "wrong-argument-count"
    WRONG_ARGUMENT_TYPE = "wrong-argument-type"
    MISSING_PAGINATION = "missing-pagination"
    UNUSED_FUNCTION = "unused-function"
    UNUSED_PAGINATION = "unused-pagination"
    UNUSED_RELATED = "unused-related"
    UNUSED_NULL = "unused-null"
    CLASHING_PARAMETER = "clashing-parameter"
    SMALL_PAGE = "small-page"
    UNBOUNDED_RELATED = "unbounded-related"
    INSECURE_URL = "insecure-url"
    SECRET_IN_SPEC = "secret-in-spec"  # noqa: S105 (a code is no secret)
    EXPLOSIVE_REGEX = "explosive-regex"
    HUGE_RANGE = "huge-range"
    SHADOWED_NAME = "shadowed-name"
    UNWRITABLE_VALUE = "unwritable-value"
    UNREAD_ID = "unread-id"
    UNREAD_PARAMETER = "unread-parameter"
    UNCHECKED_EXPRESSION = "unchecked-expression"

    # what a caller asked
    UNKNOWN_PARAMETER = "unknown-parameter"
    UNSUPPORTED_PARAMETER = "unsupported-parameter"
    UNSUPPORTED_VALUE = "unsupported-value"
    INVALID_PARAMETER = "invalid-parameter"
    MISSING_PARAMETER = "missing-parameter"
    REVERSED_RANGE = "reversed-range"
    PAST_RANGE = "past-range"
    INVALID_ID = "invalid-id"
    INVALID_CURSOR = "invalid-cursor"
    CHANGED_CURSOR = "changed-cursor"
    INVALID_LIMIT = "invalid-limit"
    MISSING_CREDENTIALS = "missing-credentials"
    INVALID_REQUEST = "invalid-request"
    FOREIGN_URL = "foreign-url"

    # linked accounts
    UNKNOWN_CONNECTION = "unknown-connection"
    NEEDS_REAUTH = "needs-reauth"
    DISABLED_CONNECTION = "disabled-connection"
    UNKNOWN_LINK = "unknown-link"
    LINK_FAILED = "link-failed"
    OTHER_ACCOUNT = "other-account"
    NO_FRESH_TOKEN = "no-fresh-token"  # noqa: S105 (a code is no secret)
    MISSING_ENCRYPTION_KEY = "missing-encryption-key"
    INVALID_ENCRYPTION_KEY = "invalid-encryption-key"
    UNREADABLE_CREDENTIALS = "unreadable-credentials"
    INVALID_STORE = "invalid-store"
    STORE_FAILED = "store-failed"

    # what came back
    PROVIDER_ERROR = "provider-error"
    RATE_LIMITED = "rate-limited"
    NO_ANSWER = "no-answer"
    DEADLINE_EXCEEDED = "deadline-exceeded"
    PRIVATE_ADDRESS = "private-address"
    REDIRECT = "redirect"
    BODY_TOO_LARGE = "body-too-large"
    BODY_TOO_DEEP = "body-too-deep"
    BODY_NOT_JSON = "body-not-json"
    BODY_ENCODING = "body-encoding"
    MISSING_CURSOR = "missing-cursor"
    REPEATED_CURSOR = "repeated-cursor"
    REPEATED_PAGE = "repeated-page"
    PAGE_CEILING = "page-ceiling"
    RECORD_CEILING = "record-ceiling"

    # mapping
    MISSING_RECORDS = "missing-records"
    EXPRESSION_FAILED = "expression-failed"
    EXPRESSION_LIMIT = "expression-limit"
    NOT_A_RECORD = "not-a-record"
    INVALID_RECORD = "invalid-record"

    # cases
    UNEXPECTED_REQUEST = "unexpected-request"
    UNUSED_EXCHANGE = "unused-exchange"
    MISMATCHED_REPLY = "mismatched-reply"
    DIFFERING_RUNTIMES = "differing-runtimes"
    SECRET_IN_RECORDING = "secret-in-recording"  # noqa: S105 (a code is no secret)
    UNPLAYABLE_RECORDING = "unplayable-recording"
    UNKNOWN_CASE = "unknown-case"
    MISSING_CASE = "missing-case"
    MISSING_SNAPSHOT = "missing-snapshot"
    STRAY_SNAPSHOT = "stray-snapshot"
    UNREACHABLE_EXCHANGE = "unreachable-exchange"
