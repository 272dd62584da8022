"""Diagnostics as people read them in a terminal, and as other programs take them."""

from unispec.rendering._checkout import Checkout
from unispec.rendering._frame import frame
from unispec.rendering._github import workflow_commands
from unispec.rendering._pages import Page, address, page
from unispec.rendering._report import report
from unispec.rendering._sarif import sarif
from unispec.rendering._summary import severities, summary

__all__ = [
    "Checkout",
    "Page",
    "address",
    "frame",
    "page",
    "report",
    "sarif",
    "severities",
    "summary",
    "workflow_commands",
]
