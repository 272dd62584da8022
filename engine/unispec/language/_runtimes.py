"""The runtimes by name."""

from __future__ import annotations

from unispec.language._jlens import JlensRuntime
from unispec.language._jsonata import Limits, Runtime

RUNTIMES: tuple[str, ...] = ("jlens", "jsonata-python")


def runtime(name: str = "jlens", limits: Limits = Limits()) -> Runtime:  # noqa: B008 (it is frozen)
    """Give the runtime of that name; `jsonata-python` is imported when first asked for."""
    if name == "jlens":
        return JlensRuntime(limits)
    if name == "jsonata-python":
        from unispec.language._reference import ReferenceRuntime

        return ReferenceRuntime(limits)
    known = ", ".join(f"`{each}`" for each in RUNTIMES)
    raise ValueError(f"no JSONata runtime `{name}`, there are {known}")
