"""Samples pressed into an image as stamps, fast enough for a million of them while the view is zoomed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint32]
Floats = NDArray[np.float64]
Kinds = NDArray[np.uint8]

# So many samples are mapped at a time that what is computed on the way stays in the processor's cache.
BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class Frame:
    """Where an image lies on the plane.

    Parameters
    ----------
    x, y
        A point of the plane, in units of the data.
    column, row
        Where it lies in the image, in pixels from its top left corner.
    x_scale, y_scale
        Pixels for one unit to the right and upwards, positive and finite.
    width, height
        The image's size in pixels.
    """

    x: float
    y: float
    column: float
    row: float
    x_scale: float
    y_scale: float
    width: int
    height: int


class StampedImage:
    """An image into which a stamp is pressed for each sample, later ones above earlier ones.

    A stamp covers, in each of its rows, all from the first to the last pixel that is not transparent; what is
    transparent in between hides earlier stamps too. Stamps are placed at whole pixels.

    Parameters
    ----------
    stamps
        Premultiplied ARGB, shape (kinds, size, size).
    frame
        The image's place on the plane.
    """

    def __init__(self, stamps: Pixels, frame: Frame) -> None:
        self._frame = frame
        self._stamps = stamps
        self._size = size = stamps.shape[1]
        # A margin takes up what reaches beyond the edges, and all that lies outside.
        self._width = frame.width + 2 * size
        self._pixels = np.zeros((frame.height + 2 * size) * self._width, np.uint32)
        self._covers = _covered(stamps)

    @property
    def pixels(self) -> Pixels:
        """Premultiplied ARGB, shape (height, width)."""
        size = self._size
        return self._pixels.reshape(-1, self._width)[size : size + self._frame.height, size : size + self._frame.width]

    @property
    def memory(self) -> tuple[Pixels, int]:
        """The pixels from the first one on, contiguous, and how many there are from one row to the next."""
        return self._pixels[self._size * (self._width + 1) :], self._width

    def press(self, x: Floats, y: Floats, kinds: Kinds) -> None:
        """Press the stamp `kinds` names, at (x, y), for each of the samples, all of shape (m,)."""
        corners = self._corners(x, y)
        # What is quicker: a stamp at a time, or the whole image a few dozen times.
        if kinds.size * self._size**2 < self._pixels.size // 4:
            self._press_each(corners, kinds)
        else:
            self._press_all(corners, kinds)

    def _corners(self, x: Floats, y: Floats) -> NDArray[np.int64]:
        """Return the place of the first pixel of each sample's stamp in the memory of the image, shape (m,)."""
        frame, size = self._frame, self._size
        corners = np.empty(x.size, np.int64)
        columns, rows = np.empty((2, min(BLOCK, x.size)))
        # Half a stamp back to its corner, a margin on, and half a pixel for rounding by cutting off.
        shift = size - size / 2 + 0.5
        with np.errstate(over="ignore"):
            for start in range(0, x.size, BLOCK):
                part = slice(start, start + BLOCK)
                corner = corners[part]
                column, row = columns[: corner.size], rows[: corner.size]
                np.subtract(x[part], frame.x, out=column)
                column *= frame.x_scale
                column += frame.column + shift
                np.clip(column, 0.0, frame.width + size, out=column)
                np.subtract(frame.y, y[part], out=row)
                row *= frame.y_scale
                row += frame.row + shift
                np.clip(row, 0.0, frame.height + size, out=row)
                corner[:] = row
                corner *= self._width
                corner += column.astype(np.int64)
        return corners

    def _press_each(self, corners: NDArray[np.int64], kinds: Kinds) -> None:
        size = self._size
        places = (np.arange(size)[:, None] * self._width + np.arange(size)).ravel()
        targets = corners[:, None] + places
        covered = self._covers.reshape(-1, size * size)[kinds]
        # Of several values for one pixel the last one stays.
        self._pixels[targets[covered]] = self._stamps.reshape(-1, size * size)[kinds][covered]

    def _press_all(self, corners: NDArray[np.int64], kinds: Kinds) -> None:
        """Find for each pixel the last sample that covers it, and look up what its stamp shows there."""
        size, width, pixel_count = self._size, self._width, self._pixels.size
        pattern_size = size * width
        patterns = np.zeros((len(self._stamps), size, width), np.uint32)
        patterns[:, :, :size] = self._stamps
        # Sample i is number i + 1 where its stamp's corner is; of several in one place the last one stays.
        numbers = np.zeros((len(self._stamps), pixel_count), np.int32)
        numbers.reshape(-1)[corners + kinds * np.int64(pixel_count)] = np.arange(1, kinds.size + 1, dtype=np.int32)
        last = np.zeros(pixel_count, np.int32)
        for kind in np.unique(kinds).tolist():
            _spread(numbers[kind], self._covers[kind], width, last)
        # The pixel minus this is the place in the patterns of the stamp that a sample pressed on it.
        offsets = np.empty(kinds.size + 1, np.int32)
        offsets[0] = 0
        np.subtract(corners, kinds * np.int64(pattern_size), out=offsets[1:], casting="same_kind")
        places = np.arange(pixel_count, dtype=np.int32)
        places -= offsets.take(last, mode="clip")
        shown = patterns.reshape(-1).take(places, mode="clip")
        np.copyto(self._pixels, shown, where=last > 0)


def _covered(stamps: Pixels) -> NDArray[np.bool_]:
    """Return which pixels the stamps cover, shape (kinds, size, size)."""
    opaque = stamps > 0
    from_left = np.logical_or.accumulate(opaque, axis=2)
    from_right = np.logical_or.accumulate(opaque[:, :, ::-1], axis=2)[:, :, ::-1]
    return np.asarray(from_left & from_right)


def _spread(numbers: NDArray[np.int32], cover: NDArray[np.bool_], width: int, last: NDArray[np.int32]) -> None:
    """Raise `last` to the greatest of the `numbers` whose stamp covers each pixel.

    A row of a stamp is a run of pixels, and the greatest number in the run of length r before every pixel comes from
    that of length r/2, so that a stamp costs little more than a pass over the image for each of its rows.
    """
    wide, wider, length = numbers, np.empty_like(numbers), 1
    for row, start, run in _runs(cover):
        while length < run:
            step = min(length, run - length)
            np.maximum(wide[step:], wide[:-step], out=wider[step:])
            wider[:step] = wide[:step]
            wide, wider = wider, np.empty_like(wide) if wide is numbers else wide
            length += step
        offset = row * width + start
        reached = last[offset:]
        np.maximum(reached, wide[: wide.size - offset], out=reached)


def _runs(cover: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """Return row, first column and length of what a stamp covers in each row, the shortest first."""
    lengths = cover.sum(axis=1)
    for row in np.argsort(lengths, kind="stable").tolist():
        if lengths[row]:
            yield row, int(cover[row].argmax()), int(lengths[row])
