"""The command `unispec`, also as `python -m unispec`: it ends quietly when it is stopped while it starts."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """Import the command line, and run it."""
    try:
        from unispec.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        # CPython remembers an interrupt inside an `exec` (dataclasses are made by one) even when it
        # is caught, and then ends by the signal and not with our status; the next `exec` forgets it.
        exec("")  # noqa: S102


if __name__ == "__main__":
    main()
