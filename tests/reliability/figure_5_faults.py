"""Faults on the wire: no write is sent twice, reads succeed, and nobody gets another's answer.

First an exchange is cut at every byte, as GET and POST, closed and reset, in both framings. Then answers are
damaged at random, 35 % of them, until so many faults have happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product
from random import Random

from tests.reliability.callers import ENGINES, PATIENT, Outcome, Try
from tests.reliability.damage import TRANSIENT
from tests.reliability.faulty import Damage, End, Faulty, serving, whole

SHARE = 0.35
SEED = 5
BATCH = 500


def measure(long: bool) -> Iterator[str]:
    yield from _cuts()
    for title in ENGINES:
        yield from _at_random(title, 50_000 if long else 1_420)


def _cuts() -> Iterator[str]:
    """Cut the answer at every byte; the second arrival is answered."""
    cut, duplicates, outcome = 0, 0, Outcome()
    for engine, chunked, end in product(ENGINES.values(), (False, True), (End.CLOSE, End.RESET)):
        length = len(whole("g000", chunked=chunked))
        reads, writes = ([f"{kind}{at:03}" for at in range(length + 1)] for kind in "gp")
        with serving(Faulty(partial(_cut, end), chunked)) as faulty:
            engine(faulty.url, [("GET", each) for each in reads], outcome, PATIENT)
            engine(faulty.url, [("POST", each) for each in writes], outcome, PATIENT)
        cut += faulty.damages["cut"]
        duplicates += sum(faulty.arrivals[name] > 1 for name in writes)
        assert [faulty.arrivals[name] for name in reads] == [2] * length + [1]
    lost = sum(method == "GET" for method, _ in outcome.errors)
    yield f"{cut:,} answers cut at every byte, closed and reset, two framings, both engines:"
    yield f"  {outcome.right['GET']:,} GETs succeed and {lost} do not, {duplicates} POSTs sent twice"
    assert (lost, duplicates, outcome.wrong) == (0, 0, [])


def _cut(end: End, name: str, arrival: int, answer: bytes) -> Damage | None:
    at = int(name[1:])
    return Damage("cut", answer[:at], end) if arrival == 1 and at < len(answer) else None


def _at_random(title: str, faults: int) -> Iterator[str]:
    draw, outcome = Random(SEED), Outcome()
    asked: list[Try] = []

    def plan(name: str, arrival: int, answer: bytes) -> Damage | None:
        if draw.random() >= SHARE:
            return None
        return TRANSIENT[draw.choice(list(TRANSIENT))](answer, draw)

    with serving(Faulty(plan)) as faulty:
        while sum(faulty.damages.values()) < faults:
            begin = len(asked)
            batch = [("GET" if n % 2 else "POST", f"{n}") for n in range(begin, begin + BATCH)]
            ENGINES[title](faulty.url, batch, outcome)
            asked += batch
    yield from _counted(title, faulty, asked, outcome)


def _counted(title: str, faulty: Faulty, asked: list[Try], outcome: Outcome) -> Iterator[str]:
    writes = [name for method, name in asked if method == "POST"]
    reads = len(asked) - len(writes)
    lost = [each for each in outcome.errors if each[0] == "GET"]
    twice = [name for name in writes if faulty.arrivals[name] - faulty.refusals[name] > 1]
    unsure = len(outcome.errors) - len(lost)
    share = 1 - len(lost) / reads
    damaged, requests = sum(faulty.damages.values()), sum(faulty.arrivals.values())
    yield f"{title}: {damaged:,} faults of {len(faulty.damages)} kinds in {requests:,} requests:"
    yield f"  {share:.3%} of {reads:,} GETs succeed; {len(twice)} of {len(writes):,} POSTs sent twice,"
    yield f"  {unsure:,} ended in an error; {len(outcome.wrong)} calls got another's answer"
    assert (twice, outcome.wrong) == ([], [])
    assert share >= 0.9999, [str(outcome.errors[each]) for each in lost[:3]]
