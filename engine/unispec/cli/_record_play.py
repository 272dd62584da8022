"""A recording is played before it is written: as it came, and as it would be written. Both must go alike."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from unispec.data import Json
from unispec.diagnostics import ProviderError, UnispecError
from unispec.documents import from_data
from unispec.flow import Failure, Page, Program, Reply, Request, Validation
from unispec.language import runtime
from unispec.recording import Recording
from unispec.specs import Catalogue
from unispec.testing import Case, Exchange, Replayed, UnexpectedRequest, read_case, replay

_MOST_TRIES = 50


@dataclass(frozen=True, slots=True)
class Played:
    """How a case went: what was sent and what came out; `problem` when a request had no answer."""

    replayed: Replayed | None
    problem: str = ""

    @property
    def is_other(self) -> bool:
        """Tell whether other requests were made than there are answers for."""
        return self.replayed is None or bool(self.replayed.unused)

    def difference(self, other: Played) -> str | None:
        """Say in what another play differs; None when it went alike."""
        mine, its = self.replayed, other.replayed
        if mine is None:
            return self.problem
        if its is None:
            return other.problem
        if its.unused and len(mine.requests) == len(its.requests):
            return f"{len(its.unused)} of its requests are not made again"
        if its.unused or len(mine.requests) != len(its.requests):
            return f"{len(its.requests)} instead of {len(mine.requests)} requests"
        if _ending(mine.error) != _ending(its.error):
            return f"it ends in {_ending(its.error)} instead of {_ending(mine.error)}"
        if _counts(mine) != _counts(its):
            return f"{sum(_counts(its))} instead of {sum(_counts(mine))} records"
        more = Counter(each.code for each in its.diagnostics) - Counter(
            each.code for each in mine.diagnostics
        )
        if more:
            new = next(each for each in its.diagnostics if each.code in more)
            return f"a record has the new finding `{new.code}`: {new.message}"
        return None


def play_raw(catalogue: Catalogue, recording: Recording) -> Played:
    """Play a recording as it came."""
    exchanges = tuple(
        Exchange(request.method, urlsplit(request.url).path, _query(request), answer)
        for request, answer in recording.exchanges
    )
    case = Case(
        name="recorded",
        operation=recording.operation,
        document=from_data("recorded", {}),
        now=recording.now,
        account=recording.account,
        input=recording.input,
        limit=recording.limit,
        pages=recording.pages,
        exchanges=exchanges,
    )
    return _played(catalogue, recording, case, recording.base_url)


def play_files(
    catalogue: Catalogue, recording: Recording, files: Mapping[PurePosixPath, str], name: str
) -> Played:
    """Play a case as it would be written."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "integrations", recording.integration.name)
        for path, text in files.items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(text, encoding="utf-8", newline="\n")
        place = next(iter(files))
        case, found = read_case(home / place, str(place))
    if case is None:
        problem = f"it cannot be read: {found[0].message}" if found else "it cannot be read"
        return Played(None, problem)
    assert case.name == name
    return _played(catalogue, recording, case, None)


def with_tries(catalogue: Catalogue, recording: Recording) -> Recording:
    """Repeat or leave out tries that failed, as many as a play makes; in the call, chance decided it."""
    tries = recording.exchanges
    last = max((at for at, (_, answer) in enumerate(tries) if _has_failed(answer)), default=None)
    if last is None or not play_raw(catalogue, recording).is_other:
        return recording
    more = (*tries[:last], *[tries[last]] * _MOST_TRIES, *tries[last + 1 :])
    played = play_raw(catalogue, replace(recording, exchanges=more)).replayed
    made = 0 if played is None else sum(_same(each, tries[last][0]) for each in played.requests)
    others = [pair for pair in tries if not _same(pair[0], tries[last][0])]
    again = [pair for pair in tries if _same(pair[0], tries[last][0])]
    if made and not any(isinstance(each, Reply) and not _has_failed(each) for _, each in again):
        again = [*again[:made], *[again[-1]] * (made - len(again))]
    else:
        again = again[:1] + again[-1:] if len(again) > 1 else again
    return replace(recording, exchanges=(*others, *again))


def in_order(recording: Recording, played: Played) -> Recording:
    """Put the exchanges into the order in which a play asks for them; threads ask in any."""
    if played.replayed is None:
        return recording
    left = list(recording.exchanges)
    ordered = []
    for request in played.replayed.requests:
        index = next((at for at, pair in enumerate(left) if _same(pair[0], request)), None)
        if index is not None:
            ordered.append(left.pop(index))
    return replace(recording, exchanges=(*ordered, *left))


def _played(catalogue: Catalogue, recording: Recording, case: Case, base_url: str | None) -> Played:
    program = Program(recording.integration, catalogue.models, runtime(), base_url)
    try:
        return Played(replay(program, case, Validation.REPORT))
    except UnexpectedRequest as error:
        return Played(None, error.diagnostic.message)
    except UnispecError as error:
        return Played(None, f"it ends in `{error.diagnostic.code}`")


def _has_failed(answer: Reply | Failure) -> bool:
    return isinstance(answer, Failure) or answer.status >= 400


def _same(one: Request, other: Request) -> bool:
    return (one.method, one.url, one.query) == (other.method, other.url, other.query)


def _query(request: Request) -> dict[str, Json]:
    query: dict[str, list[str]] = {}
    for name, value in request.query:
        query.setdefault(name, []).append(value)
    return dict(query)


def _ending(error: UnispecError | None) -> str:
    if error is None:
        return "no error"
    status = f" with the status {error.status}" if isinstance(error, ProviderError) else ""
    return f"the error `{error.diagnostic.code}`{status}"


def _counts(replayed: Replayed) -> list[int]:
    return [len(each.result) if isinstance(each, Page) else 1 for each in replayed.answers]
