"""How many digits the weights need, for everything that shows them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot


class Digits(QObject):
    """Knows how many digits keep every sample on its side of the boundary.

    Signals
    -------
    changed(int)
        Each weight by itself needs so many digits now.
    """

    changed = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._count = 0

    @property
    def count(self) -> int:
        """The number of digits; 0 while none has been found."""
        return self._count

    @Slot(int)
    def set_count(self, count: int) -> None:
        """Take a number of digits, and emit it if it is another."""
        if count != self._count:
            self._count = count
            self.changed.emit(count)
