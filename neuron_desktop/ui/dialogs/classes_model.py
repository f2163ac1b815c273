"""The values of the label, and the class of each."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from neuron_desktop.files.recipes.labels import label_of
from neuron_desktop.files.recipes.recipe import LabelRecipe
from neuron_desktop.files.recipes.survey import ColumnSurvey
from neuron_desktop.ui.looks.formatting import count
from neuron_desktop.ui.looks.plain_text import tip
from neuron_desktop.ui.widgets.choice_table import CHOICES

HEADERS = ("Value", "Rows", "Class")
CLASSES = ("0", "1", "leave out")
VALUE, ROWS, CLASS = range(len(HEADERS))

Index = QModelIndex | QPersistentModelIndex


class ClassesModel(QAbstractTableModel):
    """A row for each value of the label.

    Signals
    -------
    edited()
        A value was put into another class.
    """

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: ColumnSurvey | None = None
        self._written: LabelRecipe | None = None
        self._classes: list[str] = []

    def show_label(self, known: ColumnSurvey | None, label: LabelRecipe | None) -> None:
        """Show the values of a column, in the classes of `label`."""
        self.beginResetModel()
        self._known = known
        self._classes = []
        self._written = label
        if known is not None:
            negative, positive = (label.negative, label.positive) if label is not None else ((), ())
            self._classes = ["0" if v in negative else "1" if v in positive else CLASSES[2] for v in known.values]
        self.endResetModel()

    def label(self) -> LabelRecipe | None:
        """Return the label; None where there is no column.

        Raises
        ------
        RecipeError
            If a class has no value.
        """
        if self._known is None:
            return None
        negative, positive = (
            tuple(value for value, chosen in zip(self._known.values, self._classes, strict=True) if chosen == name)
            for name in CLASSES[:2]
        )
        if self._written is not None and (set(self._written.negative), set(self._written.positive)) == (
            set(negative),
            set(positive),
        ):
            return self._written
        return label_of(self._known.name, negative, positive)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many values there are."""
        return 0 if parent.isValid() else len(self._classes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the headings."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == ROWS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, offers and is called."""
        assert self._known is not None
        texts = (
            self._known.values[index.row()],
            count(self._known.counts[index.row()]) if self._known.counts else "",
            self._classes[index.row()],
        )
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return texts[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(texts[index.column()])
        if role == CHOICES and index.column() == CLASS:
            return CLASSES
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADERS[index.column()]} of {texts[VALUE]}: {texts[index.column()]}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == ROWS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell."""
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == CLASS else flags

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Put a value into another class."""
        if role != Qt.ItemDataRole.EditRole or value not in CLASSES or self._classes[index.row()] == value:
            return False
        self._classes[index.row()] = str(value)
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True
