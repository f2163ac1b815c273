"""The equation of the neuron and of its boundary, on screen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from neuron_desktop.core import Dataset, SettingsError, Snapshot
from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.model.formulas import FormulaWriter
from neuron_desktop.core.training.plane import Plane
from neuron_desktop.ui.items.boundary_probe import boundary_probe
from neuron_desktop.ui.items.view_map import ViewMap
from neuron_desktop.ui.widgets.widgets import ElidingLabel

# With more numbers, only a part is used while training runs; once it rests all are, unless that would block the window.
MOST_AT_ONCE, MOST_AT_REST = 100_000, 4_000_000
REST = 200


class FormulaLabels(QObject):
    """Two labels whose formulas have as many digits as points and view need.

    Signals
    -------
    digits_found(int)
        Each weight by itself needs this many digits.
    boundary_written(str)
        The boundary, as it is shown now.

    Attributes
    ----------
    equation, boundary : ElidingLabel
        What is shown.
    """

    digits_found = Signal(int)
    boundary_written = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.equation = ElidingLabel("equationLabel")
        self.boundary = ElidingLabel("boundaryLabel")
        for label in (self.equation, self.boundary):
            label.setProperty("role", "formula")
        self._shown: tuple[Dataset, Snapshot] | None = None
        self._scene: tuple[Plane, ViewMap] | None = None
        self._writer: tuple[Dataset, FeatureMap, FormulaWriter] | None = None
        self._rest, self._moves = QTimer(self), QTimer(self)
        for timer, slot in ((self._rest, self._on_rested), (self._moves, self._on_moved)):
            timer.setSingleShot(True)
            timer.timeout.connect(slot)
        self._rest.setInterval(REST)

    def show(self, dataset: Dataset, snapshot: Snapshot) -> None:
        """Show the formulas of a neuron of these points, in training or held back."""
        # Until there is a neuron of the present features, the last formulas stay.
        if snapshot.feature_map.input_count == dataset.feature_count:
            self._shown = dataset, snapshot
            self._write()

    @Slot(object, object)
    def on_view_changed(self, plane: Plane, view: ViewMap) -> None:
        """Write the formulas for another view, once it has stopped changing in this turn."""
        self._scene = plane, view
        self._moves.start()

    @Slot()
    def _on_moved(self) -> None:
        self._write()

    @Slot()
    def _on_rested(self) -> None:
        if self._shown is not None:
            dataset, snapshot = self._shown
            every = _one_in(MOST_AT_REST, dataset, snapshot.feature_map)
            self._tell(snapshot, _writer(dataset, snapshot.feature_map, every=every))

    def _write(self) -> None:
        if self._shown is None:
            return
        dataset, snapshot = self._shown
        feature_map, kept = snapshot.feature_map, self._writer
        every = _one_in(MOST_AT_ONCE, dataset, feature_map)
        if kept is None or kept[0] is not dataset or kept[1] != feature_map:
            kept = self._writer = dataset, feature_map, _writer(dataset, feature_map, every=every)
        self._tell(snapshot, kept[2])
        if every > 1:
            self._rest.start()

    def _tell(self, snapshot: Snapshot, writer: FormulaWriter) -> None:
        probe = None if self._scene is None else boundary_probe(snapshot, *self._scene)
        formulas = writer.write(snapshot.neuron, probe)
        self.equation.setText(formulas.equation)
        self.boundary.setText(formulas.boundary)
        self.digits_found.emit(formulas.digits)
        self.boundary_written.emit(formulas.boundary)


def _one_in(most: int, dataset: Dataset, feature_map: FeatureMap) -> int:
    """Return of how many samples one is looked at, so that there are no more numbers than `most`."""
    return 1 + dataset.sample_count * len(feature_map.terms) // most


def _writer(dataset: Dataset, feature_map: FeatureMap, *, every: int) -> FormulaWriter:
    """Return what writes neurons of a data set, of which one sample in `every` is looked at."""
    names = feature_map.names(dataset.feature_names)
    try:
        terms = feature_map.apply(dataset.features[:, ::every])
    except SettingsError:
        terms = np.empty((len(names), 0))
    return FormulaWriter(terms, names, is_curved=not feature_map.is_linear)
