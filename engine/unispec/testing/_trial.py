"""Tests a case: plays it, and compares what comes out with its snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from unispec.data import InvalidJson, Json, decode
from unispec.diagnostics import (
    Code,
    Diagnostic,
    Location,
    MappingError,
    SpecError,
    UnispecError,
)
from unispec.flow import Page, Program, Validation
from unispec.testing._book import UnexpectedRequest
from unispec.testing._cases import Case, read_case, resource_of
from unispec.testing._changes import Change, changes
from unispec.testing._keeping import Kept, read_kept
from unispec.testing._replay import Replayed, replay
from unispec.testing._shapes import ReplyShapes
from unispec.testing._snapshots import snapshot_path, snapshot_text
from unispec.testing._verdict import Outcome, Verdict

_REWRITTEN = Change("the file", "other spaces, or another order of keys", "as it is written")


@dataclass
class Trial:
    """Tests the cases of one integration in a root, in each of `programs`, which have a runtime each.

    `label` stands for the root in file names that people see. A case that ends in an error of its author
    fails, unless its snapshot has that error already, or `accepts_errors`.
    """

    root: Path
    label: Path
    programs: Sequence[Program]
    accepts_errors: bool = False

    @cached_property
    def _shapes(self) -> ReplyShapes:
        return ReplyShapes(self.programs[0])

    @property
    def integration(self) -> str:
        """The integration that is tested."""
        return self.programs[0].integration.name

    def verdict(self, path: Path) -> Verdict:
        """Test the case that stands in a file."""
        label = str(self.label / path.relative_to(self.root))
        case, found = read_case(path, label)
        if case is None:
            return self._made(path, label, Outcome.FAILED, diagnostics=found)
        try:
            played = [replay(each, case, Validation.RAISE) for each in self.programs]
            texts = [snapshot_text(each) for each in played]
        except UnexpectedRequest as error:
            return self._made(path, label, Outcome.FAILED, diagnostics=(*found, error.diagnostic))
        except InvalidJson:
            deep = Diagnostic(Code.BODY_TOO_DEEP, "what comes out is nested too deeply to be kept", _of(case))
            return self._made(path, label, Outcome.FAILED, diagnostics=(*found, deep))
        wrong = [*self._unplayed(path, case, played[0], texts[0]), *_differing(case, texts)]
        if wrong:
            differences = tuple(changes(decode(texts[0].encode()), decode(texts[-1].encode())))
            warnings = self._shapes.problems(case, went_well=_is_unmeant(played[0].error))
            faults = () if played[0].unused else _faults(played[0].error, None)
            return self._made(path, label, Outcome.FAILED, differences, (*found, *warnings, *faults, *wrong))
        return self._compared(path, case, played[0], texts[0], found)

    def _unplayed(self, path: Path, case: Case, played: Replayed, text: str) -> Iterator[Diagnostic]:
        """Say why exchanges were never asked for: the error that came before them, unless it is meant."""
        if not played.unused:
            return
        error, kept = played.error, self._kept(path, text)
        if error is None or self.accepts_errors or kept.is_same or _has_code(kept.data, error):
            yield from _unused(case, played)
        else:
            yield from (_placed(each, case) for each in _told(error))

    def _kept(self, path: Path, text: str) -> Kept:
        place = self._snapshot(path)
        return read_kept(place, self.root, str(self.label / place.relative_to(self.root)), text)

    def _compared(
        self, path: Path, case: Case, played: Replayed, text: str, found: tuple[Diagnostic, ...]
    ) -> Verdict:
        kept = self._kept(path, text)
        wrong = () if self.accepts_errors or kept.is_same else _faults(played.error, kept.data)
        outcome = Outcome.PASSED if kept.is_same else Outcome.CHANGED if kept.is_there else Outcome.NEW
        differences: tuple[Change, ...] = ()
        if kept.is_read:
            differences = tuple(changes(kept.data, decode(text.encode()))) or (_REWRITTEN,)
        warnings = self._shapes.problems(case, went_well=played.error is None or bool(wrong))
        return self._made(
            path,
            case.document.name,
            Outcome.FAILED if wrong or kept.is_closed else outcome,
            differences,
            (*found, *warnings, *kept.diagnostics, *wrong),
            "" if kept.is_closed else _gist(played),
            text,
        )

    def _snapshot(self, path: Path) -> Path:
        return snapshot_path(self.root, self.integration, resource_of(path), path.stem)

    def _made(
        self,
        path: Path,
        label: str,
        outcome: Outcome,
        differences: tuple[Change, ...] = (),
        diagnostics: tuple[Diagnostic, ...] = (),
        gist: str = "",
        text: str | None = None,
    ) -> Verdict:
        return Verdict(
            integration=self.integration,
            resource=resource_of(path),
            case=path.stem,
            file=label,
            snapshot=self._snapshot(path),
            outcome=outcome,
            changes=differences,
            diagnostics=diagnostics,
            gist=gist,
            text=None if outcome is Outcome.FAILED else text,
        )


def _of(case: Case) -> Location:
    return case.document.location(("operation",))


def _unused(case: Case, played: Replayed) -> Iterator[Diagnostic]:
    for exchange in played.unused:
        message = f"`{exchange.method} {exchange.path}` was never asked for"
        yield Diagnostic(Code.UNUSED_EXCHANGE, message, exchange.location or _of(case))


def _differing(case: Case, texts: Sequence[str]) -> Iterator[Diagnostic]:
    if len(set(texts)) > 1:
        message = f"the JSONata runtimes give different results for `{case.name}`"
        yield Diagnostic(Code.DIFFERING_RUNTIMES, message, _of(case))


def _faults(error: UnispecError | None, kept: Json) -> tuple[Diagnostic, ...]:
    """Give an error that is the author's, which nobody has said is meant."""
    if not isinstance(error, MappingError | SpecError) or _has_code(kept, error):
        return ()
    return _told(error)


def _is_unmeant(error: UnispecError | None) -> bool:
    return error is None or isinstance(error, MappingError | SpecError)


def _has_code(kept: Json, error: UnispecError) -> bool:
    """Tell whether a snapshot says that a case ends in this error."""
    before = kept.get("error") if isinstance(kept, dict) else None
    return isinstance(before, dict) and before.get("code") == error.diagnostic.code


def _told(error: UnispecError) -> tuple[Diagnostic, ...]:
    return error.diagnostics if isinstance(error, SpecError) else (error.diagnostic,)


def _placed(diagnostic: Diagnostic, case: Case) -> Diagnostic:
    """Let what has no place, such as a parameter that is refused, be about the input of its case."""
    if diagnostic.location is not None:
        return diagnostic
    route = "input" if "input" in case.document.data else "operation"
    return replace(diagnostic, location=case.document.location((route,)))


def _gist(played: Replayed) -> str:
    records = sum(
        len(each.result) if isinstance(each, Page) else each.result is not None for each in played.answers
    )
    sent = len(played.requests)
    words = f"{sent} request{'s' * (sent != 1)}, {records} record{'s' * (records != 1)}"
    if played.error is None:
        return words
    return f"{words}, error[{played.error.diagnostic.code}]: {played.error.diagnostic.message}"
