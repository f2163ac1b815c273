"""The samples as signed points: their mean loss, their span, and whether a line (a hyperplane) parts the classes.

The last is decided by the geometry, not guessed from large weights. A signed point is s·[x; 1] with s = +1 for label 1
and −1 for label 0. A direction d separates if d·a ≥ 0 for every signed point a and > 0 for some: completely if > 0
for all, else quasi-completely. Then, and only then, logistic regression without a penalty has no finite minimum
(Albert and Anderson, Biometrika 71, 1984).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.neuron import Array
from neuron_desktop.core.scaling import Scaling

COLUMNS_IN_A_BLOCK = 16384
# What one thread takes on at a time; the same for any number of threads, so that sums do not depend on it.
COLUMNS_IN_A_SHARE = 131_072
SMALLEST_DEVIATION = 1e-305
# Below this share of a column's length, squared, what other columns leave of it is rounding.
DEPENDENT = 1e-13
# A margin below this share of the point's own length counts as zero.
ZERO_MARGIN = 1e-9
# What a direction must leave to every point, likewise, to count as separating them; below ZERO_MARGIN, since the
# nearest point of the hull is found to a few digits only.
LEAST_MARGIN = 0.1 * ZERO_MARGIN
# A share in a convex combination below this is rounding.
ZERO_SHARE = 1e-12
# A point is held to be needed for reaching the origin from this share on.
CERTAIN_SHARE = 1e-9
MOST_CYCLES = 2000


# How to call a function for each of some values, in order: the builtin map or a pool's.
Share = Callable[[Callable[[Array], Any], Iterable[Array]], Iterable[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Mean loss, its gradient (d,) and Hessian (d, d), and the least half signed logit, at some parameters."""

    loss: float
    gradient: Array
    hessian: Array
    least: float


class SignedPoints:
    """Halves of signed points, S = ½·s·[X; 1] of shape (d, m), looked at in blocks that stay in cache.

    With u = p·S, half the signed logits, and t = tanh(u): gradient = (1/m)(S·t − ΣS) and
    Hessian = (1/m)·S·diag(1 − t²)·Sᵀ. Blocks are shared out by `share` and added up in a fixed order.
    """

    def __init__(self, columns: Array, share: Share) -> None:
        self.columns = columns
        self.share = share
        starts = range(0, columns.shape[1], COLUMNS_IN_A_SHARE)
        self._shares = [columns[:, start : start + COLUMNS_IN_A_SHARE] for start in starts]
        self._total = sum(share(lambda part: part.sum(axis=1), self._shares), np.zeros(columns.shape[0]))

    @classmethod
    def of(cls, features: Array, labels: NDArray[np.int8], scaling: Scaling, share: Share) -> SignedPoints:
        """Standardise and sign; a row too narrow to be scaled becomes zero, as a constant one does."""
        columns = np.empty((features.shape[0] + 1, labels.size))
        inverse = np.zeros(features.shape[0])
        np.divide(1.0, scaling.deviation, out=inverse, where=scaling.deviation > SMALLEST_DEVIATION)

        for start in range(0, labels.size, COLUMNS_IN_A_BLOCK):
            part = slice(start, start + COLUMNS_IN_A_BLOCK)
            half_signs = np.subtract(labels[part], 0.5, out=columns[-1, part])
            rows = columns[:-1, part]
            # Halved before the mean is taken off, so that the widest range of all does not overflow.
            np.multiply(features[:, part], 0.5, out=rows)
            rows -= 0.5 * scaling.mean[:, None]
            rows *= inverse[:, None]
            rows *= 2.0 * half_signs
        return cls(columns, share)

    def gram(self) -> Array:
        """Return the products of the rows with each other, shape (d, d)."""
        size = self.columns.shape[0]
        return np.asarray(sum(self.share(lambda part: part @ part.T, self._shares), np.zeros((size, size))))

    def view(self, parameters: Array) -> View:
        """Look at every point once, from `parameters` of shape (d,)."""
        size, count = self.columns.shape
        loss, least = 0.0, math.inf
        gradient, hessian = -self._total, np.zeros((size, size))
        for part in self.share(lambda columns: _view_of(columns, parameters), self._shares):
            loss += part.loss
            gradient += part.gradient
            hessian += part.hessian
            least = min(least, part.least)
        return View(loss / count, gradient / count, hessian / count, least)

    def accuracy(self, parameters: Array) -> float:
        """Return the share of points predicted, z = 0 counting as class 1."""
        half_logits = parameters @ self.columns
        return float(((half_logits > 0.0) | ((half_logits == 0.0) & (self.columns[-1] > 0.0))).mean())


def _view_of(columns: Array, parameters: Array) -> View:
    """Return the sums that a view divides by m; scratch arrays are made once for all blocks."""
    size, count = columns.shape
    width = min(count, COLUMNS_IN_A_BLOCK)
    scratch, weighted = np.empty((3, width)), np.empty((size, width))
    loss, least = count * math.log(2.0), math.inf
    gradient, hessian = np.zeros(size), np.zeros((size, size))
    for start in range(0, count, width):
        block = columns[:, start : start + width]
        half_logits, bent, work = scratch[:, : block.shape[1]]
        np.dot(parameters, block, out=half_logits)
        least = min(least, float(half_logits.min()))
        np.tanh(half_logits, out=bent)
        gradient += block @ bent
        # ln(1 + e^(−2u)) = |u| − u + ln 2 − ln(1 + |tanh u|); one logarithm does for a product of up to 2¹⁶.
        loss += float(np.subtract(np.abs(half_logits, out=work), half_logits, out=work).sum())
        np.abs(bent, out=work)
        work += 1.0
        even = work.size - work.size % 16
        product = np.multiply.reduce(work[:even].reshape(16, -1), axis=0)
        loss -= float(np.log(product, out=product).sum() + np.log(work[even:]).sum())
        np.multiply(bent, bent, out=bent)
        np.subtract(1.0, bent, out=bent)
        hessian += np.multiply(block, bent, out=weighted[:, : block.shape[1]]) @ block.T
    return View(loss, gradient, hessian, least)


def dependents(gram: Array) -> tuple[int, ...]:
    """Return the places of the rows that are combinations of the last row and those before them, by elimination.

    `gram`, shape (d, d), holds their products with each other.
    """
    places = []
    rest = gram.copy()
    for place in (-1, *range(gram.shape[0] - 1)):
        if rest[place, place] <= DEPENDENT * gram[place, place]:
            places.append(place)
        else:
            rest -= np.outer(rest[:, place], rest[place] / rest[place, place])
    return tuple(places)


def span(gram: Array) -> Array:
    """Return an orthonormal basis, shape (d, rank), of the space spanned by points whose P·Pᵀ is `gram`."""
    rank = gram.shape[0] - len(dependents(gram))
    if rank == gram.shape[0]:
        return np.eye(rank)
    return np.asarray(np.linalg.eigh(gram)[1][:, -rank:])


def solve(matrix: Array, right: Array) -> Array:
    """Solve a symmetric system, positive semidefinite up to rounding and scaled to a diagonal of ones first."""
    scale = 1.0 / np.sqrt(np.maximum(np.diag(matrix), np.finfo(np.float64).tiny))
    return np.asarray(np.linalg.lstsq(matrix * scale * scale[:, None], right * scale, rcond=None)[0] * scale)


class SeparationKind(Enum):
    """How far the classes can be parted; UNDECIDED only where rounding stops the search."""

    COMPLETE = "complete"
    QUASI = "quasi-complete"
    OVERLAP = "overlap"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, eq=False)
class Separation:
    """The verdict.

    Parameters
    ----------
    kind
        How far the classes can be parted.
    direction
        Shape (d,), of length 1: its product with every signed point is at least 0 up to rounding; None without one.
    parted
        Shape (m,): the points whose product with `direction` is above 0; the others lie on the boundary of every
        separating direction. All false without one.
    """

    kind: SeparationKind
    direction: Array | None
    parted: NDArray[np.bool_]


def separate(points: Array) -> Separation:
    """Decide whether a direction separates signed points.

    The origin is outside the convex hull of the points exactly if a direction separates them completely, and the
    hull's point nearest to it is one. If the origin is a convex combination of some points, no separating direction
    can give these a positive margin, nor anything in their span: the span is projected out and the rest decided
    anew, in fewer dimensions. (Gordan's and Stiemke's theorems, made constructive.)

    Parameters
    ----------
    points
        Shape (d, m), m ≥ 1 signed points, none of them zero, every number finite and of moderate size (squares
        must not overflow).
    """
    dimensions, count = points.shape
    basis = np.eye(dimensions)
    alive = np.arange(count)
    units = points / np.linalg.norm(points, axis=0)
    while True:
        nearest = _nearest_to_origin(units)
        if nearest.direction is not None:
            parted = np.zeros(count, np.bool_)
            parted[alive] = True
            kind = SeparationKind.COMPLETE if alive.size == count else SeparationKind.QUASI
            direction = basis @ nearest.direction
            return Separation(kind, direction / np.linalg.norm(direction), parted)
        if not nearest.around_origin:
            return Separation(SeparationKind.UNDECIDED, None, np.zeros(count, np.bool_))
        axes, lengths, _ = np.linalg.svd(units[:, nearest.around_origin])
        complement = axes[:, int(np.count_nonzero(lengths > ZERO_MARGIN)) :]
        units = complement.T @ units
        distances = np.linalg.norm(units, axis=0)
        outside = distances > ZERO_MARGIN
        if not outside.any():
            return Separation(SeparationKind.OVERLAP, None, np.zeros(count, np.bool_))
        basis = basis @ complement
        alive = alive[outside]
        units = units[:, outside] / distances[outside]


@dataclass(frozen=True, slots=True, eq=False)
class _Nearest:
    """A separating direction, or the places of points around the origin, or neither where the search got stuck."""

    direction: Array | None = None
    around_origin: tuple[int, ...] = ()


def _nearest_to_origin(points: Array) -> _Nearest:
    """Search the convex hull of unit vectors, shape (d, m), for its point nearest to the origin.

    Wolfe's algorithm (Mathematical Programming 11, 1976), ended as soon as the answer is known: the present point
    separates all, or is the origin.
    """
    places = [0]
    shares = np.ones(1)
    for _ in range(MOST_CYCLES):
        nearest = points[:, places] @ shares
        distance = float(np.linalg.norm(nearest))
        if distance <= ZERO_MARGIN:
            certain = (place for place, share in zip(places, shares, strict=True) if share > CERTAIN_SHARE)
            return _Nearest(around_origin=tuple(certain))
        margins = nearest @ points
        lowest = int(np.argmin(margins))
        if margins[lowest] > LEAST_MARGIN * distance:
            return _Nearest(direction=nearest)
        if lowest in places:
            break
        places.append(lowest)
        shares = np.append(shares, 0.0)
        wanted = _nearest_of_plane(points[:, places])
        while wanted.min() <= ZERO_SHARE:
            # Towards the plane's nearest point as far as the simplex goes; the points it leaves there are dropped.
            leaving = wanted <= ZERO_SHARE
            room = shares[leaving] / np.maximum(shares[leaving] - wanted[leaving], np.finfo(np.float64).tiny)
            shares = shares + float(room.min()) * (wanted - shares)
            kept = shares > ZERO_SHARE
            kept[np.flatnonzero(leaving)[int(np.argmin(room))]] = False
            places = [place for place, keep in zip(places, kept, strict=True) if keep]
            shares = shares[kept] / shares[kept].sum()
            wanted = _nearest_of_plane(points[:, places])
        shares = wanted
    return _Nearest()


def _nearest_of_plane(points: Array) -> Array:
    """Return the shares, adding up to 1, of `points`' combination nearest to the origin; some may be negative."""
    rows = np.vstack([np.ones(points.shape[1]), points])
    target = np.zeros(rows.shape[0])
    target[0] = 1.0
    shares = np.linalg.lstsq(rows, target, rcond=None)[0]
    return np.asarray(shares / shares.sum())
