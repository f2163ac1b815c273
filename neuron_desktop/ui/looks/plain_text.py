"""Text from data, files and fields, shown as it is written.

Qt takes what looks like HTML in a label or a tool tip for HTML, & on a button or in a menu for the mark of a key, and
[*] in the title of a window for its own mark. A column's name may hold any of them. So everything that shows text is
made, or gets its text, through this module; only an `HtmlLabel` shows markup, the program's own, around escaped names.
"""

from __future__ import annotations

import html
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

_NO_BUTTONS = QMessageBox.StandardButton.NoButton


class PlainLabel(QLabel):
    """A label that shows its text as it is written."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class HtmlLabel(QLabel):
    """A label for markup of the program's own; pass names in it through `html.escape`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)


class MessageBox(QMessageBox):
    """A message box that shows its texts as they are written."""

    def __init__(
        self,
        icon: QMessageBox.Icon,
        title: str,
        text: str,
        buttons: QMessageBox.StandardButton = _NO_BUTTONS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(icon, window_title(title), "", buttons, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setInformativeText(self, text: str) -> None:
        """Show a second text below the first."""
        # Qt makes a label for it now, which does not have the format of the first; so the format comes before the text.
        super().setInformativeText(" ")
        for label in self.findChildren(QLabel):
            label.setTextFormat(Qt.TextFormat.PlainText)
        super().setInformativeText(text)


class _HasTip(Protocol):
    def setToolTip(self, tip: str, /) -> None: ...


def set_tip(thing: _HasTip, text: str, *, heading: str = "") -> None:
    """Give a widget, an action or an item a tool tip that shows `text` as it is written, below a heading if any."""
    thing.setToolTip(tip(text, heading=heading))


def tip(text: str, *, heading: str = "") -> str:
    """Return a tool tip that shows `text` as it is written, below a heading if any."""
    if not heading and not GuiQt.mightBeRichText(text):
        return text
    above = f"<b>{html.escape(heading)}</b><br>" if heading else ""
    return f'<p style="white-space: pre-wrap">{above}{html.escape(text)}</p>'


def key_text(text: str) -> str:
    """Return a text for a button, an action, a menu or a tab that shows `text` as it is written."""
    return text.replace("&", "&&")


def window_title(text: str) -> str:
    """Return a window title that shows `text` as it is written."""
    return text.replace("[*]", "[*][*]")
