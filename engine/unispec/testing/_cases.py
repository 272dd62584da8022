"""Cases as they stand beside the specs, read like any other file of a catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from unispec.data import Json, encode
from unispec.diagnostics import Code, Diagnostic, InputError, Location, Severity, SpecError, suggestion
from unispec.documents import Document, Files, leads_out
from unispec.flow import Failure, Reply
from unispec.specs import CASES, OperationName, shape_problems

_FAULTS = {
    "reset": "the connection broke",
    "timeout": "the provider did not answer in time",
    "truncated": "the answer was cut off or broke the protocol",
}
_SHOWING = ("demo", "full-page", "get")
_BODIES = ("body", "body_file", "text", "fault")
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that is expected, and its answer."""

    method: str
    path: str
    query: Mapping[str, Json]
    answer: Reply | Failure = field(repr=False)
    times: int = 1
    location: Location | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Case:
    """What a caller asked and what the provider answered; `pages` of None reads to the end."""

    name: str
    operation: OperationName
    document: Document = field(repr=False)
    summary: str = ""
    now: datetime = _EPOCH
    account: Mapping[str, Json] | None = None
    input: Mapping[str, Json] = field(default_factory=dict)
    limit: int | None = None
    pages: int | None = None
    raw: bool = False
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)


def case_paths(folder: Path, resource: str | None = None) -> Iterator[Path]:
    """Find the case files of an integration's folder, `cases/<model>/<resource>/<name>.yaml`.

    A link that leads out of the catalogue is not followed.
    """
    root = folder.parents[1]
    models = _below(folder / CASES, "*/", root)
    places = (place for model in models for place in _below(model, "*/", root))
    paths = (path for place in places for path in _below(place, "*.yaml", root))
    return (path for path in paths if resource in (None, resource_of(path)))


def _below(place: Path, pattern: str, root: Path) -> tuple[Path, ...]:
    """What stands in a folder that is inside of the root, and is inside of it, too."""
    if place.is_symlink() and leads_out(place, root):
        return ()
    found = sorted(place.glob(pattern))
    return tuple(each for each in found if not (each.is_symlink() and leads_out(each, root)))


def resource_of(path: Path) -> str:
    """Tell which resource a case file is about."""
    return f"{path.parent.parent.name}/{path.parent.name}"


def read_cases(folder: Path, resource: str | None = None) -> tuple[Case, ...]:
    """Read the cases of an integration's folder, or those of one resource.

    Raises `SpecError` with everything that is wrong with them.
    """
    cases: list[Case] = []
    found: list[Diagnostic] = []
    for path in case_paths(folder, resource):
        case, problems = read_case(path, str(path.relative_to(folder.parent.parent)))
        found.extend(each for each in problems if each.severity is Severity.ERROR)
        cases.extend([case] if case is not None else [])
    if found:
        raise SpecError(found)
    return tuple(cases)


def find_case(folders: Iterable[Path], operation: OperationName, name: str | None) -> Case:
    """Find a case of an operation by its name, or one that shows it well; raises `InputError`.

    A case of a later folder takes the place of one with the same name.
    """
    read = (case for folder in folders for case in read_cases(folder, operation.resource))
    cases = {case.name: case for case in read if case.operation == operation}
    if name is None:
        going_well = (each.name for each in cases.values() if all(map(_is_good, each.exchanges)))
        name = next((each for each in (*_SHOWING, *going_well, *cases) if each in cases), None)
    if name is None or name not in cases:
        message = f"`{operation}` has no case" + (f" `{name}`" if name else "")
        known = suggestion(name or "", cases, noun="cases")
        raise InputError(Diagnostic(Code.UNKNOWN_CASE, message, help=known))
    return cases[name]


def _is_good(exchange: Exchange) -> bool:
    return isinstance(exchange.answer, Reply) and exchange.answer.status < 400


def read_case(
    path: Path, label: str, files: Files | None = None
) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    """Read one case file; None when something is wrong with it."""
    files = files or Files()
    parsed = files.yaml(path, label)
    document = parsed.document
    if document is None:
        return None, parsed.diagnostics
    problems = [*parsed.diagnostics, *shape_problems("case", document)]
    if any(each.severity is Severity.ERROR for each in problems):
        return None, tuple(problems)
    exchanges = []
    for index, written in enumerate(document.data.get("exchanges", [])):
        answer, wrong = _answer(written["reply"], path, label, files)
        route = ("exchanges", index, "reply")
        problems += [replace(each, location=document.location(route)) for each in wrong]
        exchanges.append(_exchange(written, answer, document.location(("exchanges", index, "request"))))
    now, wrong = _time(document)
    problems += wrong
    if any(each.severity is Severity.ERROR for each in problems):
        return None, tuple(problems)
    return _case(path, document, now, tuple(exchanges)), tuple(problems)


def _exchange(written: Json, answer: Reply | Failure, location: Location) -> Exchange:
    request = written["request"]
    query = request.get("query") or {}
    method, times = request.get("method", "GET"), written.get("times", 1)
    return Exchange(method, request["path"], query, answer, times, location)


def _time(document: Document) -> tuple[datetime, list[Diagnostic]]:
    text = document.data.get("now")
    if text is None:
        return _EPOCH, []
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        now = None
    if now is None or now.tzinfo is None:
        message = "`now` is not a time with an offset"
        remedy = "such as `2026-01-31T12:00:00Z`"
        return _EPOCH, [Diagnostic(Code.WRONG_VALUE, message, document.location(("now",)), remedy)]
    return now, []


def _case(path: Path, document: Document, now: datetime, exchanges: tuple[Exchange, ...]) -> Case:
    data = document.data
    pages = data.get("pages", "all")
    return Case(
        name=path.stem,
        operation=OperationName(resource_of(path), data["operation"]),
        document=document,
        summary=data.get("summary", ""),
        now=now,
        account=data.get("connection"),
        input=data.get("input") or {},
        limit=data.get("limit"),
        pages=None if pages == "all" else pages,
        raw=data.get("raw", False),
        exchanges=exchanges,
    )


def _answer(written: Json, path: Path, label: str, files: Files) -> tuple[Reply | Failure, list[Diagnostic]]:
    kinds = [key for key in _BODIES if key in written]
    if len(kinds) > 1 or ("fault" in written and len(written) > 1):
        message = "a reply has one of " + ", ".join(f"`{key}`" for key in _BODIES)
        remedy = "a `fault` is no answer, and has nothing beside it"
        return Failure(Code.NO_ANSWER, ""), [Diagnostic(Code.WRONG_VALUE, message, help=remedy)]
    if "fault" in written:
        return Failure(Code.NO_ANSWER, _FAULTS[written["fault"]]), []
    headers = {"content-type": "application/json"}
    headers |= {name.lower(): str(value) for name, value in (written.get("headers") or {}).items()}
    content, problems = _content(written, path, label, files)
    return Reply(written.get("status", 200), headers, content), problems


def _content(written: Json, path: Path, label: str, files: Files) -> tuple[bytes, list[Diagnostic]]:
    if "text" in written:
        return written["text"].encode(), []
    if "body" in written:
        return encode(written["body"]), []
    if "body_file" not in written:
        return b"", []
    body = path.parent / written["body_file"]
    if leads_out(body, path.parents[2]):
        message = "`body_file` leads out of the folder `cases`"
        return b"", [Diagnostic(Code.WRONG_VALUE, message)]
    parsed = files.json(body, f"{Path(label).parent}/{written['body_file']}")
    return encode(parsed.document.data) if parsed.document else b"", list(parsed.diagnostics)
