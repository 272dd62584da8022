"""From real calls to a case: what was asked and answered, with everything that is somebody's replaced.

It is read twice: first to learn what must be replaced, then to replace it alike everywhere. What is not
known to be harmless is replaced, so a field that nobody foresaw is not written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from unispec.data import InvalidJson, Json, decode, encode
from unispec.diagnostics import Code, Diagnostic, UnispecError
from unispec.flow import Failure, Reply, Request
from unispec.models import Model
from unispec.recording._address import Address, url_in_disguise
from unispec.recording._disguise import Disguise, Found
from unispec.recording._gate import Gate, Leak
from unispec.recording._headers import headers_in_disguise
from unispec.recording._tree import Tree
from unispec.recording._vocabulary import Vocabulary, vocabulary
from unispec.specs import Integration, OperationName

_TRIES = 6
_LARGEST_EXACT = 15
_TOO_DEEP = "[" * 1100 + "]" * 1100
_FIRST_STATUS = 100
_LAST_STATUS = 599
_NO_JSON = "This body was not JSON, and was replaced."
_WORDS = """body body_file connection exchanges fault headers input limit method now operation pages path
    query raw replaced reply request reset status summary text this timeout times truncated was
    not json and"""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a caller asked, and what went back and forth.

    `pages` of None: the list was read to its end; `secrets` are the credentials; `keep` names provider fields
    whose values the author keeps; `base_url` is where requests went, if elsewhere.
    """

    integration: Integration
    model: Model | None
    operation: OperationName
    exchanges: tuple[tuple[Request, Reply | Failure], ...] = field(repr=False)
    now: datetime
    input: Mapping[str, Json] = field(default_factory=dict, repr=False)
    account: Mapping[str, Json] | None = field(default=None, repr=False)
    limit: int | None = None
    pages: int | None = None
    base_url: str | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)
    keep: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A case as data, and the fields that were to be kept and are in no answer."""

    data: dict[str, Json]
    unkept: tuple[str, ...]


def recorded(recording: Recording) -> Recorded:
    """Make the case of a recording; raises `UnispecError` when it would hold what must not be written."""
    known = vocabulary(recording.integration, recording.model)
    first = _Writer(recording, known, None, 0)
    first.data()
    leak: Leak | None = None
    for salt in range(_TRIES):
        writer = _Writer(recording, known, first.found, salt)
        data = writer.data()
        leak = _gate(recording, known, first.found, writer.found).leak(data)
        if leak is None:
            return Recorded(data, writer.unkept)
    assert leak is not None
    message = f"the case would hold {leak.kind} in `{leak.place}`"
    remedy = "nothing was written; keep less with --keep, and look at the summary and the name of the case"
    raise UnispecError(Diagnostic(Code.SECRET_IN_RECORDING, message, help=remedy))


def check_written(recording: Recording, texts: Mapping[str, str]) -> None:
    """Refuse files, by their names, that hold a credential or a secret; raises `UnispecError`."""
    gate = Gate(recording.secrets, Found(), (), vocabulary(recording.integration, None).pages)
    for name, text in texts.items():
        if not gate.is_clean(name):
            message = "the name of the case holds a secret"
        elif not gate.is_clean(text):
            message = f"the file `{name}` would hold a secret"
        else:
            continue
        raise UnispecError(Diagnostic(Code.SECRET_IN_RECORDING, message, help="nothing was written"))


def _gate(recording: Recording, known: Vocabulary, *found: Found) -> Gate:
    both = Found(
        atoms=set().union(*(each.atoms for each in found)),
        texts=set().union(*(each.texts for each in found)),
        days=set().union(*(each.days for each in found)),
        kept=set().union(*(each.kept for each in found)),
    )
    steps = [step for each in recording.keep for step in each.split(".")]
    own = [str(recording.operation), recording.integration.name, recording.summary, _WORDS, *steps]
    allowed = [*own, *known.words, *known.keys, *known.key_words, *known.headers, *known.hosts, *both.kept]
    return Gate(recording.secrets, both, allowed, known.pages)


class _Writer:
    """Writes a recording as the data of a case, in one disguise."""

    def __init__(self, recording: Recording, known: Vocabulary, earlier: Found | None, salt: int) -> None:
        source = recording.integration.base_url.source.rstrip("/")
        asked = (recording.base_url or source).rstrip("/")
        self._address = Address(asked, asked if "{{" in source else source)
        self._recording = recording
        self._disguise = Disguise(known, self._address, recording.now, earlier, salt)
        self._tree = Tree(self._disguise, recording.keep)

    @property
    def found(self) -> Found:
        return self._disguise.found

    @property
    def unkept(self) -> tuple[str, ...]:
        return tuple(each for each in self._recording.keep if tuple(each.split(".")) not in self._tree.kept)

    def data(self) -> dict[str, Json]:
        recording = self._recording
        data: dict[str, Json] = {"summary": recording.summary} if recording.summary else {}
        data["operation"] = recording.operation.operation
        data["now"] = recording.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if recording.account is not None:
            data["connection"] = self._tree.given(dict(recording.account))
        if recording.input:
            data["input"] = self._tree.given(dict(recording.input))
        if recording.limit is not None:
            data["limit"] = recording.limit
        if recording.pages is not None:
            data["pages"] = recording.pages
        data["exchanges"] = [
            {"request": self._request(request), "reply": self._reply(answer)}
            for request, answer in recording.exchanges
        ]
        return data

    def _request(self, request: Request) -> dict[str, Json]:
        url = url_in_disguise(request.url, self._address, self._disguise)
        written: dict[str, Json] = {"method": request.method} if request.method != "GET" else {}
        written["path"] = urlsplit(url).path
        query: dict[str, list[Json]] = {}
        for name, value in request.query:
            replaced = self._disguise.query_value(name, value)
            query.setdefault(self._disguise.key(name), []).append(_number_or_text(replaced))
        if query:
            written["query"] = {name: each if len(each) > 1 else each[0] for name, each in query.items()}
        return written

    def _reply(self, answer: Reply | Failure) -> dict[str, Json]:
        if isinstance(answer, Failure):
            return {"fault": _fault(answer)}
        if not _FIRST_STATUS <= answer.status <= _LAST_STATUS:
            raise _unplayable(f"an answer with the status {answer.status} cannot be recorded")
        written: dict[str, Json] = {"status": answer.status} if answer.status != 200 else {}
        headers = headers_in_disguise(answer, self._disguise)
        body: dict[str, Json] = {}
        if answer.content:
            try:
                content = decode(answer.content)
                encode(content)
                body = {"body": self._tree.of(content)}
            except InvalidJson as problem:
                if not problem.too_deep:
                    headers["content-type"] = "text/plain"
                body = {"text": _TOO_DEEP if problem.too_deep else _NO_JSON}
        return written | ({"headers": headers} if headers else {}) | body


def _fault(failure: Failure) -> str:
    if failure.kind != Code.NO_ANSWER or failure.final:
        raise _unplayable(f"an answer with the error `{failure.kind}` cannot be recorded")
    if "cut off" in failure.problem:
        return "truncated"
    return "timeout" if "time" in failure.problem or "longer" in failure.problem else "reset"


def _unplayable(message: str) -> UnispecError:
    return UnispecError(Diagnostic(Code.UNPLAYABLE_RECORDING, message))


def _number_or_text(text: str) -> Json:
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LARGEST_EXACT
    return int(text) if is_number and str(int(text)) == text else text
