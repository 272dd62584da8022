from typing import Any

import pytest

from unispec.language import Place, Reading, TemplateError, template

WHOLE = Reading(whole=True)

RENDERED = [
    (Place.PATH, "/events/{{ input.id }}", {"input": {"id": "a b/ü"}}, "/events/a%20b%2F%C3%BC"),
    (Place.PATH, "/e/{{ input.items }}", {"input": {"items": 7}}, "/e/7"),
    (
        Place.PATH,
        "/e/{{ input.keys }}/{{ input['a-b'] }}",
        {"input": {"keys": "k", "a-b": True}},
        "/e/k/true",
    ),
    (Place.PATH, "/e/{{ input.list[0].x }}", {"input": {"list": [{"x": "y"}]}}, "/e/y"),
    (Place.PATH, "/e/{{ input.none | default('me') }}", {"input": {}}, "/e/me"),
    (Place.PATH, "/e/{{ input.no.where | default('me') }}", {"input": {}}, "/e/me"),
    (Place.PATH, "/e/{{ 'a' if input.x else 'b' }}", {"input": {"x": False}}, "/e/b"),
    (Place.PATH, "/e/{{ input.id }}", {"input": {"id": "https://a/b?c#d"}}, "/e/https%3A%2F%2Fa%2Fb%3Fc%23d"),
    (Place.HEADER, "Bearer {{ c.t }}", {"c": {"t": "x"}}, "Bearer x"),
    (
        Place.HEADER,
        "Basic {{ (c.id ~ ':' ~ c.s) | b64encode }}",
        {"c": {"id": "a", "s": "é"}},
        "Basic YTrDqQ==",
    ),
    (Place.HEADER, "{{ c.t | trim | upper }}{{ c.u | lower }}", {"c": {"t": " x ", "u": "Y"}}, "Xy"),
    (Place.URL, "https://{{ c.host }}.x.com/v1", {"c": {"host": "eu-1"}}, "https://eu-1.x.com/v1"),
    (Place.TEXT, "{{ v }}\n\t!", {"v": 1.5}, "1.5\n\t!"),
]

CONTROLS: list[Any] = ["\0", "\x1b[0m", "\r", None, [], {}, ["x"], float("nan")]
NOT_TEXT: list[Any] = [None, [], {}]
NO_FIELDS: list[Any] = [{}, {"items": None}, "x", 1, []]

REFUSED_VALUES: list[tuple[Place, str, Any]] = [
    *[
        (Place.PATH, "/e/{{ id }}", value)
        for value in [
            "",
            ".",
            "..",
            "../x",
            "..\\x",
            "%2e%2e",
            "%2e%2e%2fx",
            "a\0",
            "a\r\nb",
            "%00",
            "\ud800",
        ]
    ],
    *[(Place.HEADER, "{{ id }}", value) for value in ["a\r\nX: y", "a\nb", "\0", "☃", "\x7f", "\x85"]],
    *[
        (Place.URL, "https://{{ id }}.x.com", value)
        for value in ["", "a/b", "a@b", "a:b", "a?b", "a#b", "a b", "é", "..", ".a", "a\n"]
    ],
    (Place.URL, "https://x.com/{{ id }}", ".."),
    *[(Place.TEXT, "{{ id }}", value) for value in CONTROLS],
    *[(Place.TEXT, "{{ id.__class__ }}", value) for value in NO_FIELDS],
    *[(Place.TEXT, "a{{ id ~ 'x' }}", value) for value in NOT_TEXT],
    *[(Place.TEXT, "{{ id | upper }}", value) for value in NOT_TEXT],
    *[(Place.TEXT, "{{ id.items }}", value) for value in NO_FIELDS],
    (Place.TEXT, "{{ nope }}", "x"),
    (Place.TEXT, "{{ 'a' if nope else 'b' }}", "x"),
    (Place.TEXT, "{{ id[5] }}", ["x"]),
]

REFUSED_SOURCES = [
    "{% if x %}a{% endif %}",
    "{% for a in b %}{% endfor %}",
    "{# x #}",
    "{{ 1 + 1 }}",
    "{{ f() }}",
    "{{ x.f() }}",
    "{{ x | attr('y') }}",
    "{{ x | safe }}",
    "{{ x | default(y) }}",
    "{{ x | default }}",
    "{{ x | default('a', true) }}",
    "{{ x[y] }}",
    "{{ x[1:2] }}",
    "{{ [x] }}",
    "{{ {'a': x} }}",
    "{{ x, y }}",
    "{{ x is defined }}",
    "{{ not x }}",
    "{{ x == y }}",
    "{{ x and y }}",
    "{{ 'a' if x }}",
    "{{ }}",
    "{{ x",
    "{{ x }",
    "{{- x }}",
    "{{ x -}} a",
    "a\r\n",
    "{% raw %}{{ x }}{% endraw %}",
    "{{ ''.__class__ }}",
    "{{ (x ~ y).z }}",
    "{{ x | upper(1) }}",
    "{{ -x }}",
    "{{ x['a' ~ 'b'] }}",
    "{{ x[none] }}",
    "\0",
]

CONTAINED = [
    "https://{{ connection.a }}.example.com/v1",
    "https://{{ connection.a }}.{{ connection.b }}.example.co.uk:8443",
    "https://{{ connection.a }}-{{ connection.b }}.api.example.com",
    "https://{{ connection.a }}.{{ vars.domain }}/v1",
    "https://{{ vars.host }}/{{ connection.a }}",
    "https://api.example.com/{{ connection.a }}",
]
UNCONTAINED = [
    "https://{{ connection.host }}/v1",
    "https://api.{{ connection.region }}",
    "https://{{ connection.a }}.com",
    "https://{{ connection.a }}example.com",
    "https://{{ connection.a }}-example.com",
    "https://api.example.com{{ connection.a }}/v1",
    "https://{{ vars.a ~ connection.a }}",
    "https://{{ connection.a | default('x') }}/v1",
    "https://{{ 'x' if connection.a else connection.b }}/v1",
]
"""Here a value would say whose host it is."""


@pytest.mark.parametrize(("place", "source", "values", "expected"), RENDERED)
def test_a_template_is_rendered_for_its_place(place: Any, source: Any, values: Any, expected: Any) -> None:
    assert template(source, place).render(values) == expected


@pytest.mark.parametrize(("place", "source", "value"), REFUSED_VALUES)
def test_a_value_that_would_leave_its_place_is_refused(place: Any, source: Any, value: Any) -> None:
    compiled = template(source, place)
    with pytest.raises(TemplateError) as caught:
        compiled.render({"id": value})
    if isinstance(value, str) and len(value) > 2:
        assert value not in caught.value.problem


@pytest.mark.parametrize("source", CONTAINED)
def test_a_url_whose_domain_is_written_out_is_taken(source: str) -> None:
    assert template(source, Place.URL).source == source


@pytest.mark.parametrize("source", UNCONTAINED)
def test_a_url_whose_domain_would_be_a_value_is_refused(source: str) -> None:
    with pytest.raises(TemplateError, match="the domain must be written out"):
        template(source, Place.URL)


@pytest.mark.parametrize("source", REFUSED_SOURCES)
def test_everything_but_plain_outputs_is_refused_at_compilation(source: Any) -> None:
    with pytest.raises(TemplateError) as caught:
        template(source, Place.TEXT)
    if source != "\0":
        assert caught.value.start is not None
        assert caught.value.end is not None
        assert 0 <= caught.value.start <= caught.value.end <= len(source)


@pytest.mark.parametrize(
    ("place", "source", "problem", "marked"),
    [
        (Place.PATH, "/e/{{ input.id }", "`{{` has no `}}`", "{{ input.id }"),
        (Place.PATH, "/e/{{ input.id }/{{ input.x }}", "`{{` has no `}}`", "{{ input.id }/"),
        (Place.PATH, "/e/{{ input.id }}/{{ input.x", "`{{` has no `}}`", "{{ input.x"),
        (Place.TEXT, "{{ x }}\n{{ y }", "`{{` has no `}}`", "{{ y }"),
        (Place.TEXT, "a\n{{ x }} {{ x + }}", "`x +` does not parse", "{{ x + }}"),
        (
            Place.PATH,
            "/e/{{ input.x }}/{ input.id }",
            "`{ input.id }` is plain text in a path, write `{{ input.id }}`",
            "{ input.id }",
        ),
        (Place.PATH, "/e/{id}/f", "`{id}` is plain text in a path, write `{{ input.id }}`", "{id}"),
        (
            Place.URL,
            "https://{vars.zone}.x.com",
            "`{vars.zone}` is plain text in a URL, write `{{ vars.zone }}`",
            "{vars.zone}",
        ),
    ],
)
def test_a_missing_brace_is_told_at_its_place(place: Any, source: Any, problem: Any, marked: Any) -> None:
    with pytest.raises(TemplateError) as caught:
        template(source, place)
    assert caught.value.problem == problem
    assert source[caught.value.start : caught.value.end] == marked


@pytest.mark.parametrize("place", [Place.TEXT, Place.HEADER])
def test_single_braces_are_text_where_text_may_hold_them(place: Any) -> None:
    assert template('{"a": {b}}', place).render({}) == '{"a": {b}}'


@pytest.mark.parametrize(
    "source",
    ["e", "/a//b", "/a/../b", "/./a", "/a?b", "/a#b", "/a\\b", "/a b", "/é", "{{ x }}", "/%2e%2e/a", ""],
)
def test_a_path_that_can_never_be_right_is_refused_at_compilation(source: Any) -> None:
    with pytest.raises(TemplateError):
        template(source, Place.PATH)


@pytest.mark.parametrize(
    "source",
    [
        "/a",
        "ftp://x",
        "https://",
        "https://u@x",
        "https://x?a",
        "https://x#a",
        "https://é",
        "https://x:a",
        "https://x:0",
        "https://[::1]x/",
        "https://x[::1]/",
        "https://[::1]:1:2/",
        "https://[fe80::1%25eth0]/",
        "https://[::ffff%3A127..0.1]/",
        "//x",
        "http:x",
    ],
)
def test_a_url_that_can_never_be_right_is_refused_at_compilation(source: Any) -> None:
    with pytest.raises(TemplateError):
        template(source, Place.URL)


def test_a_template_tells_what_it_reads() -> None:
    found = template("{{ a.b.c }}{{ a.d[0].e | default('x') }}{{ f if g.h else a.b }}", Place.TEXT).reads
    assert found == {
        "a": Reading(
            fields={"b": Reading(whole=True, fields={"c": WHOLE}), "d": Reading(fields={"e": WHOLE})}
        ),
        "f": WHOLE,
        "g": Reading(fields={"h": WHOLE}),
    }


def test_a_refusal_points_at_the_output_and_names_it() -> None:
    with pytest.raises(TemplateError) as caught:
        template("/x/{{ input.id }}", Place.PATH).render({"input": {"id": None}})
    assert (caught.value.start, caught.value.end) == (3, 17)
    assert caught.value.problem == "`input.id` is null, not text"
