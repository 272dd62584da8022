"""Findings to be rendered: some of each kind, and any that hypothesis can think of."""

from pathlib import Path

from hypothesis import strategies as st

from unispec.diagnostics import Code, Diagnostic, Inside, Location, Part, Related, Route, Severity, Span
from unispec.documents import parse_yaml
from unispec.rendering import Checkout

HERE = Checkout(Path("/home/acme"), Path("/home/acme/specs"))
MAP = "map:\n  title: nam\n  status: |\n    {{ x }}\n"


class Spot:
    """A source with one place; its lines are empty."""

    def __init__(self, file: str, span: Span) -> None:
        self.file, self.at = file, span

    def name_at(self, route: Route) -> str:
        return self.file

    def span(self, route: Route, part: Part, inside: Inside | None) -> Span:
        return self.at

    def line_at(self, route: Route, number: int) -> str:
        return ""


def at(file: str, span: tuple[int, int, int, int] = (2, 10, 2, 13), route: Route = ()) -> Location:
    return Location(Spot(file, Span(*span)), route)


def title(text: str = MAP, name: str = "integrations/a/b.yaml", message: str = "wrong") -> Diagnostic:
    """A finding at the title of a map, wherever in the text that stands."""
    document = parse_yaml(name, text.encode()).document
    assert document is not None
    return Diagnostic(Code.UNKNOWN_SOURCE_FIELD, message, document.location(("map", "title")))


SOME = (
    Diagnostic(Code.UNREADABLE_FILE, "`x` holds nothing"),
    title(message="`nam` is not a field of `Event`"),
    Diagnostic(
        Code.DUPLICATE_KEY,
        "`title` stands here twice, as `{{ a }}: b, c`",
        at("integrations/ä b/50%.yaml", (4, 3, 5, 1)),
        "remove one\nor the other",
        Severity.WARNING,
        (Related("the [first]", at("integrations/ä b/50%.yaml", (1, 1, 1, 6))),),
    ),
    Diagnostic(Code.QUOTED_WORD, "`$split(a, b)[0](c)`", at("../odd\udcff\n.yaml"), severity=Severity.NOTE),
)

_texts = st.text(st.characters(), min_size=1, max_size=30)
_numbers = st.integers(1, 10_000)
_files = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=20).filter(
    lambda name: not any(0xD800 <= ord(each) < 0xDC80 or 0xDD00 <= ord(each) < 0xE000 for each in name)
)
_places = st.builds(
    lambda file, row, column, rows, columns: at(file, (row, column, row + rows, column + columns)),
    _files,
    _numbers,
    _numbers,
    st.integers(0, 2),
    st.integers(0, 9),
)
ANY = st.lists(
    st.builds(
        Diagnostic,
        st.sampled_from(Code),
        _texts,
        st.none() | _places,
        st.none() | _texts,
        st.sampled_from(Severity),
        st.lists(st.builds(Related, _texts, _places), max_size=2).map(tuple),
    ),
    max_size=6,
)
