"""The strip below the canvas: iteration, cost, accuracy, the formulas, and the diagnosis in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from neuron_desktop.core import Dataset, Snapshot, TrainingSettings
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.core.judging.diagnosis import Problem, Severity, findings_by
from neuron_desktop.core.judging.findings import Known
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.looks.plain_text import set_tip
from neuron_desktop.ui.panels.diagnosis_view import DiagnosisView
from neuron_desktop.ui.panels.formula_labels import FormulaLabels
from neuron_desktop.ui.panels.timeline import Timeline
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.hovering import LiveTip
from neuron_desktop.ui.widgets.widgets import labelled

if TYPE_CHECKING:
    from neuron_desktop.core.judging.examination import Examination

ADVICE = {
    TrainingState.READY: "Ready. Press Space to train, or → for a single step.",
    TrainingState.RUNNING: "Training… Press Space to pause. Points can be added meanwhile.",
    TrainingState.PAUSED: "Paused. Press Space to continue, → and ← for single steps, Home to start over.",
    TrainingState.DIVERGED: "Training diverged. Lower the learning rate, then press Home to start over.",
    TrainingState.FAILED: "Training stopped by an error. Press Home to start over.",
}

HELP = (
    "The state of the training: the iteration, the cost, the accuracy next to that of always answering the larger "
    "class, the neuron's equation and that of its boundary. Below them a sentence says what to do next, or what "
    "stands in the way; if there is a remedy, the button beside it (Space) applies it, and Ctrl+Z undoes it."
)


class StatusStrip(QWidget):
    """Shows the present numbers and says in words what they mean.

    Attributes
    ----------
    timeline : Timeline
        The slider over the run's iterations.
    diagnosis : DiagnosisView
        What stands in the way, and its remedy; the window shows it in the status bar.
    formulas : FormulaLabels
        The equations of the neuron and its boundary.
    """

    def __init__(self, dataset: Dataset, snapshot: Snapshot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_help(self, "Read-outs", HELP)
        self._dataset = dataset
        self._snapshot = snapshot
        self._state = TrainingState.READY
        self._settings: TrainingSettings | None = None
        self._examination: Examination | None = None
        self.timeline = Timeline()
        self._values: dict[str, QLabel] = {}
        self._captions: dict[str, QLabel] = {}
        self._points = dataset
        self._rows: NDArray[np.int64] | None = None
        self.formulas = FormulaLabels(self)
        self.diagnosis = DiagnosisView()
        set_help(self.diagnosis, "Read-outs", HELP)
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 2, 12, 2)
        layout.setHorizontalSpacing(18)
        layout.setVerticalSpacing(2)
        numbers = QHBoxLayout()
        numbers.setSpacing(6)
        numbers.addWidget(self.timeline, 1)
        for name, caption, widest in (
            ("iteration", "iteration", "2,000,000"),
            ("cost", "cost", "0.000001"),
            ("accuracy", "accuracy", "100.0 %"),
        ):
            value = labelled("", "value")
            value.setObjectName(f"{name}Value")
            # Its name is what it says; what that is of, the caption tells.
            value.setAccessibleDescription(caption)
            self._values[name] = value
            self._captions[name] = labelled(caption, "caption")
            self._captions[name].setBuddy(value)
            numbers.addSpacing(10)
            numbers.addWidget(self._captions[name])
            numbers.addWidget(value)
            value.ensurePolished()
            value.setMinimumWidth(value.fontMetrics().horizontalAdvance(widest))
        LiveTip(self._values["iteration"])
        self._always = labelled("", "caption")
        self._always.setObjectName("alwaysLabel")
        layout.addLayout(numbers, 0, 0, 1, 3)
        layout.addWidget(self.formulas.equation, 1, 0)
        layout.addWidget(self.formulas.boundary, 1, 1)
        layout.addWidget(self._always, 1, 2)
        layout.setColumnStretch(0, 3)
        layout.setColumnStretch(1, 2)
        # No higher than what it says.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._show()

    @Slot(object, bool)
    def on_parts_changed(self, parts: TrainTestSplit, _replaced: bool) -> None:
        """Judge with another data set to learn from."""
        self._dataset, self._points = parts.training, parts.dataset
        # The findings are about other points; the examiner will report again.
        self._examination = None
        # A finding names points as the table of points does.
        self._rows = np.flatnonzero(~parts.is_test) if parts.test.sample_count else None
        self._show()

    @Slot(object)
    def on_progressed(self, snapshot: Snapshot) -> None:
        """Show the newest numbers."""
        self._snapshot = snapshot
        self.timeline.on_progressed(snapshot)
        self._show()

    @Slot(object)
    def on_state_changed(self, state: TrainingState) -> None:
        """Say what training is doing."""
        self._state = state
        self._show()

    @Slot(object)
    def on_settings_changed(self, settings: TrainingSettings) -> None:
        """Judge by other settings."""
        self._settings = settings

    @Slot(object)
    def on_examined(self, examination: Examination | None) -> None:
        """Judge by what is known of data set and settings now."""
        self._examination = examination
        self._show_diagnosis()

    def _show(self) -> None:
        snapshot = self._snapshot
        self._values["iteration"].setText(formatting.count(snapshot.iteration))
        self._values["cost"].setText(formatting.number(snapshot.cost))
        self._values["accuracy"].setText(formatting.percent(snapshot.accuracy))
        always = formatting.always(self._dataset.class_names, snapshot.larger_class)
        self._always.setText(always if snapshot.sample_count else "")
        last = formatting.count(snapshot.last_iteration)
        self._captions["iteration"].setText(f"iteration of {last}" if self._is_earlier else "iteration")
        set_tip(self._values["iteration"], f"iteration {formatting.count(snapshot.iteration)} of {last}")
        self.formulas.show(self._points, snapshot)
        self._show_diagnosis()

    def _show_diagnosis(self) -> None:
        settings, facts = self._settings, self._examination
        known = Known(self._dataset, settings, facts, self._rows) if settings and facts else None
        findings = findings_by(known, self._dataset, self._snapshot)
        first = findings[0] if findings else None
        if first is not None and (first.severity is Severity.WARNING or first.problem is Problem.NO_POINTS):
            self.diagnosis.say(first.sentence, is_warning=first.severity is Severity.WARNING, remedy=first.remedy)
        elif first is None or self._state is TrainingState.RUNNING:
            self.diagnosis.say(self._advice())
        else:
            self.diagnosis.say(f"{self._advice()} {first.sentence}", remedy=first.remedy)

    @property
    def _is_earlier(self) -> bool:
        """Whether an iteration before the newest is shown."""
        return self._snapshot.iteration < self._snapshot.last_iteration

    def _advice(self) -> str:
        snapshot = self._snapshot
        iteration = formatting.count(snapshot.iteration)
        if self._is_earlier and self._state is TrainingState.PAUSED:
            return (
                f"Looking back at iteration {iteration} of {formatting.count(snapshot.last_iteration)}. Space or → "
                "continues from here and drops what came later; drag the timeline to look elsewhere."
            )
        if self._state is not TrainingState.FINISHED:
            return ADVICE[self._state]
        accuracy, border = formatting.percent(snapshot.accuracy), "line" if snapshot.feature_map.is_linear else "curve"
        what = f"{accuracy} of the points are on the correct side of the {border}."
        if snapshot.converged:
            return (
                f"Finished: after {iteration} iterations the gradient is shorter than the tolerance; {what} Export the "
                "weights (Ctrl+E), or lower the tolerance and press Space to continue training."
            )
        return (
            f"Finished after {iteration} iterations: {what} Press Space to continue training, or export the weights "
            "(Ctrl+E)."
        )
