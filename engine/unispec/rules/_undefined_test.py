"""undefined-test: a template tests no parameter that a caller may leave out.

A test of what is undefined is an error, not a no: the `else` behind it is never reached.
"""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.inference import Object, Type, field_of
from unispec.language import ExpressionError, Template, TemplateError, reads
from unispec.rules._sources import Text, template_word, unit_of, within
from unispec.rules._subject import Subject
from unispec.specs import Snippet, Variant

_INPUT = "input"


def undefined_test(subject: Subject) -> Iterator[Diagnostic]:
    """Say which tests fail when a parameter is left out, unless the variant is chosen by that parameter."""
    texts = {unit_of(text.snippet): text for text in subject.texts}
    for _, variant in subject.variants:
        request = variant.request
        if request is None:
            continue
        address = texts[unit_of(request.path)].template
        for snippet in (request.path, *request.headers.values()):
            yield from _tests(texts[unit_of(snippet)], variant, address)


def _tests(text: Text, variant: Variant, address: Template | TemplateError) -> Iterator[Diagnostic]:
    for path in text.template.tests if isinstance(text.template, Template) else ():
        mention = template_word(text.snippet.source, path)
        if path[0] != _INPUT or len(path) < 2 or mention is None:
            continue
        if _is_given(path[1], variant) or _is_written(path[1], address):
            continue
        if all(_may_lack(each, path[1:]) for each in text.inputs):
            name = ".".join(path)
            yield Diagnostic(
                Code.UNDEFINED_TEST,
                f"`{name}` may be left out, and then this test fails",
                within(text.snippet, mention),
                f"write `{name} | default(false)`",
                Severity.WARNING,
            )


def _is_given(name: str, variant: Variant) -> bool:
    """Whether the variant serves only calls that give a parameter, as far as can be seen."""
    windows = variant.windows
    return (windows is not None and name in (windows.start, windows.end)) or _chooses(variant.when, name)


def _is_written(name: str, address: Template | TemplateError) -> bool:
    """Whether the path of the request cannot be written without a parameter, so that it is given anyway."""
    if not isinstance(address, Template) or _INPUT not in address.reads:
        return False
    is_tested = any(path[:2] == (_INPUT, name) for path in address.tests)
    return address.reads[_INPUT].at(name) is not None and not is_tested


def _chooses(when: Snippet | None, name: str) -> bool:
    if when is None:
        return False
    try:
        found = reads(when.source)
    except ExpressionError:
        return True
    given = found.variables.get(_INPUT)
    return found.input.at(name) is not None or (given is not None and given.at(name) is not None)


def _may_lack(owner: Type, path: tuple[str, ...]) -> bool:
    """Whether a field that is known, or one above it, need not be there."""
    below = field_of(owner, path[0])
    if below is None or not owner.atoms or not all(isinstance(atom, Object) for atom in owner):
        return False
    is_sure = all(path[0] in atom.fields.required() for atom in owner if isinstance(atom, Object))
    return not is_sure or (len(path) > 1 and _may_lack(below, path[1:]))
