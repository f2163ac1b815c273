"""The article's test on new points, or on those held back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from neuron_desktop.core import Dataset, GeneratorSpec
from neuron_desktop.core.judging.evaluation import Confusion
from neuron_desktop.session.judging.evaluation import TestResult
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.looks.plain_text import PlainLabel
from neuron_desktop.ui.views.view import View, Workbench
from neuron_desktop.ui.widgets.fields import action_button
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.widgets import labelled

CELLS = (
    ("trueNegatives", 1, 1),
    ("falsePositives", 1, 2),
    ("falseNegatives", 2, 1),
    ("truePositives", 2, 2),
)

OFFER = (
    "Draws 2000 fresh points from the same generator, none of which the neuron has seen, and counts how many it gets "
    "right."
)
NO_GENERATOR = (
    "New points can only be drawn if it is known how these were. Hold some of the points back instead: the slider "
    "“Test points” on the left."
)
TRUE_LINE = " The dashed line is the true one."

HELP = (
    "How well the neuron does on points that it has not learned from: new ones from the same generator (Ctrl+T), or "
    "those held back by the slider Test points. The table counts the answers for each class; its diagonal is correct. "
    "Compare the share of correct answers with that of always answering the larger class."
)


class EvaluationView(View):
    """Draws test points at a click and shows accuracy and confusion counts."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(workbench, parent)
        set_help(self, "Evaluation", HELP)
        self._button = action_button("testButton", workbench.actions["testAction"])
        self._advice = PlainLabel()
        self._advice.setObjectName("testLabel")
        self._advice.setWordWrap(True)
        self._accuracy = labelled("", "value")
        self._accuracy.setObjectName("testAccuracyValue")
        self._counts = {name: labelled("", "value") for name, _, _ in CELLS}
        self._headings = tuple(labelled("", "caption") for _ in range(4))
        grid = QGridLayout()
        grid.addWidget(self._headings[0], 0, 1)
        grid.addWidget(self._headings[1], 0, 2)
        grid.addWidget(self._headings[2], 1, 0)
        grid.addWidget(self._headings[3], 2, 0)
        for name, row, column in CELLS:
            self._counts[name].setObjectName(f"{name}Value")
            grid.addWidget(self._counts[name], row, column)
        for label in (*self._headings[:2], *self._counts.values()):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._table = QWidget()
        self._table.setLayout(grid)
        layout = QVBoxLayout(self)
        layout.addWidget(self._button)
        layout.addWidget(self._advice)
        layout.addWidget(self._accuracy)
        layout.addWidget(self._table)
        layout.addStretch(1)
        evaluation = workbench.evaluation
        self.follow_dataset(self._on_dataset_changed)
        self.follow(evaluation.generator_changed, self._on_generator_changed, evaluation.generator)
        self.follow(evaluation.result_changed, self._on_result_changed, evaluation.result)

    def _on_dataset_changed(self, dataset: Dataset, _replaced: bool) -> None:
        red, blue = dataset.class_names
        for label, text in zip(
            self._headings, (f"called {red}", f"called {blue}", f"is {red}", f"is {blue}"), strict=True
        ):
            label.setText(text)

    def _on_generator_changed(self, generator: GeneratorSpec | None) -> None:
        self._button.setEnabled(generator is not None)
        self._on_result_changed(self.workbench.evaluation.result)

    def _on_result_changed(self, result: TestResult | None) -> None:
        # A result, or what the test would do.
        self._table.setVisible(result is not None)
        self._accuracy.setVisible(result is not None)
        if result is None:
            self._advice.setText(OFFER if self.workbench.evaluation.generator is not None else NO_GENERATOR)
            return
        counts = result.confusion
        wrong = int(result.wrong.sum())
        always = formatting.always(result.dataset.class_names, counts.larger_class)
        self._accuracy.setText(f"{formatting.percent(counts.accuracy)} right")
        self._advice.setText(
            f"{always[0].upper()}{always[1:]}. After iteration {formatting.count(result.iteration)}, "
            f"{formatting.count(wrong)} of "
            f"{formatting.count(counts.sample_count)} {'new points' if result.is_drawn else 'points held back'} lie on "
            "the wrong side" + self._seen_in(result)
        )
        self._show_counts(counts)

    @staticmethod
    def _seen_in(result: TestResult) -> str:
        """Return how the canvas shows the points."""
        if not result.is_drawn:
            return "; points held back are hollow."
        return "; they are ringed." + (TRUE_LINE if result.dataset.true_line is not None else "")

    def _show_counts(self, counts: Confusion) -> None:
        for name, value in (
            ("trueNegatives", counts.true_negatives),
            ("falsePositives", counts.false_positives),
            ("falseNegatives", counts.false_negatives),
            ("truePositives", counts.true_positives),
        ):
            self._counts[name].setText(formatting.count(value))
