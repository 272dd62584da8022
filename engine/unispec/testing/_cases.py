"""Cases as they stand beside the specs, read like any other file of a catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from unispec.data import Json, encode
from unispec.diagnostics import Code, Diagnostic, InputError, Severity, SpecError, suggestion
from unispec.documents import Document, read_json, read_yaml
from unispec.flow import Failure, Reply
from unispec.specs import CASES, OperationName, shape_problems

_FAULTS = {
    "reset": "the connection broke",
    "timeout": "the provider did not answer in time",
    "truncated": "the answer was cut off or broke the protocol",
}
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that is expected, and its answer."""

    method: str
    path: str
    query: Mapping[str, Json]
    answer: Reply | Failure = field(repr=False)
    times: int = 1


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


def case_paths(folder: Path) -> Iterator[Path]:
    """Find the case files of an integration's folder, `cases/<model>/<resource>/<name>.yaml`."""
    return iter(sorted(folder.joinpath(CASES).glob("*/*/*.yaml")))


def read_cases(folder: Path) -> tuple[Case, ...]:
    """Read all cases of an integration's folder; raises `SpecError` with everything that is wrong."""
    cases: list[Case] = []
    found: list[Diagnostic] = []
    for path in case_paths(folder):
        case, problems = read_case(path, str(path.relative_to(folder.parent.parent)))
        found.extend(each for each in problems if each.severity is Severity.ERROR)
        cases.extend([case] if case is not None else [])
    if found:
        raise SpecError(found)
    return tuple(cases)


def find_case(folder: Path, operation: OperationName, name: str | None) -> Case:
    """Find a case of an operation by its name, or the first one; raises `InputError`."""
    cases = {case.name: case for case in read_cases(folder) if case.operation == operation}
    if name is None:
        name = next((each for each in ("full-page", "one", *cases) if each in cases), None)
    if name is None or name not in cases:
        message = f"`{operation}` has no case" + (f" `{name}`" if name else "")
        known = suggestion(name or "", cases, noun="cases")
        raise InputError(Diagnostic(Code.UNKNOWN_CASE, message, help=known))
    return cases[name]


def read_case(path: Path, label: str) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    """Read one case file; None when something is wrong with it."""
    parsed = read_yaml(path, label)
    document = parsed.document
    if document is None:
        return None, parsed.diagnostics
    problems = [*parsed.diagnostics, *shape_problems("case", document)]
    if any(each.severity is Severity.ERROR for each in problems):
        return None, tuple(problems)
    data = document.data
    exchanges = []
    for index, written in enumerate(data.get("exchanges", [])):
        answer = _answer(written["reply"], path, label, problems)
        request = written["request"]
        exchanges.append(
            Exchange(
                request.get("method", "GET"),
                request["path"],
                request.get("query") or {},
                answer,
                written.get("times", 1),
            )
        )
        if "body_file" in written["reply"] and problems:
            problems[-1] = _at(problems[-1], document, ("exchanges", index, "reply", "body_file"))
    if any(each.severity is Severity.ERROR for each in problems):
        return None, tuple(problems)
    return _case(path, document, tuple(exchanges)), tuple(problems)


def _case(path: Path, document: Document, exchanges: tuple[Exchange, ...]) -> Case:
    data = document.data
    pages = data.get("pages", "all")
    return Case(
        name=path.stem,
        operation=OperationName(f"{path.parent.parent.name}/{path.parent.name}", data["operation"]),
        document=document,
        summary=data.get("summary", ""),
        now=datetime.fromisoformat(data["now"]) if "now" in data else _EPOCH,
        account=data.get("connection"),
        input=data.get("input") or {},
        limit=data.get("limit"),
        pages=None if pages == "all" else pages,
        raw=data.get("raw", False),
        exchanges=exchanges,
    )


def _answer(written: Json, path: Path, label: str, problems: list[Diagnostic]) -> Reply | Failure:
    if "fault" in written:
        return Failure(Code.NO_ANSWER, _FAULTS[written["fault"]])
    headers = {"content-type": "application/json"}
    headers |= {name.lower(): str(value) for name, value in (written.get("headers") or {}).items()}
    content = b""
    if "text" in written:
        content = written["text"].encode()
    elif "body_file" in written:
        parsed = read_json(path.parent / written["body_file"], f"{Path(label).parent}/{written['body_file']}")
        problems.extend(parsed.diagnostics)
        content = encode(parsed.document.data) if parsed.document else b""
    elif "body" in written:
        content = encode(written["body"])
    return Reply(written.get("status", 200), headers, content)


def _at(diagnostic: Diagnostic, document: Document, route: tuple[str | int, ...]) -> Diagnostic:
    return Diagnostic(diagnostic.code, diagnostic.message, document.location(route), diagnostic.help)
