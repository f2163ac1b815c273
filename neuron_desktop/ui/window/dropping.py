"""Files and tables that are dropped on the window or pasted from the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget


def dropped_file(content: QMimeData | None) -> Path | None:
    """Return the first local file in the data, or None; an empty clipboard has no content."""
    urls = [] if content is None else content.urls()
    return next((Path(url.toLocalFile()) for url in urls if url.isLocalFile()), None)


def pasted_table(content: QMimeData | None) -> str | None:
    """Return a text of two lines or more, which may be a table, or None; an empty clipboard has no content."""
    text = content.text() if content is not None and content.hasText() and not content.hasUrls() else ""
    return text if len([line for line in text.splitlines() if line.strip()]) >= 2 else None


class FileDrops(QObject):
    """Lets files and copied cells be dropped on widgets.

    Signals
    -------
    file_dropped(Path)
        Open this file.
    text_dropped(str)
        Open this table.
    """

    file_dropped = Signal(object)
    text_dropped = Signal(str)

    def __init__(self, *targets: QWidget) -> None:
        super().__init__(targets[0])
        for target in targets:
            target.setAcceptDrops(True)
            target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what can be opened."""
        if not isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            return super().eventFilter(watched, event)
        path, text = dropped_file(event.mimeData()), pasted_table(event.mimeData())
        if path is None and text is None:
            return super().eventFilter(watched, event)
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            if path is not None:
                self.file_dropped.emit(path)
            else:
                self.text_dropped.emit(text)
        return True
