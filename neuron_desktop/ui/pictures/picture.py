"""Pictures of the canvas: painted at any size, in any theme, without touching the canvas on screen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QObject, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter, QRegion, QTextDocument
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem, QWidget

from neuron_desktop.core import Snapshot
from neuron_desktop.ui.canvas.canvas import Canvas
from neuron_desktop.ui.canvas.canvas_state import CanvasState
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.looks.theme import Theme

PROGRAM = "Neuron Desktop"
MILLIMETRES_PER_INCH = 25.4
# The inch of CSS, in which a point of text and a pixel keep their proportion everywhere.
PIXELS_PER_INCH = 96
# The resolution that printers and publishers ask for.
DOTS_PER_INCH = 300
# Around the axes, so that a label at their end is whole: left, top, right, bottom.
MARGINS = (4, 12, 18, 4)
# How long after a picture its memory is kept for the next.
REST_MILLISECONDS = 2000
# Painted in one turn of the window.
STRIP_PIXELS = 1_000_000
LABEL_INSET = 10.0
LABEL_PADDING = QMarginsF(6, 2, 6, 2)
LABEL_RADIUS = 4.0


class Unit(Enum):
    """The unit of a size."""

    PIXELS = "px"
    MILLIMETRES = "mm"


class PictureFormat(Enum):
    """The file format of a picture."""

    PNG = "PNG"
    SVG = "SVG"
    PDF = "PDF"


@dataclass(frozen=True, slots=True)
class PictureSize:
    """A size, and how large text, points and lines are in it.

    Of a size in pixels, `scale` of them are one pixel of the canvas. On one in millimetres text has its size in
    points, and a raster image 300 dots per inch.
    """

    width: float
    height: float
    unit: Unit = Unit.PIXELS
    scale: float = 1.0

    @property
    def ratio(self) -> float:
        """How many pixels of the picture are one pixel of the canvas."""
        return self.scale if self.unit is Unit.PIXELS else DOTS_PER_INCH / PIXELS_PER_INCH

    @property
    def pixels(self) -> QSize:
        """The size of a raster image."""
        dots = 1.0 if self.unit is Unit.PIXELS else DOTS_PER_INCH / MILLIMETRES_PER_INCH
        return QSize(max(round(self.width * dots), 1), max(round(self.height * dots), 1))

    @property
    def layout(self) -> QSizeF:
        """The size of a canvas that shows it, in pixels of the canvas."""
        if self.unit is Unit.PIXELS:
            return QSizeF(self.width / self.scale, self.height / self.scale)
        return QSizeF(self.width, self.height) * (PIXELS_PER_INCH / MILLIMETRES_PER_INCH)


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a picture, and what it shows besides the canvas: the legend, and where training stands."""

    theme: Theme
    legend: bool = True
    caption: bool = False


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """Everything that is chosen about a picture."""

    format: PictureFormat
    size: PictureSize
    look: Look


class PicturePainter:
    """Paints what a canvas shows, on another canvas that is never on screen.

    Parameters
    ----------
    parent
        The widget that owns it.
    """

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._look: Look | None = None
        self._settled: object = None

    @cached_property
    def _twin(self) -> Canvas:
        twin = Canvas(self._parent)
        twin.hide()
        # Object names are for what is on screen.
        for part in twin.findChildren(QObject):
            part.setObjectName("")
        twin.setObjectName("pictureCanvas")
        twin.setMinimumSize(1, 1)
        twin.plotItem.layout.setContentsMargins(*MARGINS)
        # A picture of a million points takes hundreds of megabytes to paint, and may have been the last.
        self._rest = QTimer(twin)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self._on_rested)
        return twin

    def _on_rested(self) -> None:
        self._settled = None
        self._twin.show_nothing()

    def image(self, state: CanvasState, size: PictureSize, look: Look, *, most_pixels: QSize | None = None) -> QImage:
        """Return the picture as pixels, all of them or, for a preview, as many as fit into `most_pixels`."""
        pixels, ratio = size.pixels, size.ratio
        if most_pixels is not None and pixels.boundedTo(most_pixels) != pixels:
            fitting = pixels.scaled(most_pixels, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
            ratio *= fitting.width() / pixels.width()
            pixels = fitting
        self._show(state, size.layout, look)
        image = _blank(pixels, size)
        self._paint_rows(image, 0, size.layout, look, ratio)
        return image

    def in_strips(self, state: CanvasState, size: PictureSize, look: Look) -> Iterator[tuple[QImage, float]]:
        """Yield what `image` returns, a strip more of it painted each time, and the share that is painted."""
        image = _blank(size.pixels, size)
        height = max(STRIP_PIXELS // image.width(), 1)
        for top in range(0, image.height(), height):
            # The twin may have been used for another picture since the last strip.
            self._show(state, size.layout, look)
            strip = _blank(QSize(image.width(), min(height, image.height() - top)), size)
            self._paint_rows(strip, top, size.layout, look, size.ratio)
            painter = QPainter(image)
            painter.drawImage(0, top, strip)
            painter.end()
            yield image, (top + strip.height()) / image.height()

    def _paint_rows(self, rows: QImage, top: int, layout: QSizeF, look: Look, ratio: float) -> None:
        """Paint into `rows` what a picture has from its row `top` on."""
        # A size in millimetres need not end at a whole pixel.
        rows.fill(QColor(look.theme.canvas))
        painter = QPainter(rows)
        painter.translate(0, -top)
        painter.scale(ratio, ratio)
        self._paint(painter, layout, look)
        painter.end()

    def svg(self, state: CanvasState, size: PictureSize, look: Look, *, title: str) -> bytes:
        """Return the picture as an SVG file."""
        layout = size.layout
        buffer = _open_buffer()
        # One that says it is of another resolution than the window would scale the texts of the axes.
        generator = QSvgGenerator()
        generator.setResolution(self._twin.logicalDpiX())
        generator.setOutputDevice(buffer)
        generator.setSize(QSize(math.ceil(layout.width()), math.ceil(layout.height())))
        generator.setViewBox(QRectF(QPointF(), layout))
        generator.setTitle(title)
        generator.setDescription(f"Made with {PROGRAM}")
        self._show(state, layout, look)
        painter = QPainter(generator)
        self._paint(painter, layout, look)
        painter.end()
        text = bytes(buffer.data().data()).decode("utf-8")
        unit = size.unit.value
        extent = f'<svg width="{size.width:g}{unit}" height="{size.height:g}{unit}"'
        text = re.sub(r'<svg width="[^"]*" height="[^"]*"', extent, text, count=1)
        # Where the font is missing, another without serifs.
        return re.sub(r'font-family="([^"]*)"', r'font-family="\1, sans-serif"', text).encode()

    def pdf(self, state: CanvasState, size: PictureSize, look: Look, *, title: str) -> bytes:
        """Return the picture as a PDF file of one page."""
        layout = size.layout
        buffer = _open_buffer()
        writer = QPdfWriter(buffer)
        # See svg().
        resolution = self._twin.logicalDpiX()
        writer.setResolution(resolution)
        page = layout * (MILLIMETRES_PER_INCH / resolution)
        writer.setPageSize(QPageSize(page, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch))
        writer.setPageMargins(QMarginsF())
        writer.setTitle(title)
        writer.setCreator(PROGRAM)
        self._show(state, layout, look)
        painter = QPainter(writer)
        self._paint(painter, layout, look)
        painter.end()
        return bytes(buffer.data().data())

    def _show(self, state: CanvasState, layout: QSizeF, look: Look) -> None:
        """Bring the twin to show `state`, settled at its size."""
        twin = self._twin
        self._rest.start()
        if self._look is None or look.theme != self._look.theme:
            twin.set_theme(look.theme)
            # What is kept as pixels of the screen would be pixels in the picture.
            for item in twin.scene().items():
                item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        self._look = look
        size = QSize(math.ceil(layout.width()), math.ceil(layout.height()))
        if twin.size() != size:
            twin.resize(size)
            # A hidden widget lays itself out when it is asked for its picture, even for none of its pixels.
            QWidget.render(twin, QImage(1, 1, QImage.Format.Format_RGB32), QPoint(), QRegion(-2, -2, 1, 1))
        twin.show_state(state)
        settled = (size, state.view, state.choice, state.options, state.parts)
        if settled != self._settled:
            self._settled = settled
            # The axes find out how wide their labels are when they paint them.
            trial = QImage(1, 1, QImage.Format.Format_RGB32)
            for _ in range(2):
                painter = QPainter(trial)
                self._render(painter, QRectF(0, 0, 1, 1), QSizeF(size))
                painter.end()
                twin.plotItem.layout.activate()

    def _paint(self, painter: QPainter, layout: QSizeF, look: Look) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(QPointF(), layout)
        painter.fillRect(area, QColor(look.theme.canvas))
        self._render(painter, area, layout)
        plot = self._twin.plotItem.vb.sceneBoundingRect()
        if look.legend and self._twin.legend_text:
            self._label(painter, self._twin.legend_text, look.theme, plot, Qt.Corner.BottomRightCorner)
        snapshot = self._twin.state().snapshot
        if look.caption and snapshot is not None:
            self._label(painter, caption(snapshot), look.theme, plot, Qt.Corner.TopLeftCorner)

    def _render(self, painter: QPainter, target: QRectF, layout: QSizeF) -> None:
        scene = self._twin.scene()
        scene.prepareForPaint()
        scene.render(painter, target, QRectF(QPointF(), layout), Qt.AspectRatioMode.IgnoreAspectRatio)

    def _label(self, painter: QPainter, text: str, theme: Theme, plot: QRectF, corner: Qt.Corner) -> None:
        """Paint a text on a ground of its own into a corner of the plot."""
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setDefaultFont(self._twin.font())
        document.setHtml(f'<div style="color:{theme.text}">{text}</div>')
        ground = QRectF(QPointF(), document.size()).marginsAdded(LABEL_PADDING)
        inner = plot.adjusted(LABEL_INSET, LABEL_INSET, -LABEL_INSET, -LABEL_INSET)
        if corner is Qt.Corner.TopLeftCorner:
            ground.moveTopLeft(inner.topLeft())
        else:
            ground.moveBottomRight(inner.bottomRight())
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(ground, LABEL_RADIUS, LABEL_RADIUS)
        painter.translate(ground.marginsRemoved(LABEL_PADDING).topLeft())
        document.drawContents(painter)
        painter.restore()


def caption(snapshot: Snapshot) -> str:
    """Return the iteration and the cost as text."""
    return f"iteration {formatting.count(snapshot.iteration)}&nbsp;&nbsp; cost {formatting.number(snapshot.cost)}"


def _blank(pixels: QSize, size: PictureSize) -> QImage:
    """Return an image to paint on, which knows how large it is on paper."""
    image = QImage(pixels, QImage.Format.Format_RGB32)
    if image.isNull():
        raise MemoryError(f"There is not enough memory for a picture of {pixels.width()} by {pixels.height()} pixels.")
    if size.unit is Unit.MILLIMETRES:
        dots_per_metre = round(DOTS_PER_INCH / MILLIMETRES_PER_INCH * 1000)
        image.setDotsPerMeterX(dots_per_metre)
        image.setDotsPerMeterY(dots_per_metre)
    return image


def _open_buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
