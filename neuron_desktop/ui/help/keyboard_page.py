"""Keyboard and mouse: every action and gesture, with a search."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from neuron_desktop.ui.help.gestures import GESTURES
from neuron_desktop.ui.help.page_text import Block, Heading, PageText, Paragraph, Table
from neuron_desktop.ui.help.sections import Section, count, matching
from neuron_desktop.ui.looks.plain_text import PlainLabel

SIZE = 760, 580
WIDTHS = 22, 30, 48
# Keys that a single-line field does not need scroll the list below it.
_SCROLLING = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


class KeyboardPage(QDialog):
    """Lists the actions by menu, and the gestures, filtered by what is typed above them.

    Parameters
    ----------
    actions
        The window's actions, one section a menu.
    """

    def __init__(self, actions: Sequence[Section], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keyboardHelpPage")
        self.setWindowTitle("Keyboard and mouse")
        self._sections = (*GESTURES, *actions)
        self._search = QLineEdit()
        self._search.setObjectName("keyboardSearchField")
        self._search.setAccessibleName("Search for a key or what it does")
        self._search.setPlaceholderText("Search: undo, brush, Ctrl+E, …")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._on_searched)
        self._count = PlainLabel()
        self._count.setObjectName("keyboardCountLabel")
        self._count.setProperty("role", "caption")
        self._list = PageText("keyboardList", "Keys and mouse")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        # Enter in the search must not close the page.
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)
        layout = QVBoxLayout(self)
        for part in (self._search, self._count, self._list, buttons):
            layout.addWidget(part)
        self.resize(*SIZE)
        self._on_searched("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll the list from the search field."""
        scrolling = _SCROLLING.get(Qt.Key(event.key()))
        if scrolling is not None and self._search.hasFocus():
            self._list.verticalScrollBar().triggerAction(scrolling)
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _on_searched(self, query: str) -> None:
        found = matching(self._sections, query)
        every = count(self._sections)
        self._count.setText(f"{count(found)} of {every}" if query.strip() else f"{every} entries")
        self._search.setAccessibleDescription(self._count.text())
        blocks: list[Block] = []
        for section in found:
            rows = tuple((row.keys, row.what, row.more) for row in section.rows)
            blocks += [Heading(section.title), Table(rows, WIDTHS)]
        if not found:
            sentence = f"Nothing here has “{query.strip()}” in its name, its keys or what it does. Try a shorter word."
            blocks = [Paragraph(sentence)]
        self._list.show_blocks(blocks)
