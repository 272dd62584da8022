"""What a spec that reads well still gets wrong: names, expressions and fields, one rule each."""

from unispec.rules._all import RULES, Rule, check, check_layers, meaning_problems
from unispec.rules._subject import Subject

__all__ = ["RULES", "Rule", "Subject", "check", "check_layers", "meaning_problems"]
