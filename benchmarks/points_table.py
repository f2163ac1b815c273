"""How long the table of points takes beside what no table can do without.

    python benchmarks/points_table.py [POINTS]

Offscreen, a table of 300×500. Each figure is the median of some repetitions and includes the painting that follows.
The reference in the same run is a stable sort of one feature by NumPy.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QTableView

from neuron_desktop.core import generate
from neuron_desktop.core.generators.catalogue import LineGenerator
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.document.source import Source
from neuron_desktop.ui.canvas.drawing import Drawing
from neuron_desktop.ui.looks.application import create_application
from neuron_desktop.ui.looks.theme import LIGHT
from neuron_desktop.ui.views.points_table import PointsTable


def median(action: Callable[[int], object], repetitions: int) -> float:
    """Return the median milliseconds that `action` takes, given the number of its repetition."""
    times = []
    for repetition in range(repetitions):
        start = time.perf_counter()
        action(repetition)
        QCoreApplication.processEvents()
        times.append((time.perf_counter() - start) * 1000)
    return float(np.median(times))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time the table of points.")
    parser.add_argument("points", type=int, nargs="?", default=1_000_000, help="rows (default: %(default)s)")
    points = parser.parse_args().points
    sets = [generate(LineGenerator(count=points, seed=seed)) for seed in (1, 2)]
    application = create_application(sys.argv[:1])
    document = Document(sets[0], Source("benchmark"))
    table = PointsTable(SimpleNamespace(document=document, drawing=Drawing(document, document)))
    table.set_theme(LIGHT)
    table.resize(300, 500)
    table.show()
    application.processEvents()
    view = table.findChild(QTableView)
    assert view is not None
    header, bar = view.horizontalHeader(), view.verticalScrollBar()
    orders = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
    everything, a_tenth = np.arange(points), np.arange(0, points, 10)

    reference = median(lambda _: np.argsort(sets[0].features[0], kind="stable"), 5)
    figures = {
        "another data set": median(lambda place: table.on_dataset_changed(sets[place % 2], True), 10),
        "an edited data set": median(lambda place: table.on_dataset_changed(sets[place % 2], False), 10),
        "sort by a feature": median(lambda place: header.setSortIndicator(1 + place // 2 % 2, orders[place % 2]), 8),
        "sort by the class": median(lambda place: header.setSortIndicator(3, orders[place % 2]), 8),
        "scroll": median(lambda place: bar.setValue(place * bar.maximum() // 100), 100),
        "select all": median(lambda place: table.select(everything[: points - place]), 5),
        "select a tenth, scattered": median(lambda place: table.select(a_tenth[place:]), 5),
    }
    print(f"{points:,} rows; a stable sort of one feature: {reference:.1f} ms")
    print(f"{'':<28}{'ms':>10}{'sorts':>10}")
    for name, figure in figures.items():
        print(f"{name:<28}{figure:>10.1f}{figure / reference:>10.2f}")


if __name__ == "__main__":
    main()
