"""What a `run` command line asks for, and which of its words exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from unispec.cli._account_options import AskedAccount
from unispec.data import Json
from unispec.specs import OperationName

RUNNABLE = ("list", "get")
_ACCOUNT = ("--connection", "--tenant", "--store", "--keys", "--private-network")
_NOT_DRY = ("--all", "--cursor", "--token-env", "--raw", "--output", *_ACCOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(AskedAccount):
    """One operation, for whom, and how its answer is written; `case` of "" is any case."""

    roots: tuple[Path, ...]
    name: OperationName
    parameters: Mapping[str, Json]
    id: str | None
    limit: int | None
    everything: bool
    cursor: str | None
    raw: bool
    case: str | None
    output: str

    def refuse_contradictions(self, *, dry: bool, formed: bool) -> None:
        """Raise a usage error for words that would have no effect together.

        `formed` says that the form of the output was chosen, and is not the usual one.
        """
        given = {
            "ID": self.id,
            "--param": self.parameters or None,
            "--limit": self.limit,
            "--all": self.everything or None,
            "--cursor": self.cursor,
            "--base-url": self.base_url,
            "--token-env": self.token_env,
            "--connection": self.connection,
            "--tenant": self.tenant,
            "--store": self.store,
            "--keys": self.keys,
            "--private-network": self.anywhere or None,
            "--dry-run": dry or None,
        }
        self._refuse_empty_words()
        said = [word for word, value in given.items() if value is not None]
        if self.raw and self.output == "table":
            raise click.UsageError("a table has no room for --raw; use -o json or ndjson")
        if self.case is not None:
            _refuse(said, said, "--replay plays what the case asks; leave out {}")
            return
        if dry:
            said += [word for word, is_given in (("--raw", self.raw), ("--output", formed)) if is_given]
            _refuse(said, _NOT_DRY, "--dry-run shows the first request; leave out {}")
        if self.name.operation == "list":
            _refuse(said, ["ID"], "`list` takes no ID; leave out {}")
        elif self.name.operation == "get":
            _refuse(said, ["--limit", "--all", "--cursor"], "`get` gives one record; leave out {}")
        if self.id is not None and "id" in self.parameters:
            raise click.UsageError("ID and `-p id` exclude each other")
        if self.limit is not None and self.everything:
            raise click.UsageError("--limit and --all exclude each other")

    def _refuse_empty_words(self) -> None:
        if self.base_url == "":
            raise click.UsageError("--base-url holds no URL")
        if self.token_env == "":
            raise click.UsageError("--token-env names no variable")


def _refuse(said: Iterable[str], unwanted: Iterable[str], message: str) -> None:
    found = [word for word in said if word in set(unwanted)]
    if found:
        raise click.UsageError(message.format(", ".join(found)))
