"""The logits of a neuron on a grid over the view, and the curves on which they have a given value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core import FeatureMap, Neuron

Array = NDArray[np.float64]


def logits_on_grid(neuron: Neuron, feature_map: FeatureMap, x: Array, y: Array) -> Array | None:
    """Return z where columns at `x` and rows at `y` cross, shape (rows, columns); None beyond the range of float64.

    Each term of two inputs is a function of x times a function of y, so that a row or a column of the grid shares its
    squares and sines, and all that remains is one product of two narrow matrices.
    """
    inputs = x, y
    across = np.ones((len(feature_map.terms) + 1, x.size))
    upwards = np.ones((len(feature_map.terms) + 1, y.size))
    sides = across, upwards
    with np.errstate(all="ignore"):
        for place, term in enumerate(feature_map.terms):
            if term.is_sine:
                sides[term.first][place] = np.sin(inputs[term.first])
                continue
            sides[term.first][place] *= inputs[term.first]
            if term.second is not None:
                sides[term.second][place] *= inputs[term.second]
        upwards *= np.append(neuron.weights, neuron.bias)[:, None]
        z = np.asarray(upwards.T @ across)
    return z if np.isfinite(z).all() else None


def contour(z: Array, level: float = 0.0) -> list[Array]:
    """Return where a function has the value `level`, by marching squares.

    Parameters
    ----------
    z
        Its values at the nodes of a grid, shape (rows, columns), finite.
    level
        The value sought.

    Returns
    -------
    list of Array
        Curves, each as columns and rows of its points in units of the grid, shape (2, points); a closed one ends where
        it begins.
    """
    places, pairs = _segments(z, level)
    return [places[:, chain] for chain in _chains(pairs)]


def _segments(z: Array, level: float) -> tuple[Array, NDArray[np.int64]]:
    """Return the crossings of the grid's edges, shape (2, k), and which are joined within a cell, shape (s, 2)."""
    inside = z >= level
    across = inside[:, :-1] != inside[:, 1:]
    upwards = inside[:-1] != inside[1:]
    share_across = _share(z[:, :-1][across], z[:, 1:][across], level)
    share_upwards = _share(z[:-1][upwards], z[1:][upwards], level)
    rows, columns = np.nonzero(across)
    other_rows, other_columns = np.nonzero(upwards)
    places = np.array(
        [
            np.concatenate([columns + share_across, other_columns]),
            np.concatenate([rows, other_rows + share_upwards]),
        ]
    )
    numbers_across = np.full(across.shape, -1)
    numbers_across[across] = np.arange(rows.size)
    numbers_upwards = np.full(upwards.shape, -1)
    numbers_upwards[upwards] = np.arange(rows.size, rows.size + other_rows.size)
    # The edges of a cell, around it: below, right, above, left.
    is_crossed = across[:-1] | across[1:] | upwards[:, :-1] | upwards[:, 1:]
    row, column = np.nonzero(is_crossed)
    edges = np.stack(
        [
            numbers_across[row, column],
            numbers_upwards[row, column + 1],
            numbers_across[row + 1, column],
            numbers_upwards[row, column],
        ],
        axis=1,
    )
    is_saddle = (edges >= 0).all(axis=1)
    pairs = edges[~is_saddle]
    pairs = pairs[pairs >= 0].reshape(-1, 2)
    # Of a saddle's four crossings, its middle tells which belong together: those around a corner that differs from it.
    row, column, edges = row[is_saddle], column[is_saddle], edges[is_saddle]
    middle = (
        z[row, column] / 4 + z[row, column + 1] / 4 + z[row + 1, column] / 4 + z[row + 1, column + 1] / 4
    ) >= level
    turned = middle != inside[row, column]
    joined = np.where(turned[:, None], edges[:, [0, 3, 1, 2]], edges[:, [0, 1, 2, 3]]).reshape(-1, 2)
    return places, np.concatenate([pairs, joined])


def _share(before: Array, after: Array, level: float) -> Array:
    """Return how far along the way between two values a level lies; half way where float64 cannot tell."""
    with np.errstate(all="ignore"):
        return np.clip(np.nan_to_num((level - before) / (after - before), nan=0.5), 0.0, 1.0)


def _chains(pairs: NDArray[np.int64]) -> list[list[int]]:
    """Return the crossings in the order in which the pairs join them, a list for each curve."""
    neighbors: dict[int, list[int]] = {}
    for one, other in pairs.tolist():
        neighbors.setdefault(one, []).append(other)
        neighbors.setdefault(other, []).append(one)
    # From the ends of open curves first; what is left is closed.
    starts = [place for place, beside in neighbors.items() if len(beside) == 1] + list(neighbors)
    chains = []
    for start in starts:
        chain = [start]
        while neighbors[chain[-1]]:
            following = neighbors[chain[-1]].pop()
            neighbors[following].remove(chain[-1])
            chain.append(following)
        if len(chain) > 1:
            chains.append(chain)
    return chains
