"""A plot that can be told of in words."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QFocusEvent


class DescribedPlot(pg.PlotWidget):  # type: ignore[misc]
    """A plot that says what is seen on it; `in_words` is asked when somebody wants to hear it, never in a frame."""

    def in_words(self) -> str:
        """Return what a person sees who looks at it."""
        raise NotImplementedError

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have the description ready that is read out with the name."""
        self.setAccessibleDescription(self.in_words())
        super().focusInEvent(event)
