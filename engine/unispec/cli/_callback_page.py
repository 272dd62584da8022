"""What the browser shows when its owner comes back: whether it worked, and nothing else.

Pages load nothing, run nothing, and hold no credential.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem}"
    "h1{font-size:1.6rem}"
)
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A title that says it all, and a sentence or two."""

    status: int
    title: str
    text: str

    def html(self) -> bytes:
        """Write the page."""
        return (
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{escape(self.title)}</title><style>{_STYLE}</style></head>"
            f"<body><h1>{escape(self.title)}</h1><p>{escape(self.text)}</p></body></html>\n"
        ).encode()


def linked(label: str) -> Page:
    """Say that it worked."""
    return Page(200, f"\N{CHECK MARK} The {label} account is linked", "You can close this page.")


def not_linked(label: str, problem: str) -> Page:
    """Say that it did not, and why."""
    told = f"{problem[:1].upper()}{problem[1:]}. Nothing was stored; the terminal says how to go on."
    return Page(400, f"\N{BALLOT X} The {label} account was not linked", told)


STRANGE = Page(
    400,
    "This is no link that unispec waits for",
    "It may be an old one. Nothing was done; open the address that the terminal shows.",
)
ANSWERED = Page(409, "This link was answered already", "The terminal says what came of it.")
NOT_FOUND = Page(
    404, "There is nothing here", "unispec waits at another address for an account to be linked."
)
WRONG_METHOD = Page(405, "This is not understood", "unispec waits for a browser that opens a page.")
