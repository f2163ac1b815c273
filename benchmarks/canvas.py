"""How long the canvas takes to paint a frame, to answer a click and to zoom, beside pyqtgraph's ScatterPlotItem.

    python benchmarks/canvas.py [--busy] [POINTS ...]

The real window, 1280×800: offscreen, or on a display with ``QT_QPA_PLATFORM=xcb`` (``xvfb-run -a`` gives one). A time
is from the change, for a click from the mouse button going down, until the canvas has been painted. Frames follow each
other without a pause, as they do while something moves; before a click the window comes to rest. ScatterPlotItem
shows the same points in the same window in turn with the program's own item, which is hidden then. A second table
tells what each aid to reading adds to a frame. With ``--busy``, for a machine that does other things too, only the
processor's time in the window's thread counts, not what it waited.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from neuron_desktop.core import Dataset, FeatureMap, Neuron, Snapshot, Trainer, TrainingSettings, quadratic_terms
from neuron_desktop.session.document.source import Source
from neuron_desktop.ui.items.points_item import PointsItem
from neuron_desktop.ui.looks.application import create_application
from neuron_desktop.ui.looks.theme import LIGHT
from neuron_desktop.ui.window.main_window import MainWindow

SECONDS_EACH = 4.0
MOST_TIMES = 200
SETTLE = 0.05


@dataclass(frozen=True)
class Goal:
    """What to reach, in milliseconds."""

    frame: float
    click: float
    zoom: float


GOALS = {1_000: Goal(3.0, 16.0, 4.0), 100_000: Goal(3.5, 16.0, 6.0), 1_000_000: Goal(4.0, 33.0, 20.0)}


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QObject) -> None:
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take note of the event and let it pass."""
        self.count += event.type() is QEvent.Type.Paint
        return False


class Stopwatch:
    """Times changes of a window until its canvas has been painted."""

    def __init__(self, window: MainWindow, clock: Callable[[], float]) -> None:
        self._paints = Paints(window.canvas.viewport())
        self._clock = clock

    def time(self, change: Callable[[], None]) -> float:
        """Return the milliseconds from the change until it is painted."""
        before, start = self._paints.count, self._clock()
        change()
        while self._paints.count == before:
            QCoreApplication.processEvents()
        return (self._clock() - start) * 1000

    def times(self, change: Callable[[], None], *, at_rest: bool = False) -> np.ndarray:
        """Return the milliseconds of many such changes, each made `at_rest` or right after the one before.

        The first, which warms up, is left out.
        """
        settle()
        self.time(change)
        start, taken = time.perf_counter(), []
        while len(taken) < MOST_TIMES and (time.perf_counter() - start < SECONDS_EACH or len(taken) < 5):
            if at_rest:
                settle()
            taken.append(self.time(change))
        return np.array(taken)


class Reference:
    """The same points as pyqtgraph's own items, one for each class."""

    def __init__(self, window: MainWindow) -> None:
        self._own = [item for item in window.canvas.scene().items() if isinstance(item, PointsItem)]
        self._items = [
            pg.ScatterPlotItem(symbol=symbol, size=8, pen=pg.mkPen(LIGHT.outline), brush=pg.mkBrush(color))
            for symbol, color in zip(("s", "o"), LIGHT.class_colors, strict=True)
        ]
        self._count = 0
        for item in self._items:
            item.hide()
            window.canvas.addItem(item, ignoreBounds=True)
        window.document.dataset_changed.connect(self._on_dataset_changed)

    def set_shown(self, shown: bool, dataset: Dataset) -> None:
        """Show these items in place of the program's own, or the other way round."""
        for item in self._own:
            item.setVisible(not shown)
        for label, item in enumerate(self._items):
            item.setVisible(shown)
            item.setData(*dataset.features[:, dataset.labels == label]) if shown else item.clear()
        self._count = dataset.sample_count if shown else 0

    def _on_dataset_changed(self, dataset: Dataset, _replaced: bool) -> None:
        if self._count and dataset.sample_count == self._count + 1:
            self._count += 1
            self._items[int(dataset.labels[-1])].addPoints(*dataset.features[:, -1:])


def settle() -> None:
    """Let what was begun come to its end, as a person would."""
    deadline = time.perf_counter() + SETTLE
    while time.perf_counter() < deadline:
        QCoreApplication.processEvents()


def overlapping(points: int) -> Dataset:
    """Return two classes that no line divides."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, points, dtype=np.int8)
    return Dataset(random.normal(size=(2, points)) + labels, labels)


def moving(settings: TrainingSettings) -> Iterator[Snapshot]:
    """Return snapshots, over and over, of a neuron whose boundary turns."""
    trainer = Trainer(overlapping(1000), settings)
    terms = len(FeatureMap.of(settings.feature_map, 2).terms)
    snapshots = []
    for angle in np.linspace(0.0, 2.0 * np.pi, 60):
        weights = np.zeros(terms)
        weights[:2] = np.cos(angle), np.sin(angle)
        weights[2:] = 0.5
        trainer.set_neuron(Neuron(weights, -0.5))
        snapshots.append(trainer.snapshot())
    return cycle(snapshots)


def places(window: MainWindow) -> Iterator[QPoint]:
    """Return places to click, anywhere on the canvas."""
    random = np.random.default_rng(1)
    canvas = window.canvas
    area = canvas.plotItem.vb.sceneBoundingRect()
    while True:
        share = random.uniform(0.2, 0.8, 2)
        yield canvas.mapFromScene(QPointF(area.left() + share[0] * area.width(), area.top() + share[1] * area.height()))


def measured(window: MainWindow, stopwatch: Stopwatch) -> tuple[float, float, float]:
    """Return the median of a frame while the line moves, the 99th percentile of a click, the median of a zoom."""
    canvas = window.canvas
    snapshots, spots = moving(TrainingSettings()), places(window)
    frames = stopwatch.times(lambda: canvas.on_progressed(next(snapshots)))
    factors = cycle((0.9, 1 / 0.9))

    def zoom() -> None:
        factor = next(factors)
        canvas.plotItem.vb.scaleBy((factor, factor))

    zooms = stopwatch.times(zoom)
    clicks = stopwatch.times(
        lambda: QTest.mouseClick(
            canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, next(spots)
        ),
        at_rest=True,
    )
    return float(np.median(frames)), float(np.percentile(clicks, 99)), float(np.median(zooms))


def show(window: MainWindow, dataset: Dataset) -> None:
    """Put a data set into the window."""
    window.document.replace(dataset, Source("benchmark"))
    window.document.undo_stack.clear()
    settle()


def beside_scatter(window: MainWindow, stopwatch: Stopwatch, counts: list[int]) -> None:
    """Print the first table."""
    reference = Reference(window)
    print("ms: median frame while the line moves, 99th percentile of a click, median zoom")
    print(f"{'points':>10}{'':4}{'frame':>9}{'click':>9}{'zoom':>9}{'':4}")
    for count in counts:
        dataset = overlapping(count)
        rows: dict[str, tuple[float, float, float]] = {}
        for name in ("ours", "scatter"):
            show(window, dataset)
            reference.set_shown(name == "scatter", dataset)
            rows[name] = measured(window, stopwatch)
        reference.set_shown(False, dataset)
        goal = GOALS.get(count)
        if goal is not None:
            rows["goal"] = goal.frame, goal.click, goal.zoom
        for name, figures in rows.items():
            print(f"{count:>10,}{'':4}{''.join(f'{figure:>9.2f}' for figure in figures)}    {name}")
        ratios = (theirs / own for theirs, own in zip(rows["scatter"], rows["ours"], strict=True))
        print(f"{count:>10,}{'':4}{''.join(f'{ratio:>8.1f}×' for ratio in ratios)}    scatter / ours")


def aids(window: MainWindow, stopwatch: Stopwatch, count: int) -> None:
    """Print the second table."""
    dataset = overlapping(count)
    show(window, dataset)
    canvas = window.canvas
    points = next(item for item in canvas.scene().items() if type(item) is PointsItem)
    straight, curved = moving(TrainingSettings()), moving(TrainingSettings(feature_map=quadratic_terms(2)))

    def ring() -> None:
        snapshot = next(straight)
        canvas.on_progressed(snapshot)
        points.set_marked(snapshot.predict(dataset.features) != dataset.labels)

    rows: list[tuple[str, Callable[[], None]]] = [
        ("line and shading", lambda: canvas.on_progressed(next(straight))),
        ("… misclassified points ringed anew", ring),
        ("curve and its shading", lambda: canvas.on_progressed(next(curved))),
    ]
    print(f"\nms: a frame, median and 99th percentile, {count:,} points")
    for name, change in rows:
        taken = stopwatch.times(change)
        print(f"{name:<40}{np.median(taken):>9.2f}{np.percentile(taken, 99):>9.2f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time the painting of the canvas.")
    parser.add_argument("points", type=int, nargs="*", default=list(GOALS), help="on screen (default: %(default)s)")
    parser.add_argument("--busy", action="store_true", help="count the processor's time in the window's thread")
    arguments = parser.parse_args()
    application = create_application(sys.argv[:1])
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    window.document.undo_stack.setClean()
    settle()
    area = window.canvas.plotItem.vb.rect()
    platform = application.platformName()
    print(f"{platform}, {area.width():.0f}×{area.height():.0f} pixels, {window.devicePixelRatioF():g} to one")
    stopwatch = Stopwatch(window, time.thread_time if arguments.busy else time.perf_counter)
    beside_scatter(window, stopwatch, arguments.points)
    aids(window, stopwatch, 1_000)
    window.document.undo_stack.setClean()
    window.close()
    application.processEvents()


if __name__ == "__main__":
    main()
