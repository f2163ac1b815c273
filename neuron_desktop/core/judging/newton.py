"""The exact minimum of the training cost, or the reason why there is none: the goal of every run.

    cost = mean loss + λ₁·Σ|w| + ½·λ₂·Σw², the bias never penalised

Found by Newton's method with step halving on standardised columns, whatever units training takes its steps in: the
penalties are carried over, so the minimum is the same and large or tiny columns cost no digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.data.dataset import Dataset, read_only
from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.judging.separation import SeparationKind, dependents, separate, solve, span
from neuron_desktop.core.model.neuron import Array, Gradient, Neuron
from neuron_desktop.core.model.objective import least_slope, usable_cores
from neuron_desktop.core.model.scaling import Scaling
from neuron_desktop.core.model.signed_points import Share, SignedPoints, View
from neuron_desktop.core.training.settings import TrainingSettings

LARGE_SAMPLE = 250_000
SAMPLED = 16
MOST_STEPS = 200
STEPS_BEFORE_ASKING = 20
SMALLEST_SHARE = 1e-12
MOST_SWEEPS = 500
# Newton's steps square what is missing, so after one this small (or gaining so little) no digit is missing.
SMALL_STEP, SMALL_DECREASE = 1e-7, 1e-18
# While some direction separates, every Newton step changes some logit by at least 1: the weights λ = 1 − σ(s·z), less
# λ·(1 − λ) times the step's changes of s·z, would otherwise be positive and balance all signed points.
PROVING_CHANGE = 0.5
# An eigenvalue of the Hessian in standardised units above this leaves such a step at least four true digits.
SAFE_EIGENVALUE = 1e-12
ROUNDING = 1e-14
# The part of a column that others do not explain is rounding below this share of their numbers.
OWN_ROUNDING = 4e-15
# Penalties that hold a standardised weight at zero, and the largest that can be computed with.
HELD, HUGE = 1e200, 1e250


class Outcome(Enum):
    """The result of the search, and its sentence; UNDECIDED only if rounding hides the answer."""

    UNIQUE = "The cost has exactly one minimum."
    COLLINEAR = "Many weights share the lowest cost; this is one. Leave out the features named, or add an L2 penalty."
    SEPARABLE = (
        "Separable: a line separates the classes perfectly, so there is no finite minimum; the cost falls towards 0 "
        "while the weights grow without limit. Add an L2 penalty for a finite answer."
    )
    QUASI_SEPARABLE = (
        "Nearly separable: a line separates the classes except for points exactly on it, so there is no finite "
        "minimum; the weights grow without limit. Add an L2 penalty for a finite answer."
    )
    ONE_CLASS = "All points are of one class, so the bias grows without limit. Add points of the other class."
    NO_POINTS = "There are no points, so there is no cost to minimise. Add some."
    UNDECIDED = "Rounding hides whether there is a minimum. Add an L2 penalty or leave near-equal features out."


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The lowest cost, and where it is.

    Parameters
    ----------
    outcome
        What kind of minimum there is.
    neuron
        The minimum in data units, on the terms of the feature map; None where none is finite. Among many without a
        penalty it is the one of the least standardised weights and bias.
    cost
        The lowest cost, or what the cost tends to where no neuron reaches it; NaN for no points or undecided.
    accuracy
        The share of samples that `neuron`, or what the weights tend to, predicts; NaN as `cost`.
    direction
        For separable, quasi-separable or one class: a neuron in data units whose signed logits s·z are at least 0 up
        to rounding for every sample, and above 0 for some (for all, if separable). None otherwise.
    standard_errors, z_values
        Of weights and bias in data units, from the inverse of m times the Hessian; for UNIQUE without a penalty only.
    gradient_norm
        The length of the gradient at `neuron` in standardised units, with λ₁ that of the least subgradient; NaN
        without a neuron.
    iterations
        How many Newton steps were taken.
    constant, dependent
        The names of the terms with one value throughout, and of those that are combinations of terms before them.
    """

    outcome: Outcome
    neuron: Neuron | None = None
    cost: float = math.nan
    accuracy: float = math.nan
    direction: Neuron | None = None
    standard_errors: Gradient | None = None
    z_values: Gradient | None = None
    gradient_norm: float = math.nan
    iterations: int = 0
    constant: tuple[str, ...] = ()
    dependent: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What was found, where, and what to do, for the person at the window."""
        parts = [self.outcome.value]
        if self.constant:
            parts.append(f"Constant: {', '.join(self.constant)}.")
        if self.dependent:
            parts.append(f"A combination of earlier features: {', '.join(self.dependent)}.")
        return " ".join(parts)


def optimum(dataset: Dataset, settings: TrainingSettings | None = None, *, threads: int | None = None) -> Optimum:
    """Find the exact minimum of the cost that `settings`, or the default ones, train on `dataset`.

    Parameters
    ----------
    dataset, settings
        What to learn; of the settings, feature map, penalties and standardising count.
    threads
        How many threads share the work on large sets; None for one per core. The result does not depend on it.

    Raises
    ------
    SettingsError
        If the feature map does not fit the data set.
    """
    settings = settings or TrainingSettings()
    feature_map = FeatureMap.of(settings.feature_map, dataset.feature_count)
    if dataset.sample_count == 0:
        return Optimum(Outcome.NO_POINTS)
    if 0 in dataset.class_counts:
        bias = 1.0 if dataset.class_counts[1] else -1.0
        limit = Neuron(np.zeros(len(feature_map.terms)), bias)
        return Optimum(Outcome.ONE_CLASS, cost=0.0, accuracy=1.0, direction=limit)
    if not feature_map.is_identity:
        names = feature_map.names(dataset.feature_names)
        dataset = replace(dataset, features=feature_map.apply(dataset.features), feature_names=names)
    if dataset.sample_count <= LARGE_SAMPLE or threads == 1:
        return _optimum(dataset, settings, map)
    # As in `Objective`: few commands need it.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads or usable_cores()) as pool:
        return _optimum(dataset, settings, pool.map)


def _optimum(dataset: Dataset, settings: TrainingSettings, share: Share) -> Optimum:
    scaling = Scaling.standardizing(dataset.features)
    points = SignedPoints.of(dataset.features, dataset.labels, scaling, share)
    columns = points.columns
    # Penalties weigh the weights that the steps are taken on; here those weights are w = w̃ / deviation.
    units = np.ones(columns.shape[0] - 1) if settings.standardize else scaling.deviation
    with np.errstate(over="ignore"):
        l1 = np.append(np.minimum(settings.l1 / units, HUGE), 0.0)
        l2 = np.append(np.minimum(settings.l2 / units / units, HUGE), 0.0)
    constant = np.diag(points.gram)[:-1] == 0.0
    dependent = [place for place in dependents(points.gram) if not constant[place]]
    back = np.eye(columns.shape[0])
    if dependent and not (settings.l1 or settings.l2):
        points, back, dependent = _told_apart(points, scaling, dependent)
        columns = points.columns
    basis = np.eye(columns.shape[0]) if settings.l1 or settings.l2 else span(points.gram)
    start = np.zeros(columns.shape[0])
    if columns.shape[1] > LARGE_SAMPLE:
        # The minimum for a part is near that for all, and saves most steps.
        few = _minimise(points.sampled(SAMPLED), basis, l1, l2, start)
        start = few.parameters if few.kind is SeparationKind.OVERLAP else start
    found = _minimise(points, basis, l1, l2, start)
    common = Optimum(
        Outcome.UNDECIDED,
        iterations=found.iterations,
        constant=tuple(name for name, same in zip(dataset.feature_names, constant, strict=True) if same),
        dependent=tuple(dataset.feature_names[place] for place in dependent),
    )
    if found.kind is SeparationKind.UNDECIDED:
        return common
    if found.kind is not SeparationKind.OVERLAP:
        separating = back @ found.parameters
        separating /= np.abs(separating).max()
        direction = scaling.to_data_units(Neuron(separating[:-1], separating[-1]))
        if found.kind is SeparationKind.COMPLETE:
            return replace(common, outcome=Outcome.SEPARABLE, cost=0.0, accuracy=1.0, direction=direction)
        cost, accuracy = _limit(SignedPoints(columns[:, ~found.parted], share), columns.shape[1])
        return replace(common, outcome=Outcome.QUASI_SEPARABLE, cost=cost, accuracy=accuracy, direction=direction)
    collinear = not settings.l2 and (bool(dependent) or (not settings.l1 and bool(constant.any())))
    parameters = np.where(l2 < HELD, found.parameters, 0.0)
    wanted = back @ parameters
    neuron = scaling.to_data_units(Neuron(wanted[:-1], wanted[-1]))
    result = replace(
        common,
        outcome=Outcome.COLLINEAR if collinear else Outcome.UNIQUE,
        neuron=neuron,
        cost=found.cost,
        accuracy=points.accuracy(parameters),
        gradient_norm=float(np.linalg.norm(least_slope(found.view.gradient + l2 * parameters, parameters, l1))),
    )
    if collinear or settings.l1 or settings.l2:
        return result
    return _with_standard_errors(result, neuron, scaling, found.view.hessian * columns.shape[1], back)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Where the search ended: the minimum (OVERLAP), or a separating direction and the points that it separates."""

    kind: SeparationKind
    parameters: Array
    view: View
    cost: float
    iterations: int
    parted: NDArray[np.bool_]


def _minimise(points: SignedPoints, basis: Array, l1: Array, l2: Array, p: Array) -> _Found:
    """Minimise mean loss + Σ l1·|p| + ½·Σ l2·p² over the span of `basis`, starting from `p` in it."""
    penalised = bool(l1.any() or l2.any())
    none = np.zeros(points.columns.shape[1], np.bool_)
    reach = points.reach
    overlapping, asked = penalised, False
    view = points.view(p)
    cost = view.loss + float(l1 @ np.abs(p)) + 0.5 * float(l2 @ (p * p))
    for iteration in range(MOST_STEPS):
        if not penalised and view.least > ROUNDING * float(reach @ np.abs(p)):
            return _Found(SeparationKind.COMPLETE, p, view, cost, iteration, none)
        slope, curvature = view.gradient + l2 * p, view.hessian + np.diag(l2)
        if l1.any():
            change = _sparse_step(curvature, slope, p, l1)
        else:
            change = -basis @ solve(basis.T @ curvature @ basis, basis.T @ slope)
        if not overlapping and float(reach @ np.abs(change)) < PROVING_CHANGE:
            overlapping = bool(np.linalg.eigvalsh(basis.T @ curvature @ basis)[0] > SAFE_EIGENVALUE)
        expected = float(slope @ change + l1 @ (np.abs(p + change) - np.abs(p)))
        size, lower = 2.0, math.inf
        while lower > cost + 1e-4 * size * expected + ROUNDING * max(1.0, cost) and size > SMALLEST_SHARE:
            size *= 0.5
            following = p + size * change
            view = points.view(following)
            lower = view.loss + float(l1 @ np.abs(following)) + 0.5 * float(l2 @ (following * following))
        p, cost = following, lower
        settled = float(np.abs(change).max()) <= SMALL_STEP * max(1.0, float(np.abs(p).max()))
        settled = settled or -expected <= SMALL_DECREASE * abs(cost)
        if not overlapping and not asked and (settled or iteration + 1 >= STEPS_BEFORE_ASKING):
            asked = True
            verdict = separate(basis.T @ points.columns)
            if verdict.direction is not None:
                return _Found(verdict.kind, basis @ verdict.direction, view, cost, iteration + 1, verdict.parted)
            overlapping = verdict.kind is SeparationKind.OVERLAP
        if settled:
            break
    kind = SeparationKind.OVERLAP if settled and overlapping else SeparationKind.UNDECIDED
    return _Found(kind, p, view, cost, iteration + 1, none)


def _sparse_step(curvature: Array, slope: Array, p: Array, l1: Array) -> Array:
    """Return the step to the minimum of the quadratic model plus Σ l1·|p|, by coordinate descent."""
    target = p.copy()
    slope_there = slope.copy()
    for _ in range(MOST_SWEEPS):
        before = target.copy()
        for place, penalty in enumerate(l1):
            bend = max(float(curvature[place, place]), np.finfo(np.float64).tiny)
            aim = bend * target[place] - slope_there[place]
            moved = math.copysign(max(abs(aim) - penalty, 0.0) / bend, aim) - target[place]
            slope_there += curvature[:, place] * moved
            target[place] += moved
        if np.abs(target - before).max() <= SMALL_STEP:
            break
    # Which weights are zero, and the signs of the others, are soon known; the rest is a linear system.
    free = (target != 0.0) | (l1 == 0.0)
    start = np.where(free, p, 0.0)
    right = slope + curvature @ (start - p) + l1 * np.sign(target)
    exact = start.copy()
    exact[free] -= solve(curvature[np.ix_(free, free)], right[free])
    return np.where((np.sign(exact) == np.sign(target))[l1 > 0.0].all(), exact, target) - p


def _limit(points: SignedPoints, count: int) -> tuple[float, float]:
    """Return cost and accuracy that `count` samples tend to, of which all but `points` become certain."""
    nothing = np.zeros(points.columns.shape[0])
    rest = _minimise(points, span(points.gram), nothing, nothing, nothing)
    if rest.kind is not SeparationKind.OVERLAP:
        return math.nan, math.nan
    share = points.columns.shape[1] / count
    return share * rest.cost, share * points.accuracy(rest.parameters) + (1.0 - share)


def _told_apart(points: SignedPoints, scaling: Scaling, places: list[int]) -> tuple[SignedPoints, Array, list[int]]:
    """Replace columns that nearly depend on others by the part that the others do not explain.

    Their products with each other do not distinguish them from copies, but the numbers themselves may. Return the
    points, the matrix that takes their parameters back to those of the given ones, and the places that do depend, up to
    rounding.
    """
    columns, size = points.columns.copy(), len(points.columns)
    back = np.eye(size)
    left = []
    coarse = np.append(np.abs(scaling.mean) / scaling.deviation, 0.0) + points.reach
    for place in places:
        others = [other for other in (*range(place), size - 1) if other not in left]
        basis = columns[others]
        gram = basis @ basis.T
        own, shares = columns[place].copy(), np.zeros(len(others))
        # A second time, for what rounding left over.
        for _ in range(2):
            more = solve(gram, basis @ own)
            own -= more @ basis
            shares += more
        length = float(np.sqrt(np.mean(own * own)))
        in_given = back[:, others] @ shares
        if length <= OWN_ROUNDING * float(coarse @ np.abs(in_given) + coarse[place]):
            left.append(place)
            continue
        columns[place] = own / length
        back[:, place] = -in_given / length
        back[place, place] = 1.0 / length
    if len(left) == len(places):
        return points, np.eye(size), places
    return SignedPoints(columns, points.share), back, left


def _with_standard_errors(
    result: Optimum, neuron: Neuron, scaling: Scaling, information: Array, back: Array
) -> Optimum:
    """Add standard errors and z values, from m times the Hessian, in the parameters that `back` takes back."""
    covariance = np.linalg.pinv(information, hermitian=True)
    to_bias = np.append(-scaling.mean / scaling.deviation, 1.0) @ back
    variances = np.maximum(np.vecdot(back @ covariance, back), 0.0)
    weights = read_only(np.sqrt(variances[:-1]) / scaling.deviation)
    errors = Gradient(weights, math.sqrt(max(float(to_bias @ covariance @ to_bias), 0.0)))
    z_values = Gradient(read_only(neuron.weights / errors.weights), neuron.bias / errors.bias)
    return replace(result, standard_errors=errors, z_values=z_values)
