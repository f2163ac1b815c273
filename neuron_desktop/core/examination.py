"""What can be known of a data set and settings without training: the facts that a diagnosis rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

import numpy as np

from neuron_desktop.core.dataset import Dataset
from neuron_desktop.core.errors import SettingsError
from neuron_desktop.core.feature_map import FeatureMap, quadratic_terms
from neuron_desktop.core.neuron import Array
from neuron_desktop.core.newton import Optimum, Outcome, optimum
from neuron_desktop.core.scaling import Scaling
from neuron_desktop.core.settings import Optimizer, TrainingSettings

NUMBERS_IN_A_BLOCK = 262_144
# Two points always lie on a line, so that only a third can tell of columns that say the same.
FEWEST_FOR_DUPLICATES = 3
# A correlation is a sum of m products, each rounded; columns this near to ±1 differ by a millionth of their spread.
CORRELATION_ROUNDING = 1e-12
# Four points can form an XOR; fewer that differ are told apart by a line, or by nothing.
FEWEST_FOR_A_CURVE = 4
# Of n inputs there are n(n + 3)/2 squares, products and inputs: 65 for 10.
MOST_INPUTS_FOR_A_CURVE = 10
# A line fails if even the best saves less than this share of the cost of a constant answer, and turns less than
# that share of a constant answer's faults right.
LEAST_COST_SAVED = 0.1
LEAST_FAULTS_SAVED = 0.25
# Derived features help if the best cost with them is below this share of the best without.
CLEARLY_LOWER = 0.8
FINITE = (Outcome.UNIQUE, Outcome.COLLINEAR)


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """Facts about a data set as some settings let the neuron see it; its columns are the terms of the feature map.

    Parameters
    ----------
    class_counts
        How many samples are labelled 0 and how many 1.
    constant_columns
        The names of the columns with one value throughout, from two samples on.
    duplicate_columns
        Pairs of names of columns that say the same: copies, or correlated by ±1 up to rounding.
    scale_ratio
        The largest root mean square of a column over the smallest standard deviation, the bias's column of ones among
        both: far above 1 where columns differ in scale or lie far from 0. 1 without samples.
    largest_stable_learning_rate
        2 / λmax of a bound of the cost's Hessian, (1/4m)·X̃·X̃ᵀ + λ₂ with X̃ the features as the steps see them over a row
        of ones; (1 + μ) times that with momentum μ. Steps of a lower rate cannot overshoot for ever; a higher rate may
        do well where the curvature is less than its bound. 0 where it leaves the range of numbers; None for Adam,
        whose steps do not follow the gradient's size, and without samples. For mini-batches λmax is that of the
        expected smoothness (Gower et al., SGD: General Analysis and Improved Rates, 2019).
    standardized_learning_rate
        What that rate is, or would be, on standardised features.
    condition_number
        λmax / λmin of the same bound, infinite where λmin vanishes: how much slower the slowest direction is than the
        fastest. 1 without samples.
    optimum
        The exact minimum; None if it was not asked for.
    line_fails
        Whether the best straight boundary hardly beats a constant answer; False without `optimum`.
    curve
        The exact minimum with all squares and products, without penalties; None unless `line_fails`, or if there
        are too many inputs for it.
    curve_settings
        The settings to train on them; None as `curve`.
    """

    class_counts: tuple[int, int]
    constant_columns: tuple[str, ...]
    duplicate_columns: tuple[tuple[str, str], ...]
    scale_ratio: float
    largest_stable_learning_rate: float | None
    standardized_learning_rate: float | None
    condition_number: float
    optimum: Optimum | None = None
    line_fails: bool = False
    curve: Optimum | None = None
    curve_settings: TrainingSettings | None = None


def examine(dataset: Dataset, settings: TrainingSettings | None = None, *, find_optimum: bool = True) -> Examination:
    """Find out what can be known of `dataset` under `settings` without training.

    Parameters
    ----------
    dataset
        What to learn.
    settings
        How; None for the default.
    find_optimum
        Whether to find the exact minimum too, which takes most of the time.

    Raises
    ------
    SettingsError
        If the feature map does not fit the data set.
    """
    settings = settings or TrainingSettings()
    feature_map = FeatureMap.of(settings.feature_map, dataset.feature_count)
    names = feature_map.names(dataset.feature_names)
    moments = _Moments.of(feature_map.apply(dataset.features))
    curvatures = moments.curvatures(standardized=settings.standardize, l2=settings.l2)
    examination = Examination(
        class_counts=dataset.class_counts,
        constant_columns=tuple(name for name, same in zip(names, moments.constant, strict=True) if same),
        duplicate_columns=tuple((names[first], names[second]) for first, second in moments.duplicates),
        scale_ratio=moments.scale_ratio,
        largest_stable_learning_rate=moments.stable_rate(settings),
        standardized_learning_rate=moments.stable_rate(replace(settings, standardize=True)),
        condition_number=curvatures[-1] / curvatures[0] if curvatures[0] > 0.0 else math.inf,
    )
    if not find_optimum:
        return examination
    best = optimum(dataset, settings)
    examination = replace(examination, optimum=best)
    if not feature_map.is_linear or not _hardly_beats_a_constant(best, dataset.class_counts):
        return examination
    free = replace(settings, l1=0.0, l2=0.0)
    if free != settings:
        # It may be the penalties that hold the weights near zero, and not the data.
        best = optimum(dataset, free)
        if not _hardly_beats_a_constant(best, dataset.class_counts):
            return examination
    examination = replace(examination, line_fails=True)
    if dataset.feature_count > MOST_INPUTS_FOR_A_CURVE:
        return examination
    try:
        curve_settings = _for_a_curve(dataset, settings)
        curve = optimum(dataset, replace(curve_settings, l1=0.0, l2=0.0))
    except SettingsError:
        # The squares are beyond float64.
        return examination
    return replace(examination, curve=curve, curve_settings=curve_settings)


def curve_helps(examination: Examination) -> bool:
    """Whether squares and products are known to do clearly better than a line that fails."""
    curve, line = examination.curve, examination.optimum
    return curve is not None and line is not None and curve.cost < CLEARLY_LOWER * line.cost


def rounded_down(value: float) -> float:
    """Return a positive number cut to two significant digits."""
    exact = Decimal(repr(value))
    return float(exact.quantize(Decimal((0, (1,), exact.adjusted() - 1)), ROUND_FLOOR))


def _for_a_curve(dataset: Dataset, settings: TrainingSettings) -> TrainingSettings:
    """Return settings that train on squares and products, standardised where the learning rate needs it."""
    wanted = replace(settings, feature_map=quadratic_terms(dataset.feature_count))
    moments = _Moments.of(FeatureMap.of(wanted.feature_map, dataset.feature_count).apply(dataset.features))
    stable = moments.stable_rate(wanted)
    if stable is None or wanted.learning_rate <= stable:
        return wanted
    wanted = replace(wanted, standardize=True)
    stable = moments.stable_rate(wanted)
    assert stable is not None
    return replace(wanted, learning_rate=min(wanted.learning_rate, rounded_down(stable)))


def _hardly_beats_a_constant(best: Optimum, class_counts: tuple[int, int]) -> bool:
    count = sum(class_counts)
    if count < FEWEST_FOR_A_CURVE or best.outcome not in FINITE:
        return False
    shares = [part / count for part in class_counts]
    constant_cost = -sum(share * math.log(share) for share in shares)
    majority = max(shares)
    return best.cost > (1.0 - LEAST_COST_SAVED) * constant_cost and best.accuracy < majority + LEAST_FAULTS_SAVED * (
        1.0 - majority
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Means, deviations and correlations of k columns, (k,), (k,) and (k, k), and the longest samples.

    `longest` holds the largest length of a sample, with the 1 of the bias, as it is and standardised.
    """

    sample_count: int
    scaling: Scaling
    correlation: Array
    constant: list[bool]
    longest: tuple[float, float]

    @classmethod
    def of(cls, features: Array) -> _Moments:
        """Look at every number of `features`, shape (k, m), in blocks of samples."""
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
        """The places of columns that say the same, each with the first that says it."""
        if self.sample_count < FEWEST_FOR_DUPLICATES:
            return []
        same = np.triu(np.abs(self.correlation) >= 1.0 - CORRELATION_ROUNDING, 1)
        return [(int(np.argmax(same[:, second])), second) for second in range(len(same)) if same[:, second].any()]

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
