"""How an endpoint cuts its lists into pages, guessed from its parameters and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unispec.data import Json
from unispec.scaffolding._bodies import Answer
from unispec.scaffolding._openapi import Endpoint, Node, mapping, text_of
from unispec.scaffolding._view import view
from unispec.scaffolding._words import quoted, words_of

_CURSORS = (
    "pagetoken",
    "cursor",
    "nextpagetoken",
    "continuationtoken",
    "pagecursor",
    "nexttoken",
    "startcursor",
    "pageafter",
    "after",
    "startingafter",
    "bookmark",
    "marker",
    "nextcursor",
    "pagekey",
    "token",
)
_PAGES = ("page", "pagenumber", "pageno", "pageindex", "currentpage", "p")
_OFFSETS = ("offset", "skip", "startindex", "pageoffset", "start")
_SIZES = (
    "limit",
    "perpage",
    "pagesize",
    "count",
    "size",
    "maxresults",
    "top",
    "pagelimit",
    "first",
    "numperpage",
    "maxitems",
    "take",
    "results",
)
_TOKENS = (
    "nextpagetoken",
    "nextcursor",
    "nexttoken",
    "endcursor",
    "continuationtoken",
    "nextpagecursor",
    "cursornext",
    "pagingcursorsafter",
    "cursorsafter",
    "nextbookmark",
    "nextmarker",
    "next",
    "cursor",
    "after",
)
_URLS = (
    "nexturl",
    "nextlink",
    "nexthref",
    "nextpageurl",
    "odatanextlink",
    "linksnext",
    "linksnexthref",
    "linknext",
    "nextpage",
    "next",
)
_MORE = ("hasmore", "hasnext", "hasnextpage", "hasmoreitems", "more", "moreavailable")
_TOTALS = ("total", "totalcount", "totalresults", "totalitems", "totalrecords", "count")
_PAGE_TOTALS = ("totalpages", "pagecount", "lastpage", "pages", "numpages")
_GROUPS = (
    "page",
    "pages",
    "paging",
    "pagination",
    "meta",
    "metadata",
    "links",
    "link",
    "cursor",
    "cursors",
    "pageinfo",
    "responsemetadata",
    "nextpage",
)
_DEEPEST = 3
_USUAL_SIZE = 100


@dataclass(frozen=True, slots=True)
class Paging:
    """A style with its keys, and the parameters that it takes for itself."""

    style: str
    keys: tuple[tuple[str, Json], ...]
    parameters: frozenset[str]

    @property
    def shown(self) -> str:
        """The keys that matter, in a line."""
        keys = [(key, value) for key, value in self.keys if isinstance(value, str)]
        return ", ".join(f"{key}: {value}" for key, value in (("style", self.style), *keys))

    @property
    def name(self) -> str:
        """A name for it in the file."""
        return {"cursor": "cursor", "next_url": "next_url", "link_header": "links", "offset": "offset"}.get(
            self.style, "pages"
        )


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of an answer outside of its records, as JSONata, and its joined words."""

    place: str
    joined: str
    last: str
    schema: Json
    is_url: bool
    kinds: frozenset[str]


def paging_of(endpoint: Endpoint, answer: Answer, root: Node) -> Paging | None:
    """Guess how an endpoint pages; None when it does not seem to."""
    parameters = {_joined(text_of(each["name"])): each for each in endpoint.named("query")}
    size = _first(parameters, _SIZES)
    fields = list(_fields(answer.schema, root, (), 0))
    own = frozenset(
        text_of(parameters[name]["name"])
        for name in parameters
        if name in (*_CURSORS, *_PAGES, *_OFFSETS, *_SIZES) and _is_of_page(name, parameters[name])
    )
    guessed = _style(parameters, fields, answer)
    if guessed is None:
        return None
    style, keys = guessed
    limit = _limit(size, root) if size is not None else None
    return Paging(style, (*keys, *((("limit", limit),) if limit else ())), own)


def _is_of_page(name: str, parameter: Node) -> bool:
    """Whether a parameter is one of paging, and not a time to begin at."""
    return name not in ("start", "after") or text_of(mapping(parameter.get("schema")).get("format")) == ""


def _style(
    parameters: dict[str, Node], fields: list[_Field], answer: Answer
) -> tuple[str, tuple[tuple[str, Json], ...]] | None:
    cursor = _first(parameters, _CURSORS)
    token = _found(
        (each for each in fields if not each.is_url and each.kinds & {"string", "integer"}), _TOKENS
    )
    more = _found((each for each in fields if "boolean" in each.kinds), _MORE)
    ending = (("more", more.place),) if more else ()
    url = _found((each for each in fields if "string" in each.kinds), _URLS)
    if cursor is not None and token is not None and _is_of_page(_joined(cursor["name"]), cursor):
        return "cursor", (("next", token.place), ("param", cursor["name"]), *ending)
    if url is not None and (url.is_url or cursor is None):
        return "next_url", (("next", url.place), *ending)
    if "link" in answer.headers:
        return "link_header", ()
    number = (each for each in fields if each.kinds & {"integer", "number"})
    numbers = list(number)
    for style, names, totals in (("offset", _OFFSETS, _TOTALS), ("page", _PAGES, _PAGE_TOTALS)):
        parameter = _first(parameters, names)
        if parameter is not None and _is_of_page(_joined(parameter["name"]), parameter):
            total = _found(iter(numbers), totals)
            known = (("total", total.place),) if total and not more else ()
            start = mapping(parameter.get("schema")).get("default")
            begins = (("start", start),) if type(start) is int and start in (0, 1) else ()
            return style, (("param", parameter["name"]), *begins, *ending, *known)
    if cursor is not None and more is not None and answer.is_list:
        last = "$" if answer.records == "$" else answer.records
        if _joined(cursor["name"]) in ("startingafter", "after"):
            return "cursor", (("next", f"{last}[-1].id"), ("param", cursor["name"]), *ending)
    return None


def _limit(parameter: Node, root: Node) -> Json:
    schema = mapping(parameter.get("schema"))
    found = view(schema, root)
    if found.kinds and not found.kinds & {"integer", "number", "string"}:
        return None
    most, usual = schema.get("maximum"), schema.get("default")
    numbers = [each for each in (most, usual) if type(each) is int and each > 0]
    return {"param": parameter["name"], "max": numbers[0] if numbers else _USUAL_SIZE}


def _fields(schema: Json, root: Node, above: tuple[str, ...], depth: int) -> Iterator[_Field]:
    for name, each in view(schema, root).properties.items():
        seen = view(each, root)
        path = (*above, name)
        if seen.properties and depth < _DEEPEST and _joined(name) in _GROUPS:
            yield from _fields(each, root, path, depth + 1)
        elif not seen.properties and "array" not in seen.kinds:
            joined = "".join(map(_joined, path))
            about = f"{seen.format} {joined}"
            is_url = any(word in about for word in ("uri", "url", "link", "href"))
            place = ".".join(map(quoted, path))
            yield _Field(place, joined, _joined(name), each, is_url, frozenset(seen.kinds or {"string"}))


def _found(fields: Iterable[_Field], names: tuple[str, ...]) -> _Field | None:
    known = list(fields)
    for name in names:
        for each in known:
            if name in (each.joined, each.last):
                return each
    return None


def _first(parameters: dict[str, Node], names: tuple[str, ...]) -> Node | None:
    return next((parameters[name] for name in names if name in parameters), None)


def _joined(name: Json) -> str:
    return "".join(words_of(text_of(name)))
