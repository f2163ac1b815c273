"""Presses samples into an image as stamps, fast enough for a million of them while the view is zoomed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.ui.items.scratch import Scratch

Pixels = NDArray[np.uint32]
Floats = NDArray[np.float64]
Kinds = NDArray[np.uint8]
# First row, height, first column and width.
Rectangle = tuple[int, int, int, int]

# So many samples are mapped, pixels looked up, and places of stamps looked at, at a time that what is computed on the
# way stays in the processor's cache.
BLOCK = 32_768
PLACES = 16_384


@dataclass(frozen=True, slots=True)
class Frame:
    """Where an image lies on the plane.

    Parameters
    ----------
    x, y
        A point of the plane, in units of the data.
    column, row
        Where it lies in the image, in pixels from the top left corner of the whole.
    x_scale, y_scale
        Pixels for one unit to the right and upwards, positive and finite.
    width, height
        The image's size in pixels.
    first_column, first_row
        Where in the whole it begins, if it is only a part; a sample has the same place in all parts.
    """

    x: float
    y: float
    column: float
    row: float
    x_scale: float
    y_scale: float
    width: int
    height: int
    first_column: int = 0
    first_row: int = 0


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
    scratch
        Memory to draw in.
    """

    def __init__(self, stamps: Pixels, frame: Frame, scratch: Scratch) -> None:
        self._stamps = stamps
        self._covers = _covered(stamps)
        self._rectangles = [_rectangles(cover) for cover in self._covers]
        self._size = stamps.shape[1]
        self._scratch = scratch
        self._pixels = np.empty(0, np.uint32)
        self.start_again(frame)

    def start_again(self, frame: Frame) -> None:
        """Begin with an empty image in another place, in the same memory if it is as large."""
        self._frame = frame
        # A margin takes up what reaches beyond the edges, and all that lies outside.
        self._width = frame.width + 2 * self._size
        pixel_count = self._width * (frame.height + 2 * self._size)
        if self._pixels.size == pixel_count:
            self._pixels[:] = 0
        else:
            self._pixels = np.zeros(pixel_count, np.uint32)
        self._is_blank = True

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
        # Whichever is quicker: a stamp at a time, or the whole image a few dozen times.
        if kinds.size * self._size**2 < self._pixels.size // 2:
            for part in _blocks(kinds.size, max(PLACES // self._size**2, 1)):
                self._press_each(self._corners(x[part], y[part]), kinds[part])
        else:
            self._press_all(x, y, kinds)

    def _corners(self, x: Floats, y: Floats) -> NDArray[np.int64]:
        """Return the place of the first pixel of each sample's stamp in the memory of the image, shape (m,), m small.

        The next call overwrites it.
        """
        frame, size = self._frame, self._size
        column, row = (self._scratch.array(name, BLOCK, np.float64)[: x.size] for name in ("column", "row"))
        corners: NDArray[np.int64] = self._scratch.array("corners", BLOCK, np.int64)[: x.size]
        # Half a stamp back to its corner, a margin on, and half a pixel for rounding by cutting off.
        shift = size - size / 2 + 0.5
        with np.errstate(over="ignore"):
            np.subtract(x, frame.x, out=column)
            column *= frame.x_scale
            column += frame.column + shift
            np.subtract(frame.y, y, out=row)
            row *= frame.y_scale
            row += frame.row + shift
        np.floor(column, out=column)
        np.floor(row, out=row)
        column -= frame.first_column
        row -= frame.first_row
        np.clip(column, 0.0, frame.width + size, out=column)
        np.clip(row, 0.0, frame.height + size, out=row)
        row *= self._width
        row += column
        corners[:] = row
        return corners

    def _press_each(self, corners: NDArray[np.int64], kinds: Kinds) -> None:
        size = self._size
        places = (np.arange(size)[:, None] * self._width + np.arange(size)).ravel()
        targets = corners[:, None] + places
        covered = self._covers.reshape(-1, size * size)[kinds]
        # Of several values for one pixel the last one stays.
        self._pixels[targets[covered]] = self._stamps.reshape(-1, size * size)[kinds][covered]
        self._is_blank = False

    def _press_all(self, x: Floats, y: Floats, kinds: Kinds) -> None:
        """Find for each pixel the last sample that covers it, and look up what its stamp shows there."""
        size, width, pixel_count = self._size, self._width, self._pixels.size
        # The stamps, each row as long as one of the image; before them a transparent pixel for where no sample is.
        patterns = np.zeros(1 + len(self._stamps) * size * width, np.uint32)
        patterns[1:].reshape(-1, size, width)[:, :, :size] = self._stamps
        present = [kind for kind in range(len(self._stamps)) if (kinds == kind).any()]
        # Sample i is number i + 1 where its stamp's corner is; of several in one place the last one stays.
        numbers = self._scratch.array("numbers", len(self._stamps) * pixel_count, np.int32)
        own_numbers = {kind: numbers[kind * pixel_count : (kind + 1) * pixel_count] for kind in present}
        for own in own_numbers.values():
            own[:] = 0
        # A pixel minus this is the place in the patterns of the stamp that a sample presses on it.
        offsets = self._scratch.array("offsets", kinds.size + 1, np.int32)
        offsets[0] = pixel_count
        counting = self._scratch.counting(max(BLOCK, pixel_count))
        for part in _blocks(kinds.size, BLOCK):
            corners = self._corners(x[part], y[part])
            own_kinds = kinds[part].astype(np.int32)
            np.subtract(corners, own_kinds * np.int32(size * width) + np.int32(1), out=offsets[1:][part])
            corners += own_kinds * np.int32(pixel_count)
            numbers[corners] = counting[: corners.size] + np.int32(part.start + 1)

        def draw(first: int, end: int, scratch: Scratch) -> None:
            # What lies on these pixels may have its corner as far before them as a stamp reaches.
            start = max(first - (size - 1) * (width + 1), 0)
            last = scratch.array("last", end - start, np.int32)
            last[:] = 0
            for kind, own in own_numbers.items():
                _spread(own[start:end], self._rectangles[kind], width, last, scratch)
            for part in _blocks(end - first, BLOCK):
                pixels = slice(first + part.start, min(first + part.stop, end))
                self._look_up(pixels, last[first - start :][part], counting[pixels], offsets, patterns, scratch)

        helper, its_scratch = self._scratch.helper
        middle = pixel_count // 2
        upper_half = helper.submit(draw, 0, middle, its_scratch)
        draw(middle, pixel_count, self._scratch)
        upper_half.result()
        self._is_blank = False

    def _look_up(
        self,
        places: slice,
        last: NDArray[np.int32],
        numbered: NDArray[np.int32],
        offsets: NDArray[np.int32],
        patterns: Pixels,
        scratch: Scratch,
    ) -> None:
        """Give each of some pixels that a sample covers what the pattern of the `last` one shows there."""
        pixels = self._pixels[places]
        indices = scratch.array("indices", last.size, np.int64)
        found = scratch.array("found", last.size, np.int32)
        indices[:] = last
        # Clipping spares a check of each index; where there is no sample it leads to the transparent pixel.
        offsets.take(indices, mode="clip", out=found)
        np.subtract(numbered, found, out=found)
        indices[:] = found
        if self._is_blank:
            patterns.take(indices, mode="clip", out=pixels)
            return
        shown = scratch.array("shown", last.size, np.uint32)
        patterns.take(indices, mode="clip", out=shown)
        np.copyto(pixels, shown, where=last > 0)


def _spread(
    numbers: NDArray[np.int32], rectangles: Sequence[Rectangle], width: int, last: NDArray[np.int32], scratch: Scratch
) -> None:
    """Raise `last` to the greatest of the `numbers` whose stamp covers each pixel of an image so wide.

    A row of a stamp is a run of pixels, and rows that are alike are a rectangle. The greatest number in a run comes
    from two runs of half its length, and that in a rectangle from two of half its height, so that a stamp costs a
    pass over the image for each of its different rows and a few more.
    """
    pairs = [[scratch.array(name, numbers.size, np.int32) for name in pair] for pair in (("a", "b"), ("c", "d"))]
    wide, length = numbers, 1
    for row, height, start, run in rectangles:
        wide = _greatest(wide, length, run, 1, pairs[0])
        length = run
        tall = _greatest(wide, 1, height, width, pairs[1])
        offset = row * width + start
        reached = last[offset:]
        np.maximum(reached, tall[: tall.size - offset], out=reached)


def _greatest(
    values: NDArray[np.int32], length: int, wanted: int, stride: int, spare: Sequence[NDArray[np.int32]]
) -> NDArray[np.int32]:
    """Return the greatest of each value and those before it, `wanted` in all, a `stride` apart.

    `values` are that already for `length` of them; what is returned is one of the `spare` two, where it is another.
    """
    while length < wanted:
        step = min(length, wanted - length)
        target = spare[0] if values is not spare[0] else spare[1]
        shift = step * stride
        np.maximum(values[shift:], values[:-shift], out=target[shift:])
        target[:shift] = values[:shift]
        values, length = target, length + step
    return values


def _blocks(count: int, length: int) -> Iterator[slice]:
    return (slice(start, start + length) for start in range(0, count, length))


def _covered(stamps: Pixels) -> NDArray[np.bool_]:
    """Return which pixels the stamps cover, shape (kinds, size, size)."""
    opaque = stamps > 0
    from_left = np.logical_or.accumulate(opaque, axis=2)
    from_right = np.logical_or.accumulate(opaque[:, :, ::-1], axis=2)[:, :, ::-1]
    return np.asarray(from_left & from_right)


def _rectangles(cover: NDArray[np.bool_]) -> list[Rectangle]:
    """Return what a stamp covers as rectangles, the narrowest first."""
    rectangles: list[Rectangle] = []
    for row in range(len(cover)):
        start, run = int(cover[row].argmax()), int(cover[row].sum())
        first, height = rectangles[-1][:2] if rectangles else (0, 0)
        if rectangles and rectangles[-1] == (row - height, height, start, run):
            rectangles[-1] = first, height + 1, start, run
        elif run:
            rectangles.append((row, 1, start, run))
    return sorted(rectangles, key=itemgetter(3))
