"""`python -m unispec` is the command `unispec`."""

from unispec.cli import main

main()
