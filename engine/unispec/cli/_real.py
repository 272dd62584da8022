"""A run for real: an account, its token, and what comes back."""

from __future__ import annotations

from unispec.cli._account_call import connected
from unispec.cli._asked import Asked
from unispec.cli._output import write_answer, write_lines
from unispec.cli._progress import watched
from unispec.cli._show import show_found, status_after
from unispec.clients import Connection
from unispec.data import Json
from unispec.diagnostics import UnispecError

_REMEDY = "set it, name another one with --token-env, or try --replay or --dry-run"


def run_real(asked: Asked) -> int:
    """Make the call and write the answer; raises an `UnispecError`.

    Gives the exit status: 1 when something is wrong with records.
    """
    with connected(asked, _REMEDY) as made:
        connection = made.connection
        if asked.name.operation == "get":
            item = connection.get(asked.name.resource, asked.id, asked.parameters, raw=asked.raw)
            status = show_found(item.diagnostics)
            write_answer(item.to_dict(), asked.output)
            return status
        return _every_page(asked, connection) if asked.everything else _one_page(asked, connection)


def _one_page(asked: Asked, connection: Connection) -> int:
    page = connection.list(
        asked.name.resource, asked.parameters, limit=asked.limit, cursor=asked.cursor, raw=asked.raw
    )
    status = show_found(page.diagnostics)
    write_answer(page.to_dict(), asked.output)
    return status


def _every_page(asked: Asked, connection: Connection) -> int:
    """Write all pages; what was read before an error is written too, with the cursor to go on."""
    pages = connection.pages(asked.name.resource, asked.parameters, cursor=asked.cursor, raw=asked.raw)
    printing = asked.output == "ndjson"
    result: list[Json] = []
    partial = False
    status = 0
    failure: UnispecError | None = None
    try:
        for page in watched(pages, printing=printing):
            status = max(status, status_after(page.diagnostics))
            if printing:
                write_lines(page.result)
                continue
            result += page.result
            partial = partial or page.is_partial
    except UnispecError as error:
        if printing or not result:
            raise
        failure = error
    if not printing:
        cursor = failure.cursor if failure else None
        answer = {"result": result, "next_cursor": cursor, "is_partial": partial or failure is not None}
        write_answer(answer, asked.output)
    if failure is not None:
        raise failure
    return status
