"""Coverage names the leaves that gave no value and the branches that were not taken, and no others."""

from pathlib import Path

import pytest

from tests.testing.roots import CASE, CASES, GROUPS, HOME, INTEGRATION, acme, write
from unispec.specs import catalogue_root
from unispec.testing import Coverage, Suite, Wanted

GET = "operation: get\ninput: {id: '7'}\nexchanges:\n  - {request: {path: /v2/teams/7}, reply: {body: %s}}\n"


def covered(root: Path, resources: frozenset[str] | None = None) -> Coverage:
    suite = Suite.load(root, root)
    _, exercised = suite.cover("acme", suite.cases(Wanted())["acme"], ["jlens"])
    return suite.coverage(exercised, resources)


def gaps(root: Path) -> list[str]:
    return [
        f"{Path(each.location.file).name}:{each.location.span.line}:{each.location.span.column} "
        f"{each.kind} {each.what}"
        for each in covered(root).gaps
    ]


def test_what_no_case_exercises_is_named_with_its_place(tmp_path: Path) -> None:
    assert gaps(acme(tmp_path)) == [
        "integration.yaml:6:23 branch never false",
        "integration.yaml:16:12 leaf never evaluated",
        "groups.yaml:8:14 leaf always absent",
        "groups.yaml:14:14 leaf never evaluated",
        "groups.yaml:18:29 branch `else` never taken",
        "groups.yaml:20:25 branch default never used",
    ]


def test_cases_that_exercise_the_rest_leave_nothing(tmp_path: Path) -> None:
    root = acme(tmp_path)
    write(root, CASES / "get.yaml", GET % "{number: 7}")
    write(
        root,
        CASES / "error.yaml",
        GET.replace("reply: {", "reply: {status: 404, ") % "{error: {text: gone}}",
    )
    spec = root / HOME / "user_directory/groups.yaml"
    spec.write_text(spec.read_text().replace("        org: organization.id\n", "        org: $vars.org\n"))
    integration = root / HOME / "integration.yaml"
    integration.write_text(
        INTEGRATION.replace("base_url", "vars: {org: x}\nbase_url").replace("$text ? $upper", "$upper")
    )
    found = covered(root)
    assert found.gaps == ()
    assert (found.exercised_leaves, found.exercised_branches) == (found.leaves, found.branches)
    assert (found.leaves, found.branches) == (10, 4)


@pytest.mark.parametrize(
    ("leaf", "told"),
    [
        ("size > 1 ? title", ["never false"]),
        ("title ? (size > 9 ? 1 : 2) : (note ? 3 : 4)", ["`else` never taken", "`then` never taken"]),
        ("title ?: note", ["default never used"]),
        ("nothing ?: title", ["left side never used"]),
        ("nothing ?? title", ["left side never used"]),
        ("title ?? (note ? 1 : 2)", ["default never used"]),
        ("$map(nothing, function($n) { $n ? 1 : 2 }) ?? title", ["left side never used"]),
        ("[$map(nothing, function($n) { $n ? (note ? 1) : 2 }), 1]", ["`?` never reached"]),
        ('$map([0, 1], function($n) { $n ? "a" : "b" })[0]', []),
        ('$label(nothing) ?: (number = 1 ? "é" : "𝄞")', ["left side never used"]),
        ('number = 1 ? "a" : number = 2 ? "b" : number = 3 ? "c" : "d"', ["`else` never taken"]),
        ("number = 4 ? 1 : number = 5 ? 2 : 3", ["`then` never taken", "`then` never taken"]),
    ],
)
def test_a_branch_that_is_not_taken_is_told_and_nothing_inside_of_it(
    tmp_path: Path, leaf: str, told: list[str]
) -> None:
    root = acme(tmp_path)
    spec = GROUPS.replace("  description: note\n", f"  description: |\n    {leaf}\n")
    write(root, HOME / "user_directory/groups.yaml", spec)
    found = [each for each in covered(root).gaps if each.location.route == ("map", "description")]
    assert sorted(each.what for each in found) == sorted(told)


def test_a_function_that_nobody_calls_is_told(tmp_path: Path) -> None:
    root = acme(tmp_path)
    more = "functions:\n  unused: |\n    function($x) { $x ? 1 : 2 }\n"
    write(root, HOME / "integration.yaml", INTEGRATION.replace("functions:\n", more))
    assert "integration.yaml:6:5 leaf never called" in gaps(root)


def test_only_what_stands_in_the_root_counts(tmp_path: Path) -> None:
    bundled = catalogue_root() / "integrations" / "calendly"
    home = tmp_path / "integrations/calendly"
    case = bundled / "cases/user_directory/groups/empty.yaml"
    text = case.read_text().replace("../../bodies", "bodies")
    write(tmp_path, home / "cases/user_directory/groups/empty.yaml", text)
    write(tmp_path, home / "cases/user_directory/groups/bodies/empty.json", "{}")
    write(tmp_path, home / "user_directory/groups.yaml", "map:\n  description: name\n")
    suite = Suite.load(tmp_path, tmp_path)
    _, exercised = suite.cover("calendly", suite.cases(Wanted())["calendly"], ["jlens"])
    found = suite.coverage(exercised)
    assert (found.leaves, found.exercised_leaves) == (1, 0)
    assert [each.location.route for each in found.gaps] == [("map", "description")]


def test_coverage_of_one_resource_leaves_the_rest_out(tmp_path: Path) -> None:
    root = acme(tmp_path)
    assert covered(root, frozenset()).leaves == 0
    files = {
        Path(each.location.file).name for each in covered(root, frozenset({"user_directory/groups"})).gaps
    }
    assert files == {"groups.yaml"}


def test_every_expression_of_the_bundled_catalogue_is_exercised() -> None:
    suite = Suite.load(catalogue_root(), Path())
    for name, paths in suite.cases(Wanted()).items():
        _, exercised = suite.cover(name, paths, ["jlens"])
        found = suite.coverage(exercised)
        assert [f"{each.location} {each.what}" for each in found.gaps] == []
        assert found.leaves > 100
        assert found.branches > 50


def test_a_case_without_any_answer_leaves_a_resource_bare(tmp_path: Path) -> None:
    root = acme(tmp_path)
    write(root, CASES / "two-pages.yaml", CASE[: CASE.index("exchanges")])
    found = covered(root)
    assert found.exercised_branches == 0
    assert {each.what for each in found.gaps} <= {"never evaluated", "never called", "always absent"}
