"""Samples of one look on the canvas: pressed into an image, or as shapes if a picture keeps shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPaintEngine, QPainter

from neuron_desktop.ui.items.scratch import Scratch
from neuron_desktop.ui.items.stamps import Frame, StampedImage
from neuron_desktop.ui.items.view_item import View
from neuron_desktop.ui.looks.symbols import HOLLOW, Look

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

VECTOR_ENGINES = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)
# With more shapes than these a file is slow to open; it then holds an image, with this many pixels for each of the
# view's and at most this many in all.
MOST_SHAPES = 20_000
IMAGE_SCALE = 4.0
MOST_IMAGE_PIXELS = 4_000_000
COMPARED_AT_ONCE = 32_768
# Pressed in one turn of the event loop; more follow in the next, so that the window keeps answering.
MOST_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Where samples are, and the kind of each one's symbol; all of shape (m,)."""

    x: Floats
    y: Floats
    kinds: NDArray[np.uint8]

    @classmethod
    def of(cls, x: Floats, y: Floats, labels: NDArray[np.int8], hollow: Mask | None = None) -> Samples:
        """Return labelled samples, those marked in `hollow` with a hollow symbol."""
        kinds = labels.view(np.uint8)
        if hollow is not None and hollow.any():
            kinds = kinds + np.uint8(HOLLOW) * hollow
        return cls(x, y, kinds)

    @property
    def count(self) -> int:
        """How many samples there are."""
        return int(self.kinds.size)

    def chosen(self, mask: Mask) -> Samples:
        """Return those that are marked, in their order."""
        places = np.flatnonzero(mask)
        return Samples(self.x[places], self.y[places], self.kinds[places])

    def part(self, places: slice) -> Samples:
        """Return a range of them, without copying it."""
        return Samples(self.x[places], self.y[places], self.kinds[places])

    def begins_with(self, other: Samples) -> bool:
        """Whether the first of these are the `other` ones; quickly answered if they are not."""
        for start in range(0, other.count, COMPARED_AT_ONCE):
            places = slice(start, min(start + COMPARED_AT_ONCE, other.count))
            own, others = self.part(places), other.part(places)
            pairs = ((own.x, others.x), (own.y, others.y), (own.kinds, others.kinds))
            if not all(np.array_equal(one, other) for one, other in pairs):
                return False
        return True

    def followed_by(self, others: list[Samples]) -> Samples:
        """Return these and others after them."""
        parts = [self, *others]
        return Samples(
            np.concatenate([part.x for part in parts]),
            np.concatenate([part.y for part in parts]),
            np.concatenate([part.kinds for part in parts]),
        )


NO_SAMPLES = Samples(np.empty(0), np.empty(0), np.empty(0, np.uint8))


class PointLayer:
    """Samples of one look.

    Their image is only redrawn for another view, look or scale; appended samples are pressed into the existing image.

    Parameters
    ----------
    scratch
        Memory to draw in, which layers may share.
    """

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._look: Look | None = None
        self._samples = NO_SAMPLES
        self._appended: list[Samples] = []
        self._unpressed: list[Samples] = []
        self._image: StampedImage | None = None
        self._image_scale = 0.0
        self._drawn_for: Frame | None = None

    @property
    def count(self) -> int:
        """How many samples there are."""
        return self._samples.count + sum(part.count for part in self._appended)

    @property
    def samples(self) -> Samples:
        """All samples; those that were appended are joined to the others, which copies all of them once."""
        if self._appended:
            self._samples = self._samples.followed_by(self._appended)
            self._appended = []
        return self._samples

    def set_look(self, look: Look) -> None:
        """Paint every sample in this look."""
        if look != self._look:
            self._look = look
            self._image = None

    def release(self) -> None:
        """Give up the image, which the next painting makes again."""
        self._image, self._drawn_for, self._unpressed = None, None, []

    def set_samples(self, samples: Samples) -> None:
        """Show these samples; only those after the ones that are shown need to be drawn."""
        shown = self.samples
        if shown.count and samples.begins_with(shown):
            self._unpressed.append(samples.part(slice(shown.count, None)))
        else:
            self._unpressed, self._drawn_for = [], None
        self._samples = samples

    def append(self, samples: Samples) -> None:
        """Show more samples, above the others."""
        self._appended.append(samples)
        self._unpressed.append(samples)

    def paint(self, painter: QPainter, view: View, *, in_pieces: bool = False) -> bool:
        """Paint the samples in a view, whose pixels are the painter's coordinates; return whether all are there.

        `in_pieces`, at most `MOST_AT_ONCE` are added each time.
        """
        if self._look is None or not view.is_drawable or not self.count:
            return True
        if painter.paintEngine().type() in VECTOR_ENGINES:
            self._paint_vectors(painter, view, self._look)
        else:
            self._paint_image(painter, view, self._look, in_pieces=in_pieces)
        return not self._unpressed

    def _paint_image(self, painter: QPainter, view: View, look: Look, *, in_pieces: bool = False) -> None:
        to_device = painter.deviceTransform()
        area = to_device.mapRect(QRectF(0.0, 0.0, view.width, view.height))
        whole = pixels = area.toAlignedRect()
        device = painter.device()
        if isinstance(device, QImage):
            # Of a picture that is painted in strips, no more than this one.
            pixels = whole.intersected(device.rect())
        if pixels.isEmpty():
            return
        frame = Frame(
            x=view.x_range[0],
            y=view.y_range[1],
            column=area.left() - whole.left(),
            row=area.top() - whole.top(),
            x_scale=view.columns_per_unit * to_device.m11(),
            y_scale=view.rows_per_unit * to_device.m22(),
            width=pixels.width(),
            height=pixels.height(),
            first_column=pixels.left() - whole.left(),
            first_row=pixels.top() - whole.top(),
        )
        stamped = self._pressed(frame, look, math.sqrt(abs(to_device.determinant())), in_pieces=in_pieces)
        memory, stride = stamped.memory
        image = QImage(memory.data, frame.width, frame.height, 4 * stride, QImage.Format.Format_ARGB32_Premultiplied)
        painter.save()
        # To the pixels of the device as they are.
        painter.setWorldTransform(to_device.inverted()[0] * painter.worldTransform())
        painter.drawImage(pixels.topLeft(), image)
        painter.restore()

    def _pressed(self, frame: Frame, look: Look, scale: float, *, in_pieces: bool) -> StampedImage:
        if self._image is None or scale != self._image_scale:
            self._image, self._image_scale = StampedImage(look.stamps(scale), frame, self._scratch), scale
            self._drawn_for = None
        if frame != self._drawn_for:
            self._image.start_again(frame)
            self._drawn_for = frame
            self._unpressed = [self.samples]
        room = MOST_AT_ONCE if in_pieces else sum(samples.count for samples in self._unpressed)
        while self._unpressed and room > 0:
            samples = self._unpressed.pop(0)
            piece = samples.part(slice(0, room))
            self._image.press(piece.x, piece.y, piece.kinds)
            if piece.count < samples.count:
                self._unpressed.insert(0, samples.part(slice(room, None)))
            room -= piece.count
        return self._image

    def _paint_vectors(self, painter: QPainter, view: View, look: Look) -> None:
        samples = self.samples
        columns, rows = view.columns(samples.x), view.rows(samples.y)
        reach = look.reach
        seen = np.flatnonzero(
            (columns > -reach) & (columns < view.width + reach) & (rows > -reach) & (rows < view.height + reach)
        )
        area = QRectF(0.0, 0.0, view.width, view.height)
        if seen.size > MOST_SHAPES:
            scale = min(IMAGE_SCALE, math.sqrt(MOST_IMAGE_PIXELS / (view.width * view.height)))
            image = QImage(
                math.ceil(view.width * scale), math.ceil(view.height * scale), QImage.Format.Format_ARGB32_Premultiplied
            )
            image.fill(0)
            own = QPainter(image)
            own.scale(image.width() / view.width, image.height() / view.height)
            self._paint_image(own, view, look)
            own.end()
            painter.drawImage(area, image)
            return
        for place in seen.tolist():
            look.paint(painter, QPointF(columns[place], rows[place]), int(samples.kinds[place]))
