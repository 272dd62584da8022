"""unread-id: where records are listed, one of them is asked for by its id.

A `get` that reads no id is right for what there is once, such as the connected user; the engine then
refuses an id. Where the resource also has a `list`, it was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator

from unispec.diagnostics import Code, Diagnostic, Severity
from unispec.rules._subject import Subject
from unispec.rules._ways import ways
from unispec.specs import Resource


def unread_id(subject: Subject) -> Iterator[Diagnostic]:
    """Say which resources with a list have a `get` that no id can be given to."""
    for resource in subject.integration.resources.values():
        if "list" in resource.operations and "get" in resource.operations:
            yield from _of_get(resource, subject)


def _of_get(resource: Resource, subject: Subject) -> Iterator[Diagnostic]:
    get = resource.operations["get"]
    requests = [variant.request for variant in get.variants]
    understood = ways(get, subject)
    if understood is None or any(way.reads("id") for way in understood):
        return
    if requests[0] is not None and all(requests) and not any(each.for_each for each in get.variants):
        yield Diagnostic(
            Code.UNREAD_ID,
            f"`{get.name}` does not read `input.id`, so nobody can say which record to get",
            requests[0].path.location,
            "put it where the provider looks for it: `{{ input.id }}` in the path, `id` in a query value",
            Severity.WARNING,
        )
