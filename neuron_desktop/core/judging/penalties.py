"""Whether penalties hold the weights so near to zero that little is learned, and lighter ones that do not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.judging.newton import Optimum, Outcome, optimum
from neuron_desktop.core.judging.significance import is_clearly_lower
from neuron_desktop.core.numerals import rounded_down
from neuron_desktop.core.training.settings import TrainingSettings

FINITE = (Outcome.UNIQUE, Outcome.COLLINEAR)
# A constant answer costs the entropy of the classes; saving less than this share of it is little.
LEAST_COST_SAVED = 0.25
# Penalties that leave less than this share of what could be saved are too heavy; the second share is enough.
LEFT_BY_HEAVY, LEFT_BY_LIGHT = 0.5, 0.8
LIGHTEST = 1e-15
# How many values of terms such a search uses; from more samples a part is drawn.
MOST_VALUES = 4_000_000


def entropy(class_counts: tuple[int, int]) -> float:
    """Return the cost of a constant answer: the entropy of the classes, in nats; 0 where there is one class or none."""
    count = sum(class_counts)
    return -sum(part / count * math.log(part / count) for part in class_counts if part)


def saves_little(best: Optimum, constant: float) -> bool:
    """Whether a finite minimum saves little of the cost of a constant answer."""
    return best.outcome in FINITE and best.cost > (1.0 - LEAST_COST_SAVED) * constant


def part_of(dataset: Dataset, term_count: int) -> Dataset:
    """Return a part of the samples, drawn evenly, on which a search for the optimum takes about a second at most."""
    most = MOST_VALUES // term_count
    if dataset.sample_count <= most:
        return dataset
    return dataset.selected(np.random.default_rng(0).random(dataset.sample_count) < most / dataset.sample_count)


def without_penalties(dataset: Dataset, settings: TrainingSettings, best: Optimum) -> Optimum:
    """Return the minimum without penalties where that with them, `best`, saves little; else `best`."""
    if not (settings.l1 or settings.l2) or not saves_little(best, entropy(dataset.class_counts)):
        return best
    return optimum(dataset, replace(settings, l1=0.0, l2=0.0))


def lighter_penalties(
    dataset: Dataset, settings: TrainingSettings, best: Optimum, free: Optimum
) -> TrainingSettings | None:
    """Return `settings` with lighter penalties that let the weights grow, or None if the given ones do.

    Parameters
    ----------
    dataset, settings
        What is learned and how.
    best, free
        The minimum under these settings and that without penalties; the same where the penalties do no harm.
    """
    constant, term_count = entropy(dataset.class_counts), len(settings.feature_map) or dataset.feature_count
    if free is best or not is_clearly_lower(free.cost, constant, dataset.sample_count, term_count):
        return None
    to_save = constant - free.cost
    part = part_of(dataset, term_count)
    if constant - _loss_of(best, part, settings) >= LEFT_BY_HEAVY * to_save:
        return None
    share = 0.1
    while True:
        lighter = replace(settings, l1=_cut(settings.l1 * share), l2=_cut(settings.l2 * share))
        found = optimum(part, lighter)
        if constant - _loss_of(found, part, lighter) >= LEFT_BY_LIGHT * to_save:
            return lighter
        if max(lighter.l1, lighter.l2) < LIGHTEST:
            return lighter
        share *= 0.1


def _loss_of(found: Optimum, dataset: Dataset, settings: TrainingSettings) -> float:
    """Return the mean loss there, without penalties; infinite where the search found nothing."""
    if found.neuron is None:
        return math.inf
    terms = FeatureMap.of(settings.feature_map, dataset.feature_count)
    return found.neuron.cost(terms.apply(dataset.features), dataset.labels)


def _cut(penalty: float) -> float:
    return rounded_down(penalty) if penalty else 0.0
