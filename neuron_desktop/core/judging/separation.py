"""The span of signed points, and whether a line (a hyperplane) separates the classes.

That is decided by the geometry, not guessed from large weights. A signed point is s·[x; 1] with s = +1 for label 1
and −1 for label 0. A direction d separates if d·a ≥ 0 for every signed point a and > 0 for some: completely if > 0
for all, else quasi-completely. Then, and only then, logistic regression without a penalty has no finite minimum
(Albert and Anderson, Biometrika 71, 1984).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.model.neuron import Array

# Below this share of a column's squared length, what other columns leave of it is rounding.
DEPENDENT = 1e-13
# A margin below this share of the point's own length counts as zero.
ZERO_MARGIN = 1e-9
# The margin that a direction must leave every point to count as separating; below ZERO_MARGIN, since the nearest point
# of the hull is only found to a few digits.
LEAST_MARGIN = 0.1 * ZERO_MARGIN
# A share in a convex combination below this is rounding.
ZERO_SHARE = 1e-12
# A point counts as needed for reaching the origin from this share on.
CERTAIN_SHARE = 1e-9
MOST_CYCLES = 2000


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
    """How far the classes can be separated; UNDECIDED only if rounding stops the search."""

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
        How far the classes can be separated.
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
    """A separating direction, or the places of points around the origin, or neither if the search got stuck."""

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
