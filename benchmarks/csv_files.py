"""How long a CSV file takes to open, and how long it keeps the window waiting meanwhile.

    python benchmarks/csv_files.py [--rows ROWS] [--runs RUNS] [--kinds KIND …]

Makes a file of ROWS rows of three columns of plain numbers in a temporary folder, and reads it in turn with
numpy.loadtxt (called once, the reference) and with `read_table`; then once more in a QThread beside a window's
event loop, through `TableLoader`, noting the gaps between its turns, the steps of progress and how long a cancel
takes. Peak memory is that of processes of their own, as Linux tells it. Prints medians and ratios to the reference.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer

from neuron_desktop.files.text.tables import preview_table, read_table
from neuron_desktop.session.files.loading import TableLoader
from neuron_desktop.ui.looks.application import create_application

ROWS_AT_A_TIME = 100_000
# Kinds of files, by what becomes of the three numbers of a row; the reference reads the first only.
KINDS = {
    "plain": "{:.6g},{:.6g},{:d}\n",
    "with words": "{:.6g},{:.6g},word{:d}\n",
    "with gaps": "{:.6g},,{:d}\n",
    "in quotes": '"{:.6g}","{:.6g}","{:d}"\n',
}


def make_file(path: Path, row_count: int, kind: str) -> None:
    """Write a table of three columns under a header."""
    random = np.random.default_rng(0)
    row = KINDS[kind]
    with path.open("w") as file:
        file.write("x1,x2,label\n")
        for start in range(0, row_count, ROWS_AT_A_TIME):
            count = min(ROWS_AT_A_TIME, row_count - start)
            numbers = random.normal(size=(count, 2)).tolist()
            labels = random.integers(0, 2, count).tolist()
            if kind == "with gaps":
                file.writelines(row.format(first, label) for (first, _), label in zip(numbers, labels, strict=True))
            else:
                file.writelines(row.format(*pair, label) for pair, label in zip(numbers, labels, strict=True))


def seconds(action: Callable[[], object]) -> tuple[float, float]:
    """Return how long an action takes, and how long the processor works on it."""
    start, work = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - start, time.process_time() - work


def peak_memory(path: Path, call: str) -> int:
    """Return by how many bytes a call in a new process raises its peak memory."""
    program = (
        "import re, sys; from pathlib import Path; import numpy as np\n"
        "from neuron_desktop.files.text.tables import read_table\n"
        "path = Path(sys.argv[1]); read_table(Path(sys.argv[2]))\n"
        "def peak(): return int(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1])\n"
        "before = peak()\n"
        f"result = {call}\n"
        "print(peak() - before)\n"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as small:
        small.write("a,b\n1,2\n")
        small.flush()
        command = [sys.executable, "-c", program, str(path), small.name]
        return 1024 * int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def beside_a_window(path: Path) -> tuple[np.ndarray, np.ndarray, int, float, float]:
    """Return what the event loop of a window sees.

    The milliseconds between its turns at rest and while the file is opened, how often progress was heard of, and the
    seconds that opening and cancelling took.
    """
    turns: list[float] = []
    shares: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: turns.append(time.perf_counter()))
    loader, loop = TableLoader(), QEventLoop()
    loader.progressed.connect(lambda _path, share: shares.append(share))
    # As the window keeps it: giving the memory back takes a moment.
    kept: list[object] = []
    loader.read.connect(kept.append)
    loader.read.connect(loop.quit)
    loader.failed.connect(loop.quit)
    timer.start(1)
    QTimer.singleShot(1000, loop.quit)
    loop.exec()
    at_rest = np.diff(turns) * 1000
    turns.clear()
    start = time.perf_counter()
    loader.load(path)
    loop.exec()
    opened = time.perf_counter() - start
    timer.stop()
    loader.load(path)
    QTimer.singleShot(int(min(opened, 1.0) * 500), loop.quit)
    loop.exec()
    # The thread ends only when what it does has heard of it.
    cancelled, _ = seconds(loader.close)
    return at_rest, np.diff(turns) * 1000, len(shares), opened, cancelled


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time the opening of CSV files.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the files (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="how often each is read (default: %(default)s)")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, metavar="KIND", help=f"some of: {', '.join(KINDS)}")
    arguments = parser.parse_args()
    application = create_application(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        for kind in arguments.kinds or KINDS:
            path = Path(folder, f"{kind}.csv")
            make_file(path, arguments.rows, kind)
            measure(path, kind, arguments.rows, arguments.runs)
            path.unlink()
    application.quit()


def measure(path: Path, kind: str, row_count: int, runs: int) -> None:
    """Measure and print one file."""
    print(f"{kind}: {row_count:,} × 3, {path.stat().st_size / 1e6:,.0f} MB")
    ours, theirs = [], []
    for _ in range(runs):
        if kind == "plain":
            theirs.append(seconds(lambda: np.loadtxt(path, delimiter=",", skiprows=1)))
        ours.append(seconds(lambda: read_table(path)))
    wait, work = np.median(ours, axis=0)
    print(f"  read_table {wait:.2f} s, {work:.2f} s of the processor")
    if theirs:
        their_wait, their_work = np.median(theirs, axis=0)
        print(f"  numpy.loadtxt {their_wait:.2f} and {their_work:.2f} s")
        print(f"  ratio {wait / their_wait:.2f}, of the processor's time {work / their_work:.2f}")
    if kind == "plain":
        arrays = 24 * row_count
        ours_bytes = peak_memory(path, "read_table(path)") / arrays
        theirs_bytes = peak_memory(path, 'np.loadtxt(path, delimiter=",", skiprows=1)') / arrays
        print(f"  peak memory {ours_bytes:.2f} times the arrays, numpy.loadtxt {theirs_bytes:.2f}")
    print(f"  preview {seconds(lambda: preview_table(path))[0]:.3f} s")
    at_rest, gaps, steps, opened, cancelled = beside_a_window(path)
    print(
        f"  in the window {opened:.2f} s, {steps} steps of progress; gap between turns: median {np.median(gaps):.1f}, "
        f"p99 {np.percentile(gaps, 99):.1f}, longest {gaps.max():.1f} ms (at rest {at_rest.max():.1f}); "
        f"cancelled in {cancelled * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
