"""The wheel: built, unpacked into a fresh environment, and used from an empty folder."""

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.cli.commands import process
from tests.snapshots import ROOT as SNAPSHOTS

ROOT = SNAPSHOTS.parent
PROVIDED = ("integrations", "unified_models")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The installed script of a fresh environment that shares only the dependencies."""
    home = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    packages = next(home.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (packages / "shared.pth").write_text(_dependencies(home))
    script = home / "bin" / "unispec"
    script.write_text(f"#!{home}/bin/python\nfrom unispec.cli import main\nmain()\n")
    script.chmod(0o755)
    return str(script)


def _dependencies(home: Path) -> str:
    """A folder of links to every installed package but this one, and no `.pth` file that leads back."""
    links = home / "dependencies"
    links.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith(("unispec", "_editable")) and path.suffix != ".pth":
            (links / path.name).symlink_to(path)
    return f"{links}\n"


def test_the_wheel_holds_the_catalogue_with_its_cases_and_nothing_of_the_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for part in PROVIDED:
        files = {f"unispec/_catalogue/{path.relative_to(ROOT)}" for path in _files(ROOT / part)}
        assert files
        assert {name for name in names if name.startswith(f"unispec/_catalogue/{part}/")} == files
    assert {"unispec/py.typed", "unispec/specs/resource.schema.json"} <= names
    assert {"unispec/_docs/diagnostics.md", "unispec/rendering/report.schema.json"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    tops = {name.partition("/")[0].partition("-")[0] for name in names}
    assert tops == {"unispec"}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]


def test_the_wheel_names_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        entries = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "unispec = unispec.__main__:main" in archive.read(entries).decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "calendly", "calendar/events", "list", "--replay"), '"title": "Contract renewal"'),
        (("check",), "no problems"),
        (("check", "--explain", "quoted-word"), "YAML takes its quotes away before JSONata"),
        (("demo",), "Contract renewal"),
        (("list", "calendly"), "calendar/events"),
        (("--version",), "unispec, version"),
    ],
)
def test_the_installed_command_works_in_an_empty_folder(
    command: str, words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = process(*words, command=[command], cwd=tmp_path)
    assert done.status == 0, done.err
    assert said in done.out
    assert list(tmp_path.iterdir()) == []


def test_the_installed_package_is_the_one_of_the_wheel(command: str, tmp_path: Path) -> None:
    python = str(Path(command).with_name("python"))
    done = process("-c", "import unispec; print(unispec.__file__)", command=[python], cwd=tmp_path)
    assert Path(done.out.strip()).is_relative_to(Path(command).parents[1])
