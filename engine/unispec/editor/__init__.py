"""A language server for catalogues: what `unispec check` finds, and help at the cursor, while one types.

`insight` is its pure half: it knows a catalogue, a text and an offset, and nothing of the protocol.
"""

from __future__ import annotations


def serve() -> int:
    """Serve one editor on the standard streams until it goes away; give the status to exit with."""
    from unispec.editor._server import serve_stdio

    return serve_stdio()


__all__ = ["serve"]
