"""Tables in which cells are chosen from a list, by mouse or keyboard."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

# The choices of a cell, as a tuple of texts; a cell without it has none.
CHOICES = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex

_ARROW_WIDTH = 16


class ChoiceDelegate(QStyledItemDelegate):
    """Shows an arrow in cells that offer choices, and a list when one is edited."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell, with an arrow if there is something to choose."""
        if not _is_choice(index):
            super().paint(painter, option, index)
            return
        super().paint(painter, option, index)
        arrow = QStyleOptionViewItem(option)
        arrow.rect = QRect(option.rect.right() - _ARROW_WIDTH, option.rect.top(), 12, option.rect.height())
        option.widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_IndicatorArrowDown, arrow, painter, option.widget
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room for the text, and for the arrow beside it."""
        size = super().sizeHint(option, index)
        return size + QSize(_ARROW_WIDTH, 0) if _is_choice(index) else size

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the list, which opens at once."""
        box = QComboBox(parent)
        box.addItems(list(index.data(CHOICES)))
        box.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        box.activated.connect(self._on_activated)
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what is chosen."""
        assert isinstance(editor, QComboBox)
        editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what was chosen."""
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentText(), Qt.ItemDataRole.EditRole)

    @Slot()
    def _on_activated(self) -> None:
        box = self.sender()
        assert isinstance(box, QComboBox)
        self.commitData.emit(box)
        self.closeEditor.emit(box)


class ChoiceTable(QTableView):
    """A table whose choices open on a click, or on Enter, F2 or ↓ with Alt; Space checks a box."""

    def __init__(self, name: str, title: str, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setModel(model)
        self.setItemDelegate(ChoiceDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.clicked.connect(self._on_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the choices of the current cell with the keys that open a list elsewhere."""
        opens = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (
            event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        )
        if opens and _is_choice(self.currentIndex()):
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if _is_choice(index):
            self.edit(index)


def _is_choice(index: Index) -> bool:
    return bool(index.flags() & Qt.ItemFlag.ItemIsEditable) and index.data(CHOICES) is not None
