"""`unispec test`: do the cases send and give what their snapshots say?"""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter

import click

from unispec.cli._catalogue import catalogue_option, has_own_catalogue
from unispec.cli._show import note
from unispec.cli._test_asked import AskedTest
from unispec.cli._test_run import tested
from unispec.inspection import root_of
from unispec.language import RUNTIMES
from unispec.specs import catalogue_root
from unispec.testing import SNAPSHOTS, Wanted

_BUNDLED = "Play the bundled cases of the integrations that a root changes, too; only failures fail."
_HERE = "; for the one in this folder: `unispec test .`"


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("-k", "part", default="", metavar="SUBSTRING", help="Only cases with this in their names.")
@click.option("--update", is_flag=True, help="Write what changed and what is new; remove stray snapshots.")
@click.option("--coverage", "covers", is_flag=True, help="Tell which leaves and branches no case exercises.")
@click.option("--bundled", is_flag=True, help=_BUNDLED)
@click.option("--jsonata", type=click.Choice((*RUNTIMES, "both")), default="jlens", help="jlens is usual.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How it tells.")
@click.option("-v", "--verbose", is_flag=True, help="Name the cases that pass, too.")
@catalogue_option
@click.pass_context
def test(
    context: click.Context,
    /,
    paths: tuple[Path, ...],
    part: str,
    jsonata: str,
    roots: tuple[Path, ...],
    **flags: bool | str,
) -> None:
    """Play recorded cases, without a network, and compare them with their snapshots.

    A PATH is a folder with integrations/, or anything inside of one: a case, a spec, a folder. Its
    catalogue is laid over the bundled one. Without a path the last --catalogue is tested, or the
    bundled catalogue. Exit status: 0 all passed, 1 otherwise, 2 wrong usage.
    """
    if flags["update"]:
        _refuse_update(is_somewhere=bool(paths or roots), bundled=bool(flags["bundled"]))
    asked = AskedTest(
        roots=_tested_roots(paths, roots),
        below=roots if paths else roots[:-1],
        wanted=Wanted(paths, part),
        runtimes=RUNTIMES if jsonata == "both" else (jsonata,),
        update=bool(flags["update"]),
        covers=bool(flags["covers"]),
        bundled=bool(flags["bundled"]),
        form=str(flags["form"]),
        verbose=bool(flags["verbose"]),
    )
    begun = perf_counter()
    done = tested(asked)
    if asked.form == "json":
        from unispec.cli._test_json import write_tested

        write_tested(done)
    else:
        from unispec.cli._test_text import show_end

        show_end(done, asked, perf_counter() - begun)
    context.exit(0 if done.is_well else 1)


def _refuse_update(*, is_somewhere: bool, bundled: bool) -> None:
    """Raise a usage error where nothing could be written."""
    if not is_somewhere:
        raise click.UsageError("--update writes below a PATH; name one, such as `unispec test . --update`")
    if bundled:
        raise click.UsageError("--bundled writes nothing; leave out --update")


def _tested_roots(paths: tuple[Path, ...], roots: tuple[Path, ...]) -> tuple[tuple[Path, Path], ...]:
    """Give the roots to test, each with what stands for it in file names."""
    if paths:
        found = {os.path.realpath(root): root for root in reversed([*map(root_of, paths)])}
        return tuple((root, root) for root in reversed(found.values()))
    if roots:
        return ((roots[-1], roots[-1]),)
    bundled = catalogue_root()
    here = _HERE if has_own_catalogue() else ""
    if not (bundled / SNAPSHOTS).is_dir():
        raise click.UsageError(f"an installed package has no snapshots; name a PATH to test{here}")
    note("testing the bundled catalogue" + here)
    return ((bundled, Path()),)
