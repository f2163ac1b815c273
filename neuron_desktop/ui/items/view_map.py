"""Maps pixels to points of the plane, and finds the samples near one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Pixel = tuple[float, float]

VALUES_AT_ONCE = 65_536
FIRST_REACH = 16.0
FURTHER = 8.0
# Numbers that a double can be in a view, at least.
LEAST_NUMBERS = 8


def extent(values: Array) -> tuple[float, float]:
    """Return the smallest and the largest of at least one value, looking at each in the cache once."""
    parts = [values[start : start + VALUES_AT_ONCE] for start in range(0, values.size, VALUES_AT_ONCE)]
    ends = [(part.min(), part.max()) for part in parts]
    return float(min(low for low, _ in ends)), float(max(high for _, high in ends))


def fitted(low: float, high: float) -> tuple[float, float]:
    """Return the range to show for values from `low` to `high`: from one to the other where they differ.

    Values that are the same are shown in the middle of a range of their own size; of those that differ in the last
    digit of a double alone, there are a few more to either side.
    """
    if low == high:
        half = abs(low) / 2 or 1.0
        return low - half, high + half
    least = LEAST_NUMBERS * float(np.spacing(max(abs(low), abs(high))))
    missing = max(least - (high - low), 0.0) / 2
    return low - missing, high + missing


@dataclass(frozen=True, slots=True)
class ViewMap:
    """The visible part of the plane, `x_range` by `y_range`, on the rectangle of pixels that shows it."""

    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def shows(self, pixels: ArrayLike) -> NDArray[np.bool_]:
        """Return which pixels, shape (2, k), show a part of the plane."""
        column, row = np.asarray(pixels, np.float64)
        across = (column >= self.left) & (column <= self.left + self.width)
        return np.asarray(across & (row >= self.top) & (row <= self.top + self.height))

    def to_plane(self, pixels: ArrayLike) -> Array:
        """Return the points of the plane under pixels, both of shape (2, k)."""
        column, row = np.asarray(pixels, np.float64)
        across, up = (column - self.left) / self.width, 1.0 - (row - self.top) / self.height
        # Both ends weighed, since their difference may leave the range of float64.
        return np.stack(
            [
                self.x_range[0] * (1.0 - across) + self.x_range[1] * across,
                self.y_range[0] * (1.0 - up) + self.y_range[1] * up,
            ]
        )

    def to_pixels(self, points: ArrayLike) -> Array:
        """Return the pixels of points of the plane, both of shape (2, k); infinite where they are too far away."""
        x, y = np.asarray(points, np.float64)
        with np.errstate(over="ignore", invalid="ignore"):
            across = (x / 2 - self.x_range[0] / 2) / (self.x_range[1] / 2 - self.x_range[0] / 2)
            up = (y / 2 - self.y_range[0] / 2) / (self.y_range[1] / 2 - self.y_range[0] / 2)
            return np.stack([self.left + across * self.width, self.top + (1.0 - up) * self.height])

    @property
    def pixel_size(self) -> tuple[float, float]:
        """How much of the plane one pixel shows, across and up."""
        return (
            self.x_range[1] / self.width - self.x_range[0] / self.width,
            self.y_range[1] / self.height - self.y_range[0] / self.height,
        )


class Neighbours:
    """Finds samples by their pixels.

    Of many samples few are near: a comparison in the units of the plane selects these, and only their pixels are
    computed.

    Parameters
    ----------
    points
        Where samples are on the plane, shape (2, m).
    view
        What is seen of it.
    """

    def __init__(self, points: Array, view: ViewMap) -> None:
        self._points = points
        self._view = view

    def nearest(self, pixel: Pixel, *, within: float = np.inf) -> int | None:
        """Return the sample nearest to a pixel, the uppermost of equals; None where it is not `within` so many."""
        reach = min(within, FIRST_REACH)
        while True:
            found = self._in_box((pixel[0] - reach, pixel[1] - reach), (pixel[0] + reach, pixel[1] + reach))
            distances = self._distances(found, pixel)
            is_last = reach >= within or found.size == self._points.shape[1]
            # A sample in a corner of the box may be farther away than one beyond its sides.
            if found.size and distances.min() <= (within if is_last else reach):
                return int(found[found.size - 1 - int(np.argmin(distances[::-1]))])
            if is_last:
                return None
            reach = min(reach * FURTHER, within)

    def within(self, start: Pixel, end: Pixel, radius: float) -> Indices:
        """Return the samples no farther than `radius` from the straight path between two pixels."""
        low, high = np.minimum(start, end) - radius, np.maximum(start, end) + radius
        indices = self._in_box((low[0], low[1]), (high[0], high[1]))
        away = self._view.to_pixels(self._points[:, indices]) - np.array(start)[:, None]
        path = np.subtract(end, start)
        length = float(path @ path)
        share = np.clip(path @ away / length, 0.0, 1.0) if length else np.zeros(indices.size)
        distance = away - path[:, None] * share
        return np.asarray(indices[(distance * distance).sum(axis=0) <= radius * radius])

    def inside(self, corner: Pixel, opposite: Pixel) -> Indices:
        """Return the samples in the rectangle between two pixels."""
        return self._in_box(corner, opposite)

    def _in_box(self, corner: Pixel, opposite: Pixel) -> Indices:
        ends = self._view.to_plane(np.array([corner, opposite]).T)
        x, y = self._points
        found = np.flatnonzero((x >= ends[0].min()) & (x <= ends[0].max()))
        rows = y[found]
        return np.asarray(found[(rows >= ends[1].min()) & (rows <= ends[1].max())])

    def _distances(self, indices: Indices, pixel: Pixel) -> Array:
        column, row = self._view.to_pixels(self._points[:, indices])
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(np.hypot(column - pixel[0], row - pixel[1]))
