"""What a file is, told by its path below the root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from unispec.specs import CASES


@dataclass(frozen=True, slots=True)
class Place:
    """A YAML file of a catalogue: its kind, its integration, and the resource that it is, or is about."""

    kind: str
    integration: str
    resource: str = ""


def place_of(path: Path, root: Path) -> Place | None:
    """Tell what a file is; None when it is no YAML file of a catalogue."""
    if path.suffix != ".yaml" or not path.is_relative_to(root):
        return None
    match path.relative_to(root).parts:
        case ("integrations", name, "integration.yaml"):
            return Place("integration", name)
        case ("integrations", name, str() as model, file) if model != CASES:
            return Place("resource", name, f"{model}/{Path(file).stem}")
        case ("integrations", name, folder, model, resource, _) if folder == CASES:
            return Place("case", name, f"{model}/{resource}")
    return None
