"""Chooses how many points are held back, to test the neuron on what it has not seen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from neuron_desktop.core.data.split import Split, TrainTestSplit
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.widgets.fields import push_button
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.widgets import keep_keys, labelled

MOST_PERCENT = 80

HELP = (
    "How many points are held back for testing. They are drawn hollow, the neuron does not learn from them, and "
    "Evaluation tests it on them. Drag the slider, or move it by Left and Right (1 %), PgUp and PgDown (10 %) and "
    "Home (none); Others holds back other points, as many as before."
)


class SplitPanel(QWidget):
    """A slider for the share of test points.

    Signals
    -------
    split_chosen(Split, int or None)
        Another share, or others of the same share. The number is the same for all of one drag of the slider.
    """

    split_chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_help(self, "Test points", HELP)
        self._split = Split()
        self._drags = 0
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("splitSlider")
        self._slider.setAccessibleName("Share of test points")
        self._slider.setRange(0, MOST_PERCENT)
        self._slider.setPageStep(10)
        self._slider.setToolTip("Points held back are drawn hollow; the neuron is tested on them, not trained")
        self._slider.setAccessibleDescription(f"In percent. {self._slider.toolTip()}.")
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_keys(self._slider, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home)
        self._again = push_button("splitAgainButton", "Others", "Hold back other points")
        self._counts = labelled("", "caption")
        self._counts.setObjectName("splitLabel")
        self._counts.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self._slider, 1)
        row.addWidget(self._again)
        layout = QVBoxLayout(self)
        layout.addWidget(labelled("Test points", "heading"))
        layout.addLayout(row)
        layout.addWidget(self._counts)
        self._slider.sliderPressed.connect(self._on_slider_pressed)
        self._slider.valueChanged.connect(self._on_value_changed)
        self._again.clicked.connect(self._on_again)

    @Slot(object, bool)
    def on_parts_changed(self, parts: TrainTestSplit, _replaced: bool) -> None:
        """Count what is held back."""
        held, learned = parts.test.sample_count, parts.training.sample_count
        self._again.setEnabled(self._split.test_share > 0.0)
        if self._split.test_share == 0.0:
            self._counts.setText("None held back: the neuron learns from every point.")
        else:
            self._counts.setText(
                f"{round(100 * self._split.test_share)} % held back: {formatting.count(held)} to test on (hollow), "
                f"{formatting.count(learned)} to learn from."
            )

    def show_split(self, split: Split) -> None:
        """Show a split that was chosen elsewhere."""
        self._split = split
        self._slider.blockSignals(True)
        self._slider.setValue(round(100 * split.test_share))
        self._slider.blockSignals(False)

    @Slot()
    def _on_slider_pressed(self) -> None:
        self._drags += 1

    @Slot(int)
    def _on_value_changed(self, percent: int) -> None:
        self._choose(replace(self._split, test_share=percent / 100))

    @Slot()
    def _on_again(self) -> None:
        self._choose(replace(self._split, seed=self._split.seed + 1))

    def _choose(self, split: Split) -> None:
        self._split = split
        self.split_chosen.emit(split, self._drags if self._slider.isSliderDown() else None)
