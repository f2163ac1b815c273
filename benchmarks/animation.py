"""How long the window keeps a person waiting while it records an animation of the training.

    python benchmarks/animation.py [POINTS] [--frames FRAMES] [--png] [--train]

Offscreen, a 1280×800 window; frames of 800×600. A timer of 1 ms in the window's thread notes the gaps between its
turns; the reference in the same run is the same window at rest. With ``--train`` training goes on meanwhile. Prints
both, the seconds and bytes of the whole, and how long a cancel takes until nothing of the file is left.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from neuron_desktop.core import Dataset, TrainingSettings
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.files.pictures import AnimationFormat
from neuron_desktop.ui.looks.application import create_application
from neuron_desktop.ui.pictures.animation_dialog import AnimationDialog
from neuron_desktop.ui.window.main_window import MainWindow


def gaps(done: Callable[[], bool]) -> np.ndarray:
    """Return the milliseconds between turns of the window's event loop until `done`."""
    turns: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: turns.append(time.perf_counter()))
    timer.start(1)
    while not done():
        QCoreApplication.processEvents()
    timer.stop()
    return np.diff(turns) * 1000


def row(name: str, values: np.ndarray) -> str:
    """Return a line of the table."""
    return f"{name:<10}{np.median(values):>10.1f}{np.percentile(values, 99):>10.1f}{values.max():>10.1f}"


def after(seconds: float) -> Callable[[], bool]:
    """Return what is true once so many seconds have passed."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time the turns of the window's thread beside an export.")
    parser.add_argument("points", type=int, nargs="?", default=500, help="on screen (default: %(default)s)")
    parser.add_argument("--frames", type=int, default=100, help="of the animation (default: %(default)s)")
    parser.add_argument("--png", action="store_true", help="write a folder of PNG files instead of a GIF")
    parser.add_argument("--train", action="store_true", help="go on training meanwhile")
    arguments = parser.parse_args()

    application = create_application(sys.argv[:1])
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, arguments.points, dtype=np.int8)
    dataset = Dataset(random.normal(size=(2, arguments.points)) + labels, labels)
    window.document.replace(dataset, Source("benchmark"), on_disk=True)
    window.training.set_speed()
    window.training.configure(TrainingSettings(iterations=10**9))
    window.training.run()
    gaps(lambda: window.training.snapshot.last_iteration > 300)
    if not arguments.train:
        window.training.pause()
    at_rest = gaps(after(1.0))

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / ("frames" if arguments.png else "training.gif")
        QFileDialog.getSaveFileName = lambda *_: (str(target), "")
        window.pictures.export_animation()
        dialog = window.findChild(AnimationDialog)
        dialog._frames.setValue(arguments.frames)
        if arguments.png:
            dialog._format_box.setCurrentIndex(dialog._format_box.findData(AnimationFormat.PNG_FOLDER))
        gaps(after(0.3))
        told: list[str] = []
        window.pictures.told.connect(told.append)
        start = time.perf_counter()
        dialog.export_requested.emit()
        exporting = gaps(lambda: bool(told))
        seconds = time.perf_counter() - start

        target = target.with_name("cancelled")
        window.pictures.export_animation()
        dialog = window.findChildren(AnimationDialog)[-1]
        dialog._frames.setValue(1000)
        dialog.export_requested.emit()
        before = len(os.listdir(folder))
        gaps(lambda: len(os.listdir(folder)) > before)
        gaps(after(0.2))
        start = time.perf_counter()
        dialog.reject()
        gaps(lambda: len(os.listdir(folder)) == before)
        cancelling = (time.perf_counter() - start) * 1000
        dialog.reject()
    window.document.undo_stack.setClean()
    window.close()
    application.processEvents()

    print(f"{arguments.points:,} points, {arguments.frames} frames of 800×600; ms between turns of the window")
    print(f"{'':<10}{'median':>10}{'p99':>10}{'longest':>10}")
    print(row("at rest", at_rest))
    print(row("exporting", exporting))
    print(f"{seconds:.1f} s, {seconds / arguments.frames * 1000:.0f} ms a frame. {told[0]}")
    print(f"{cancelling:.0f} ms from a cancel until nothing is left")


if __name__ == "__main__":
    main()
