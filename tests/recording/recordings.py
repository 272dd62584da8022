"""Recordings for tests: exchanges of a small provider, and the case that becomes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from unispec import Catalogue
from unispec.data import encode
from unispec.flow import Failure, Program, Reply, Request, Validation
from unispec.language import runtime
from unispec.recording import Recorded, Recording, case_files, recorded
from unispec.specs import OperationName
from unispec.testing import Case, Replayed, read_case, replay

ROOT = Path(__file__).parents[1] / "providers"
TINY = Catalogue.load(ROOT)
EVENTS = "calendar/events"
LIST = OperationName(EVENTS, "list")
GET = OperationName(EVENTS, "get")
BASE = "https://tiny.example/api"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOKEN = "k3y-of-tiny-9f8e7d6c"


def appointment(number: int, **more: Any) -> dict[str, Any]:
    """An appointment as Tiny keeps it."""
    begins = 1_793_610_000 + number * 3600
    return {
        "number": number,
        "subject": f"Talk {number}",
        "state": "on",
        "begins": begins,
        "minutes": 30,
        **more,
    }


def ask(path: str, *query: tuple[str, str]) -> Request:
    return Request("GET", BASE + path, query)


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    content = body if isinstance(body, bytes) else encode(body)
    return Reply(status, {"content-type": "application/json", **(headers or {})}, content)


FIRST_PAGE = ask("/appointments", ("per_page", "20"))


def listed(*bodies: Any, **changes: Any) -> Recording:
    """A list of one page for each body; links lead from one to the next."""
    exchanges = []
    for number, body in enumerate(bodies, 1):
        query = [("per_page", "20"), *([("page", str(number))] if number > 1 else [])]
        link = f'<{BASE}/appointments?per_page=20&page={number + 1}>; rel="next"'
        headers = {"link": link} if number < len(bodies) else {}
        exchanges.append((ask("/appointments", *query), answer(body, headers=headers)))
    return recording(LIST, *exchanges, **changes)


def recording(name: OperationName, *exchanges: tuple[Request, Reply | Failure], **changes: Any) -> Recording:
    given: dict[str, Any] = {"secrets": (TOKEN,), "now": NOW, **changes}
    return Recording(TINY.integration("tiny"), TINY.models[EVENTS], name, exchanges, **given)


def body_of(found: Recorded, exchange: int = 0) -> Any:
    return found.data["exchanges"][exchange]["reply"]["body"]


def disguised(body: Any, **changes: Any) -> Any:
    """What becomes of one body."""
    return body_of(recorded(listed(body, **changes)))


def text_of(found: Recorded, name: OperationName = LIST) -> str:
    """Everything that would be written of a case."""
    return "\n".join(case_files(found.data, name, "a-case").values())


def read_back(found: Recorded, folder: Path, name: OperationName = LIST) -> Case:
    """Write a case and read it, as everybody does."""
    paths = []
    for place, text in case_files(found.data, name, "a-case").items():
        path = folder / "integrations/tiny" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        paths.append(path)
    case, problems = read_case(paths[0], "a-case.yaml")
    assert problems == ()
    assert case is not None
    return case


def played(case: Case) -> Replayed:
    program = Program(TINY.integration("tiny"), TINY.models, runtime())
    return replay(program, case, Validation.REPORT)


def everything(value: Any) -> str:
    """A value with its escapes undone, for a look at what it says."""
    return json.dumps(value, ensure_ascii=False)
