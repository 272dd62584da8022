"""What was found of an API: endpoints with their answers, and words about those that serve nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unispec.diagnostics import Code, Diagnostic, SpecError
from unispec.scaffolding._bodies import Answer, parameters_of
from unispec.scaffolding._openapi import Api, Endpoint
from unispec.scaffolding._words import last_word, stem, words_of

_MOST = 6
_SAY = "say which it serves: `--model MODEL/RESOURCE=%s`"


@dataclass(frozen=True, slots=True)
class Found:
    """An endpoint and what it answers."""

    endpoint: Endpoint
    answer: Answer


@dataclass(frozen=True, slots=True)
class Service:
    """The endpoints that serve one resource; a list, one record, or both."""

    resource: str
    many: Found | None
    one: Found | None

    @property
    def record(self) -> str:
        """The shape of its records."""
        found = self.many or self.one
        return found.answer.record if found else ""


def tell_unused(api: Api, found: Mapping[str, Found], services: Iterable[Service]) -> None:
    """Tell which collections serve no model, and why; a note for each reason."""
    used = {each.many.endpoint.path: each.resource for each in services if each.many}
    shapes = {each.record for each in services}
    unlike, second, hidden = [], [], []
    for path, each in found.items():
        if path in used or path.rstrip("/").endswith("}"):
            continue
        if not each.answer.is_list:
            hidden += [path] if _is_plural(path) else []
        elif each.answer.record in shapes:
            second.append(path)
        else:
            unlike.append(path)
    _tell(api, unlike, "was not used, for its records look like no unified model that is free")
    _tell(api, second, "was not used, for another path serves the same records")
    _tell(api, hidden, "was not used, for no list of records was found in its answer")


def no_list(api: Api, found: Found) -> SpecError:
    """The error about a collection in whose answer no list was found."""
    message = f"the answer of `{found.endpoint.path}` has no list of records that could be found"
    remedy = "give its schema a list of objects, or begin without: `unispec new resource`"
    return SpecError(
        [Diagnostic(Code.INVALID_OPENAPI, message, api.document.location(found.endpoint.route), remedy)]
    )


def _tell(api: Api, paths: list[str], what: str) -> None:
    if not paths:
        return
    shown = ", ".join(f"`{each[:80]}`" for each in paths[:_MOST])
    more = f" and {len(paths) - _MOST} more" if len(paths) > _MOST else ""
    words = what if len(paths) == 1 else what.replace("was", "were", 1).replace("its ", "their ")
    api.note(f"{shown}{more} {words}", ("paths", paths[0]), _SAY % paths[0][:80])


def _is_plural(path: str) -> bool:
    last = words_of(last_word(path))[-1:]
    return bool(last) and not parameters_of(path) and (stem(last[0]) != last[0])
