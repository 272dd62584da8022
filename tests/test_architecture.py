"""The shape of the engine: layers, sizes, who may use which library, and no provider by name."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import unispec
from unispec.specs import catalogue_root

ENGINE = Path(unispec.__file__).parent
ROOT = ENGINE.parents[1]
MODULES = {str(path.relative_to(ENGINE)): path for path in sorted(ENGINE.rglob("*.py"))}
PROVIDERS = sorted(path.parent.name for path in catalogue_root().glob("integrations/*/integration.yaml"))

LONGEST_FILE = 300
LONGEST_FUNCTION = 40

HOMES = {
    "click": ("cli/",),
    "cryptography": ("connections/storage/_vault.py",),
    "httpcore": ("clients/_addresses.py", "clients/_deadline.py", "clients/_leftovers.py"),
    "httpx": ("clients/_httpx.py",),
    "jinja2": ("language/_template.py", "language/_terms.py"),
    "jlens": ("language/_jlens.py", "language/_traced.py"),
    "jsonata": ("language/_grammar.py", "language/_metered.py", "language/_regex.py"),
    "jsonschema": ("specs/_shape.py",),
    "jsonschema_rs": ("models/_validator.py", "specs/_shape.py"),
    "lsprotocol": ("editor/",),
    "opentelemetry": ("clients/_tracing.py",),
    "orjson": ("data/_json.py",),
    "pygls": ("editor/_protocol.py", "editor/_server.py"),
    "regex": ("language/_regex.py",),
    "referencing": ("specs/_shape.py",),
    "sqlalchemy": (
        "connections/storage/_databases.py",
        "connections/storage/_rotation.py",
        "connections/storage/_sql.py",
        "connections/storage/_tables.py",
    ),
    "rich": ("cli/", "rendering/"),
    "yaml": (
        "documents/_foreign.py",
        "documents/_writing.py",
        "documents/_yaml.py",
        "documents/_yaml_syntax.py",
    ),
}
"""Which modules may import a library; a folder ends with a slash."""


def imported(path: Path) -> Iterator[str]:
    """The top-level names that a module imports, except those that only the type checker sees."""
    tree = ast.parse(path.read_text())
    typed = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typed:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_packages_are_layers() -> None:
    """In a process of its own: the command disables the loggers of the one that it runs in."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "1 kept, 0 broken" in done.stdout


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_used_in_its_own_place(library: str) -> None:
    users = {name for name, path in MODULES.items() if library in imported(path)}
    homes = HOMES[library]
    assert users, f"nothing uses {library}"
    assert {name for name in users if not name.startswith(homes)} == set()
    assert {home for home in homes if not any(name.startswith(home) for name in users)} == set()


def test_every_library_that_is_used_is_declared_and_has_its_place() -> None:
    used = {library for path in MODULES.values() for library in imported(path)}
    assert used - set(sys.stdlib_module_names) - {"unispec"} == set(HOMES)


@pytest.mark.parametrize("name", MODULES)
def test_a_file_is_short_and_so_are_its_functions(name: str) -> None:
    text = MODULES[name].read_text()
    assert len(text.splitlines()) <= LONGEST_FILE
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > LONGEST_FUNCTION
    ]
    assert long == []


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a body; a signature and a docstring are read, not followed."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("name", MODULES)
def test_no_module_knows_a_provider_or_puts_work_off(name: str) -> None:
    text = MODULES[name].read_text()
    assert PROVIDERS
    assert [each for each in PROVIDERS if each in text.lower()] == []
    assert re.findall(r"\b(?:TODO|FIXME|XXX|HACK)\b", text) == []


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_in_at_most_ten_lines_what_it_is(name: str) -> None:
    said = ast.get_docstring(ast.parse(MODULES[name].read_text()))
    assert said
    assert len([line for line in said.splitlines() if line]) <= 10
