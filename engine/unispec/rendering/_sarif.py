"""Diagnostics as SARIF 2.1.0, the form in which code scanning keeps findings from run to run.

A finding is known again by its code, its message and its route into the document, none of which
changes when lines are put above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version

from unispec.data import Json, digest, pretty
from unispec.diagnostics import Code, Diagnostic, Location, Severity
from unispec.rendering._cells import portable
from unispec.rendering._checkout import Checkout
from unispec.rendering._pages import address, page

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "SRCROOT"
_FINGERPRINT = "unispecFinding/v1"
_LIKE_A_LINK = re.compile(r"\[(?=[^\]]*\]\()")
_BRACKETS = re.compile(r"[\[\]\\]")


def sarif(diagnostics: Iterable[Diagnostic], checkout: Checkout) -> str:
    """Write findings as a SARIF log with one run; its rules are the codes that were found."""
    found = tuple(diagnostics)
    used = {each.code for each in found}
    codes = [code for code in Code if code in used]
    driver = {
        "name": "unispec",
        "semanticVersion": version("unispec"),
        "rules": [_rule(code, found) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": list(_results(found, codes, checkout)),
    }
    return pretty({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: Code, found: Sequence[Diagnostic]) -> dict[str, Json]:
    explained = page(code)
    worst = next(each for each in Severity if any(one.severity is each for one in found if one.code is code))
    rule = {
        "id": code.value,
        "name": "".join(word.capitalize() for word in code.value.split("-")),
        "shortDescription": {"text": explained.sentence},
        "fullDescription": {"text": explained.prose},
        "help": {"text": explained.prose, "markdown": explained.body},
        "defaultConfiguration": {"level": worst.value},
    }
    return rule | ({"helpUri": address(code)} if "://" in address(code) else {})


def _results(found: Sequence[Diagnostic], codes: list[Code], checkout: Checkout) -> Iterator[Json]:
    seen: dict[str, int] = {}
    for diagnostic in found:
        known = _fingerprint(diagnostic, checkout)
        seen[known] = seen.get(known, 0) + 1
        result: dict[str, Json] = {
            "ruleId": diagnostic.code.value,
            "ruleIndex": codes.index(diagnostic.code),
            "level": diagnostic.severity.value,
            "message": _message(diagnostic),
            "partialFingerprints": {_FINGERPRINT: f"{known}:{seen[known]}"},
        }
        if diagnostic.location:
            result["locations"] = [_location(diagnostic.location, checkout)]
        if diagnostic.related:
            result["relatedLocations"] = [
                {"id": number, "message": _texts(each.message), **_location(each.location, checkout)}
                for number, each in enumerate(diagnostic.related, 1)
            ]
        yield result


def _fingerprint(diagnostic: Diagnostic, checkout: Checkout) -> str:
    place = diagnostic.location
    where = [checkout.uri(place.file), place.part.value, *map(str, place.route)] if place else []
    return digest([portable(each) for each in (diagnostic.code.value, diagnostic.message, *where)])


def _location(location: Location, checkout: Checkout) -> dict[str, Json]:
    span = location.span
    uri = checkout.uri(location.file)
    artifact = {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": _ROOT}
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _message(diagnostic: Diagnostic) -> dict[str, str]:
    """Say the message, the help, and links to what is related, which are shown only when they are here."""
    links = [
        f"[{_BRACKETS.sub(_escaped, each.message)}]({number})"
        for number, each in enumerate(diagnostic.related, 1)
    ]
    return _texts("\n".join(filter(None, (diagnostic.message, diagnostic.help))), links)


def _texts(words: str, links: Sequence[str] = ()) -> dict[str, str]:
    """Write words plainly, where nothing looks like a link or has backticks, and as Markdown."""
    plain = _LIKE_A_LINK.sub(_escaped, words)
    return {
        "text": _doubled("\n".join([plain.replace("`", "'"), *links])),
        "markdown": _doubled("\n".join([words, *links])),
    }


def _escaped(bracket: re.Match[str]) -> str:
    return f"\\{bracket[0]}"


def _doubled(text: str) -> str:
    """Double the braces, which would mark places for arguments."""
    return portable(text).replace("{", "{{").replace("}", "}}")
