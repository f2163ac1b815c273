"""Who uses the keyboard sees where it is, light and dark."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QTabBar, QWidget

from tests.ui.focus import bring_to_front, walk

# As is asked of what is no text, between a pixel with the focus and the same without.
LEAST_CONTRAST = 3.0
AROUND = 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", ["weightsTable", "notesView", "pointsTable"])
def test_every_stop_of_tab_is_seen(robot, theme, view):
    window = robot.window
    window.resize(1280, 800)
    window.activateWindow()
    robot.qtbot.waitUntil(window.isActiveWindow)
    window._apply_theme(theme)
    bring_to_front(robot, view)
    stops = walk(window.canvas)
    # By real keys: styles show what has the focus only to who moves it by them.
    for before, stop in pairwise([*stops, stops[0]]):
        without = luminance(window, stop)
        robot.qtbot.keyClick(before, Qt.Key.Key_Tab)
        contrast = luminance(window, stop) / without
        changed = np.maximum(contrast, 1.0 / contrast) >= LEAST_CONTRAST
        # As many pixels as two of its shorter sides have, one thick; tabs are Qt's own.
        assert isinstance(stop, QTabBar) or changed.sum() >= 2 * min(stop.width(), stop.height()), (
            stop.objectName(),
            int(changed.sum()),
        )


def test_who_clicks_the_canvas_sees_no_ring(robot):
    canvas = robot.window.canvas
    robot.child("sampleBox").setFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    (ring,) = [frame for frame in canvas.children() if isinstance(frame, QWidget) and frame.property("role") == "ring"]
    assert ring.isVisible()
    canvas.resize(500, 400)
    assert ring.size() == canvas.size()
    robot.child("sampleBox").setFocus()
    assert not ring.isVisible()
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not ring.isVisible()


def luminance(window, widget):
    """The relative luminance of a widget's pixels and of those around it, plus what is added for a contrast."""
    area = QRect(widget.mapTo(window, QPoint()), widget.size()).adjusted(-AROUND, -AROUND, AROUND, AROUND)
    image = window.grab(area).toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    share = pixels[..., 2::-1] / 255.0
    linear = np.where(share <= 0.03928, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722] + 0.05
