"""Choosing columns of a table, where there is something to choose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from neuron_desktop.files.csv_data import ColumnChoice, feature_candidates, label_candidates, propose
from neuron_desktop.files.tables import Table
from neuron_desktop.ui.formatting import count
from neuron_desktop.ui.widgets import set_tone


class ImportDialog(QDialog):
    """Asks which column is the label and which two are drawn along the axes."""

    def __init__(self, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importDialog")
        self.setWindowTitle(f"Open {table.path.name}")
        self.table = table
        proposal = propose(table)
        intro = QLabel(
            f"{count(table.row_count)} rows, {len(table.columns)} columns. "
            "The neuron learns to tell the two values of the label apart by two numeric columns."
        )
        intro.setWordWrap(True)
        self._label = self._box("labelBox", label_candidates(table), proposal.label if proposal else "")
        features = feature_candidates(table)
        first, second = _two_axes(table, proposal)
        self._x = self._box("xBox", features, first)
        self._y = self._box("yBox", features, second)
        self._complaint = QLabel()
        self._complaint.setObjectName("importComplaint")
        self._complaint.setWordWrap(True)
        self._complaint.setMargin(4)
        set_tone(self._complaint, "warning")
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("Label (two values)", self._label)
        form.addRow("Horizontal axis", self._x)
        form.addRow("Vertical axis", self._y)
        layout = QVBoxLayout(self)
        layout.addWidget(intro)
        layout.addLayout(form)
        layout.addWidget(self._complaint)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(420)
        self._on_chosen()

    @property
    def choice(self) -> ColumnChoice:
        """The chosen columns."""
        return ColumnChoice(self._label.currentData(), (self._x.currentData(), self._y.currentData()))

    def _box(self, name: str, columns: Sequence[str], chosen: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        for column in self.table.columns:
            if column.name in columns:
                missing = f"   ({count(column.missing)} missing)" if column.missing else ""
                box.addItem(column.name + missing, column.name)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.currentIndexChanged.connect(self._on_chosen)
        return box

    @Slot()
    def _on_chosen(self) -> None:
        complaint = ""
        if self._label.count() == 0:
            complaint = "No column has exactly two different values, so none can be the label."
        elif self._x.count() < 2:
            complaint = "Two numeric columns are needed to draw points; this table has fewer."
        elif len({self._label.currentData(), self._x.currentData(), self._y.currentData()}) < 3:
            complaint = "Choose three different columns."
        self._complaint.setText(complaint)
        self._complaint.setVisible(bool(complaint))
        self._buttons.button(QDialogButtonBox.StandardButton.Open).setEnabled(not complaint)


def _two_axes(table: Table, proposal: ColumnChoice | None) -> tuple[str, str]:
    """Return the two proposed features with the most different values: they fill a plane best."""
    names = proposal.features if proposal else ()
    columns = [column for column in table.columns if column.name in names]
    widest = sorted(columns, key=lambda column: -len(column.distinct()))[:2]
    ordered = [column.name for column in columns if column in widest]
    return (*ordered, "", "")[0], (*ordered, "", "")[1]
