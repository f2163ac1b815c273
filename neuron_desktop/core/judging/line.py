"""How well the best straight boundary does on a data set, and what was tried besides it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.data.feature_map import FeatureMap, quadratic_terms
from neuron_desktop.core.errors import SettingsError
from neuron_desktop.core.judging.moments import Moments
from neuron_desktop.core.judging.newton import Optimum, Outcome, optimum
from neuron_desktop.core.judging.penalties import entropy, part_of, saves_little
from neuron_desktop.core.judging.significance import SIGNIFICANT, Neighbours, chi_square_tail, is_clearly_lower
from neuron_desktop.core.numerals import rounded_down
from neuron_desktop.core.training.settings import TrainingSettings

# Four points can form an XOR; fewer distinct ones are separated by a line, or by nothing.
FEWEST_FOR_A_CURVE = 4
# Of n inputs there are n(n + 3)/2 squares, products and inputs: 65 for 10.
MOST_INPUTS_FOR_A_CURVE = 10
# A line that saves less than this share of the cost, and corrects less than that share of the errors of a constant
# answer, fails where squares and products do clearly better. For few points this is reported without a test.
HARDLY_ANY_COST, HARDLY_ANY_FAULTS = 0.1, 0.25
FEWEST_TO_TEST = 30
# Derived features help if the best cost with them is below this share of the best without.
CLEARLY_LOWER = 0.8
# Nearest neighbours do clearly better if they are wrong less than this share as often.
FEWER_FAULTS = 0.6
# Features that go less than this share of the way from chance to certainty are said to say little.
LITTLE = 0.25
FEWEST_FOR_LITTLE = 50
# What chance alone exceeds once in a hundred times is not remarkable.
UNREMARKABLE = 0.01


class Verdict(Enum):
    """The result of the tests."""

    NOTHING_AGAINST_IT = "nothing was found that speaks against a straight boundary"
    CURVE = "squares and products do clearly better"
    NEIGHBOURS = "neither a line nor squares and products separate them, but nearest neighbours do"
    LITTLE = "neither a line, nor squares and products, nor nearest neighbours do better than chance"
    CHANCE = "neither a line nor squares and products do better than chance"


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """How the best straight boundary compares.

    Parameters
    ----------
    verdict
        The result of the tests.
    best
        The best straight boundary without penalties; None where it was not looked for.
    curve
        The minimum with all squares and products, without penalties, of a large data set on a part of it; None where
        it was not looked for.
    curve_settings
        The settings to train on them; None as `curve`.
    neighbours
        What nearest neighbours can tell; None where they were not looked at.
    """

    verdict: Verdict = Verdict.NOTHING_AGAINST_IT
    best: Optimum | None = None
    curve: Optimum | None = None
    curve_settings: TrainingSettings | None = None
    neighbours: Neighbours | None = None


# If nothing was compared, nothing speaks against it.
STRAIGHT = Line()


def evaluate_line(dataset: Dataset, settings: TrainingSettings, best: Optimum) -> Line:
    """Compare the best straight boundary with a constant answer, with squares and products, and with neighbours.

    Parameters
    ----------
    dataset, settings
        What is learned and how, on features as they are.
    best
        The minimum without penalties, which may hold the weights near zero where the data do not.
    """
    constant = entropy(dataset.class_counts)
    if dataset.sample_count < FEWEST_FOR_A_CURVE or not saves_little(best, constant):
        return STRAIGHT
    line = Line(best=best)
    if dataset.feature_count <= MOST_INPUTS_FOR_A_CURVE:
        try:
            curve_settings = _for_a_curve(dataset, settings)
            curve = optimum(part_of(dataset, len(curve_settings.feature_map)), replace(curve_settings, l1=0.0, l2=0.0))
            if curve.outcome is not Outcome.ONE_CLASS:
                line = replace(line, curve=curve, curve_settings=curve_settings)
        except SettingsError:
            # The squares are beyond float64.
            pass
    if _bends(line, dataset):
        return replace(line, verdict=Verdict.CURVE)
    line = replace(line, neighbours=Neighbours.of(dataset.features, dataset.labels))
    return replace(line, verdict=_without_a_curve(line, dataset))


def _bends(line: Line, dataset: Dataset) -> bool:
    best, curve = line.best, line.curve
    # Also false where the curve's cost is unknown, and not a number.
    if best is None or curve is None or not curve.cost < CLEARLY_LOWER * best.cost:
        return False
    count, size = dataset.sample_count, dataset.feature_count
    if count >= FEWEST_TO_TEST:
        return is_clearly_lower(curve.cost, best.cost, count, size * (size + 1) // 2)
    majority = max(dataset.class_counts) / count
    turned_right = best.accuracy - majority
    hardly_any = (1.0 - HARDLY_ANY_COST) * entropy(dataset.class_counts)
    return best.cost > hardly_any and turned_right < HARDLY_ANY_FAULTS * (1.0 - majority)


def _without_a_curve(line: Line, dataset: Dataset) -> Verdict:
    """Return the verdict if squares and products do not help, or could not be tried."""
    best, curve, seen = line.best, line.curve, line.neighbours
    assert best is not None
    assert seen is not None
    wrong = 1.0 - seen.right
    uncertain = 3.0 * math.sqrt(wrong * seen.right / seen.sample_count)
    right = max(best.accuracy, curve.accuracy) if curve is not None and curve.accuracy > 0.0 else best.accuracy
    if wrong + uncertain < FEWER_FAULTS * (1.0 - right):
        return Verdict.NEIGHBOURS
    count, size, constant = dataset.sample_count, dataset.feature_count, entropy(dataset.class_counts)
    chances = [chi_square_tail(max(0.0, 2.0 * count * (constant - best.cost)), size)]
    if curve is not None:
        terms = size * (size + 3) // 2
        # Not a number where the cost is unknown, and then no claim.
        chances.append(chi_square_tail(max(0.0, 2.0 * count * (constant - curve.cost)), terms))
    if not all(chance > SIGNIFICANT for chance in chances):
        return Verdict.NOTHING_AGAINST_IT
    if curve is not None and count >= FEWEST_FOR_LITTLE and seen.is_chance and seen.most_agreement < LITTLE:
        return Verdict.LITTLE
    return Verdict.CHANCE if all(chance > UNREMARKABLE for chance in chances) else Verdict.NOTHING_AGAINST_IT


def _for_a_curve(dataset: Dataset, settings: TrainingSettings) -> TrainingSettings:
    """Return settings that train on squares and products, standardised where the learning rate needs it."""
    wanted = replace(settings, feature_map=quadratic_terms(dataset.feature_count))
    moments = Moments.of(FeatureMap.of(wanted.feature_map, dataset.feature_count).apply(dataset.features))
    stable = moments.stable_rate(wanted)
    if stable is None or wanted.learning_rate <= stable:
        return wanted
    wanted = replace(wanted, standardize=True)
    stable = moments.stable_rate(wanted)
    assert stable is not None
    return replace(wanted, learning_rate=min(wanted.learning_rate, rounded_down(stable)))
