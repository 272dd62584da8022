"""The first cases of a resource: an answer as the API documents it, or one that fits its shape."""

from __future__ import annotations

from dataclasses import dataclass

from unispec.data import Json, encode
from unispec.diagnostics import Route
from unispec.documents import yaml_text
from unispec.scaffolding._draft import comment
from unispec.scaffolding._openapi import Node, mapping
from unispec.scaffolding._samples import DEEPEST, fits, sample

_LARGEST = 60_000
_MOST_RECORDS = 3
_LINES = 65
_SHALLOWEST = 2


@dataclass
class CaseDraft:
    """A case in the making: bodies to try in turn; without one left there is no case."""

    path: str
    head: list[str]
    operation: str
    request: str
    input: dict[str, Json]
    bodies: list[Json]
    records: str
    summary: str
    at: int = 0

    @property
    def is_alive(self) -> bool:
        """Whether there is a body left to try."""
        return self.at < len(self.bodies)

    def advance(self, route: Route, why: str) -> bool:  # noqa: ARG002
        """Go on to the next body, or give the case up."""
        if not self.is_alive:
            return False
        self.at += 1
        return True

    def text(self) -> str:
        """Write the case as it is now."""
        body = self.bodies[self.at]
        data: dict[str, Json] = {"summary": self.summary, "operation": self.operation}
        if self.input:
            data["input"] = self.input
        if self.operation == "list":
            data |= {"limit": max(1, _count(body, self.records)), "pages": 1}
        exchange = {"request": {"path": self.request}, "reply": {"body": body}}
        data["exchanges"] = [exchange]
        head = "".join(f"# {line}\n" for line in self.head)
        return head + yaml_text(data)


def bodies(schema: Node, root: Node, example: Json, records: str) -> list[Json]:
    """Give the bodies to try: the documented one when it fits, and two that are made."""
    found: list[Json] = []
    if example is not None and _is_small(example) and fits(example, schema, root):
        found.append(_cut(example, records))
    for by_example in (True, False):
        made = _short(schema, root, by_example=by_example)
        if made is not None and _is_small(made):
            found.append(_cut(made, records))
    return [each for index, each in enumerate(found) if each not in found[:index]]


def _short(schema: Node, root: Node, *, by_example: bool) -> Json:
    """Make a sample that a person can read: with fewer levels when it would be long."""
    made: Json = None
    for deepest in range(DEEPEST, _SHALLOWEST - 1, -1):
        made = sample(schema, root, by_example=by_example, deepest=deepest)
        if not _is_small(made) or yaml_text({"body": made}).count("\n") <= _LINES:
            break
    return made


def summary(api: str, thing: str) -> str:
    """One line about a case."""
    return comment(f"{thing}, as {api} answers it." if api else f"{thing}.", 80)


def _is_small(value: Json) -> bool:
    try:
        return len(encode(value)) <= _LARGEST and len(yaml_text({"body": value})) < 4 * _LARGEST
    except ValueError:
        return False


def _place(body: Json, records: str) -> tuple[Json, str | None]:
    """Find what holds the list of records in a body, and under which key."""
    if records == "$":
        return body, None
    *above, last = [step.strip("`") for step in records.split(".")]
    for step in above:
        body = mapping(body).get(step)
    return body, last


def _count(body: Json, records: str) -> int:
    holder, key = _place(body, records)
    found = holder if key is None else mapping(holder).get(key)
    return len(found) if isinstance(found, list) else 1


def _cut(body: Json, records: str) -> Json:
    """Keep no more than a few records, so that people can read the case."""
    holder, key = _place(body, records)
    if key is None:
        return body[:_MOST_RECORDS] if isinstance(body, list) else body
    found = mapping(holder).get(key)
    if not isinstance(found, list) or len(found) <= _MOST_RECORDS:
        return body
    return _with(body, [step.strip("`") for step in records.split(".")], found[:_MOST_RECORDS])


def _with(body: Json, steps: list[str], value: Json) -> Json:
    """Put a value in the place of another one."""
    if not steps:
        return value
    known = mapping(body)
    return {**known, steps[0]: _with(known.get(steps[0]), steps[1:], value)}
