"""The neuron's numbers: every weight and the bias."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.core import Dataset, Snapshot
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.looks.plain_text import PlainLabel, set_tip
from neuron_desktop.ui.views.view import View, Workbench
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.hovering import LiveTip
from neuron_desktop.ui.widgets.widgets import keep_keys

# The digits of a weight; more if samples would change sides.
LEAST_DIGITS = 6

HELP = (
    "Every weight and the bias. A weight says how strongly its feature pulls towards class 1, or, where it is "
    "negative, towards class 0; the bias moves the boundary. With standardizing on, a second column has the "
    "weights that the steps are taken on. Hold the mouse over a number for all of its digits; Up and Down go "
    "through the rows, Ctrl+C copies one."
)


class NeuronView(View):
    """Lists every weight and the bias, in data units and, where they differ, as the steps see them."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(workbench, parent)
        set_help(self, "Neuron", HELP)
        self._names: tuple[str, ...] = ()
        self._terms: tuple[str, ...] = ()
        self._digits = LEAST_DIGITS
        self._snapshot: Snapshot | None = None
        self._table = QTableWidget(0, 3)
        self._table.setObjectName("weightsTable")
        self._table.setAccessibleName("Weights and bias")
        self._table.setHorizontalHeaderLabels(["", "data units", "standardized"])
        self._table.setTabKeyNavigation(False)
        keep_keys(self._table, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.verticalHeader().hide()
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.setAlternatingRowColors(True)
        # Numbers are never cut; a name that is cut has a tool tip.
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setResizeContentsPrecision(0)
        header.setMinimumSectionSize(48)
        self._table.setToolTip("Hover a number for all of its digits")
        LiveTip(self._table)
        note = PlainLabel(
            "z = w·x + b,  ŷ = σ(z) = 1 / (1 + e⁻ᶻ).  The weights say how strongly each feature pulls towards "
            "class 1; the bias b moves the boundary."
        )
        note.setWordWrap(True)
        note.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.addWidget(self._table, 1)
        layout.addWidget(note)
        self.follow_dataset(self._on_dataset_changed)
        self.follow(workbench.training.read_out, self._on_progressed, workbench.training.snapshot)
        self.follow(workbench.digits.changed, self._on_digits_changed, workbench.digits.count)

    def _on_dataset_changed(self, dataset: Dataset, _replaced: bool) -> None:
        # A row for each feature; derived features come with the next snapshot.
        if dataset.feature_names != self._names:
            self._names = dataset.feature_names
            self._show_rows(self._names)

    def _show_rows(self, terms: tuple[str, ...]) -> None:
        self._terms = terms
        self._table.setRowCount(len(terms) + 1)
        titles = [f"w{i + 1}  {name}" for i, name in enumerate(terms)] + ["b  bias"]
        for row, title in enumerate(titles):
            name = QTableWidgetItem(title)
            set_tip(name, title)
            self._table.setItem(row, 0, name)
            for column in (1, 2):
                cell = QTableWidgetItem()
                cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(row, column, cell)

    def _on_progressed(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if snapshot.feature_map.input_count != len(self._names):
            return
        terms = snapshot.feature_map.names(self._names)
        if terms != self._terms:
            self._show_rows(terms)
        self._table.setColumnHidden(2, snapshot.scaling.is_none)
        columns = (1, snapshot.neuron, self._digits), (2, snapshot.scaled_neuron, LEAST_DIGITS)
        for column, neuron, digits in columns:
            for row, value in enumerate((*neuron.weights.tolist(), neuron.bias)):
                cell = self._table.item(row, column)
                assert cell is not None
                cell.setText(formatting.number(value, digits))
                set_tip(cell, repr(value))

    def _on_digits_changed(self, digits: int) -> None:
        # As many as keep every sample on its side, if they are more than usual.
        if max(digits, LEAST_DIGITS) != self._digits:
            self._digits = max(digits, LEAST_DIGITS)
            if self._snapshot is not None:
                self._on_progressed(self._snapshot)
