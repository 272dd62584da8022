"""A call that is recorded: made for real, replaced, played to see that it goes alike, and written."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import click

from unispec.cli._account_call import connected
from unispec.cli._account_options import AskedAccount
from unispec.cli._record_play import Played, in_order, play_files, play_raw, with_tries
from unispec.cli._show import note, show_frames
from unispec.clients import Connection
from unispec.data import Json
from unispec.diagnostics import (
    Code,
    Diagnostic,
    InputError,
    LinkError,
    MappingError,
    ProviderError,
    Severity,
    SpecError,
    UnispecError,
)
from unispec.documents import leads_out, store
from unispec.flow import Failure, Program, Reply, Request
from unispec.language import runtime
from unispec.recording import Recording, body_stem, case_files, check_written, recorded
from unispec.specs import SCHEMAS, OperationName, modeline
from unispec.testing import unused_bodies

_REMEDY = "set it, or name another one with --token-env"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(AskedAccount):
    """What a `record` command line asks for."""

    roots: tuple[Path, ...]
    name: OperationName
    parameters: Mapping[str, Json]
    id: str | None
    case: str
    summary: str
    limit: int | None
    pages: int | None
    keep: tuple[str, ...]
    dry: bool
    overwrite: bool
    keep_error: bool

    @property
    def input(self) -> dict[str, Json]:
        """What the operation is given."""
        return {**self.parameters} | ({"id": self.id} if self.id is not None else {})


def recorded_call(call: Call) -> None:
    """Make the call and write its case; raises an `UnispecError` or a usage error."""
    _refuse_what_is_there(call, [PurePosixPath("cases", call.name.resource, f"{call.case}.yaml")])
    recording, error = _made(call)
    recording = with_tries(call.catalogue, recording)
    raw = play_raw(call.catalogue, recording)
    recording = in_order(recording, raw)
    found = recorded(recording)
    try:
        files = case_files(found.data, call.name, call.case)
    except ValueError as problem:
        message = f"the answers cannot be written into a case: {problem}"
        raise UnispecError(Diagnostic(Code.UNPLAYABLE_RECORDING, message)) from None
    check_written(recording, {str(path): text for path, text in files.items()})
    _refuse_other_plays(raw, play_files(call.catalogue, recording, files, call.case))
    for each in found.unkept:
        note(f"--keep {each}: no answer has this field, or it holds secrets")
    if error is not None:
        status = f", status {error.status}" if isinstance(error, ProviderError) else ""
        note(f"the call ended in the error `{error.diagnostic.code}`{status}, and so does the case")
    _show_problems(raw)
    if call.dry:
        _print(files)
    else:
        _write(call, files)
        number = len(recording.exchanges)
        note(
            "1 exchange; look at it before you commit it"
            if number == 1
            else f"{number} exchanges; look at them before you commit them"
        )


def _made(call: Call) -> tuple[Recording, UnispecError | None]:
    integration = call.catalogue.integration(call.integration)
    now = datetime.now(UTC).replace(microsecond=0)
    seen: list[tuple[Request, Reply | Failure]] = []
    failure: UnispecError | None = None
    pages: int | None = None
    watch = {"clock": lambda: now, "watch": lambda request, answer: seen.append((request, answer))}
    with connected(call, _REMEDY, **watch) as made:
        try:
            pages = _read(call, made.connection)
        except (InputError, LinkError, SpecError):
            raise
        except MappingError as error:
            if not call.keep_error:
                raise _refused(error) from None
            failure = error
        except UnispecError as error:
            if not any(isinstance(answer, Reply) for _, answer in seen):
                raise
            failure = error
        secrets = made.secrets()
    recording = Recording(
        integration=integration,
        model=call.catalogue.models.get(call.name.resource),
        operation=call.name,
        exchanges=tuple(seen),
        now=now,
        input=call.input,
        account=made.account if _needs_account(call) else None,
        limit=call.limit,
        pages=pages,
        base_url=call.base_url,
        secrets=tuple(sorted(secrets)),
        keep=call.keep,
        summary=call.summary,
    )
    return recording, failure


def _refused(error: MappingError) -> MappingError:
    """Say of a mistake in the spec, which no test should hold, how to go on; it is not written."""
    remedy = "nothing was written; mend the spec, or --keep-error writes a case that ends so"
    found = error.diagnostic
    error.diagnostic = replace(found, help=f"{found.help}; {remedy}" if found.help else remedy)
    error.args = (error.diagnostic,)
    return error


def _needs_account(call: Call) -> bool:
    """Tell whether a play must know the account, which is read in the call unless it is a linked one."""
    integration = call.catalogue.integration(call.integration)
    program = Program(integration, call.catalogue.models, runtime(), call.base_url)
    return program.needs_connection(call.name)


def _read(call: Call, connection: Connection) -> int | None:
    """Read what was asked for; give the number of pages, and None for a list that was read to its end."""
    if call.name.operation == "get":
        connection.get(call.name.resource, call.id, call.parameters)
        return None
    cursor, wanted = None, call.pages or 1
    for _ in range(wanted):
        page = connection.list(call.name.resource, call.parameters, limit=call.limit, cursor=cursor)
        cursor = page.next_cursor
        if cursor is None:
            return None
    return wanted


def _refuse_other_plays(raw: Played, played: Played) -> None:
    difference = raw.difference(played)
    if difference is not None:
        message = f"the case does not play as the call went: {difference}"
        remedy = "nothing was written; the spec may read a field that was replaced: name it with --keep"
        raise UnispecError(Diagnostic(Code.UNPLAYABLE_RECORDING, message, help=remedy))


def _show_problems(raw: Played) -> None:
    """Show what is wrong with the records of a call, which its case will show as well."""
    replayed = raw.replayed
    found = replayed.diagnostics if replayed is not None else ()
    show_frames(found, sys.stderr)
    wrong = sum(each.severity is Severity.ERROR for each in found)
    if wrong:
        records = "a record is not well" if wrong == 1 else f"{wrong} problems with records"
        note(f"warning: {records}, and the case keeps this; mend the spec first if it is a mistake of it")


def _print(files: Mapping[PurePosixPath, str]) -> None:
    for path, text in files.items():
        click.echo(f"# {path}")
        click.echo(text, nl=False)


def _refuse_what_is_there(call: Call, paths: list[PurePosixPath]) -> None:
    if call.dry:
        return
    for path in (_folder(call) / each for each in paths):
        if leads_out(path, call.roots[-1]):
            raise _unwritable(path, "it leads out of the catalogue")
        if path.exists() and not call.overwrite:
            raise click.UsageError(f"`{path}` is there already; --overwrite replaces it")


def _write(call: Call, files: Mapping[PurePosixPath, str]) -> None:
    _refuse_what_is_there(call, list(files))
    root = call.roots[-1]
    for place, text in reversed(list(files.items())):
        path = _folder(call) / place
        is_led = path.suffix == ".yaml" and (root / SCHEMAS / "case.schema.json").is_file()
        line = f"{modeline(path, root)}\n" if is_led else ""
        try:
            store(path, (line + text).encode(), root, overwrite=call.overwrite)
        except OSError as error:
            raise _unwritable(path, (error.strerror or "unknown reason").lower()) from None
        note(f"wrote {path}")
    if call.overwrite:
        _remove_old_bodies(call)


def _remove_old_bodies(call: Call) -> None:
    """Remove the bodies that a replaced case of this name had, and that no case names any more."""
    name = re.compile(rf"{re.escape(body_stem(call.name, call.case))}-\d+\.json")
    for path in unused_bodies(_folder(call)):
        if name.fullmatch(path.name):
            try:
                path.unlink()
            except OSError as error:
                raise _unwritable(path, (error.strerror or "unknown reason").lower()) from None
            note(f"removed {path}, which no case uses any more")


def _folder(call: Call) -> Path:
    return call.roots[-1] / "integrations" / call.integration


def _unwritable(path: Path, reason: str) -> UnispecError:
    return UnispecError(Diagnostic(Code.UNREADABLE_FILE, f"`{path}` cannot be written: {reason}"))
