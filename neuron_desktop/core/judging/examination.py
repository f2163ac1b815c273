"""What can be found out about a data set and settings without training: the facts behind a diagnosis."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.judging.far_points import FarPoints, far_points
from neuron_desktop.core.judging.line import STRAIGHT, Line, evaluate_line
from neuron_desktop.core.judging.moments import Moments
from neuron_desktop.core.judging.newton import Optimum, Outcome, optimum
from neuron_desktop.core.judging.penalties import lighter_penalties, without_penalties
from neuron_desktop.core.judging.separating_column import SeparatingColumn, separating_column
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.training.settings import TrainingSettings


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """Facts about a data set as the neuron sees it under some settings; its columns are the terms of the feature map.

    Parameters
    ----------
    class_counts
        How many samples are labelled 0 and how many 1.
    constant_columns
        The names of the columns with one value throughout, from two samples on.
    duplicate_columns
        Pairs of names of columns with the same content: copies, or correlated by ±1 up to rounding.
    combined_columns
        Columns that are sums of several before them: the name of each, and how it is made of them, in words.
    far_points
        The points that lie far from all others along an input.
    usual_scale_ratio
        `scale_ratio` without those.
    scale_ratio
        The largest root mean square of a column over the smallest standard deviation, the bias's column of ones among
        both: far above 1 where columns differ in scale or lie far from 0. 1 without samples.
    largest_stable_learning_rate
        2 / λmax of a bound of the cost's Hessian, (1/4m)·X̃·X̃ᵀ + λ₂ with X̃ the features as the steps see them over a
        row of ones; (1 + μ) times that with momentum μ. Steps of a lower rate cannot overshoot forever; a higher rate
        may do well where the curvature is less than its bound. 0 where it leaves the range of numbers; None for Adam,
        whose steps do not follow the gradient's size, and without samples. For mini-batches λmax is that of the
        expected smoothness (Gower et al., SGD: General Analysis and Improved Rates, 2019).
    standardized_learning_rate
        What that rate is, or would be, on standardised features.
    condition_number
        λmax / λmin of the same bound, infinite where λmin vanishes: how much slower the slowest direction is than the
        fastest. 1 without samples.
    optimum
        The exact minimum; None if it was not asked for.
    separating_column
        The one column that separates the classes, all points or all but some, if there is no finite minimum.
    relief
        Settings with lighter penalties, if the given ones hold the weights near zero.
    line
        How the best straight boundary compares; nothing speaks against it without `optimum`, or if the boundary is a
        curve.
    """

    class_counts: tuple[int, int]
    constant_columns: tuple[str, ...]
    duplicate_columns: tuple[tuple[str, str], ...]
    combined_columns: tuple[tuple[str, str], ...]
    far_points: tuple[FarPoints, ...]
    usual_scale_ratio: float
    scale_ratio: float
    largest_stable_learning_rate: float | None
    standardized_learning_rate: float | None
    condition_number: float
    optimum: Optimum | None = None
    separating_column: SeparatingColumn | None = None
    relief: TrainingSettings | None = None
    line: Line = STRAIGHT


def examine(dataset: Dataset, settings: TrainingSettings | None = None, *, find_optimum: bool = True) -> Examination:
    """Find out what can be known about `dataset` under `settings` without training.

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
    columns = feature_map.apply(dataset.features)
    moments = Moments.of(columns)
    far = far_points(dataset.features, dataset.feature_names)
    curvatures = moments.curvatures(standardized=settings.standardize, l2=settings.l2)
    examination = Examination(
        class_counts=dataset.class_counts,
        constant_columns=tuple(name for name, same in zip(names, moments.constant, strict=True) if same),
        duplicate_columns=tuple((names[first], names[second]) for first, second in moments.duplicates),
        combined_columns=tuple((names[each.place], each.written(names)) for each in moments.combinations),
        far_points=far,
        usual_scale_ratio=_usual_scale_ratio(columns, far) if far else moments.scale_ratio,
        scale_ratio=moments.scale_ratio,
        largest_stable_learning_rate=moments.stable_rate(settings),
        standardized_learning_rate=moments.stable_rate(replace(settings, standardize=True)),
        condition_number=curvatures[-1] / curvatures[0] if curvatures[0] > 0.0 else math.inf,
    )
    if not find_optimum:
        return examination
    best = optimum(dataset, settings)
    free = without_penalties(dataset, settings, best)
    line = evaluate_line(dataset, settings, free) if feature_map.is_linear else STRAIGHT
    blamed = None
    if best.outcome in (Outcome.SEPARABLE, Outcome.QUASI_SEPARABLE):
        blamed = separating_column(columns, dataset.labels, names)
    relief = lighter_penalties(dataset, settings, best, free)
    return replace(examination, optimum=best, line=line, separating_column=blamed, relief=relief)


def _usual_scale_ratio(columns: Array, far: tuple[FarPoints, ...]) -> float:
    places = sorted({place for each in far for place in each.places})
    return Moments.of(np.delete(columns, places, axis=1)).scale_ratio
