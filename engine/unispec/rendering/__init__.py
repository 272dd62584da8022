"""Diagnostics as people read them in a terminal, and as other programs take them."""

from unispec.rendering._cells import portable, visible
from unispec.rendering._checkout import Checkout
from unispec.rendering._frame import frame
from unispec.rendering._github import workflow_commands
from unispec.rendering._pages import Page, address, page
from unispec.rendering._passage import passage
from unispec.rendering._report import finding, place, report
from unispec.rendering._sarif import sarif
from unispec.rendering._summary import severities, summary

__all__ = [
    "Checkout",
    "Page",
    "address",
    "finding",
    "frame",
    "page",
    "passage",
    "place",
    "portable",
    "report",
    "sarif",
    "severities",
    "summary",
    "visible",
    "workflow_commands",
]
