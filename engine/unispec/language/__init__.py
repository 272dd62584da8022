"""The two little languages of a spec: JSONata shapes data, Jinja writes text."""

from unispec.language import nodes
from unispec.language._jlens import reads
from unispec.language._jsonata import FORBIDDEN, Expression, ExpressionError, Limits, Runtime
from unispec.language._places import Place
from unispec.language._reading import Reading, Reads, union
from unispec.language._runtimes import RUNTIMES, runtime
from unispec.language._syntax import syntax
from unispec.language._template import FILTERS, Template, TemplateError, template
from unispec.language._tokens import Mention, Token, mentions, tokens, words
from unispec.language._traced import Evaluation, Trace, TracedRuntime, Watch

__all__ = [
    "FILTERS",
    "FORBIDDEN",
    "RUNTIMES",
    "Evaluation",
    "Expression",
    "ExpressionError",
    "Limits",
    "Mention",
    "Place",
    "Reading",
    "Reads",
    "Runtime",
    "Template",
    "TemplateError",
    "Token",
    "Trace",
    "TracedRuntime",
    "Watch",
    "mentions",
    "nodes",
    "reads",
    "runtime",
    "syntax",
    "template",
    "tokens",
    "union",
    "words",
]
