"""What a spec that reads well still gets wrong: names, expressions and fields, one rule each."""

from unispec.rules._all import RULES, Rule, meaning_problems
from unispec.rules._checking import Checked, check, check_layers, checked
from unispec.rules._memory import Memory
from unispec.rules._policy import Policy
from unispec.rules._recorded import Recorded, RecordedCase
from unispec.rules._scopes import Scopes
from unispec.rules._settings import Settings, read_settings
from unispec.rules._sources import VARIABLES, Role
from unispec.rules._subject import Subject
from unispec.rules._uses import Use, Uses, parsed
from unispec.rules._written import Goal, WrittenText

__all__ = [
    "RULES",
    "VARIABLES",
    "Checked",
    "Goal",
    "Memory",
    "Policy",
    "Recorded",
    "RecordedCase",
    "Role",
    "Rule",
    "Scopes",
    "Settings",
    "Subject",
    "Use",
    "Uses",
    "WrittenText",
    "check",
    "check_layers",
    "checked",
    "meaning_problems",
    "parsed",
    "read_settings",
]
