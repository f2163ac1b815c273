"""How long the window keeps a person waiting while a large table is opened.

    python benchmarks/opening.py [ROWS]

Offscreen, a 1280×800 window. A timer of 1 ms in the window's thread notes the gaps between its turns, first at rest,
then from opening a table of two features and a label until its points are on screen, by parts: reading, making the
data set, handing it over, and the second after. Then it cancels a reading and notes how long the thread goes on.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer

from neuron_desktop.ui.looks.application import create_application
from neuron_desktop.ui.window.main_window import MainWindow

ROWS_AT_A_TIME = 100_000
SETTLED_SECONDS = 1.0


def write_table(path: Path, rows: int) -> None:
    """Write two classes that no line divides."""
    random = np.random.default_rng(0)
    with path.open("w") as file:
        file.write("first,second,label\n")
        for start in range(0, rows, ROWS_AT_A_TIME):
            count = min(ROWS_AT_A_TIME, rows - start)
            labels = random.integers(0, 2, count)
            values = random.normal(size=(2, count)) + labels
            np.savetxt(file, np.vstack([values, labels]).T, fmt=["%.6f", "%.6f", "%d"], delimiter=",")


class Watch:
    """Notes when the window's event loop takes its turns."""

    def __init__(self) -> None:
        self.turns: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self.turns.append(time.perf_counter()))
        self._timer.start(1)

    def wait(self, seconds: float) -> None:
        """Let the window do what it does."""
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()

    def row(self, name: str, start: float, end: float) -> str:
        """Return a line of the table: median, 99th percentile and largest gap between two moments, and the seconds."""
        turns = np.array([turn for turn in self.turns if start <= turn <= end])
        gaps = np.diff(np.concatenate([[start], turns, [end]])) * 1000
        figures = "".join(f"{value:>10.1f}" for value in (np.median(gaps), np.percentile(gaps, 99), gaps.max()))
        return f"{name:<22}{figures}{end - start:>10.2f}"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    create_application(sys.argv[:1])
    sys.setswitchinterval(0.0005)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        write_table(path, rows)
        window = MainWindow()
        window.resize(1280, 800)
        window.show()
        watch = Watch()
        watch.wait(SETTLED_SECONDS)
        print(f"{rows:,} rows of 3 columns, {path.stat().st_size / 1e6:.0f} MB; milliseconds between turns\n")
        print(f"{'':<22}{'median':>10}{'p99':>10}{'largest':>10}{'seconds':>10}")
        started = time.perf_counter()
        watch.wait(SETTLED_SECONDS)
        print(watch.row("at rest", started, time.perf_counter()))
        moments: dict[str, float] = {}
        opening, before = window.files.opening, window.document.dataset
        opening.loader.read.connect(lambda _: moments.setdefault("read", time.perf_counter()))
        opening.loader.imported.connect(lambda _: moments.setdefault("made", time.perf_counter()))
        started = time.perf_counter()
        window.open_path(path)
        while window.document.dataset is before:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        handed_over = time.perf_counter()
        watch.wait(SETTLED_SECONDS)
        print(watch.row("reading", started, moments["read"]))
        print(watch.row("making the data set", moments["read"], moments["made"]))
        print(watch.row("handing it over", moments["made"], handed_over))
        print(watch.row("the second after", handed_over, time.perf_counter()))
        progress: list[float] = []
        opening.loader.progressed.connect(lambda _, share: progress.append(share))
        window.open_path(path)
        while not progress or progress[-1] < 0.3:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        started = time.perf_counter()
        opening.cancel()
        opening.loader._thread.close()
        milliseconds = (time.perf_counter() - started) * 1000
        print(f"\nCancelled at {progress[-1]:.0%}: the thread was done after {milliseconds:.0f} ms")
        window.document.undo_stack.setClean()
        window.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
