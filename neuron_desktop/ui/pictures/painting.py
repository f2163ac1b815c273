"""Paints a large picture while the window keeps answering."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage


class Painting(QObject):
    """Paints a picture a strip in each turn of the window, one picture at a time.

    Signals
    -------
    progressed(float)
        This share of the picture is painted.
    failed(Exception)
        It cannot be.
    """

    progressed = Signal(float)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strips: Iterator[tuple[QImage, float]] | None = None
        self._use: Callable[[QImage], None] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    def start(self, strips: Iterator[tuple[QImage, float]], use: Callable[[QImage], None]) -> None:
        """Begin to paint the `strips`; the whole picture is then given to `use`."""
        self._strips, self._use = strips, use
        self._timer.start(0)

    def cancel(self) -> None:
        """Stop, without a picture."""
        self._timer.stop()
        self._strips = self._use = None

    @Slot()
    def _go_on(self) -> None:
        strips, use = self._strips, self._use
        if strips is None or use is None:
            return
        try:
            image, share = next(strips)
        except Exception as error:
            self.cancel()
            self.failed.emit(error)
            return
        if share < 1.0:
            self.progressed.emit(share)
        else:
            self.cancel()
            use(image)
