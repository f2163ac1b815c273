"""The data set as a table to read, sort, edit, copy from and paste into."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QLocale, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from neuron_desktop.core import Dataset
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.files.errors import PointTextError
from neuron_desktop.files.text.point_text import read_points, write_points
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.looks.plain_text import PlainLabel
from neuron_desktop.ui.looks.theme import Theme
from neuron_desktop.ui.views.points_model import Indices, PointsModel
from neuron_desktop.ui.views.points_view import CellDelegate, PointsView
from neuron_desktop.ui.views.view import View, Workbench
from neuron_desktop.ui.widgets.fields import push_button
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.hovering import LiveTip
from neuron_desktop.ui.widgets.widgets import keep_keys, labelled, set_tone

# A selection in more pieces makes Qt slow; its rows are shown first instead, as one piece.
MOST_PIECES = 500

HELP = (
    "The points as a table. Double-click a cell or type to change it, Enter finishes, Esc cancels; the last row is "
    "for a new point. A click on a heading sorts. Selected rows are selected on the canvas too; Delete removes them, "
    "Ctrl+C copies them for a spreadsheet, Ctrl+V adds rows from one. All of it can be undone."
)


class PointsTable(View):
    """Shows the points as rows; an edit becomes a step of the document, and is shown when it comes back."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(workbench, parent)
        set_help(self, "Points", HELP)
        self._document, self._drawing = workbench.document, workbench.drawing
        self._selected: Indices = np.empty(0, np.int64)
        self._brought_first = self._is_choosing = False
        self._model = PointsModel(self._document.dataset, self)
        self._view = PointsView()
        self._caption = labelled("", "caption")
        self._caption.setObjectName("pointsCaption")
        self._complaint = PlainLabel()
        self._complaint.setObjectName("pointsComplaint")
        self._complaint.setWordWrap(True)
        self._complaint.setMargin(4)
        set_tone(self._complaint, "warning")
        self._complaint.hide()
        self._buttons = {
            "addPointButton": self._button("addPointButton", "Add", "Type a new point into the last row"),
            "removePointsButton": self._button("removePointsButton", "Delete", "Remove the selected points"),
            "copyPointsButton": self._button("copyPointsButton", "Copy", "Copy the selected rows for a spreadsheet"),
            "pastePointsButton": self._button(
                "pastePointsButton", "Paste", "Add points from a spreadsheet: columns of numbers, then the class"
            ),
        }
        self._set_up_view()
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for button in self._buttons.values():
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addLayout(bar)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._complaint)
        layout.addWidget(self._caption)
        self._connect()
        self._show_caption()
        drawing = workbench.drawing
        self.follow_dataset(self.on_dataset_changed)
        self.follow(drawing.class_changed, self._model.set_draft_label, drawing.label)
        self.follow(drawing.selection_changed, self.select, drawing.selection)
        self.follow(drawing.sample_pointed, self.point_at)

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = push_button(name, text, tip)
        button.setMinimumWidth(button.fontMetrics().horizontalAdvance(text) + 16)
        return button

    def _set_up_view(self) -> None:
        view = self._view
        view.setObjectName("pointsTable")
        view.setAccessibleName("Points")
        view.setTabKeyNavigation(False)
        view.setModel(self._model)
        LiveTip(view)
        delegate = CellDelegate(view)
        delegate.refused.connect(self._complain)
        view.setItemDelegate(delegate)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        view.setAlternatingRowColors(True)
        view.setWordWrap(False)
        view.setCornerButtonEnabled(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 8)
        keep_keys(view, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
        header = view.horizontalHeader()
        # A header of its own: the view's would ask of every row of every column whether it is selected.
        header.setSelectionModel(QItemSelectionModel(self._model, header))
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setDefaultSectionSize(70)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setStretchLastSection(True)

    def _connect(self) -> None:
        self._model.add_requested.connect(self._on_draft_completed)
        self._model.move_requested.connect(self._document.move_samples)
        self._model.relabel_requested.connect(self._document.relabel_samples)
        self._model.complained.connect(self._complain)
        self._view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._view.horizontalHeader().sortIndicatorChanged.connect(self._on_sort_asked)
        self._view.row_pointed.connect(self._on_row_pointed)
        self._view.copy_requested.connect(self.copy)
        self._view.paste_requested.connect(self.paste)
        for name, slot in (
            ("addPointButton", self.edit_new_point),
            ("removePointsButton", self._on_removal),
            ("copyPointsButton", self.copy),
            ("pastePointsButton", self.paste),
        ):
            self._buttons[name].clicked.connect(slot)

    # --- changes from elsewhere

    def set_theme(self, theme: Theme) -> None:
        """Draw the classes' symbols in their colours."""
        super().set_theme(theme)
        self._model.set_theme(theme)

    def on_dataset_changed(self, dataset: Dataset, replaced: bool) -> None:
        """Show another data set; order and scroll position stay unless it was replaced."""
        before = self._model.dataset
        if replaced or dataset.sample_count != before.sample_count:
            self._choose(np.empty(0, np.int64))
        self._model.set_dataset(dataset, replaced=replaced)
        header = self._view.horizontalHeader()
        column, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        if column >= 0 and (replaced or not self._model.is_sorted_by(column, order)):
            self._clear_indicator()
        self._complain("")
        self._show_caption()

    def select(self, indices: Indices) -> None:
        """Select the samples at `indices` and no others, and go to the first of them."""
        wanted = np.sort(np.asarray(indices, np.int64))
        if np.array_equal(wanted, self._selected):
            return
        self._choose(wanted)
        if wanted.size:
            self._view.scrollTo(self._model.index(int(self._model.rows_of(wanted)[0]), 0))

    def point_at(self, index: int | None) -> None:
        """Highlight the row of a sample that another view points at, and scroll to it."""
        row = self._model.set_lit(index)
        if row is not None and self.isVisible():
            self._view.scrollTo(self._model.index(row, 0))

    # --- actions of the person

    @Slot(object)
    def _on_row_pointed(self, row: int | None) -> None:
        sample = None if row is None or row == self._model.draft_row else self._model.sample_of(row)
        self._model.set_lit(sample)
        self._drawing.point_at(sample)

    @Slot()
    def edit_new_point(self) -> None:
        """Begin to type a new point, or continue the one being typed."""
        field = self._view.indexWidget(self._model.index(self._model.draft_row, 1))
        if field is not None:
            field.setFocus()
            return
        self._view.finish_editing()
        # After that: it may have completed a point, and moved the row in which the next one is typed.
        index = self._model.index(self._model.draft_row, 1)
        self._view.setCurrentIndex(index)
        self._view.scrollTo(index)
        self._view.edit(index)

    @Slot()
    def copy(self) -> None:
        """Put the selected rows on the clipboard, in the order they are shown."""
        comma = QLocale().decimalPoint() == ","
        try:
            text = write_points(self._model.dataset, self._model.as_shown(self._selected), decimal_comma=comma)
        except PointTextError as error:
            self._complain(f"Nothing was copied. {error}")
            return
        if text:
            QGuiApplication.clipboard().setText(text)
            self._complain("")

    @Slot()
    def paste(self) -> None:
        """Add the points on the clipboard, all or none, and select them."""
        dataset = self._model.dataset
        label = self._model.draft_label
        try:
            features, labels = read_points(
                QGuiApplication.clipboard().text(), dataset.feature_names, dataset.class_names, label=label
            )
        except PointTextError as error:
            self._complain(f"Nothing was pasted. {error}")
            return
        self._document.add_samples(features, labels)
        count = self._model.dataset.sample_count
        if count == dataset.sample_count + labels.size:
            self._select_as_person(np.arange(dataset.sample_count, count))

    @Slot()
    def _on_removal(self) -> None:
        if self._selected.size:
            self._document.remove_samples(self._selected)

    @Slot(object, object)
    def _on_draft_completed(self, features: Array, labels: Array) -> None:
        self._document.add_samples(features, labels)
        # Once the editor, from which this comes, has closed: the next point can be typed at once.
        QTimer.singleShot(0, self.edit_new_point)

    @Slot(int, Qt.SortOrder)
    def _on_sort_asked(self, column: int, order: Qt.SortOrder) -> None:
        selected = self._selected
        self._choose(np.empty(0, np.int64))
        self._model.sort_by(column, order)
        self._brought_first = False
        if len(_pieces(self._model.rows_of(selected))) <= MOST_PIECES:
            self._choose(selected)
        else:
            self._drawing.select(self._selected)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        if self._is_choosing:
            return
        selection = self._view.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.count())]
        samples = [self._model.samples_of(each.top(), each.bottom()) for each in ranges]
        self._selected = np.sort(np.concatenate([np.empty(0, np.int64), *samples]))
        self._show_caption()
        self._drawing.select(self._selected)

    # --- showing

    def _select_as_person(self, indices: Indices) -> None:
        self.select(indices)
        self._drawing.select(self._selected)

    def _choose(self, indices: Indices) -> None:
        """Select the samples at `indices`, without a signal."""
        self._is_choosing = True
        selection_model = self._view.selectionModel()
        # Before rows change places: Qt would follow each selected one.
        selection_model.clearSelection()
        if self._brought_first:
            self._model.sort_by(-1, Qt.SortOrder.AscendingOrder)
            self._brought_first = False
        pieces = _pieces(self._model.rows_of(indices))
        if len(pieces) > MOST_PIECES:
            self._model.bring_first(indices)
            self._brought_first = True
            self._clear_indicator()
            pieces = [(0, indices.size - 1)]
        selection = QItemSelection()
        for first, last in pieces:
            top_left, bottom_right = self._model.index(first, 0), self._model.index(last, self._model.class_column)
            selection.append(QItemSelectionRange(top_left, bottom_right))
        selection_model.select(selection, QItemSelectionModel.SelectionFlag.Select)
        self._selected = indices
        self._is_choosing = False
        self._show_caption()

    def _clear_indicator(self) -> None:
        header = self._view.horizontalHeader()
        header.blockSignals(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.blockSignals(False)

    @Slot(str)
    def _complain(self, sentence: str) -> None:
        self._complaint.setText(sentence)
        self._complaint.setVisible(bool(sentence))

    def _show_caption(self) -> None:
        count, selected = self._model.dataset.sample_count, self._selected.size
        text = f"{formatting.count(count)} points"
        if selected:
            text = f"{formatting.count(selected)} of {text} selected" + (", shown first" if self._brought_first else "")
        self._caption.setText(text)
        widest = self._view.fontMetrics().horizontalAdvance(formatting.count(10 * max(count, 100)))
        self._view.horizontalHeader().resizeSection(0, widest + 8)
        for name in ("removePointsButton", "copyPointsButton"):
            self._buttons[name].setEnabled(selected > 0)


def _pieces(rows: Indices) -> list[tuple[int, int]]:
    """Return the first and last row of each run of neighbours in `rows`, which are in order."""
    if rows.size == 0:
        return []
    breaks = np.flatnonzero(np.diff(rows) > 1)
    firsts, lasts = rows[np.concatenate([[0], breaks + 1])], rows[np.concatenate([breaks, [rows.size - 1]])]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
