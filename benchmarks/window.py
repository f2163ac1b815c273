"""How long the window keeps a person waiting while it trains at top speed.

    python benchmarks/window.py [POINTS] [--train SAMPLES] [--view NAME]...

Offscreen, a 1280×800 window. A timer of 1 ms in the window's thread notes the gaps between its turns; the reference
in the same run is the same window at rest. Prints both, and the iterations per second beside a trainer without a
window, before and after. With ``--train`` the window shows POINTS points but trains on SAMPLES of the same kind, so
that painting much and training fast meet. With ``--view`` these views are open and no others, with ``--view none``
no view is.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer

from neuron_desktop.core import Dataset, Trainer, TrainingSettings
from neuron_desktop.session.document.source import Source
from neuron_desktop.ui.looks.application import create_application
from neuron_desktop.ui.window.main_window import MainWindow

SECONDS = 5.0
SETTINGS = TrainingSettings(iterations=1_000_000_000)


def gaps(seconds: float) -> np.ndarray:
    """Return the milliseconds between turns of the window's event loop."""
    turns: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: turns.append(time.perf_counter()))
    timer.start(1)
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    timer.stop()
    return np.diff(turns) * 1000


def row(name: str, values: np.ndarray) -> str:
    """Return a line of the table."""
    return f"{name:<10}{np.median(values):>10.1f}{np.percentile(values, 99):>10.1f}{values.max():>10.1f}"


def overlapping(points: int) -> Dataset:
    """Return two classes that no line divides."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, points, dtype=np.int8)
    return Dataset(random.normal(size=(2, points)) + labels, labels)


def pace(dataset: Dataset, seconds: float) -> float:
    """Return the iterations per second of a trainer without a window."""
    trainer = Trainer(dataset, SETTINGS)
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        trainer.take_steps(50)
    return trainer.iteration / (time.perf_counter() - start)


def clicks(window: MainWindow) -> list[float]:
    """Return the milliseconds from placing a point to the first snapshot that has learned from it."""
    waits = []
    for place in range(20):
        count = window.document.dataset.sample_count
        start = time.perf_counter()
        window.document.add_sample((0.01 * place, 0.0), 1)
        while window.training.snapshot.sample_count == count:
            QCoreApplication.processEvents()
        waits.append((time.perf_counter() - start) * 1000)
    return waits


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time the turns of the window's thread beside training.")
    parser.add_argument("points", type=int, nargs="?", default=10_000, help="on screen (default: %(default)s)")
    parser.add_argument("--train", type=int, metavar="SAMPLES", help="train on so many instead of those on screen")
    parser.add_argument("--view", action="append", metavar="NAME", help="open only these views; none for no view")
    arguments = parser.parse_args()
    shown = overlapping(arguments.points)
    trained = shown if arguments.train is None else overlapping(arguments.train)

    before = pace(trained, 2.0)
    application = create_application(sys.argv[:1])
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    if arguments.view is not None:
        # After the window has arranged its first workspace.
        application.processEvents()
        window.views.arrange([name for name in arguments.view if name != "none"])
    window.document.replace(shown, Source("benchmark"))
    window.document.undo_stack.setClean()
    window.training.set_speed()
    window.training.configure(SETTINGS)
    if trained is not shown:
        window.training.set_dataset(trained, True)
    at_rest = gaps(2.0)
    window.training.run()
    gaps(1.0)
    frames: list[float] = []
    window.training.progressed.connect(lambda _snapshot: frames.append(time.perf_counter()))
    first, start = window.training.snapshot.iteration, time.perf_counter()
    training = gaps(SECONDS)
    elapsed, shown_at = time.perf_counter() - start, list(frames)
    snapshot = window.training.snapshot
    if snapshot.sample_count != trained.sample_count:
        raise SystemExit(f"The window trains on {snapshot.sample_count:,} samples, not {trained.sample_count:,}.")
    beside = (snapshot.iteration - first) / elapsed
    # A point placed would bring the data set on screen back to training.
    waits = clicks(window) if trained is shown else []
    window.document.undo_stack.setClean()
    opened = window.views.open_names
    window.close()
    application.processEvents()
    alone = (before + pace(trained, 2.0)) / 2.0

    print(f"Views open: {', '.join(opened) or 'none'}")
    print(f"{arguments.points:,} points, training on {trained.sample_count:,}; ms between turns of the window")
    print(f"{'':<10}{'median':>10}{'p99':>10}{'longest':>10}")
    print(row("at rest", at_rest))
    print(row("training", training))
    if waits:
        print(row("a click*", np.array(waits)))
        print("* from placing a point to the first snapshot that has learned from it")
    print(f"snapshots {len(shown_at) / elapsed:.0f}/s")
    if len(shown_at) > 2:
        print(row("between", np.diff(shown_at) * 1000))
    print(f"{beside:,.0f} iterations/s, {beside / alone:.0%} of the {alone:,.0f}/s of a trainer alone")


if __name__ == "__main__":
    main()
