"""How long `unispec check --watch` takes from a save to its answer.

    python -m tests.benchmarks.watch [--saves N]

A copy of the bundled catalogue is watched by a process of its own. Its largest file is saved again and
again, with a mistake and without, and the time to the last line of the answer is taken.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from unispec.specs import catalogue_root

_FILE = "integrations/calendly/calendar/events.yaml"
_RIGHT, _WRONG = "start_time: start_time\n  end_time", "start_time: strat_time\n  end_time"
_DONE = "waiting for changes"
_REST = 0.4


def seconds(saves: int) -> list[float]:
    """Save so many times; give the seconds of each answer."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in ("integrations", "unified_models", "snapshots", "engine/unispec/specs"):
            shutil.copytree(catalogue_root() / part, root / part)
        file = root / _FILE
        texts = [file.read_text("utf-8")]
        texts.append(texts[0].replace(_RIGHT, _WRONG))
        assert texts[0] != texts[1]
        command = [sys.executable, "-m", "unispec", "check", "--watch", str(root)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
            assert process.stdout is not None
            try:
                _read(process)
                return [_saved(process, file, texts[(each + 1) % 2]) for each in range(saves)]
            finally:
                process.kill()


def _saved(process: subprocess.Popen[str], file: Path, text: str) -> float:
    time.sleep(_REST)
    start = time.perf_counter()
    file.write_text(text, "utf-8")
    _read(process)
    return time.perf_counter() - start


def _read(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if _DONE in line:
            return


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="watch", description=__doc__)
    parser.add_argument("--saves", type=int, default=20)
    took = sorted(seconds(parser.parse_args().saves))
    first, middle, last = (each * 1000 for each in (took[0], statistics.median(took), took[-1]))
    print(f"{len(took)} saves: median {middle:.0f} ms, fastest {first:.0f} ms, slowest {last:.0f} ms")


if __name__ == "__main__":
    main()
