"""JSONata's error codes in our words.

The runtimes put values of the data into their messages; these sentences name only words of the
source, so a message is safe to log. A code that is not listed is shown as the code alone.
"""

from __future__ import annotations

LIMIT_CODES = frozenset({"D1011", "D1012", "D2014", "D2016", "U1001", "U1003", "U1006"})

_SENTENCES = {
    "S0101": "the string has no closing quote",
    "S0102": "the number is out of range",
    "S0103": "the string has an unknown escape sequence",
    "S0104": "`\\u` in a string needs four hexadecimal digits",
    "S0105": "the quoted name has no closing backtick",
    "S0106": "the comment has no end",
    "S0201": "{token} is not expected here",
    "S0202": "another token is expected in place of {token}",
    "S0203": "the expression ends before it is complete",
    "S0204": "{token} is not an operator",
    "S0205": "{token} is not expected here",
    "S0206": "{token} is not an expression",
    "S0207": "the expression ends before it is complete",
    "S0208": "a parameter of a function must be a variable name",
    "S0209": "a predicate cannot follow a grouping in a step",
    "S0210": "a step can have one grouping only",
    "S0211": "{token} cannot begin an operand",
    "S0212": "the left side of `:=` must be a variable name",
    "S0213": "a literal cannot be a step of a path",
    "S0214": "the right side of {token} must be a variable name",
    "S0215": "a context variable must come before the predicates of its step",
    "S0216": "a context variable must come before the order of its step",
    "S0217": "`%` has no parent here",
    "S0301": "the regular expression is empty",
    "S0302": "the regular expression has no closing `/`",
    "S0303": "the regular expression is not valid",
    "D1001": "a number is out of range",
    "D1002": "only a number can be negated",
    "D1004": "the regular expression matches empty text",
    "D1009": "two keys of an object are equal",
    "D1011": "the expression recurses too deeply",
    "D1012": "the expression takes too long",
    "D2014": "a range is too long",
    "D2016": "a string would be too long",
    "D3001": "a number is out of range",
    "D3010": "`$replace` cannot look for empty text",
    "D3011": "the limit of `$replace` must not be negative",
    "D3012": "`$replace` can only put in text",
    "D3020": "the limit of `$split` must not be negative",
    "D3030": "a value cannot be read as a number",
    "D3040": "the limit of `$match` must not be negative",
    "D3050": "the function given to `$reduce` needs two parameters",
    "D3060": "`$sqrt` cannot take a negative number",
    "D3061": "`$power` gives no finite number",
    "D3070": "`$sort` without a function needs all strings or all numbers",
    "D3100": "the base of `$formatBase` must be 2 to 36",
    "D3110": "`$toMillis` was not given an ISO 8601 time",
    "D3130": "the picture of an integer is not supported",
    "D3132": "the picture of a date has an unknown part",
    "D3133": "a name in the picture of a date can only stand for a month or a day",
    "D3135": "the picture of a date has no closing `]`",
    "D3136": "the picture of a date does not say enough to read a time",
    "D3137": "`$error` was called",
    "D3138": "`$single` found more than one match",
    "D3139": "`$single` found no match",
    "D3140": "the text is not a valid URL",
    "D3141": "an `$assert` does not hold",
    "T0410": "an argument of {token} has the wrong type",
    "T0411": "the context is the wrong type for {token}",
    "T0412": "an argument of {token} must be an array of one type",
    "T1003": "a key of an object is not a string",
    "T1005": "{token} is not a function",
    "T1006": "{token} is not a function",
    "T1007": "{token} is not a function",
    "T1008": "{token} is not a function",
    "T2001": "the left side of {token} is not a number",
    "T2002": "the right side of {token} is not a number",
    "T2003": "the start of a range is not an integer",
    "T2004": "the end of a range is not an integer",
    "T2006": "the right side of `~>` is not a function",
    "T2007": "the values to sort by are of different types",
    "T2008": "the values to sort by are neither numbers nor strings",
    "T2009": "the two sides of {token} are of different types",
    "T2010": "the two sides of {token} are neither numbers nor strings",
    "T2011": "the update of a transform is not an object",
    "T2012": "the delete clause of a transform is not a list of names",
    "U1001": "a value grows past its size limit",
    "U1003": "the expression is nested too deeply",
    "U1006": "the expression takes too many steps",
}


def problem(code: str, word: str | None) -> str:
    """Say what a code means; `word` is a word of the source."""
    sentence = _SENTENCES.get(code)
    if sentence is None:
        return f"the expression fails with `{code}`"
    shown = f"`{word}`" if word and word != "(end)" else "the expression"
    return sentence.format(token=shown)
