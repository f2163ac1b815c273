"""Generators of shapes that one straight line cannot separate."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleGenerator(GeneratorSpec):
    """A blue disc in a red ring."""

    NAME: ClassVar[str] = "circle"
    TITLE: ClassVar[str] = "Circle"
    LOOK_FOR: ClassVar[str] = "No line does much better than chance; with squares among its features the neuron does."

    radius: float = parameter(5.0, "Radius", "Of the disc", least=0.5, most=9.0, step=0.5)
    gap: float = parameter(1.0, "Gap", "Between disc and ring", least=0.0, most=10.0, step=0.25)

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw the disc (1) and the ring (0), each uniform in its area."""
        labels = shuffled_labels(self.count // 2, self.count, random)
        share, angle = random.uniform(0.0, [[1.0], [2.0 * np.pi]], (2, self.count))
        inner = np.where(labels == 1, 0.0, self.radius + self.gap)
        outer = np.where(labels == 1, self.radius, max(HALF_WIDTH, self.radius + self.gap + 1.0))
        distance = np.sqrt(inner**2 + share * (outer**2 - inner**2))
        return rounded(distance * np.cos(angle), distance * np.sin(angle)), labels


@dataclass(frozen=True, slots=True, kw_only=True)
class XorGenerator(GeneratorSpec):
    """Four squares, blue where just one of the two features is positive."""

    NAME: ClassVar[str] = "xor"
    TITLE: ClassVar[str] = "XOR"
    LOOK_FOR: ClassVar[str] = "The problem one neuron cannot solve, until the product x1·x2 is among its features."

    gap: float = parameter(0.5, "Gap", "Between the squares and the axes", least=0.0, most=9.0, step=0.25)

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw points in the four squares."""
        labels = shuffled_labels(self.count // 2, self.count, random)
        x1, x2 = random.uniform(self.gap, HALF_WIDTH, (2, self.count))
        x1 *= random.choice([-1.0, 1.0], self.count)
        return rounded(x1, np.where((x1 > 0) == (labels == 0), x2, -x2)), labels


@dataclass(frozen=True, slots=True, kw_only=True)
class SpiralsGenerator(GeneratorSpec):
    """Two arms that wind about each other."""

    NAME: ClassVar[str] = "spirals"
    TITLE: ClassVar[str] = "Spirals"
    LOOK_FOR: ClassVar[str] = "Beyond one neuron whatever its features: this is what hidden layers are for."
    NOISE: ClassVar[str] = "How far points stray: the deviation, as a share of the way from arm to arm"
    SWAPS_CLASSES: ClassVar[bool] = False

    turns: float = parameter(1.5, "Turns", "Of each arm", least=0.25, most=5.0, step=0.25)

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw points along both arms, evenly."""
        labels = shuffled_labels(self.count // 2, self.count, random)
        # The square root, because an arm is the longer the farther out it is.
        radius = HALF_WIDTH * np.sqrt(random.uniform(0.01, 1.0, self.count))
        angle = 2.0 * np.pi * self.turns * radius / HALF_WIDTH + np.pi * labels
        stray = self.noise * HALF_WIDTH / (2.0 * self.turns) * random.standard_normal((2, self.count))
        return rounded(radius * np.cos(angle) + stray[0], radius * np.sin(angle) + stray[1]), labels


@dataclass(frozen=True, slots=True, kw_only=True)
class MoonsGenerator(GeneratorSpec):
    """Two half circles that reach into each other."""

    NAME: ClassVar[str] = "moons"
    TITLE: ClassVar[str] = "Moons"
    LOOK_FOR: ClassVar[str] = "A line gets most of them right; where does it cut, and why there?"
    NOISE: ClassVar[str] = "How far points stray: the deviation, as a share of a moon’s radius"
    SWAPS_CLASSES: ClassVar[bool] = False

    radius: float = parameter(6.0, "Radius", "Of each moon", least=0.5, most=50.0, step=0.5)
    distance: float = parameter(0.0, "Distance", "How far the lower moon is moved down", least=0.0, most=50.0, step=0.5)

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw the upper moon (1) and the lower (0), which begins under its middle."""
        labels = shuffled_labels(self.count // 2, self.count, random)
        angle = random.uniform(0.0, np.pi, self.count)
        side = 2.0 * labels - 1.0
        stray = self.noise * self.radius * random.standard_normal((2, self.count))
        x1 = self.radius * (side * np.cos(angle) - side / 2.0) + stray[0]
        x2 = side * (self.radius * (np.sin(angle) - 0.25) + self.distance / 2.0) + stray[1]
        return rounded(x1, x2), labels
