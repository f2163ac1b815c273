"""The speed of training, chosen in the toolbar."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from neuron_desktop.core.numerals import grouped
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.widgets import keep_keys

HELP = (
    "How many iterations training takes in a second; max is as many as the computer can. The weights are the same at "
    "any speed. Up and Down change it, even during training."
)


class SpeedBox(QComboBox):
    """Chooses how many iterations a second are taken.

    Signals
    -------
    speed_chosen(float)
        Iterations a second; infinity for as fast as it goes.
    """

    speed_chosen = Signal(float)

    SPEEDS = (1.0, 5.0, 20.0, 60.0, 300.0, 1500.0, math.inf)
    USUAL = 300.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_help(self, "Speed", HELP)
        self.setObjectName("speedBox")
        self.setAccessibleName("Speed")
        self.setToolTip("How many iterations are taken in a second")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_keys(self, Qt.Key.Key_Home)
        for speed in self.SPEEDS:
            self.addItem("max" if math.isinf(speed) else f"{grouped(speed)} it/s", speed)
        self.setCurrentIndex(self.SPEEDS.index(self.USUAL))
        self.currentIndexChanged.connect(self._on_index_changed)

    @property
    def speed(self) -> float:
        """The chosen iterations a second."""
        return self.SPEEDS[self.currentIndex()]

    def show_speed(self, speed: float) -> None:
        """Choose the nearest speed that is offered."""
        self.setCurrentIndex(min(range(len(self.SPEEDS)), key=lambda place: _distance(self.SPEEDS[place], speed)))

    @Slot(int)
    def _on_index_changed(self, _index: int) -> None:
        self.speed_chosen.emit(self.speed)


def _distance(speed: float, other: float) -> float:
    """Return the distance of two speeds as ratios; the greatest stands for no limit."""
    if speed == other:
        return 0.0
    return abs(math.log(speed / other)) if math.isfinite(speed) and math.isfinite(other) else math.inf
