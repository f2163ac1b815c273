"""Every text that a window and what belongs to it can show, as a person sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pyqtgraph as pg
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QObject, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDockWidget,
    QGraphicsTextItem,
    QGraphicsView,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QStatusBar,
    QTabWidget,
    QWidget,
)

MOST_ROWS = 60


def seen_texts(*roots: QWidget) -> Iterator[tuple[str, str]]:
    """Yield where each text is and what a person sees of it, hidden widgets and tool tips included."""
    for root in roots:
        for thing in (root, *root.findChildren(QObject)):
            place = f"{type(thing).__name__} {thing.objectName()}".strip()
            for kind, text in _of(thing):
                if text:
                    yield f"{place}: {kind}", text


def _of(thing: QObject) -> Iterator[tuple[str, str]]:
    if isinstance(thing, QAction):
        yield "text", without_keys(thing.text())
        yield "tip", automatic(thing.toolTip())
        yield "status tip", thing.statusTip()
        yield "what is this", automatic(thing.whatsThis())
    if not isinstance(thing, QWidget):
        return
    yield "tip", automatic(thing.toolTip())
    yield "what is this", automatic(thing.whatsThis())
    yield "status tip", thing.statusTip()
    title = thing.windowTitle()
    yield "title", titled(title) if thing.isWindow() else title
    if isinstance(thing, QDockWidget | QMenu):
        yield "title", without_keys(title if isinstance(thing, QDockWidget) else thing.title())
    elif isinstance(thing, QLabel):
        text = thing.text()
        if thing.textFormat() is Qt.TextFormat.AutoText:
            text = automatic(text)
        elif thing.textFormat() is not Qt.TextFormat.PlainText:
            text = rendered(text)
        yield "label", without_keys(text) if thing.buddy() is not None else text
    elif isinstance(thing, QAbstractButton):
        yield "button", without_keys(thing.text())
    elif isinstance(thing, QGroupBox):
        yield "title", without_keys(thing.title())
    elif isinstance(thing, QLineEdit):
        yield "field", thing.text()
        yield "place holder", thing.placeholderText()
    elif isinstance(thing, QPlainTextEdit):
        yield "text", thing.toPlainText()
    elif isinstance(thing, QProgressBar):
        yield "progress", thing.text()
    elif isinstance(thing, QStatusBar):
        yield "message", thing.currentMessage()
    elif isinstance(thing, QTabWidget):
        for place in range(thing.count()):
            yield "tab", without_keys(thing.tabText(place))
            yield "tab's tip", automatic(thing.tabToolTip(place))
    elif isinstance(thing, QComboBox):
        yield "place holder", thing.placeholderText()
        yield from _of_model(thing.model())
    elif isinstance(thing, QAbstractItemView):
        if thing.model() is not None and not isinstance(thing, QHeaderView):
            yield from _of_model(thing.model())
    elif isinstance(thing, QGraphicsView) and thing.scene() is not None:
        for item in thing.scene().items():
            if isinstance(item, QGraphicsTextItem):
                yield "scene", item.toPlainText()
            elif isinstance(item, pg.AxisItem):
                yield "axis", item.label.toPlainText()
            yield "item's tip", automatic(item.toolTip())


def _of_model(model: QAbstractItemModel) -> Iterator[tuple[str, str]]:
    roles = Qt.ItemDataRole
    # A list's count of columns is private.
    rows, columns = model.rowCount(), 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in sorted({*range(min(rows, MOST_ROWS)), *range(max(rows - 1, 0), rows)}):
        for column in range(columns):
            index = model.index(row, column)
            yield "cell", str(model.data(index, roles.DisplayRole) or "")
            yield "cell's tip", automatic(str(model.data(index, roles.ToolTipRole) or ""))
            yield "cell's status tip", str(model.data(index, roles.StatusTipRole) or "")
    for orientation, count in ((Qt.Orientation.Horizontal, columns), (Qt.Orientation.Vertical, min(rows, MOST_ROWS))):
        for section in range(count):
            yield "header", str(model.headerData(section, orientation, roles.DisplayRole) or "")
            yield "header's tip", automatic(str(model.headerData(section, orientation, roles.ToolTipRole) or ""))


def automatic(text: str) -> str:
    """Return what is seen where Qt decides by the text whether it is markup."""
    return rendered(text) if GuiQt.mightBeRichText(text) else text


def rendered(markup: str) -> str:
    """Return what is seen of HTML."""
    document = QTextDocument()
    document.setHtml(markup)
    return document.toPlainText()


def without_keys(text: str) -> str:
    """Return what is seen where & marks a key."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def titled(text: str) -> str:
    """Return what is seen of a window's title that has nothing to be saved."""
    return text.replace("[*][*]", "\0").replace("[*]", "").replace("\0", "[*]")
