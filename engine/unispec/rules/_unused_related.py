"""unused-related: what a related call or a parent's record gives is read."""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Location, Part, Severity
from unispec.language.nodes import Name, Path, Syntax, Variable
from unispec.rules._forms import forms
from unispec.rules._subject import Subject
from unispec.rules._trees import leaves
from unispec.specs import Node, Variant

_RELATED = "related"


def unused_related(subject: Subject) -> Iterator[Diagnostic]:
    """Say which calls are made for nothing; a function may read them for the map."""
    functions = [snippet.source for snippet in subject.integration.functions.values()]
    for _, variant in subject.variants:
        in_map = [*functions, *_sources(variant.map)]
        for each in variant.related:
            if not any(_reads_related(source, each.name) for source in in_map):
                at = each.location
                yield _problem("related call", each.name, Location(at.source, at.route[:-1], Part.KEY))
        parents = variant.for_each
        if parents is not None and not any(parents.name in each for each in (*in_map, *_asked(variant))):
            at = parents.location
            yield _problem("parent", parents.name, Location(at.source, (*at.route[:-1], "as")))


def _sources(node: Node | None) -> Iterator[str]:
    return (leaf.source for leaf in leaves(node))


def _asked(variant: Variant) -> Iterator[str]:
    """What the request and the related calls of a variant are written with; templates count as they are."""
    request = variant.request
    if request is not None:
        yield from (text.source for text in (request.path, *request.headers.values()))
        yield from (*_sources(request.query), *_sources(request.body))
    for each in variant.related:
        yield from (*_sources(each.input), *_sources(each.when))


def _reads_related(source: str, name: str) -> bool:
    """Whether a source reads `$related.name`, or uses `$related` in a way that may read anything of it."""
    whole = 0
    for form in forms(source):
        if isinstance(form, Variable) and form.name == _RELATED:
            whole += 1
        second = _second_of(form)
        if second == name:
            return True
        whole -= second is not None
    return whole > 0


def _second_of(form: Syntax) -> str | None:
    """The name behind `$related` in a path that begins with it."""
    if not isinstance(form, Path) or len(form.steps) < 2:
        return None
    first, second = form.steps[0].expr, form.steps[1].expr
    is_related = isinstance(first, Variable) and first.name == _RELATED
    return second.name if is_related and isinstance(second, Name) else None


def _problem(kind: str, name: str, place: Location) -> Diagnostic:
    return Diagnostic(
        Code.UNUSED_RELATED,
        f"nothing reads the {kind} `{name}`",
        place,
        "each call costs time and a share of the rate limit",
        Severity.WARNING,
    )
