"""`unispec record`: a real call becomes a case, with everything that is somebody's replaced."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from unispec.cli._account_options import (
    connection_option,
    private_option,
    refuse_stray_words,
    store_options,
    tenant_option,
)
from unispec.cli._asked import RUNNABLE
from unispec.cli._catalogue import catalogue_option, load
from unispec.cli._parameters import read_parameters
from unispec.specs import OperationName

_CASE = "The name of the case: small letters, digits and hyphens."
_PARAM = "A unified parameter, as for `unispec run`. Repeatable."
_LIMIT = "How many records a page has; the provider's page size when left out."
_PAGES = "How many pages are read at most; one when left out."
_VARIABLE = "The environment variable of the token or key; <INTEGRATION>_TOKEN or _API_KEY when left out."
_KEEP_ERROR = "Write a call that ends in a mistake of the spec, too: the case shows that error."
_KEEP = "A provider field whose values stay as they are, such as `location.type`. Repeatable."
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@click.command()
@click.argument("integration")
@click.argument("resource")
@click.argument("operation", type=click.Choice(RUNNABLE), metavar="OPERATION")
@click.argument("id", required=False)
@click.option("--case", "case", required=True, metavar="NAME", help=_CASE)
@click.option("--summary", default="", metavar="TEXT", help="One line that says what the case shows.")
@click.option("-p", "--param", "written", multiple=True, metavar="KEY=VALUE", help=_PARAM)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=_LIMIT)
@click.option("--pages", type=click.IntRange(min=1), metavar="N", help=_PAGES)
@click.option("--base-url", metavar="URL", help="Another address of the provider's API.")
@click.option("--token-env", metavar="VAR", help=_VARIABLE)
@connection_option
@tenant_option
@store_options
@private_option
@click.option("--keep", multiple=True, metavar="FIELD", help=_KEEP)
@click.option("--keep-error", is_flag=True, help=_KEEP_ERROR)
@click.option("--dry-run", "dry", is_flag=True, help="Make the call, print the case, and write nothing.")
@click.option("--overwrite", is_flag=True, help="Replace a case of that name.")
@catalogue_option
def record(
    integration: str,
    resource: str,
    operation: str,
    written: tuple[str, ...],
    roots: tuple[Path, ...],
    **words: Any,
) -> None:
    """Make a real call of an OPERATION (list or get), and write it as a case below the last --catalogue.

    Secrets and everything that could be somebody's are replaced, the same value always alike. Look at
    the case before you commit it. `unispec test --update` accepts what comes of it.
    """
    _refuse(operation, roots, words)
    refuse_stray_words(words)
    catalogue = load(roots)
    catalogue.integration(integration)
    parameters = read_parameters(written, catalogue.models.get(resource), operation)
    if words["id"] is not None and "id" in parameters:
        raise click.UsageError("ID and `-p id` exclude each other")
    name = OperationName(resource, operation)
    from unispec.cli._record_call import Call, recorded_call

    made = Call(
        catalogue=catalogue, roots=roots, integration=integration, name=name, parameters=parameters, **words
    )
    recorded_call(made)


def _refuse(operation: str, roots: tuple[Path, ...], words: dict[str, Any]) -> None:
    """Raise a usage error for words that cannot be meant."""
    if not roots and not words["dry"]:
        raise click.UsageError("a case is written below a --catalogue; name one, or try --dry-run")
    if not _NAME.fullmatch(words["case"]) or len(words["case"]) > 80:
        raise click.UsageError("--case takes small letters, digits and hyphens, such as `full-page`")
    if operation == "list" and words["id"] is not None:
        raise click.UsageError("`list` takes no ID")
    if operation == "get" and (words["limit"] or words["pages"]):
        raise click.UsageError("`get` gives one record; leave out --limit and --pages")
    if words["dry"] and words["overwrite"]:
        raise click.UsageError("--dry-run writes nothing; leave out --overwrite")
    for option in ("base_url", "token_env"):
        if words[option] == "":
            raise click.UsageError(f"--{option.replace('_', '-')} holds nothing")
    if any("" in each.split(".") for each in words["keep"]):
        raise click.UsageError("--keep takes the names of fields, with dots between them")
    if any(not letter.isprintable() for letter in words["summary"]):
        raise click.UsageError("--summary is one line of text")
