"""The toolbar's icons, drawn in the theme's text colour."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer

from neuron_desktop.files.resources import resource_path
from neuron_desktop.ui.looks.theme import Theme, blend

SIZE = 24


def icon(name: str, theme: Theme) -> QIcon:
    """Return the icon `resources/icons/<name>.svg`, with a paler one for the disabled state.

    It is sharp on every screen that there is.
    """
    made = QIcon()
    for scale in {1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}:
        for mode, color in (
            (QIcon.Mode.Normal, theme.text),
            (QIcon.Mode.Disabled, blend(theme.muted, theme.window, 0.5).name()),
        ):
            made.addPixmap(_tinted(_drawn(name, scale), color), mode)
    return made


def blank_icon() -> QIcon:
    """Return an icon of the usual size with nothing on it."""
    pixmap = QPixmap(SIZE, SIZE)
    pixmap.fill(Qt.GlobalColor.transparent)
    return QIcon(pixmap)


@cache
def _drawn(name: str, scale: float) -> QImage:
    """Return an icon as it is drawn, in black, in as many pixels as it has on a screen of that scale."""
    image = QImage(round(SIZE * scale), round(SIZE * scale), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(resource_path(f"icons/{name}.svg"))).render(painter)
    painter.end()
    image.setDevicePixelRatio(scale)
    return image


def _tinted(drawn: QImage, color: str) -> QPixmap:
    """Return a drawing in another colour, which is faster than drawing it anew."""
    image = drawn.copy()
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(drawn.rect(), QColor(color))
    painter.end()
    return QPixmap.fromImage(image)


def class_icon(label: int, color: str, outline: str) -> QIcon:
    """Return the symbol of a class, a disc for 1 and a square for 0, whose outline sets it off from any ground."""
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(outline), 2.0))
    painter.setBrush(QColor(color))
    if label:
        painter.drawEllipse(5, 5, 22, 22)
    else:
        painter.drawRect(6, 6, 20, 20)
    painter.end()
    pixmap.setDevicePixelRatio(2.0)
    made = QIcon(pixmap)
    # Qt would tint it in a selected row.
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made
