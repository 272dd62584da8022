"""Checks of the roots that are open, one at a time and off the event loop.

Newer texts end older checks; while somebody types on and on, one goes on all the same, and another follows.
"""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TypeAlias

from unispec.diagnostics import Diagnostic
from unispec.documents import from_data
from unispec.editor._buffers import Buffer, LastReadable, OpenFiles, Superseded
from unispec.editor._workspace import Workspace
from unispec.editor.insight import Known
from unispec.inspection import Inspected, Inspection
from unispec.specs import KINDS, Layer, examine, read_layer, shape_problems

_PATIENCE = 0.5
"""How long texts may change before a check of them goes on whatever changes, in seconds."""

Tell: TypeAlias = Callable[[Path, Sequence[Diagnostic], Sequence[Buffer]], None]
"""Takes what was found in a root, and the open files that were looked at."""


@dataclass(eq=False)
class _Job:
    """One check: the texts that it is about, and whether it is still wanted."""

    buffers: Mapping[Path, Buffer]
    own: Sequence[Buffer]
    is_outdated: bool = False


@dataclass
class _Watched:
    """A root that is checked again after each change."""

    task: asyncio.Task[None]
    job: _Job | None = None
    known: Known | None = None
    is_known: asyncio.Event = field(default_factory=asyncio.Event)
    changed_at: float | None = None
    is_due_again: bool = False


_Seen: TypeAlias = tuple[tuple[Diagnostic, ...], Known]


class Checks:
    """What is known of each root of a workspace."""

    def __init__(
        self, workspace: Workspace, tell: Tell, failed: Callable[[Exception], None], worker: Executor
    ) -> None:
        self._workspace, self._tell, self._failed, self._worker = workspace, tell, failed, worker
        self._files = OpenFiles()
        self._inspection = Inspection(files=self._files)
        self._watched: dict[Path, _Watched] = {}
        self._is_first = True

    @property
    def roots(self) -> set[Path]:
        """The roots that are checked."""
        return set(self._watched)

    def touch(self, root: Path, delay: float = 0.0) -> None:
        """Check a root again, a little later; a check under way ends, unless it is the first, or late."""
        loop = asyncio.get_running_loop()
        before = self._watched.get(root)
        if before is not None and before.changed_at is not None:
            before.is_due_again = loop.time() - before.changed_at > _PATIENCE
            if before.is_due_again:
                return
        task = loop.create_task(self._check(root, delay))
        if before is None:
            self._watched[root] = _Watched(task)
            return
        if before.changed_at is None:
            before.changed_at = loop.time()
        before.task.cancel()
        before.task = task
        if before.job is not None and before.known is not None:
            before.job.is_outdated = True

    def forget(self, root: Path) -> None:
        """Check a root no more, and take back what was told of it."""
        self._watched.pop(root).task.cancel()
        self._inspection.memories.pop(root, None)
        self._tell(root, (), ())

    async def known(self, root: Path) -> Known | None:
        """Give what is known of a root, after its first check."""
        watched = self._watched.get(root)
        if watched is None:
            return None
        await watched.is_known.wait()
        return watched.known

    async def _check(self, root: Path, delay: float) -> None:
        await asyncio.sleep(delay)
        watched = self._watched[root]
        watched.job = _Job(self._workspace.files(), self._workspace.of(root))
        looking = asyncio.get_running_loop().run_in_executor(
            self._worker, self._look, root, watched.job, watched.known
        )
        looking.add_done_callback(partial(self._learn, watched))
        try:
            found, _ = await asyncio.shield(looking)
            self._tell(root, found, watched.job.own)
            self._prepare()
        except Superseded:
            return  # a newer check is waiting already
        except Exception as error:
            self._failed(error)
            watched.is_known.set()
        self._go_on(root, watched)

    def _go_on(self, root: Path, watched: _Watched) -> None:
        """After a check, do the one that had to wait for it."""
        watched.changed_at = None
        if watched.is_due_again:
            watched.is_due_again = False
            self.touch(root)

    def _prepare(self) -> None:
        """After the first check, do what would make the next ones slow, before somebody waits for it."""
        if self._is_first:
            self._is_first = False
            Thread(target=_settle, daemon=True).start()

    def _learn(self, watched: _Watched, looked: asyncio.Future[_Seen]) -> None:
        """Keep what a check got to know, even when its findings are past."""
        if not looked.cancelled() and looked.exception() is None:
            watched.known = looked.result()[1]
            watched.is_known.set()

    def _look(self, root: Path, job: _Job, before: Known | None) -> _Seen:
        """Check a root in the worker, where one check runs at a time."""
        self._files.lay(job.buffers, lambda: job.is_outdated)
        inspected = self._inspection.look(root)
        known = self._known(root, inspected, before)
        return inspected.diagnostics, known

    def _known(self, root: Path, inspected: Inspected, before: Known | None) -> Known:
        """What can be known while a file is half typed: that file as it was when it could be read."""
        if inspected.catalogue is not None:
            return Known(inspected.layers, inspected.catalogue)
        below: tuple[Layer, ...] = inspected.layers[:-1]
        layers = (*below, read_layer(root, root, LastReadable(self._files)))
        catalogue = examine(layers).catalogue or (before.catalogue if before is not None else None)
        return Known(layers, catalogue)


def _settle() -> None:
    """Import what tells people of shapes, and search no more for garbage in what stays for good."""
    for kind in KINDS:
        deque(shape_problems(kind, from_data("", {"": ""})), 0)
    gc.collect()
    gc.freeze()
