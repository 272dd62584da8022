"""The recorded cases of every integration, and where what came of one that was played is written down."""

from collections.abc import Iterator

from tests.snapshots import ROOT, TextFiles
from unispec.specs import Catalogue, catalogue_root
from unispec.testing import Case, read_cases

CATALOGUE = Catalogue.bundled()


def recorded() -> Iterator[tuple[str, Case]]:
    for name in CATALOGUE.integrations:
        for case in read_cases(catalogue_root() / "integrations" / name):
            yield name, case


def label(integration: str, case: Case) -> str:
    return f"{integration}/{case.operation.resource}/{case.name}"


def json_files(folder: str) -> type[TextFiles]:
    """Give an extension that writes JSON below `snapshots/<folder>/`."""
    return type("JsonFiles", (TextFiles,), {"folder": folder, "file_extension": "json"})


def snapshot_files() -> set[str]:
    """The snapshots of cases: everything that lies four levels deep."""
    return {str(path.relative_to(ROOT).with_suffix("")) for path in ROOT.glob("*/*/*/*") if path.is_file()}
