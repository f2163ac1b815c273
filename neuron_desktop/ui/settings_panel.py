"""The neuron panel: how it is trained."""

from __future__ import annotations

import dataclasses
import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from neuron_desktop.core import SettingsError, TrainingSettings
from neuron_desktop.ui.widgets import labelled, set_tone

LEARNING_RATES = ("0.00001", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
MOST_ITERATIONS = 1_000_000_000


class SettingsPanel(QWidget):
    """Edits the training settings; a change takes effect at once, while training too.

    Signals
    -------
    settings_edited(TrainingSettings)
        The person wants these settings.
    entered()
        Enter was pressed in a field: the keys may go back to the canvas.
    """

    settings_edited = Signal(object)
    entered = Signal()

    def __init__(self, settings: TrainingSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._rate = QComboBox()
        self._rate.setObjectName("learningRateBox")
        self._rate.setAccessibleName("Learning rate")
        self._rate.setEditable(True)
        self._rate.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._rate.setMinimumContentsLength(6)
        self._rate.addItems(list(LEARNING_RATES))
        self._rate.setToolTip("The length α of a step: w ← w − α·dw. Changing it keeps the weights.")
        self._rate.currentTextChanged.connect(self._on_rate_edited)
        self._iterations = QSpinBox()
        self._iterations.setObjectName("iterationsBox")
        self._iterations.setAccessibleName("Iterations")
        self._iterations.setRange(1, MOST_ITERATIONS)
        self._iterations.setGroupSeparatorShown(True)
        self._iterations.setSingleStep(500)
        self._iterations.setKeyboardTracking(False)
        self._iterations.setToolTip("Where a run ends")
        self._iterations.valueChanged.connect(self._on_iterations_edited)
        self._standardize = QCheckBox("Standardize features")
        self._standardize.setObjectName("standardizeBox")
        self._standardize.setToolTip(
            "Take the steps on features of mean 0 and deviation 1. The weights shown stay in the data's own units."
        )
        self._standardize.toggled.connect(self._on_standardize_toggled)
        for field in (self._rate.lineEdit(), self._iterations.lineEdit()):
            if field is not None:
                field.returnPressed.connect(self.entered)
        self._complaint = QLabel()
        self._complaint.setObjectName("settingsComplaint")
        self._complaint.setWordWrap(True)
        self._complaint.setMargin(4)
        set_tone(self._complaint, "warning")
        self._complaint.hide()

        form = QFormLayout()
        form.addRow("Learning rate α", self._rate)
        form.addRow("Iterations", self._iterations)
        form.addRow(self._standardize)
        layout = QVBoxLayout(self)
        layout.addWidget(labelled("Neuron", "heading"))
        layout.addLayout(form)
        layout.addWidget(self._complaint)
        self.on_settings_changed(settings)

    @Slot(object)
    def on_settings_changed(self, settings: TrainingSettings) -> None:
        """Show the settings in force."""
        self._settings = settings
        if _parsed(self._rate.currentText()) != settings.learning_rate:
            self._rate.setCurrentText(repr(settings.learning_rate))
        self._iterations.blockSignals(True)
        self._iterations.setValue(min(settings.iterations, MOST_ITERATIONS))
        self._iterations.blockSignals(False)
        self._standardize.setChecked(settings.standardize)
        self._complaint.hide()

    @Slot(str)
    def _on_rate_edited(self, text: str) -> None:
        rate = _parsed(text)
        self._edit(f"“{text}” is not a number above 0; {self._settings.learning_rate:g} stays.", learning_rate=rate)

    @Slot(int)
    def _on_iterations_edited(self, iterations: int) -> None:
        self._edit("", iterations=iterations)

    @Slot(bool)
    def _on_standardize_toggled(self, on: bool) -> None:
        self._edit("", standardize=on)

    def _edit(self, complaint: str, **change: object) -> None:
        try:
            settings = dataclasses.replace(self._settings, **change)  # type: ignore[arg-type]
        except SettingsError:
            self._complaint.setText(complaint)
            self._complaint.show()
            return
        self._complaint.hide()
        if settings != self._settings:
            self._settings = settings
            self.settings_edited.emit(settings)


class SpeedBox(QComboBox):
    """Chooses how many iterations a second are taken.

    Signals
    -------
    speed_chosen(float)
        Iterations a second; infinity for as fast as it goes.
    """

    speed_chosen = Signal(float)

    SPEEDS = (1.0, 5.0, 20.0, 60.0, 300.0, 1500.0, math.inf)
    USUAL = 300.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("speedBox")
        self.setAccessibleName("Speed")
        self.setToolTip("How many iterations are taken in a second")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for speed in self.SPEEDS:
            self.addItem("max" if math.isinf(speed) else f"{speed:.0f} it/s", speed)
        self.setCurrentIndex(self.SPEEDS.index(self.USUAL))
        self.currentIndexChanged.connect(self._on_index_changed)

    @property
    def speed(self) -> float:
        """The chosen iterations a second."""
        return self.SPEEDS[self.currentIndex()]

    @Slot(int)
    def _on_index_changed(self, _index: int) -> None:
        self.speed_chosen.emit(self.speed)


def _parsed(text: str) -> float:
    """Return the number in `text`, a decimal comma allowed, or NaN."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return math.nan
