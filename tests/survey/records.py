"""Records taken apart as a survey names their fields: `attendees[].person.name`."""

from collections.abc import Iterator
from typing import Any


def fields_in(value: Any, path: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Every field of a record with its values; those of a list of scalars are its items."""
    if isinstance(value, list):
        for item in value:
            yield from fields_in(item, f"{path}[]")
    if isinstance(value, dict):
        for name, each in value.items():
            if not path and name == "remote_data":
                continue
            inner = f"{path}.{name}" if path else name
            yield inner, scalars_of(each)
            yield from fields_in(each, inner)


def scalars_of(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [scalar for each in value for scalar in scalars_of(each)]
    return [] if isinstance(value, dict) else [value]


def holders(record: Any, path: str) -> list[Any]:
    """The objects that a field stands in: the record, or each item of the innermost list on the path."""
    found = [record]
    *lists, _ = path.split("[]")
    for number, each in enumerate(lists):
        names = [name for name in each.split(".") if name]
        if number and not names:  # a list of lists
            found = [item for one in found for item in one]
            continue
        found = [item for one in found for item in (leading(one, names) or [])]
    return found


def leading(value: Any, names: list[str]) -> Any:
    """What names lead to; None where there is nothing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def is_there(holder: Any, path: str) -> bool:
    """Whether a field is in the object that it stands in."""
    names = [name for name in path.rpartition("[]")[2].split(".") if name]
    return leading(holder, names) is not None
