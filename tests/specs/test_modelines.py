"""The first line of each YAML file, which leads editors to the schema of its kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unispec.documents import parse_yaml
from unispec.specs import (
    KINDS,
    catalogue_root,
    kind_of,
    meta_schema,
    modeline,
    schema_files,
    schema_named,
    with_modeline,
    yaml_files,
)

ROOT = Path(__file__).parents[2]
SHIPPED = [(root, path) for root in (ROOT, ROOT / "tests/providers") for path in yaml_files(root)]
LINE = "# yaml-language-server: $schema=x"


@pytest.mark.parametrize(("root", "path"), SHIPPED, ids=[str(path.relative_to(ROOT)) for _, path in SHIPPED])
def test_a_shipped_file_begins_with_the_way_to_its_schema(root: Path, path: Path) -> None:
    first = path.read_text("utf-8").partition("\n")[0]
    schema = schema_named(first)
    assert schema is not None
    assert not Path(schema).is_absolute()
    leads_to = (path.parent / schema).resolve()
    assert leads_to == ROOT / "engine/unispec/specs" / f"{kind_of(path, root)}.schema.json"
    assert leads_to.is_file()


def test_no_shipped_file_was_overlooked() -> None:
    assert catalogue_root() == ROOT
    looked_at = {path for _, path in SHIPPED}
    specs = {
        path
        for folder in ("integrations", "tests/providers", "docs")
        for path in (ROOT / folder).glob("**/*.y*ml")
        if "integrations" in path.parts
    }
    assert len(looked_at) > 180
    assert specs == looked_at


KIND_OF = {
    "integrations/a/integration.yaml": "integration",
    "integrations/a/b/c.yaml": "resource",
    "integrations/a/cases/b/c/d.yaml": "case",
    "integrations/a/cases/b.yaml": None,
    "integrations/a/cases/b/c.yaml": None,
    "integrations/a/b/c.json": None,
    "integrations/a/b.yaml": None,
    "integrations/a/b/c/d.yaml": None,
    "unified_models/a/b.yaml": None,
    "a.yaml": None,
}


@pytest.mark.parametrize(("name", "kind"), KIND_OF.items())
def test_the_place_of_a_file_tells_its_kind(name: str, kind: str | None) -> None:
    root = Path("root")
    assert kind_of(root / name, root) == kind
    if kind is None:
        with pytest.raises(ValueError, match="neither a spec nor a case"):
            modeline(root / name, root)
    else:
        up = "../" * name.count("/")
        assert (
            modeline(root / name, root) == f"# yaml-language-server: $schema={up}.unispec/{kind}.schema.json"
        )


COMMENTS = {
    LINE: "x",
    "#  yaml-language-server : $schema=../a.json  more": "../a.json",
    "# yaml-language-server: $schema: ../a.json": "../a.json",
    "# $schema: ../a.json": "../a.json",
    "# yaml-language-server: nothing": None,
    "#yaml-language-server: $schema=x": None,
    "# see yaml-language-server: $schema=x": None,
    "# $schema=x": None,
    "#": None,
}


@pytest.mark.parametrize(("comment", "schema"), COMMENTS.items())
def test_a_comment_is_read_as_editors_read_it(comment: str, schema: str | None) -> None:
    assert schema_named(comment) == schema


CONTENTS = {
    b"": b"# L\n",
    b"a: 1\n": b"# L\na: 1\n",
    b"a: 1\r\nb: 2\r\n": b"# L\r\na: 1\r\nb: 2\r\n",
    b"\xef\xbb\xbfa: 1\n": b"\xef\xbb\xbf# L\na: 1\n",
    b"# a comment\na: 1\n": b"# L\n# a comment\na: 1\n",
    b"---\na: 1\n": b"# L\n---\na: 1\n",
    LINE.encode(): LINE.encode(),
    b"# a\n  " + LINE.encode() + b"\na: 1\n": b"# a\n  " + LINE.encode() + b"\na: 1\n",
    b"\xff\x00": b"# L\n\xff\x00",
}


@pytest.mark.parametrize(("content", "wanted"), CONTENTS.items())
def test_a_modeline_is_put_before_everything_once(content: bytes, wanted: bytes) -> None:
    assert with_modeline(content, "# L") == wanted


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9) | st.text("xyz\n: #", max_size=9)),
    st.booleans(),
)
def test_a_modeline_changes_nothing_that_a_file_says(data: dict[str, object], is_marked: bool) -> None:
    from unispec.documents import yaml_text

    content = (b"\xef\xbb\xbf" if is_marked else b"") + yaml_text(data).encode()
    led = with_modeline(content, LINE)
    document = parse_yaml("x", led).document
    assert document is not None
    assert document.data == data
    assert with_modeline(led, LINE) == led
    assert schema_named(document.comments()[0].text) == "x"


def test_the_schemas_for_editors_are_those_of_all_kinds(tmp_path: Path) -> None:
    from unispec.data import decode

    found = schema_files(tmp_path)
    assert {path: decode(text) for path, text in found.items()} == {
        tmp_path / ".unispec" / f"{kind}.schema.json": meta_schema(kind) for kind in KINDS
    }


def test_files_that_are_hidden_or_outside_are_not_led(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    for name in ("integrations/a/integration.yaml", "integrations/.git/b/c.yaml", "integrations/a/b/.c.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("a: 1\n")
    (outside / "m").mkdir(parents=True)
    (outside / "m/x.yaml").write_text("a: 1\n")
    (root / "integrations/b").symlink_to(outside, target_is_directory=True)
    (root / "integrations/a/b/x.yaml").symlink_to(outside / "m/x.yaml")
    (root / "integrations/a/b/folder.yaml").mkdir()
    assert [path.relative_to(root).as_posix() for path in yaml_files(root)] == [
        "integrations/a/integration.yaml"
    ]
