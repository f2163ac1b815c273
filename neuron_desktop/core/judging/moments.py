"""The moments of the columns: means, deviations, correlations, and the curvature of the cost that they bound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neuron_desktop.core.judging.separation import dependents, solve
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.model.scaling import Scaling
from neuron_desktop.core.numerals import figure
from neuron_desktop.core.training.settings import Optimizer, TrainingSettings

NUMBERS_IN_A_BLOCK = 262_144
# Two points always lie on a line, so it takes a third to see that two columns say the same.
FEWEST_FOR_DUPLICATES = 3
# A correlation is a sum of m products, each rounded; columns this near to ±1 differ by a millionth of their spread.
CORRELATION_ROUNDING = 1e-12
# It takes this many more samples than columns to see that columns depend on each other.
SAMPLES_TO_SPARE = 2
# A smaller share in a combination is rounding, and so is a smaller distance of a factor from a round number.
SMALL_SHARE = 1e-6
ROUND = 1e-6
MOST_WRITTEN = 6


@dataclass(frozen=True, slots=True)
class Combination:
    """A column, by its place, that is Σ factor·column + constant of those at the places `of`."""

    place: int
    of: tuple[int, ...]
    factors: tuple[float, ...]
    constant: float

    def written(self, names: Sequence[str]) -> str:
        """Return it as a formula where its numbers are round, such as ``c = 1 − a − b``; else name the columns."""
        name, others = names[self.place], [names[place] for place in self.of]
        numbers = [*self.factors, self.constant]
        scale = max(1.0, *map(abs, numbers))
        if any(abs(number - round(number, 3)) > ROUND * scale for number in numbers) or len(others) > MOST_WRITTEN:
            return f"{name} is a sum of {', '.join(others[:-1])} and {others[-1]}, each times a number"
        terms = [(round(self.constant, 3), "")] if abs(self.constant) > ROUND * scale else []
        # Subtracted columns are written last.
        terms += sorted(
            ((round(factor, 3), other) for factor, other in zip(self.factors, others, strict=True)), key=_late
        )
        text = ""
        for number, other in terms:
            size = figure(abs(number))
            text += (" − " if number < 0.0 else " + ") if text else ("−" if number < 0.0 else "")
            text += size if not other else other if size == "1" else f"{size}·{other}"
        return f"{name} = {text}"


def _late(term: tuple[float, str]) -> bool:
    return term[0] < 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Means, deviations and correlations of k columns, (k,), (k,) and (k, k), and the longest samples.

    `longest` holds the largest length of a sample, with the 1 of the bias, as it is and standardised.
    """

    sample_count: int
    scaling: Scaling
    correlation: Array
    constant: list[bool]
    longest: tuple[float, float]

    @classmethod
    def of(cls, features: Array) -> Moments:
        """Go through every number of `features`, shape (k, m), in blocks of samples."""
        size, count = features.shape
        scaling = Scaling.standardizing(features)
        products = np.zeros((size, size))
        raw = scaled = 1.0
        width = max(1, NUMBERS_IN_A_BLOCK // size)
        for start in range(0, count, width):
            block = features[:, start : start + width]
            # Halved first, so that the widest range of all does not overflow.
            standard = 0.5 * block
            standard -= 0.5 * scaling.mean[:, None]
            standard /= 0.5 * np.maximum(scaling.deviation, 1e-307)[:, None]
            products += standard @ standard.T
            scaled = max(scaled, math.hypot(1.0, _longest(standard)))
            raw = max(raw, math.hypot(1.0, _longest(block)))
        constant = [count > 1 and bool(low == high) for low, high in zip(*_ends(features), strict=True)]
        return cls(count, scaling, products / max(count, 1), constant, (raw, scaled))

    @property
    def duplicates(self) -> list[tuple[int, int]]:
        """The places of columns with the same content, each with the first of them."""
        if self.sample_count < FEWEST_FOR_DUPLICATES:
            return []
        same = np.triu(np.abs(self.correlation) >= 1.0 - CORRELATION_ROUNDING, 1)
        return [(int(np.argmax(same[:, second])), second) for second in range(len(same)) if same[:, second].any()]

    @property
    def combinations(self) -> list[Combination]:
        """The columns that are sums of several before them and a constant, up to rounding, and not for lack of samples.

        Copies are `duplicates`; a constant is neither.
        """
        size = len(self.correlation)
        gram = np.eye(size + 1)
        gram[:size, :size] = self.correlation
        dependent = dependents(gram)
        kept = [place for place in range(size) if place not in dependent]
        # So few samples always lie in a plane.
        if self.sample_count < len(kept) + 1 + SAMPLES_TO_SPARE:
            return []
        copies = {second for _, second in self.duplicates}
        found = []
        for place in dependent:
            if self.constant[place] or place in copies:
                continue
            before = [each for each in kept if each < place]
            shares = solve(self.correlation[np.ix_(before, before)], self.correlation[before, place])
            parts = {each: float(share) for each, share in zip(before, shares, strict=True) if abs(share) > SMALL_SHARE}
            if len(parts) > 1:
                factors = [
                    share * float(self.scaling.deviation[place] / self.scaling.deviation[each])
                    for each, share in parts.items()
                ]
                means = [float(self.scaling.mean[each]) for each in parts]
                constant = float(self.scaling.mean[place]) - float(np.dot(factors, means))
                found.append(Combination(place, tuple(parts), tuple(factors), constant))
        return found

    @property
    def scale_ratio(self) -> float:
        """The largest root mean square over the smallest deviation, a column of ones among both."""
        if not self.sample_count:
            return 1.0
        # A column of equal numbers, or of a single one, was divided by nothing and correlates with nothing.
        flat = np.diag(self.correlation) == 0.0
        spreads = np.where(flat, 0.0, self.scaling.deviation).tolist()
        lengths = [math.hypot(mean, spread) for mean, spread in zip(self.scaling.mean.tolist(), spreads, strict=True)]
        return float(max([1.0, *lengths]) / min([1.0, *(spread for spread in spreads if spread)]))

    def curvatures(self, *, standardized: bool, l2: float) -> list[float]:
        """Return the eigenvalues of the Hessian's bound, smallest first; [1.0] without samples."""
        if not self.sample_count:
            return [1.0]
        size = len(self.correlation)
        mean = np.zeros(size) if standardized else self.scaling.mean
        deviation = np.ones(size) if standardized else self.scaling.deviation
        # In units of the largest, so that no square leaves the range of float64.
        unit = max(1.0, float(np.abs(mean).max()), float(deviation.max()), math.sqrt(l2))
        bound = np.empty((size + 1, size + 1))
        deviation, means = deviation / unit, np.append(mean, 1.0) / unit
        bound[:] = 0.25 * np.outer(means, means)
        bound[:-1, :-1] += 0.25 * self.correlation * np.outer(deviation, deviation)
        bound[np.arange(size), np.arange(size)] += l2 / unit / unit
        values = np.linalg.eigvalsh(bound)
        # Below this they are rounding.
        values[values < np.finfo(np.float64).eps * values[-1]] = 0.0
        return [value * unit * unit for value in values.tolist()]

    def stable_rate(self, settings: TrainingSettings) -> float | None:
        """Return the largest stable learning rate; see `Examination`."""
        if settings.optimizer is Optimizer.ADAM or not self.sample_count:
            return None
        steepest = self.curvatures(standardized=settings.standardize, l2=settings.l2)[-1]
        count, size = self.sample_count, settings.batch_size
        if size is not None and size < count:
            length = self.longest[settings.standardize]
            alone = 0.25 * length * length + settings.l2
            if math.isinf(alone):
                return 0.0
            together = count * (size - 1) / (size * (count - 1))
            steepest = together * steepest + (1.0 - together) * alone
        momentum = settings.momentum if settings.optimizer is Optimizer.MOMENTUM else 0.0
        return 2.0 * (1.0 + momentum) / steepest


def _ends(features: Array) -> tuple[Array, Array]:
    """Return the lowest and highest value of each row; of no samples, zeros."""
    nothing = np.zeros(len(features))
    return (features.min(axis=1), features.max(axis=1)) if features.shape[1] else (nothing, nothing)


def _longest(columns: Array) -> float:
    """Return the largest length of a column, shape (k, m)."""
    unit = max(float(np.abs(columns).max()), 1.0)
    lengths = np.square(columns / unit).sum(axis=0)
    return unit * math.sqrt(float(lengths.max()))
