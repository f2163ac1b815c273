"""The present run beside those that were pinned."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.core import Snapshot
from neuron_desktop.core.training.pinned_run import PinnedRun
from neuron_desktop.session.runs.pinned_runs import Runs
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.looks.plain_text import PlainLabel, set_tip
from neuron_desktop.ui.looks.theme import Theme
from neuron_desktop.ui.views.view import View, Workbench
from neuron_desktop.ui.widgets.fields import action_button, push_button
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.widgets import keep_keys

COLUMNS = ("run", "iteration", "cost", "accuracy", "always")
ADVICE = (
    "A pinned run stays on screen with its line, its cost curve and its figures. Pin this one, change something, go "
    "back to the start (Home), run again and compare."
)
OTHERS = "Runs in grey belong to other features or classes; they are drawn again when those are open."
SWATCH = 12

HELP = (
    "This run beside those that were pinned (K), each with its iteration, cost and accuracy; their lines stay on the "
    "canvas and their curves in the cost curve. Up and Down select a run, F2 or a double click renames it, Delete "
    "removes it. Use its settings trains with the settings of the selected run and keeps the weights."
)


class _RunsTable(QTableWidget):
    """Signals: deleted() for the Delete key."""

    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)


class RunsView(View):
    """Lists the present run and the pinned ones, which can be renamed, reused and removed."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(workbench, parent)
        set_help(self, "Runs", HELP)
        self._runs: Runs = ()
        self._shown: Runs = ()
        self._table = _RunsTable(1, len(COLUMNS))
        self._table.setObjectName("runsTable")
        self._table.setAccessibleName("Runs")
        self._table.setHorizontalHeaderLabels(COLUMNS)
        self._table.verticalHeader().hide()
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.setTabKeyNavigation(False)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        keep_keys(self._table, Qt.Key.Key_Delete, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home)
        self._table.deleted.connect(self._on_remove)
        self._table.itemChanged.connect(self._on_item_changed)
        self._table.itemSelectionChanged.connect(self._on_selection_changed)
        self._advice = PlainLabel(ADVICE)
        self._advice.setWordWrap(True)
        self._advice.setProperty("role", "caption")
        tip = "Train with the settings of the selected run; the weights stay"
        self._use = push_button("useSettingsButton", "Use its settings", tip)
        self._use.clicked.connect(self._on_use)
        self._remove = push_button("removeRunButton", "Remove", "Remove the selected run (Delete)")
        self._remove.clicked.connect(self._on_remove)
        buttons = QHBoxLayout()
        buttons.addWidget(self._use)
        buttons.addWidget(self._remove)
        layout = QVBoxLayout(self)
        layout.addWidget(action_button("pinButton", workbench.actions["pinRunAction"]))
        layout.addWidget(self._table, 1)
        layout.addLayout(buttons)
        layout.addWidget(self._advice)
        runs = workbench.project.runs
        self.follow(runs.changed, self._on_runs_changed, runs.runs)
        self.follow(runs.shown_changed, self._on_shown_changed, runs.shown)
        self.follow(workbench.training.read_out, self._on_progressed, workbench.training.snapshot)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of the runs from `theme`."""
        super().set_theme(theme)
        self._fill()

    def _on_runs_changed(self, runs: Runs) -> None:
        self._runs = runs
        self._fill()

    def _on_shown_changed(self, runs: Runs) -> None:
        # All others are grey.
        self._shown = runs
        self._fill()

    def _on_progressed(self, snapshot: Snapshot) -> None:
        self._show_figures(0, snapshot.iteration, snapshot.cost, snapshot.accuracy, snapshot.larger_class[1])

    def _fill(self) -> None:
        self._table.blockSignals(True)
        self._table.setRowCount(len(self._runs) + 1)
        self._set_name(0, "this run", self.theme.accent, Qt.ItemFlag.ItemIsEnabled)
        for row, run in enumerate(self._runs, start=1):
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item = self._set_name(row, run.name, self.theme.run_colors[run.mark], flags | Qt.ItemFlag.ItemIsEditable)
            tip = f"On {formatting.count(run.sample_count)} points; double-click to rename"
            set_tip(item, tip, heading=run.name)
            self._show_figures(row, run.iteration, run.cost, run.accuracy, run.larger_class)
            for column in range(len(COLUMNS)):
                cell = self._cell(row, column)
                cell.setForeground(QColor(self.theme.text if run in self._shown else self.theme.muted))
                if column:
                    cell.setFlags(flags)
        self._table.blockSignals(False)
        strangers = len(self._runs) > len(self._shown)
        self._advice.setText(OTHERS if strangers else ADVICE)
        self._advice.setVisible(strangers or not self._runs)
        self._on_selection_changed()

    def _set_name(self, row: int, name: str, color: str, flags: Qt.ItemFlag) -> QTableWidgetItem:
        item = self._cell(row, 0)
        item.setText(name)
        item.setIcon(_swatch(color))
        item.setFlags(flags)
        return item

    def _show_figures(self, row: int, iteration: int, cost: float, accuracy: float, larger_class: float) -> None:
        shares = formatting.percent(accuracy), formatting.percent(larger_class)
        texts = (formatting.count(iteration), formatting.number(cost), *shares)
        for column, text in enumerate(texts, start=1):
            cell = self._cell(row, column)
            cell.setText(text)
            cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        cell = self._table.item(row, column)
        if cell is None:
            cell = QTableWidgetItem()
            cell.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._table.setItem(row, column, cell)
        return cell

    @property
    def _selected(self) -> PinnedRun | None:
        rows = {index.row() for index in self._table.selectedIndexes()} - {0}
        return self._runs[rows.pop() - 1] if rows else None

    @Slot()
    def _on_selection_changed(self) -> None:
        for button in (self._use, self._remove):
            button.setEnabled(self._selected is not None)

    @Slot(QTableWidgetItem)
    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == 0 and item.row() > 0:
            self.workbench.project.runs.rename(self._runs[item.row() - 1], item.text())
            # An invalid name, or one that only adds spaces, is discarded.
            self._fill()

    @Slot()
    def _on_use(self) -> None:
        run = self._selected
        if run is not None:
            self.workbench.commands.configure(run.settings)

    @Slot()
    def _on_remove(self) -> None:
        run = self._selected
        if run is not None:
            self.workbench.project.runs.remove(run)


def _swatch(color: str) -> QIcon:
    pixmap = QPixmap(SWATCH, SWATCH)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.fillRect(0, SWATCH // 2 - 2, SWATCH, 4, QColor(color))
    painter.end()
    return QIcon(pixmap)
