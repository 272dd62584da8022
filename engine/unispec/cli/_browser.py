"""Opening an address in the browser of whoever sits here."""

from __future__ import annotations

import subprocess
import sys
from threading import Thread


def open_browser(url: str) -> None:
    """Ask for the browser, in a process of its own: what it says would stand among our own words.

    Nobody waits for it, and nobody learns whether there is one.
    """
    if url.startswith(("https://", "http://")):
        Thread(target=_open, args=(url,), name="unispec-browser", daemon=True).start()


def _open(url: str) -> None:
    nothing = subprocess.DEVNULL
    subprocess.run(  # noqa: S603 (the address is one argument, and is an address of the web)
        [sys.executable, "-m", "webbrowser", url],
        stdin=nothing,
        stdout=nothing,
        stderr=nothing,
        start_new_session=True,
        check=False,
    )
