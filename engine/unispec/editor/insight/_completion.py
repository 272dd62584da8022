"""Completions: what stands at the cursor decides who is asked, and how the answer is written down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from unispec.diagnostics import Part
from unispec.documents import Style
from unispec.editor.insight import _expression_completion, _template
from unispec.editor.insight._cut import cut
from unispec.editor.insight._draft import Draft
from unispec.editor.insight._expression_completion import Offer
from unispec.editor.insight._given import Completion
from unispec.editor.insight._keys import key_offers
from unispec.editor.insight._notes import printable, prose
from unispec.editor.insight._sight import sight
from unispec.editor.insight._surroundings import Surroundings
from unispec.editor.insight._values import value_offers


def completions_in(around: Surroundings, content: str, offset: int) -> Iterator[Completion]:
    """Everything that fits at an offset of a text."""
    draft = around.draft
    if draft.part is Part.KEY:
        end = offset + len(draft.text) - draft.offset
        has_colon = content[end:].lstrip(" ").startswith(":")
        for each in key_offers(around, draft.route[:-1]):
            text = each.text.rstrip(": ") if has_colon else each.text
            yield _completion(each, draft, content, offset, 0, len(draft.text), text)
        return
    found = _expression(around) or _template_word(around)
    whole = 0, len(draft.text), value_offers(around, draft.route)
    start, end, offers = found if found is not None else whole
    for each in map(partial(_called, draft.text[:start], draft.text[end:]), offers):
        written = _written(each.text, draft, is_whole=start == 0 and end == len(draft.text))
        if written is not None:
            yield _completion(each, draft, content, offset, start, end, written)


def _expression(around: Surroundings) -> tuple[int, int, Iterable[Offer]] | None:
    draft = around.draft
    if next(around.uses.at(draft.route), None) is None:
        return None
    found = cut(draft.text, draft.offset)
    seen = sight(around.uses, draft.route, found) if found is not None else None
    if found is None or seen is None:
        return 0, 0, ()
    return found.start, found.end, _expression_completion.offers(seen, around.uses)


def _template_word(around: Surroundings) -> tuple[int, int, Iterable[Offer]] | None:
    draft = around.draft
    names = _template.names_at(around.uses, draft.route)
    if not names:
        return None
    word = _template.word_at(draft.text, draft.offset)
    if word is None:
        return 0, 0, ()
    return word.start, word.end, _template.offers(names, word)


def _called(before: str, after: str, each: Offer) -> Offer:
    """A function with the bracket that opens its arguments, unless it is there, or `~>` gives them."""
    if (
        not (each.kind == "function" and each.text.startswith("$"))
        or after.startswith("(")
        or before.rstrip().endswith("~>")
    ):
        return each
    return replace(each, text=f"{each.text}(")


def _written(text: str, draft: Draft, *, is_whole: bool) -> str | None:
    """Write a piece of a scalar as its style wants it; None when it cannot be written there."""
    style = draft.style
    if style is Style.DOUBLE:
        return json.dumps(text, ensure_ascii=False)[1:-1]
    if style is Style.SINGLE:
        return text.replace("'", "''")
    if style is Style.PLAIN and text[:1] in '"`':
        if not is_whole:
            return text if draft.text[:1] not in ("", *text[:1]) else None
        return f"'{text.replace(chr(39), chr(39) * 2)}'"
    return text


def _completion(
    each: Offer, draft: Draft, content: str, offset: int, start: int, end: int, text: str
) -> Completion:
    """Place an offer; what cannot be counted back into the file begins, or ends, at the cursor."""
    first, last = offset - (draft.offset - start), offset + (end - draft.offset)
    if first < 0 or content[first:offset] != draft.text[start : draft.offset]:
        first = offset
    if content[offset:last] != draft.text[draft.offset : end]:
        last = offset
    detail, note = printable(each.detail), prose(each.documentation)
    return Completion(printable(each.label), each.kind, detail, note, first, last, text)
