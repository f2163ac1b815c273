"""Asks how a file is read, and what becomes of its columns."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.core import NeuronDesktopError
from neuron_desktop.files.recipes.csv_data import ImportedData
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.recipes.survey import Survey
from neuron_desktop.files.text.tables import Preview
from neuron_desktop.ui.dialogs.classes_model import ClassesModel
from neuron_desktop.ui.dialogs.columns_model import (
    DISTINCT,
    KIND,
    MARK,
    MISSING,
    NAME,
    REMARK,
    ROLE,
    RULE,
    ColumnsModel,
    can_be_label,
)
from neuron_desktop.ui.dialogs.dialect_bar import DialectBar
from neuron_desktop.ui.looks.plain_text import PlainLabel, window_title
from neuron_desktop.ui.widgets.choice_table import ChoiceTable
from neuron_desktop.ui.widgets.widgets import labelled, set_tone

MOST_PREVIEWED_COLUMNS = 60
PREVIEWED_ROWS = 20
LONGEST_CELL = 60

_LABEL_WIDTH = 220
_WIDTHS = ((NAME, 112), (ROLE, 88), (KIND, 86), (RULE, 118), (MARK, 44), (MISSING, 58), (DISTINCT, 58))


class ImportDialog(QDialog):
    """Shows how a file is read and what becomes of its columns, and lets both be changed.

    It decides nothing about files itself: it emits the choices and shows the result.

    Signals
    -------
    dialect_edited(Dialect)
        Read the file in another way.
    recipe_edited(Survey, Recipe)
        Another recipe for the columns; `show_imported` or `show_fault` is the answer.

    Attributes
    ----------
    imported : ImportedData | None
        The result of the choices; None while it is unknown, or if there is none.
    """

    dialect_edited = Signal(object)
    recipe_edited = Signal(object, object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importDialog")
        self.setWindowTitle(window_title(title))
        self.imported: ImportedData | None = None
        self._has_ended = False
        self._survey: Survey | None = None
        self._accepting = False
        self._dialect_bar = DialectBar()
        self._preview = _preview_table()
        self._columns = ColumnsModel(self)
        self._classes = ClassesModel(self)
        self._columns_table = ChoiceTable("columnsTable", "Columns and their roles", self._columns)
        self._classes_table = ChoiceTable("classesTable", "Values of the label and their classes", self._classes)
        self._label_box = QComboBox()
        self._label_box.setObjectName("labelBox")
        self._label_box.setAccessibleName("Label")
        self._all = QPushButton("Use all")
        self._none = QPushButton("Use none")
        self._summary = _line("importSummary", "Summary")
        self._hint = _line("importHint", "Hint")
        self._complaint = _line("importComplaint", "Complaint")
        set_tone(self._complaint, "warning")
        self._hint.setProperty("role", "caption")
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._open = self._buttons.button(QDialogButtonBox.StandardButton.Open)
        self._compose()
        self._connect()
        self._set_usable(False)
        self.resize(980, 640)

    # --- what is shown

    @Slot(object)
    def show_preview(self, preview: Preview) -> None:
        """Show the first rows as they are read."""
        self._dialect_bar.show_dialect(preview.dialect)
        names = preview.names[:MOST_PREVIEWED_COLUMNS]
        rows = preview.rows[:PREVIEWED_ROWS]
        self._preview.setColumnCount(len(names))
        self._preview.setRowCount(len(rows))
        self._preview.setHorizontalHeaderLabels([_short(name) for name in names])
        self._preview.setVerticalHeaderLabels([str(line) for line, _ in rows])
        for place, (_, cells) in enumerate(rows):
            for column, cell in enumerate(cells[: len(names)]):
                self._preview.setItem(place, column, QTableWidgetItem(_short(cell)))
        self._preview.resizeColumnsToContents()
        if preview.fault is not None:
            self.show_fault(preview.fault)

    def show_survey(self, known: Survey, recipe: Recipe | None) -> None:
        """Show the columns of what was read, with the recipe that is proposed or was chosen the last time."""
        self._survey = known
        self._columns.show_survey(known, recipe)
        self._label_box.clear()
        self._label_box.addItems([column.name for column in known.columns if can_be_label(column)])
        label = self._columns.label
        self._on_label_chosen(label)
        if label and recipe is not None:
            self._classes.show_label(known[label], recipe.label)
        self._set_usable(True)
        self._on_edited()

    @Slot(object)
    def show_imported(self, imported: ImportedData) -> None:
        """Show the result of the choices."""
        self.imported = imported
        self._say(summary=imported.summary, hint=imported.hint)
        if self._accepting:
            self.accept()

    @Slot(object)
    def show_fault(self, error: Exception) -> None:
        """Show why the choices have no result."""
        self._accepting = False
        self._say(complaint=str(error))

    def show_reading(self, share: float) -> None:
        """Show how much of the file has been read again."""
        self._say(summary=f"Reading the file: {share:.0%}")

    def accept(self) -> None:
        """Open what was chosen, as soon as it is ready."""
        self._take_what_is_typed()
        if self.imported is not None:
            super().accept()
        else:
            self._accepting = not self._complaint.text()

    def done(self, result: int) -> None:
        """End; only where there is a data set can it be accepted."""
        if result == QDialog.DialogCode.Accepted:
            self._take_what_is_typed()
        # A field that is hidden with the dialog may still hand in an edit.
        self._has_ended = True
        super().done(result if self.imported is not None else QDialog.DialogCode.Rejected)

    def _take_what_is_typed(self) -> None:
        # A hidden field hands it in too late: the data set of the choices before is being opened then.
        field = self.focusWidget()
        if field is not None:
            field.clearFocus()

    # --- composing

    def _compose(self) -> None:
        label = QVBoxLayout()
        label.addWidget(labelled("Label: what is to be learned", "heading"))
        label.addWidget(self._label_box)
        label.addWidget(self._classes_table, 1)
        heading = QHBoxLayout()
        heading.addWidget(labelled("Columns", "heading"), 1)
        for button, name in ((self._all, "useAllButton"), (self._none, "useNoneButton")):
            button.setObjectName(name)
            button.setAutoDefault(False)
            heading.addWidget(button)
        columns = QVBoxLayout()
        columns.addLayout(heading)
        columns.addWidget(self._columns_table, 1)
        middle = QHBoxLayout()
        middle.addLayout(columns, 1)
        middle.addLayout(label)
        self._classes_table.setFixedWidth(_LABEL_WIDTH)
        self._label_box.setFixedWidth(_LABEL_WIDTH)
        layout = QVBoxLayout(self)
        layout.addWidget(self._dialect_bar)
        layout.addWidget(self._preview)
        layout.addLayout(middle, 1)
        for line in (self._summary, self._hint, self._complaint):
            layout.addWidget(line)
        layout.addWidget(self._buttons)
        header = self._columns_table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in _WIDTHS:
            header.resizeSection(column, width)
        header.setSectionResizeMode(REMARK, QHeaderView.ResizeMode.Stretch)
        classes = self._classes_table.horizontalHeader()
        classes.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        classes.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _connect(self) -> None:
        self._dialect_bar.edited.connect(self._on_dialect_edited)
        self._dialect_bar.refused.connect(self._on_dialect_refused)
        self._columns.label_chosen.connect(self._on_label_chosen)
        self._columns.edited.connect(self._on_edited)
        self._classes.edited.connect(self._on_edited)
        self._label_box.activated.connect(self._on_label_box_activated)
        self._all.clicked.connect(self._on_use_all)
        self._none.clicked.connect(self._on_use_none)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    # --- slots

    @Slot(object)
    def _on_dialect_edited(self, dialect: object) -> None:
        if self._has_ended:
            return
        self.imported = self._survey = None
        self._set_usable(False)
        self.show_reading(0.0)
        self.dialect_edited.emit(dialect)

    @Slot(str)
    def _on_dialect_refused(self, sentence: str) -> None:
        self._hint.setText(sentence)

    @Slot(str)
    def _on_label_chosen(self, name: str) -> None:
        known = self._survey
        if known is None:
            return
        self._label_box.setCurrentIndex(self._label_box.findText(name))
        self._classes.show_label(known[name] if name else None, known.proposed_label(name) if name else None)

    @Slot(int)
    def _on_label_box_activated(self, place: int) -> None:
        self._columns.set_label(self._label_box.itemText(place))
        self._on_label_chosen(self._label_box.itemText(place))
        self._on_edited()

    @Slot()
    def _on_use_all(self) -> None:
        self._columns.set_all(used=True)

    @Slot()
    def _on_use_none(self) -> None:
        self._columns.set_all(used=False)

    @Slot()
    def _on_edited(self) -> None:
        if self._has_ended:
            return
        self.imported = None
        known = self._survey
        if known is None:
            return
        try:
            label = self._classes.label()
            if label is None:
                self._say(complaint="Choose a label: a column with two values, or with a few that form two classes.")
                return
            recipe = Recipe(label, self._columns.columns)
        except NeuronDesktopError as error:
            self._say(complaint=str(error))
        else:
            self._say(summary=self._summary.text(), hint=self._hint.text())
            self.recipe_edited.emit(known, recipe)

    def _say(self, *, summary: str = "", hint: str = "", complaint: str = "") -> None:
        for line, text in ((self._summary, summary), (self._hint, hint), (self._complaint, complaint)):
            line.setText(text)
        self._complaint.setVisible(bool(complaint))
        self._summary.setVisible(not complaint)
        self._open.setEnabled(not complaint and self._survey is not None)

    def _set_usable(self, usable: bool) -> None:
        for part in (self._columns_table, self._classes_table, self._label_box, self._all, self._none):
            part.setEnabled(usable)


def _preview_table() -> QTableWidget:
    table = QTableWidget()
    table.setObjectName("previewTable")
    table.setAccessibleName("The first rows as they are read")
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    row = table.fontMetrics().height() + 5
    table.verticalHeader().setDefaultSectionSize(row)
    table.verticalHeader().setToolTip("The line in the file")
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setFixedHeight(7 * row + 14)
    return table


def _line(name: str, title: str) -> QLabel:
    label = PlainLabel()
    label.setObjectName(name)
    label.setAccessibleDescription(title)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMargin(3)
    return label


def _short(text: str) -> str:
    """Return a cell for one line of a table."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_CELL else line[: LONGEST_CELL - 1] + "…"
