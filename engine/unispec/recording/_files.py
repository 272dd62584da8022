"""A recorded case as files: large bodies stand beside it, in `cases/bodies/`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from unispec.data import Json, encode, pretty
from unispec.documents import parse_yaml, yaml_text
from unispec.specs import CASES, OperationName

_LONGEST = 150


def case_files(data: Mapping[str, Json], operation: OperationName, name: str) -> dict[PurePosixPath, str]:
    """Give the files of a case by their paths in the folder of its integration, the case itself first.

    Raises `ValueError` for data that no case can hold.
    """
    place = PurePosixPath(CASES, operation.resource, f"{name}.yaml")
    stem = body_stem(operation, name)
    bodies: dict[PurePosixPath, str] = {}
    exchanges = []
    for number, exchange in enumerate(data["exchanges"], 1):
        reply = dict(exchange["reply"])
        text = pretty(reply["body"]) + "\n" if "body" in reply else ""
        if text.count("\n") > _LONGEST or not _fits(reply.get("body")):
            del reply["body"]
            file = f"{stem}-{number}.json"
            bodies[PurePosixPath(CASES, "bodies", file)] = text
            reply["body_file"] = f"../../bodies/{file}"
        exchanges.append({"request": exchange["request"], "reply": reply})
    return {place: yaml_text({**data, "exchanges": exchanges}), **bodies}


def body_stem(operation: OperationName, name: str) -> str:
    """Give what the names of a case's bodies begin with; a number follows."""
    return f"{operation.resource.rpartition('/')[2]}-{name}"


def _fits(body: Json) -> bool:
    """Tell whether YAML gives a body back to the byte; some texts, names and numbers it cannot."""
    try:
        document = parse_yaml("body", yaml_text(body).encode()).document
    except ValueError:
        return False
    return document is not None and encode(document.data) == encode(body)
