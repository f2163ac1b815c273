"""The table's widget, and how its cells are edited."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QPoint, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from neuron_desktop.ui.hovering import Hover
from neuron_desktop.ui.points_model import Index, PointsModel
from neuron_desktop.ui.view_map import Pixel


class CellDelegate(QStyledItemDelegate):
    """Edits a number as text, and a class by choosing from the two."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field, or the list of both classes."""
        model = index.model()
        assert isinstance(model, PointsModel)
        if index.column() != model.class_column:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        box.setAccessibleName("Class")
        box.addItems(list(model.dataset.class_names))
        box.activated.connect(self._on_chosen)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what there is."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(index.data())
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what was typed or chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        else:
            super().setModelData(editor, model, index)

    @Slot()
    def _on_chosen(self) -> None:
        editor = self.sender()
        assert isinstance(editor, QComboBox)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)


class PointsView(QTableView):
    """A table that uses the keys of tables itself while it has the focus, though the window has other uses for them.

    Signals
    -------
    row_pointed(int or None)
        The mouse is on this row, or on none; told again where the row may be another sample's.
    copy_requested(), paste_requested()
        The platform's keys for it were pressed.
    """

    row_pointed = Signal(object)
    copy_requested = Signal()
    paste_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hover = Hover(self.viewport(), self._on_read)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.valueChanged.connect(self._hover.refresh)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model, and notice when other rows come under the mouse."""
        super().setModel(model)
        if model is not None:
            for changed in (model.dataChanged, model.layoutChanged, model.modelReset):
                changed.connect(self._hover.refresh)

    def _on_read(self, pixel: Pixel | None) -> None:
        index = None if pixel is None else self.indexAt(QPoint(int(pixel[0]), int(pixel[1])))
        self.row_pointed.emit(None if index is None or not index.isValid() else index.row())

    def event(self, event: QEvent) -> bool:
        """Claim the keys for copying and pasting."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._asked(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and paste whole rows."""
        asked = self._asked(event)
        if asked is None:
            super().keyPressEvent(event)
        elif asked is QKeySequence.StandardKey.Copy:
            self.copy_requested.emit()
        else:
            self.paste_requested.emit()

    @staticmethod
    def _asked(event: QKeyEvent) -> QKeySequence.StandardKey | None:
        known = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Paste)
        return next((key for key in known if event.matches(key)), None)
