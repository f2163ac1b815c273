"""The timeline: go back to any recorded iteration of the run."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

from neuron_desktop.core import Snapshot
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.looks.plain_text import set_tip
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.hovering import LiveTip
from neuron_desktop.ui.widgets.widgets import keep_keys

# Qt's sliders count in 32 bits, and some styles multiply by the width; a longer run has fewer places than iterations.
MOST_PLACES = 2**20
# A screen reader says each change of what describes the slider: so only once it has come to rest for so long, in ms.
REST = 250
TIP = "Drag to go back to any earlier iteration; training continues from there"

HELP = (
    "Every iteration of the run, the first at the left, the newest at the right. Drag the handle or click beside "
    "it to look back: points, line and numbers are shown as they were. Left and Right go by one iteration, PgUp "
    "and PgDown by a twentieth of the run, Home and End to its ends. Training from an earlier iteration drops the "
    "later ones, which can be undone."
)


class Timeline(QSlider):
    """A slider over the iterations that can be sought.

    Signals
    -------
    sought(int)
        The person wants to see this iteration. An object, since Qt's own integers end at 2³¹.
    """

    sought = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        set_help(self, "Timeline", HELP)
        self.setObjectName("timelineSlider")
        self.setAccessibleName("Timeline")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._first = self._last = self._shown = 0
        self._run = 0
        self._wanted: int | None = None
        keep_keys(self, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
        self.valueChanged.connect(self._on_value_changed)
        LiveTip(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._describe)
        self._show(0)

    @Slot(object)
    def on_progressed(self, snapshot: Snapshot) -> None:
        """Follow the run, unless a requested iteration is still to come."""
        self._first, self._last = snapshot.first_iteration, snapshot.last_iteration
        wanted = self._wanted
        arrived = wanted is None or snapshot.iteration == wanted or snapshot.run != self._run
        if not arrived and wanted is not None and self._first <= wanted <= self._last:
            return
        self._run = snapshot.run
        self._wanted = None
        self._show(snapshot.iteration)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have the place ready that is read out with the name."""
        self._describe()
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """First bring the handle under the mouse: a click beside it means that place, not a page in its direction."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        complex_slider, controls = QStyle.ComplexControl.CC_Slider, QStyle.SubControl
        handle = self.style().subControlRect(complex_slider, option, controls.SC_SliderHandle, self)
        place = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and not handle.contains(place):
            groove = self.style().subControlRect(complex_slider, option, controls.SC_SliderGroove, self)
            reach = groove.width() - handle.width()
            along = place.x() - groove.left() - handle.width() // 2
            self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), along, reach))
        super().mousePressEvent(event)

    def _show(self, iteration: int) -> None:
        self._shown = iteration
        span = self._last - self._first
        places = min(span, MOST_PLACES)
        self.blockSignals(True)
        self.setRange(0, places)
        self.setPageStep(max(places // 20, 1))
        if not self.isSliderDown():
            self.setValue((iteration - self._first) * places // span if span else 0)
        self.blockSignals(False)
        self.setEnabled(span > 0)
        set_tip(self, f"{TIP} — {self._in_words()}")
        self._rest.start()

    def _in_words(self) -> str:
        return f"iteration {formatting.count(self._shown)} of {formatting.count(self._last)}"

    @Slot()
    def _describe(self) -> None:
        self.setAccessibleDescription(self._in_words())

    @Slot(int)
    def _on_value_changed(self, place: int) -> None:
        places, span = self.maximum(), self._last - self._first
        self._wanted = self._first + (place * span // places if places else 0)
        self.sought.emit(self._wanted)
