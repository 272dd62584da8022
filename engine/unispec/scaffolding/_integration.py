"""The file of an integration: its address, its credentials, its paginations, its errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from unispec.scaffolding._credentials import auth
from unispec.scaffolding._draft import Branch, Draft, Leaf, Option, Part, Remark, comment, leaf
from unispec.scaffolding._openapi import Api
from unispec.scaffolding._paging import Paging
from unispec.scaffolding._service import NO_HOST, base_url

_PAGINATION = """
How lists are cut into pages. Take the style that fits, and name it in a resource:
pagination:
  pages:
    style: cursor                 # a token in the body goes into a parameter
    next: next_page_token
    param: page_token
    limit: {param: limit, max: 100}
Other styles: `next_url` (the body has the next URL, `next: links.next`), `link_header`,
`offset` and `page` (`param: offset`, and `total: total` where the body tells it).
"""
_FURTHER = """
Further keys: rate_limit, retry, connection, vars, functions, answers.
"""


def begin(draft: Draft, name: str, label: str, api: Api | None) -> None:
    """Write what every integration has; without an API an example of it."""
    draft.parts += [
        leaf("spec_version", 1),
        leaf("integration", name),
        leaf("label", comment(label, 60) or name),
    ]
    if api is not None:
        draft.parts += [base_url(api), Remark([""]), auth(api)]
        return
    header = Branch("header", [leaf("Authorization", "Bearer {{ credentials.token }}")], can_go=False)
    about = ('A token that the caller gives; another API wants `X-Api-Key: "{{ credentials.token }}"`.',)
    draft.parts += [
        leaf("base_url", NO_HOST, above=["Where every path starts."]),
        Remark([""]),
        Branch("auth", [Branch("token", [header], about, can_go=False)], can_go=False),
        Remark(["", *_PAGINATION.strip().splitlines(), ""]),
        Branch("errors", [leaf("message", "message")], ("Where an error says what is wrong.",)),
        Remark(["", _FURTHER.strip()]),
    ]


def finish(
    draft: Draft, constants: Mapping[str, str], pagings: Mapping[str, Paging], shared: Sequence[Part]
) -> None:
    """Write what was found of an API: constants of paths, paginations by name, and what follows."""
    if constants:
        parts: list[Part] = [
            Leaf(key, [Option(value, is_placeholder=True)]) for key, value in sorted(constants.items())
        ]
        above = ("Parts of paths that are the same in every call.",)
        draft.parts += [Remark([""]), Branch("vars", parts, above)]
    styles: list[Part] = []
    for name, paging in pagings.items():
        keys: list[Part] = [leaf("style", paging.style), *(leaf(key, value) for key, value in paging.keys)]
        styles.append(Branch(name, keys))
    if styles:
        draft.parts += [Remark([""]), Branch("pagination", styles, ("Guessed from parameters and answers.",))]
    else:
        draft.parts.append(Remark(["", *_PAGINATION.strip().splitlines()]))
    draft.parts += shared
