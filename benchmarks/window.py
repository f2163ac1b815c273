"""How long the window keeps a person waiting while it trains at top speed.

    python benchmarks/window.py [POINTS]

Offscreen, a 1280×800 window. A timer of 1 ms in the window's thread notes the gaps between its turns; the reference
in the same run is the same window at rest. Prints both, and the iterations per second beside a trainer without a
window.
"""

from __future__ import annotations

import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer

from neuron_desktop.core import Dataset, Trainer, TrainingSettings
from neuron_desktop.session.document import Source
from neuron_desktop.ui.app import create_application
from neuron_desktop.ui.main_window import MainWindow

SECONDS = 5.0


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


def main() -> None:
    """Measure and print."""
    points = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, points)
    dataset = Dataset(random.normal(size=(2, points)) + labels, labels)
    settings = TrainingSettings(iterations=1_000_000_000)

    trainer = Trainer(dataset, settings)
    start = time.perf_counter()
    while time.perf_counter() - start < 2.0:
        trainer.take_steps(50)
    alone = trainer.iteration / (time.perf_counter() - start)

    application = create_application(sys.argv[:1])
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    window.document.replace(dataset, Source("benchmark"))
    window.document.undo_stack.setClean()
    window.training.set_speed()
    window.training.configure(settings)
    at_rest = gaps(2.0)
    window.training.run()
    gaps(1.0)
    frames: list[float] = []
    window.training.progressed.connect(lambda _snapshot: frames.append(time.perf_counter()))
    first, start = window.training.snapshot.iteration, time.perf_counter()
    training = gaps(SECONDS)
    elapsed = time.perf_counter() - start
    beside = (window.training.snapshot.iteration - first) / elapsed
    waits = []
    for place in range(20):
        count = window.document.dataset.sample_count
        start = time.perf_counter()
        window.document.add_sample((0.01 * place, 0.0), 1)
        while window.training.snapshot.sample_count == count:
            QCoreApplication.processEvents()
        waits.append((time.perf_counter() - start) * 1000)
    window.document.undo_stack.setClean()
    window.close()
    application.processEvents()

    print(f"{points:,} points; ms between turns of the window")
    print(f"{'':<10}{'median':>10}{'p99':>10}{'longest':>10}")
    print(row("at rest", at_rest))
    print(row("training", training))
    print(row("a click*", np.array(waits)))
    print("* from placing a point to the first snapshot that has learned from it")
    print(f"snapshots {len(frames) / elapsed:.0f}/s")
    print(f"{beside:,.0f} iterations/s, {beside / alone:.0%} of the {alone:,.0f}/s of a trainer alone")


if __name__ == "__main__":
    main()
