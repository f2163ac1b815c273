"""Generators of clouds of points, one of each class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from neuron_desktop.core.generators.generator import (
    HALF_WIDTH,
    Array,
    GeneratorSpec,
    Labels,
    parameter,
    rounded,
    shuffled_labels,
)

# Where blobs lie: blue this way from the middle, red the other way.
DIRECTION = np.array([[0.8], [0.6]])
# Deviations from the centre of a blob beyond which none of its points lies, so that blobs far enough apart are
# separable.
REACH = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobsGenerator(GeneratorSpec):
    """Two round clouds, one of each class; none of their points goes beyond three deviations."""

    NAME: ClassVar[str] = "blobs"
    TITLE: ClassVar[str] = "Blobs"
    LOOK_FOR: ClassVar[str] = "Many lines separate them; the cost has no minimum, so the weights grow forever."

    distance: float = parameter(12.0, "Distance", "Between the centres", least=0.0, most=100.0, step=0.5)
    deviation: float = parameter(1.5, "Deviation", "How wide each blob is", least=0.01, most=20.0, step=0.1)

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw as many points of one class as of the other."""
        labels = shuffled_labels(self.count // 2, self.count, random)
        return _about(_centers(labels, self.distance), self.deviation, random), labels


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlappingGenerator(BlobsGenerator):
    """Two clouds that run into each other."""

    NAME: ClassVar[str] = "overlapping"
    TITLE: ClassVar[str] = "Overlapping blobs"
    LOOK_FOR: ClassVar[str] = "No line separates them: the cost ends above zero, and near the line ŷ stays near ½."

    distance: float = parameter(5.0, "Distance", "Between the centres", least=0.0, most=100.0, step=0.5)
    deviation: float = parameter(2.5, "Deviation", "How wide each blob is", least=0.01, most=20.0, step=0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImbalancedGenerator(GeneratorSpec):
    """Overlapping blobs, one of them small."""

    NAME: ClassVar[str] = "imbalanced"
    TITLE: ClassVar[str] = "Imbalanced"
    LOOK_FOR: ClassVar[str] = (
        "Always answering red is nearly always right: trust the confusion counts, not the accuracy."
    )

    share: float = parameter(0.05, "Share of blue", "How many of the points are blue", least=0.001, most=1.0, step=0.01)
    distance: float = parameter(6.0, "Distance", "Between the centres", least=0.0, most=100.0, step=0.5)
    deviation: float = parameter(2.5, "Deviation", "How wide each blob is", least=0.01, most=20.0, step=0.1)

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw both classes, at least one point of each."""
        ones = min(max(round(self.share * self.count), 1), self.count - 1)
        labels = shuffled_labels(ones, self.count, random)
        return _about(_centers(labels, self.distance), self.deviation, random), labels


@dataclass(frozen=True, slots=True, kw_only=True)
class CollinearGenerator(GeneratorSpec):
    """Two features that say nearly the same; half of the points are blue, those with the larger x1."""

    NAME: ClassVar[str] = "collinear"
    TITLE: ClassVar[str] = "Collinear"
    LOOK_FOR: ClassVar[str] = "The sum of the weights is learned quickly; how the two share it hardly matters."

    noise: float = parameter(0.1, "Noise", "", least=0.0, most=0.5, step=0.01)
    slope: float = parameter(1.0, "Slope", "x2 is this many times x1", least=-10.0, most=10.0, step=0.1)
    deviation: float = parameter(0.2, "Deviation", "How far x2 strays from that", least=0.0, most=10.0, step=0.1)

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw points along a line through the middle."""
        labels = shuffled_labels(self.count // 2, self.count, random)
        x1 = random.uniform(0.0, HALF_WIDTH, self.count) * (2.0 * labels - 1.0)
        return rounded(x1, self.slope * x1 + self.deviation * random.standard_normal(self.count)), labels


@dataclass(frozen=True, slots=True, kw_only=True)
class OutliersGenerator(GeneratorSpec):
    """Two blobs, and a few red points far beyond the blue one."""

    NAME: ClassVar[str] = "outliers"
    TITLE: ClassVar[str] = "Outliers"
    LOOK_FOR: ClassVar[str] = "A few far points pull the line away from where all the others would have it."

    share: float = parameter(0.04, "Share of outliers", "How many of the points", least=0.0, most=0.4, step=0.01)
    distance: float = parameter(10.0, "Distance", "Between the centres of the blobs", least=0.0, most=100.0, step=0.5)
    deviation: float = parameter(1.5, "Deviation", "How wide each blob is", least=0.01, most=20.0, step=0.1)
    farther: float = parameter(8.0, "Farther", "How far the outliers lie beyond", least=0.0, most=100.0, step=0.5)

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw two blobs, and some of the red points beyond the blue one."""
        labels = shuffled_labels(self.count // 2, self.count, random)
        centers = _centers(labels, self.distance)
        outliers = np.flatnonzero(labels == 0)[: round(self.share * self.count)]
        centers[:, outliers] += (self.distance + self.farther) * DIRECTION
        return _about(centers, self.deviation, random), labels


def _centers(labels: Labels, distance: float) -> Array:
    centers: Array = (labels - 0.5) * distance * DIRECTION
    return centers


def _about(centers: Array, deviation: float, random: np.random.Generator) -> Array:
    """Return points about `centers` (2, m), normally distributed; those beyond the reach of a blob are drawn again."""
    stray = random.standard_normal(centers.shape)
    while True:
        far = np.flatnonzero((stray**2).sum(axis=0) > REACH**2)
        if far.size == 0:
            break
        stray[:, far] = random.standard_normal((2, far.size))
    x1, x2 = centers + deviation * stray
    return rounded(x1, x2)
