"""A plot that describes itself in words, and shows that it has the keyboard focus."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame

RING = 2
_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_AS_BEFORE = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class DescribedPlot(pg.PlotWidget):  # type: ignore[misc]
    """A plot that describes what it shows; `in_words` is called when somebody wants to hear it, never in a frame.

    If the focus came by a key, a ring shows it. Someone who clicked knows where the focus is.
    """

    _ring: QFrame | None = None
    _is_ringed = False

    def in_words(self) -> str:
        """Return in words what a person sees."""
        raise NotImplementedError

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Prepare the description that is read out with the name."""
        self.setAccessibleDescription(self.in_words())
        super().focusInEvent(event)
        if event.reason() not in _AS_BEFORE:
            self._is_ringed = event.reason() in _BY_KEYS
        if self._is_ringed and self._ring is None:
            self._ring = QFrame(self)
            self._ring.setProperty("role", "ring")
            self._ring.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if self._ring is not None:
            self._place_ring(self._ring)
            self._ring.setVisible(self._is_ringed)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Remove the ring."""
        super().focusOutEvent(event)
        if self._ring is not None:
            self._ring.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the ring at the edge."""
        super().resizeEvent(event)
        if self._ring is not None:
            self._place_ring(self._ring)

    def _place_ring(self, ring: QFrame) -> None:
        area = self.rect()
        ring.setGeometry(area)
        # The content is not repainted for the ring.
        ring.setMask(QRegion(area).subtracted(QRegion(area.adjusted(RING, RING, -RING, -RING))))
