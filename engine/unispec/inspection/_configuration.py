"""Where the settings of a check come from: the file that was named, or one of two in the root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from unispec.diagnostics import Code, Diagnostic, Route
from unispec.documents import MAX_BYTES, Document, Files, from_data, leads_out
from unispec.rules import Settings, read_settings

OWN, SHARED = "unispec.toml", "pyproject.toml"
_TABLE: Route = ("tool", "unispec")


@dataclass(frozen=True, slots=True)
class Configuration:
    """Settings, and what is wrong with the file that holds them."""

    settings: Settings
    diagnostics: tuple[Diagnostic, ...] = ()


def configuration(root: Path, label: Path, files: Files) -> Configuration:
    """Read the settings of a catalogue root; both files at once are an error."""
    own, shared = root / OWN, root / SHARED
    for path in (own, shared):
        if path.is_symlink() and (leads_out(path, root) or not path.is_file()):
            return _unreadable(path, label, "is a link that leads out of the root or nowhere")
    if own.exists() and not own.is_file():
        return _unreadable(own, label, "is not a file")
    has_own = own.is_file()
    if shared.is_file() and _may_hold_settings(shared):
        parsed = files.toml(shared, str(label / SHARED))
        if parsed.document is None:
            return Configuration(Settings(), parsed.diagnostics)
        if _holds_settings(parsed.document):
            return _twice(parsed.document) if has_own else _read(parsed.document, _TABLE)
    if not has_own:
        return Configuration(Settings())
    return named_configuration(own, str(label / OWN), files)


def named_configuration(path: Path, name: str, files: Files) -> Configuration:
    """Read settings from a file; one named `pyproject.toml` has them in `[tool.unispec]`."""
    parsed = files.toml(path, name)
    document = parsed.document
    if document is None:
        return Configuration(Settings(), parsed.diagnostics)
    if path.name != SHARED:
        return _read(document, ())
    if _holds_settings(document):
        return _read(document, _TABLE)
    message = f"`{name}` has no `[tool.unispec]`"
    return Configuration(
        Settings(), (Diagnostic(Code.INVALID_SETTING, message, document.places.text.place(0, 1)),)
    )


def _unreadable(path: Path, label: Path, problem: str) -> Configuration:
    name = str(label / path.name)
    message = f"`{name}` {problem}, so its settings do not count"
    return Configuration(
        Settings(), (Diagnostic(Code.UNREADABLE_FILE, message, from_data(name, None).location()),)
    )


def _read(document: Document, table: Route) -> Configuration:
    return Configuration(*read_settings(document, table))


def _twice(document: Document) -> Configuration:
    message = f"settings stand in `{SHARED}` and in `{OWN}` too"
    problem = Diagnostic(Code.INVALID_SETTING, message, document.location(_TABLE), "keep one of them")
    return Configuration(Settings(), (problem,))


def _may_hold_settings(path: Path) -> bool:
    """Whether a file names this tool at all; others are nobody's business here, right or wrong."""
    try:
        with path.open("rb") as file:
            return b"unispec" in file.read(MAX_BYTES)
    except OSError:
        return True


def _holds_settings(document: Document) -> bool:
    tools = document.data.get("tool")
    return isinstance(tools, dict) and "unispec" in tools
