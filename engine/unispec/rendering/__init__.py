"""Diagnostics as people read them in a terminal."""

from unispec.rendering._frame import frame
from unispec.rendering._summary import summary

__all__ = ["frame", "summary"]
