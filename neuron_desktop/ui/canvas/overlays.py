"""The labels over the canvas: advice above, the read-out and the legend below."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from neuron_desktop.ui.looks.plain_text import HtmlLabel, PlainLabel

MARGIN = 10


class Overlays:
    """Places three labels over a widget, none of which takes the mouse.

    Attributes
    ----------
    hint, probe, legend : QLabel
        Advice, what is under the mouse, and, as HTML, what the lines are.
    """

    def __init__(self, widget: QWidget) -> None:
        self.hint = _prepared(PlainLabel(parent=widget), "hint", "canvasHint")
        self.probe = _prepared(PlainLabel(parent=widget), "probe", "probeLabel")
        self.legend = _prepared(HtmlLabel(widget), "probe", "legendLabel")
        self._area = QRect()

    def show(self, label: QLabel, text: str) -> None:
        """Show `text` on one of the labels, or hide it for none."""
        if text != label.text() or label.isHidden() == bool(text):
            label.setText(text)
            label.setVisible(bool(text))
            self.place(self._area)

    def place(self, area: QRect) -> None:
        """Put the labels into their corners of `area`."""
        self._area = area
        hint, probe, legend = self.hint, self.probe, self.legend
        for label in (hint, probe, legend):
            _fit(label, max(area.width() - 2 * MARGIN, 1))
        hint.move(area.center().x() - hint.width() // 2, area.top() + MARGIN)
        # A row above the probe, whose width changes with what is under the mouse.
        above = area.bottom() - probe.height() - MARGIN * 3 // 2
        legend.move(area.right() - legend.width() - MARGIN, above - legend.height())
        probe.move(area.left() + MARGIN, area.bottom() - probe.height() - MARGIN)


def _fit(label: QLabel, width: int) -> None:
    """Make a label as large as its text, in more lines where it is wider than `width`."""
    label.setWordWrap(False)
    label.adjustSize()
    if label.width() > width:
        label.setWordWrap(True)
        label.resize(width, label.heightForWidth(width))


def _prepared(label: QLabel, role: str, name: str) -> QLabel:
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    label.hide()
    return label
