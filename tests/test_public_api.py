"""What the package promises: few names, sorted, all there; everything else is private."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import unispec

PUBLIC = [
    "App",
    "AsyncConnection",
    "AsyncEngine",
    "Begun",
    "Catalogue",
    "Ceilings",
    "Change",
    "Connection",
    "Diagnostic",
    "Engine",
    "InputError",
    "Item",
    "KeyRing",
    "LinkError",
    "Linked",
    "MappingError",
    "Page",
    "PaginationError",
    "ProviderError",
    "ProxyReply",
    "RateLimit",
    "Settings",
    "SpecError",
    "Status",
    "Timeouts",
    "TransportError",
    "UnispecError",
    "open_store",
]
MODULES = [
    module for module in walk_packages(unispec.__path__, "unispec.") if module.name != "unispec.__main__"
]
PACKAGES = [module.name for module in MODULES if module.ispkg]


def test_the_public_names_are_these() -> None:
    assert unispec.__all__ == PUBLIC == sorted(PUBLIC)
    assert dir(unispec) == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_can_be_imported_and_is_described(name: str) -> None:
    found = getattr(unispec, name)
    assert found.__name__ == name
    assert found.__doc__


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute `Nothing`"):
        _ = unispec.Nothing


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_has_what_it_exports(name: str) -> None:
    package = import_module(name)
    assert len(set(package.__all__)) == len(package.__all__)
    assert all(hasattr(package, each) for each in package.__all__)


def test_modules_are_private_and_packages_are_named() -> None:
    modules = [module.name for module in MODULES if not module.ispkg]
    assert [name for name in modules if not name.rpartition(".")[2].startswith("_")] == []
    assert [name for name in PACKAGES if name.rpartition(".")[2].startswith("_")] == []


def test_the_package_says_that_it_is_typed() -> None:
    assert Path(unispec.__file__).with_name("py.typed").is_file()


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import unispec", {"httpx", "jlens", "yaml", "click", "rich", "jinja2", "jsonschema"}),
        (
            "import unispec; unispec.Engine",
            {"jsonata", "click", "rich", "sqlalchemy", "cryptography", "opentelemetry"},
        ),
        ("import unispec.cli", {"httpx", "jsonata"}),
    ],
)
def test_what_is_not_needed_is_not_loaded(code: str, absent: set[str]) -> None:
    program = f"{code}; import sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & absent == set()
