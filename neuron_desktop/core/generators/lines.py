"""Generators whose classes lie above and below a line or curve, which is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from neuron_desktop.core.data.dataset import TrueCurve, TrueLine
from neuron_desktop.core.data.expression import Expression
from neuron_desktop.core.errors import GeneratorError
from neuron_desktop.core.generators.generator import HALF_WIDTH, Array, GeneratorSpec, Labels, parameter, rounded
from neuron_desktop.core.numerals import grouped

ARTICLE_LINE = TrueLine(slope=1.23, intercept=3.23)

# Larger heights would cost the distance from the curve its digits.
HIGHEST = 1e6
MOST_DRAWS = 100

_SPREAD_TIP = "How far above and below it points lie, at most"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineGenerator(GeneratorSpec):
    """The article's: x1 uniform in ±10, x2 uniform within ± spread of a line."""

    NAME: ClassVar[str] = "line"
    TITLE: ClassVar[str] = "Line"
    LOOK_FOR: ClassVar[str] = "The neuron’s line ends up on the true one, which it has never seen."

    slope: float = parameter(
        ARTICLE_LINE.slope, "Slope", "Of the line x2 = slope·x1 + intercept", least=-100.0, most=100.0, step=0.1
    )
    intercept: float = parameter(
        ARTICLE_LINE.intercept, "Intercept", "Where the line meets x1 = 0", least=-1000.0, most=1000.0, step=0.5
    )
    spread: float = parameter(15.0, "Spread", _SPREAD_TIP, least=0.1, most=1000.0)

    @property
    def true_line(self) -> TrueLine:
        """The line itself."""
        return TrueLine(self.slope, self.intercept)

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw points above (1) and below (0)."""
        lowest, highest = [[-HALF_WIDTH], [-self.spread]], [[HALF_WIDTH], [self.spread]]
        x1, offset = random.uniform(lowest, highest, (2, self.count))
        heights = self.true_line.heights(x1)
        x2 = heights + offset
        return np.vstack([x1, x2]), (x2 > heights).astype(np.int8)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionGenerator(GeneratorSpec):
    """Like the line, about any function; an x1 where it has no value is drawn again."""

    NAME: ClassVar[str] = "function"
    TITLE: ClassVar[str] = "Function y = f(x)"
    LOOK_FOR: ClassVar[str] = "A straight line can only come near a curve; derived features let it bend."

    function: str = parameter(
        "5 sin(x/2)",
        "f(x)",
        "Any function of x, such as x²/10 − 4 or abs(x): + − * / ^, pi, e, sin cos tan exp ln, log (to base 10), "
        "sqrt abs min max. Above it points are blue, below it red.",
    )
    spread: float = parameter(15.0, "Spread", _SPREAD_TIP, least=0.1, most=1000.0)

    def __post_init__(self) -> None:
        GeneratorSpec.__post_init__(self)
        Expression(self.function)

    @property
    def true_line(self) -> TrueCurve:
        """The function's curve."""
        return TrueCurve(Expression(self.function))

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw points above (1) and below (0)."""
        lowest, highest = [[-HALF_WIDTH], [-self.spread]], [[HALF_WIDTH], [self.spread]]
        x1, offset = random.uniform(lowest, highest, (2, self.count))
        curve = self.true_line
        heights = curve.heights(x1)
        for _ in range(MOST_DRAWS):
            missing = np.flatnonzero(~(np.abs(heights) <= HIGHEST))
            if missing.size == 0:
                break
            x1[missing] = random.uniform(-HALF_WIDTH, HALF_WIDTH, missing.size)
            heights[missing] = curve.heights(x1[missing])
        else:
            raise GeneratorError(
                f"y = {self.function} has hardly a value between x = −{HALF_WIDTH:g} and {HALF_WIDTH:g} "
                f"that is a number from −{grouped(HIGHEST)} to {grouped(HIGHEST)}; choose another function."
            )
        features = rounded(x1, heights + offset)
        return features, (features[1] > curve.heights(features[0])).astype(np.int8)
