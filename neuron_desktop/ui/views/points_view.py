"""The widget of the table, and the editing of its cells."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QPersistentModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QValidator
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from neuron_desktop.ui.items.view_map import Pixel
from neuron_desktop.ui.views.points_model import Index, PointsModel
from neuron_desktop.ui.widgets.hovering import Hover
from neuron_desktop.ui.widgets.number_fields import Refusal


class _CellValidator(QValidator):
    """Swallows no key, and lets an editor only be finished with a number; marks the editor until then.

    Signals
    -------
    refused(str)
        Why the finished text was refused; empty once it is corrected.
    """

    refused = Signal(str)

    def __init__(self, field: QLineEdit, index: Index) -> None:
        super().__init__(field)
        self._field = field
        self._index = QPersistentModelIndex(index)
        self._refusal = Refusal(field)
        field.textChanged.connect(self._on_text_changed)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Take every character; only a number is acceptable."""
        state = QValidator.State.Intermediate if self._problem(text) else QValidator.State.Acceptable
        return state, text, position

    def fixup(self, text: str) -> str:
        """Mark a finished text that is not acceptable."""
        self._refuse(text)
        return text

    def give_up(self) -> None:
        """Restore the old value."""
        self._field.setText(self._index.data(Qt.ItemDataRole.EditRole))

    def _problem(self, text: str) -> str:
        model = self._index.model()
        # An unchanged value, or an empty cell of a new point, is not an edit.
        if not isinstance(model, PointsModel) or text == self._index.data(Qt.ItemDataRole.EditRole):
            return ""
        return model.problem(self._index, text)

    def _refuse(self, text: str) -> None:
        sentence = self._problem(text)
        self._refusal.show(text, sentence)
        self.refused.emit(sentence)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        if self._refusal:
            self._refuse(text)


class CellDelegate(QStyledItemDelegate):
    """Edits a number as text, and a class by choosing from the two.

    An invalid number stays in its cell, marked, until it is corrected or discarded with Esc.

    Signals
    -------
    refused(str)
        Why a number was refused; empty once it is corrected.
    """

    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.closeEditor.connect(self._on_closed)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field, or the list of both classes."""
        model = index.model()
        assert isinstance(model, PointsModel)
        if index.column() != model.class_column:
            field = QLineEdit(parent)
            field.setFrame(False)
            field.setAccessibleName(model.dataset.feature_names[index.column() - 1])
            validator = _CellValidator(field, index)
            validator.refused.connect(self.refused)
            field.setValidator(validator)
            return field
        box = QComboBox(parent)
        box.setAccessibleName("Class of the point")
        box.addItems(list(model.dataset.class_names))
        box.activated.connect(self._on_chosen)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the present value."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(index.data())
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what was typed or chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        elif isinstance(editor, QLineEdit) and editor.text() != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, editor.text())

    @Slot(QWidget, QAbstractItemDelegate.EndEditHint)
    def _on_closed(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        validator = editor.validator() if isinstance(editor, QLineEdit) else None
        if hint is QAbstractItemDelegate.EndEditHint.RevertModelCache and isinstance(validator, _CellValidator):
            # Otherwise it would be refused once more when the focus leaves.
            validator.give_up()

    @Slot()
    def _on_chosen(self) -> None:
        editor = self.sender()
        assert isinstance(editor, QComboBox)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)


class PointsView(QTableView):
    """A table that keeps the keys of tables while it has the focus, although the window uses them too.

    Signals
    -------
    row_pointed(int or None)
        The mouse is on this row, or on none; emitted again if the row may show another sample.
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

    def finish_editing(self) -> None:
        """Commit what is being typed, and close its field."""
        editor = self.indexWidget(self.currentIndex())
        if editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)

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
