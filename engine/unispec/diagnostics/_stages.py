"""Which stage of a check tells of a code. The codes stand in the order of the stages."""

from __future__ import annotations

from enum import Enum

from unispec.diagnostics._codes import Code


class Stage(Enum):
    """Stages of a check, each of which runs when the one before found no error; RUN is no check."""

    SYNTAX = "syntax"
    SHAPE = "shape"
    MEANING = "meaning"
    RUN = "run"


_FIRST = {
    Code.UNREADABLE_FILE: Stage.SYNTAX,
    Code.UNKNOWN_KEY: Stage.SHAPE,
    Code.UNNEEDED_SILENCE: Stage.MEANING,
    Code.UNKNOWN_PARAMETER: Stage.RUN,
    Code.MISSING_CASE: Stage.MEANING,
}


def _staged() -> dict[Code, Stage]:
    stages: dict[Code, Stage] = {}
    stage = Stage.SYNTAX
    for code in Code:
        stage = _FIRST.get(code, stage)
        stages[code] = stage
    return stages


_STAGES = _staged()


def stage_of(code: Code) -> Stage:
    """Tell the first stage that finds a code; `missing-key` and `wrong-value` are of two."""
    return _STAGES[code]


_UNRUNNABLE = frozenset(
    {Code.EXPRESSION_SYNTAX, Code.FORBIDDEN_FUNCTION, Code.TEMPLATE_SYNTAX, Code.MISSING_PAGINATION}
)
"""What a check finds in the meaning of a file, and the engine refuses to run."""


def is_negotiable(code: Code) -> bool:
    """Whether authors may allow a finding, or say how severe it is: what is wrong with it can still run."""
    return stage_of(code) is Stage.MEANING and code not in _UNRUNNABLE
