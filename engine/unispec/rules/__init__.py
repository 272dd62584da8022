"""What a spec that reads well still gets wrong: names, expressions and fields, one rule each."""

from unispec.rules._all import RULES, Rule, meaning_problems
from unispec.rules._checking import Checked, check, check_layers, checked
from unispec.rules._memory import Memory
from unispec.rules._policy import Policy
from unispec.rules._recorded import Recorded, RecordedCase
from unispec.rules._settings import Settings, read_settings
from unispec.rules._subject import Subject

__all__ = [
    "RULES",
    "Checked",
    "Memory",
    "Policy",
    "Recorded",
    "RecordedCase",
    "Rule",
    "Settings",
    "Subject",
    "check",
    "check_layers",
    "checked",
    "meaning_problems",
    "read_settings",
]
