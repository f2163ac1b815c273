"""A plane of its own to paint on: a view of known size and range, rendered at any device pixel ratio."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from neuron_desktop.ui.looks.theme import LIGHT


class Plane:
    """A plot whose view is set by hand; the canvas without anything of the window's."""

    def __init__(self, qtbot, theme=LIGHT, size=(421, 341)):
        self.widget = pg.PlotWidget(enableMenu=False)
        qtbot.addWidget(self.widget)
        self.widget.plotItem.hideButtons()
        self.widget.setBackground(theme.canvas)
        self.widget.resize(*size)
        with qtbot.waitExposed(self.widget):
            self.widget.show()
        self.look_at((-5.0, 5.0), (-5.0, 5.0))

    @property
    def view_box(self):
        return self.widget.plotItem.vb

    def look_at(self, x_range, y_range):
        self.widget.setRange(xRange=x_range, yRange=y_range, padding=0.0, disableAutoRange=True)

    def image(self, scale=1.0):
        image = QImage(self.widget.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(scale)
        QWidget.render(self.widget, image, QPoint())
        return image

    def place(self, x, y, scale=1.0):
        """The pixel of an image at data coordinates."""
        (left, right), (bottom, top) = self.view_box.viewRange()
        area = self.view_box.sceneBoundingRect()
        share = QPointF((x - left) / (right - left) * area.width(), (top - y) / (top - bottom) * area.height())
        place = (area.topLeft() + share) * scale
        return QPoint(int(place.x()), int(place.y()))

    def color(self, x, y, scale=1.0, offset=(0, 0)):
        """The colour at data coordinates, or some device-independent pixels beside them."""
        beside = QPoint(round(offset[0] * scale), round(offset[1] * scale))
        return self.image(scale).pixelColor(self.place(x, y, scale) + beside)

    def svg(self):
        """The scene as the root of an SVG document."""
        data = QBuffer()
        data.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        generator.setOutputDevice(data)
        area = QRectF(self.widget.rect())
        generator.setSize(self.widget.size())
        generator.setViewBox(area)
        self.widget.scene().prepareForPaint()
        painter = QPainter(generator)
        self.widget.scene().render(painter, area, area)
        painter.end()
        return ET.fromstring(bytes(data.data()))


def near(color, expected, tolerance=3):
    wanted = QColor(expected).getRgb()[:3]
    return all(abs(one - other) <= tolerance for one, other in zip(color.getRgb()[:3], wanted, strict=True))


def has_color(robot, x, y, color):
    """Whether a colour is on the canvas within two pixels of data coordinates."""
    viewport = robot.window.canvas.viewport()
    image, place = viewport.grab().toImage(), robot.pixel(x, y)
    ratio = image.devicePixelRatio()
    around = [QPoint(across, down) for across in range(-2, 3) for down in range(-2, 3)]
    # The red of a point is 35 away from the nearest colour of a run.
    return any(near(QColor(image.pixel((place + step) * ratio)), color, 20) for step in around)
