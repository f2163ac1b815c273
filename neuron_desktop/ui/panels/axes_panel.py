"""Chooses which two of many features are plotted, and where the others are held."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QVBoxLayout, QWidget

from neuron_desktop.core import Dataset
from neuron_desktop.core.numerals import grouped
from neuron_desktop.core.training.plane import Hold
from neuron_desktop.ui.canvas.canvas_state import PlaneChoice
from neuron_desktop.ui.items.view_map import Indices
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.widgets import keep_keys, labelled

_HOLDS = ((Hold.MEAN, "at their means"), (Hold.MEDIAN, "at their medians"), (Hold.SAMPLE, "as in a point"))

HELP = (
    "Which two of the features are plotted. The neuron learns from all of them whatever is plotted; the line on "
    "the canvas is a slice, and Others says where the features that are not plotted are held: at their means, "
    "their medians, or the values of a point, which you choose with the move tool. Up and Down change the choice."
)


class AxesPanel(QWidget):
    """Shown for data sets of more than two features.

    Signals
    -------
    plane_chosen(PlaneChoice)
        Other axes, or another place for the features that are not plotted.
    """

    plane_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_help(self, "Axes", HELP)
        self._names: tuple[str, ...] = ()
        self._sample = 0
        self._count = 0
        self._axes = (_box("xAxisBox", "Horizontal axis"), _box("yAxisBox", "Vertical axis"))
        self._hold = _box("holdBox", "The other features")
        for hold, text in _HOLDS:
            self._hold.addItem(text, hold)
        self._hold.setToolTip("The line drawn is a slice through all features: the others are held here")
        self._advice = labelled("", "caption")
        self._advice.setObjectName("sliceAdvice")
        self._advice.setWordWrap(True)
        form = QFormLayout()
        form.addRow("Horizontal", self._axes[0])
        form.addRow("Vertical", self._axes[1])
        form.addRow("Others", self._hold)
        layout = QVBoxLayout(self)
        layout.addWidget(labelled("Axes", "heading"))
        layout.addLayout(form)
        layout.addWidget(self._advice)
        for place, box in enumerate(self._axes):
            box.activated.connect(self._on_first_chosen if place == 0 else self._on_second_chosen)
        self._hold.activated.connect(self._choose)
        self.hide()

    @Slot(object, bool)
    def on_dataset_changed(self, dataset: Dataset, replaced: bool) -> None:
        """Offer the features of another data set."""
        self._count = dataset.sample_count
        self._sample = min(self._sample, max(self._count - 1, 0))
        if not replaced and dataset.feature_names == self._names:
            return
        self._names = dataset.feature_names
        self._sample = 0
        for place, box in enumerate(self._axes):
            box.clear()
            box.addItems(list(self._names))
            box.setCurrentIndex(min(place, len(self._names) - 1))
        self._hold.setCurrentIndex(0)
        self.setVisible(len(self._names) > 2)
        self._show_advice()

    @Slot(object)
    def on_selection_changed(self, indices: Indices) -> None:
        """Go through the selected point, where the slice goes through one."""
        if indices.size:
            self._sample = int(indices[0])
            if self._hold.currentData() is Hold.SAMPLE:
                self._choose()

    def show_choice(self, choice: PlaneChoice) -> None:
        """Show what was chosen elsewhere."""
        for box, axis in zip(self._axes, choice.axes, strict=True):
            box.setCurrentIndex(axis)
        self._hold.setCurrentIndex(self._hold.findData(choice.hold))
        self._sample = choice.sample
        self._show_advice()

    @Slot(int)
    def _on_first_chosen(self, place: int) -> None:
        self._keep_apart(0, place)

    @Slot(int)
    def _on_second_chosen(self, place: int) -> None:
        self._keep_apart(1, place)

    def _keep_apart(self, axis: int, place: int) -> None:
        """Give the other axis another feature where both have the same."""
        other = self._axes[1 - axis]
        if other.currentIndex() == place:
            other.setCurrentIndex((place + 1) % len(self._names))
        self._choose()

    @Slot()
    def _choose(self) -> None:
        self._show_advice()
        axes = self._axes[0].currentIndex(), self._axes[1].currentIndex()
        self.plane_chosen.emit(PlaneChoice(axes, self._hold.currentData(), self._sample))

    def _show_advice(self) -> None:
        others, hold = len(self._names) - 2, self._hold.currentData()
        subject = "the other feature" if others == 1 else f"the other {others} features"
        if hold is Hold.SAMPLE:
            verb = "has the value" if others == 1 else "have the values"
            where = f"{verb} of point {grouped(self._sample + 1)}; select another with the move tool."
        else:
            words = {Hold.MEAN: "mean", Hold.MEDIAN: "median"}[hold]
            where = f"is held at its {words}." if others == 1 else f"are held at their {words}s."
        self._advice.setText(f"The line is a slice: {subject} {where}")


def _box(name: str, title: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    keep_keys(box, Qt.Key.Key_Home)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    return box
