"""The strip below the canvas: iteration, cost, accuracy, the formulas, and the diagnosis in words."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from neuron_desktop.core import Dataset, Snapshot
from neuron_desktop.core.diagnosis import Problem, diagnose
from neuron_desktop.session.worker import TrainingState
from neuron_desktop.ui import formatting
from neuron_desktop.ui.widgets import ElidingLabel, labelled, set_tone

ADVICE = {
    TrainingState.READY: "Ready. Press Space to train, or → for a single step.",
    TrainingState.RUNNING: "Training… Press Space to pause. Points can be added meanwhile.",
    TrainingState.PAUSED: "Paused. Press Space to go on, → for a single step, Home to start over.",
    TrainingState.DIVERGED: "Training diverged. Lower the learning rate, then press Home to start over.",
    TrainingState.FAILED: "Training stopped by an error. Press Home to start over.",
}


class StatusStrip(QWidget):
    """Shows the numbers of now and says in words what they mean."""

    def __init__(self, dataset: Dataset, snapshot: Snapshot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset = dataset
        self._snapshot = snapshot
        self._state = TrainingState.READY
        self._values: dict[str, QLabel] = {}
        self._equation = ElidingLabel("equationLabel")
        self._boundary = ElidingLabel("boundaryLabel")
        for formula in (self._equation, self._boundary):
            formula.setProperty("role", "formula")
        self._diagnosis = QLabel()
        self._diagnosis.setObjectName("diagnosisLabel")
        self._diagnosis.setWordWrap(True)
        self._diagnosis.setMargin(4)
        self._diagnosis.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setHorizontalSpacing(18)
        layout.setVerticalSpacing(2)
        for column, (name, caption, widest) in enumerate(
            (("iteration", "iteration", "2,000,000"), ("cost", "cost", "0.00001"), ("accuracy", "accuracy", "100.0 %"))
        ):
            value = labelled("", "value")
            value.setObjectName(f"{name}Value")
            value.setAccessibleName(caption)
            self._values[name] = value
            layout.addWidget(labelled(caption, "caption"), 0, column)
            layout.addWidget(value, 1, column)
            value.ensurePolished()
            layout.setColumnMinimumWidth(column, value.fontMetrics().horizontalAdvance(widest))
        layout.addWidget(self._equation, 0, 3)
        layout.addWidget(self._boundary, 1, 3)
        layout.addWidget(self._diagnosis, 2, 0, 1, 4)
        layout.setColumnStretch(3, 1)
        self._show()

    @Slot(object, bool)
    def on_dataset_changed(self, dataset: Dataset, _replaced: bool) -> None:
        """Judge with another data set."""
        self._dataset = dataset
        self._show()

    @Slot(object)
    def on_progressed(self, snapshot: Snapshot) -> None:
        """Show the newest numbers."""
        self._snapshot = snapshot
        self._show()

    @Slot(object)
    def on_state_changed(self, state: TrainingState) -> None:
        """Say what training is doing."""
        self._state = state
        self._show()

    def _show(self) -> None:
        snapshot, names = self._snapshot, self._dataset.feature_names
        self._values["iteration"].setText(formatting.count(snapshot.iteration))
        self._values["cost"].setText(formatting.number(snapshot.cost))
        self._values["accuracy"].setText(formatting.percent(snapshot.accuracy))
        if len(names) == snapshot.neuron.weights.size:
            self._equation.setText(formatting.equation(snapshot.neuron, names))
            self._boundary.setText(formatting.boundary(snapshot.neuron, names))
        finding = diagnose(self._dataset, snapshot)
        if finding is not None:
            self._diagnosis.setText(finding.sentence)
            set_tone(self._diagnosis, "" if finding.problem is Problem.NO_POINTS else "warning")
            return
        set_tone(self._diagnosis, "")
        self._diagnosis.setText(self._advice())

    def _advice(self) -> str:
        if self._state is TrainingState.FINISHED:
            return (
                f"Finished after {formatting.count(self._snapshot.iteration)} iterations: "
                f"{formatting.percent(self._snapshot.accuracy)} of the points are on their side of the line. "
                "Press Space to train on, or export the weights (Ctrl+E)."
            )
        return ADVICE[self._state]
