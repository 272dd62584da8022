"""`--replay [CASE]`: an option whose word may be left out."""

from __future__ import annotations

import click

REPLAY = (
    "Play a recorded case: no account, no network. The word after it is the CASE, "
    "unless it is needed as INTEGRATION, RESOURCE or OPERATION."
)


class TakesCase(click.Command):
    """Gives a word that `--replay` took for its CASE back to the arguments when one is missing."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, list(args))
        except click.MissingParameter:
            if "--replay" not in args:
                raise
            at = args.index("--replay")
            return super().parse_args(ctx, [*args[:at], "--replay=", *args[at + 1 :]])
