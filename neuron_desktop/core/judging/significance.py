"""Whether something found in samples is more than chance would show."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.model.neuron import Array

# Neighbours are searched among at most this many samples, in all pairs.
MOST_NEIGHBOURS = 800
# Smaller than the difference of any two squared differences of ranks.
LOT = np.float32(1e-7)
# Chance alone produces this in one data set of a thousand.
SIGNIFICANT = 0.001


def chi_square_tail(value: float, freedom: int) -> float:
    """Return the probability that a χ² variable of `freedom` ≥ 1 degrees of freedom is above `value` ≥ 0."""
    half = 0.5 * value
    # Γ(a + 1, x) = a·Γ(a, x) + xᵃe⁻ˣ from a = ½ or 1 up; each term as a power of e, or large ones would overflow.
    start = 0.5 if freedom % 2 else 1.0
    total = math.erfc(math.sqrt(half)) if freedom % 2 else math.exp(-half)
    if half > 0.0:
        for place in range(freedom // 2 - (freedom + 1) % 2):
            power = start + place
            total += math.exp(power * math.log(half) - half - math.lgamma(power + 1.0))
    return min(total, 1.0)


def is_clearly_lower(cost: float, than: float, sample_count: int, freedom: int) -> bool:
    """Whether a model's mean loss is lower than that of a simpler one by more than chance would make it.

    The likelihood-ratio test: if the simpler is true, 2·m·(difference) has a χ² distribution with as many degrees of
    freedom as the model has more weights.
    """
    return chi_square_tail(max(0.0, 2.0 * sample_count * (than - cost)), freedom) < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Neighbours:
    """How often a sample's nearest neighbour is of its class.

    Parameters
    ----------
    right
        The share of samples whose nearest neighbour in all features together is of their class: what calling each by
        its neighbour gets right.
    is_chance
        Whether neither all features together nor any of them, nor any two, have more such neighbours than randomly
        assigned labels would.
    most_agreement
        How far, from chance (0) to all neighbours alike (1), all features together may go at most, as far as these
        samples can tell.
    sample_count
        How many samples were used.
    """

    right: float
    is_chance: bool
    most_agreement: float
    sample_count: int

    @classmethod
    def of(cls, features: Array, labels: NDArray[np.int8]) -> Neighbours:
        """Use up to `MOST_NEIGHBOURS` samples of both classes; features of shape (n, m), labels (m,), m ≥ 4.

        Distances are those of ranks, so that neither units nor outliers count. Among neighbours at equal distance one
        is drawn: the first of the table would be everybody's, and of a class that depends on the order.
        """
        random = np.random.default_rng(0)
        chosen = random.permutation(labels.size)[:MOST_NEIGHBOURS]
        classes = labels[chosen]
        ones = int(np.count_nonzero(classes))
        lots = LOT * random.random((classes.size, classes.size), np.float32)
        np.fill_diagonal(lots, np.inf)
        distances = [_rank_distances(values[chosen]) for values in features]
        together = np.asarray(np.sum(distances, axis=0, dtype=np.float32))
        nearest = _nearest(together, lots)
        score, deviation, chance = _score(nearest, classes, ones)
        others = [_score(_nearest(each, lots), classes, ones)[0] for each in _smaller(distances)]
        # With several tests, one is more likely to stand out by chance.
        share = SIGNIFICANT / (1 + len(others))
        is_chance = all(0.5 * math.erfc(each / math.sqrt(2.0)) > share for each in (score, *others))
        right = float(np.mean(classes[nearest] == classes))
        most = (right - chance + 2.0 * deviation) / (1.0 - chance) if chance < 1.0 else 1.0
        return cls(right, is_chance, most, classes.size)


def _smaller(distances: list[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """Yield the distances in each feature and in each two, where these are not all of them."""
    if len(distances) > 1:
        yield from distances
    if len(distances) > 2:
        for first, second in combinations(distances, 2):
            yield np.asarray(first + second)


def _rank_distances(values: Array) -> NDArray[np.float32]:
    """Return the squared differences between the ranks of values, shape (k,) → (k, k); equal values share a rank."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = ((ends - 0.5 * (counts - 1.0)) / values.size)[places].astype(np.float32)
    return np.asarray(np.square(ranks[:, None] - ranks))


def _nearest(distances: NDArray[np.float32], lots: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the nearest other of each, (k, k) → (k,); `lots`, infinite on the diagonal, decide between equal ones."""
    return np.asarray(np.argmin(distances + lots, axis=1))


def _score(nearest: NDArray[np.int64], labels: NDArray[np.int8], ones: int) -> tuple[float, float, float]:
    """Return how many standard deviations the share of alike neighbours lies above chance, that deviation, and chance.

    Mean and variance are taken over all assignments of the labels to these neighbours, by the counts of pairs that
    share one sample or two (Dixon, Ecology 75, 1994).
    """
    count = labels.size
    parts = (count - ones, ones)

    def alike(size: int) -> float:
        """Return the probability that this many different samples have the same class."""
        return sum(math.prod((part - i) / (count - i) for i in range(size)) for part in parts)

    two, three = alike(2), alike(3)
    four = alike(4) + 2.0 * math.prod(
        (parts[0] * (parts[0] - 1), parts[1] * (parts[1] - 1), 1 / (count * (count - 1)), 1 / (count - 2))
    ) / (count - 3)
    mutual = int(np.count_nonzero(nearest[nearest] == np.arange(count)))
    pointed_at = np.bincount(nearest, minlength=count)
    sharing = int(pointed_at @ (pointed_at - 1)) + 2 * (count - mutual)
    apart = count * (count - 1) - mutual - sharing
    variance = (count + mutual) * two + sharing * three + apart * four - (count * two) ** 2
    deviation = math.sqrt(max(variance, 0.0)) / count
    share = float(np.mean(labels[nearest] == labels))
    return (share - two) / deviation if deviation > 0.0 else 0.0, deviation, two
