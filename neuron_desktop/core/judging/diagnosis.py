"""What the state of a run means, in words that a learner can act on."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.arguments import check_rows
from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.judging.findings import ITERATIONS_TO_JUDGE, Finding, Known, Problem, Remedy, Severity
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.numerals import grouped
from neuron_desktop.core.training.settings import Optimizer, TrainingSettings
from neuron_desktop.core.training.snapshot import Snapshot

if TYPE_CHECKING:
    from neuron_desktop.core.judging.examination import Examination

__all__ = ["Finding", "Problem", "Remedy", "Severity", "diagnose"]

# With all weights zero ŷ = ½ everywhere, which costs ln 2.
UNTRAINED_COST = math.log(2.0)
CLEARLY_HIGHER = 1.05
# How many recorded costs since the last change are used, and the fewest needed: 200 and 10 iterations, if every fifth.
RECENT = 40
FEWEST_RECENT = 3
# A rise above this share of the cost is not rounding.
CLEAR_RISE = 0.01
# A step of length α·|g| down a slope |g| lowers the cost by about α·|g|², by at least half of that below the stable
# rate. A fall of less than a quarter, where all of it would be more than a hundredth of the cost, was overshot.
LEAST_SHARE_OF_FALL = 0.25
# A learning rate below this share of the stable one is worth raising.
FAR_BELOW = 0.3
# A run crawls if at this pace it needs more than 10 times the iterations asked for or taken, and a visible gap is left.
# The pace slows down on separable sets too, but there as many again as were taken suffice.
CRAWLING_FACTOR = 10.0
VISIBLE_GAP = 0.02
# At the end of a run, this share of the possible gain over a constant answer is too much to be left. On separable
# points the cost falls forever, ever more slowly, so only a large share is reported.
LEFT_OVER = 0.05
LEFT_OVER_OF_SEPARABLE = 0.2
LEAST_GAP = 0.005
MORE_ITERATIONS = 10
# A rate that suits Adam here; its authors' 0.001 is for networks.
ADAMS_RATE = 0.1
# A run has converged if its first four digits no longer change.
CONVERGED_GAP = 1e-4
STEADY = 10


_OF_STEPS = (Problem.OSCILLATING, Problem.CRAWLING)


def diagnose(
    dataset: Dataset,
    snapshot: Snapshot,
    *,
    settings: TrainingSettings | None = None,
    examination: Examination | None = None,
) -> tuple[Finding, ...]:
    """Return the findings about a run, the most important first.

    Parameters
    ----------
    dataset
        What is being learnt.
    snapshot
        The state of the run.
    settings
        Those of the next step; None for those of the snapshot.
    examination
        `examine(dataset, settings)`; None to examine, which takes most of the time.

    Raises
    ------
    DatasetError
        If the snapshot is of a neuron of other features.
    SettingsError
        If the feature map does not fit the data set.
    """
    from neuron_desktop.core.judging.examination import examine

    check_rows(dataset.features.shape, snapshot.feature_map.input_count, "the neuron of the snapshot")
    settings = settings or snapshot.settings
    return findings_by(Known(dataset, settings, examination or examine(dataset, settings)), dataset, snapshot)


def findings_by(known: Known | None, dataset: Dataset, snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return what `diagnose` does; while nothing is `known` yet there are fewer findings, and no remedies."""
    if not dataset.sample_count:
        sentence = "There are no points yet. Click the canvas to place some, or open a CSV."
        return (Finding(Problem.NO_POINTS, Severity.NOTE, sentence),)
    found = [_diverged(snapshot, known), _one_class(dataset)]
    if not any(found):
        found = [_oscillating(snapshot, known)]
        if known:
            found = _found_by_examining(found, snapshot, known)
    return tuple(finding for finding in found if finding)


def _found_by_examining(found: list[Finding | None], snapshot: Snapshot, known: Known) -> list[Finding | None]:
    """Add what only an examination tells."""
    from neuron_desktop.core.judging import points_findings as of_points

    if not any(found):
        found = [
            of_points.over_penalised(snapshot, known),
            of_points.line_cannot(snapshot, known),
            _crawling(snapshot, known),
            of_points.imbalance(snapshot, known),
        ]
    return [
        *_with_far_points(found, known),
        of_points.duplicate_columns(known),
        of_points.combined_columns(known),
        of_points.constant_columns(known),
        of_points.separable(snapshot, known),
        _converged(snapshot, known),
    ]


def _with_far_points(found: list[Finding | None], known: Known) -> list[Finding | None]:
    """Blame points far from all others for steps that are too long or too short, which no setting cures."""
    from neuron_desktop.core.judging.points_findings import far_points

    stands_in_the_way = not known.standardizing_helps and any(each and each.problem in _OF_STEPS for each in found)
    far = far_points(known, stands_in_the_way=stands_in_the_way)
    if far is None:
        return found
    kept = [each for each in found if each and not (stands_in_the_way and each.problem in _OF_STEPS)]
    return [far, *kept] if stands_in_the_way else [*kept, far]


def _diverged(snapshot: Snapshot, known: Known | None) -> Finding | None:
    if not snapshot.diverged:
        return None
    if known and known.is_beyond_numbers:
        sentence = (
            "Training cannot go on: features or weights leave the range of a computer's numbers, whatever the "
            "learning rate. Divide or multiply the features by a power of ten, so that they are closer to 1, before "
            "you load them."
        )
        return Finding(Problem.DIVERGED, Severity.WARNING, sentence)
    sentence = (
        "Training diverged: the numbers grew beyond what the computer can hold, since each step overshot further than "
        f"the one before. {_calmer(known)}, then reset."
    )
    return Finding(Problem.DIVERGED, Severity.WARNING, sentence, known.calming(reset=True) if known else None)


def _one_class(dataset: Dataset) -> Finding | None:
    """Say that there is nothing to tell apart."""
    if all(dataset.class_counts):
        return None
    missing = dataset.class_counts.index(0)
    sentence = (
        f"Every point is {dataset.class_names[1 - missing]}, so there is nothing to tell apart. "
        f"Add some {dataset.class_names[missing]} points."
    )
    return Finding(Problem.ONE_CLASS, Severity.WARNING, sentence)


def _oscillating(snapshot: Snapshot, known: Known | None) -> Finding | None:
    iterations, costs = _recent(snapshot)
    stable = known.facts.largest_stable_learning_rate if known else None
    rate = known.settings.learning_rate if known else math.inf
    if len(costs) < FEWEST_RECENT or (stable is not None and rate <= stable):
        return None
    half = len(costs) // 2
    with np.errstate(all="ignore"):
        before, now = float(costs[:half].mean()), float(costs[half:].mean())
        rises = bool((np.diff(costs[half - 1 :]) > CLEAR_RISE * now).any())
    expected = 0.0
    if known and stable is not None and not known.is_in_batches:
        passed = float(iterations[half:].mean() - iterations[:half].mean())
        expected = rate * snapshot.gradient_norm * snapshot.gradient_norm * passed
    if now > CLEARLY_HIGHER * UNTRAINED_COST and rises:
        what = f"The cost is {snapshot.cost:.3g}, after about {now:.3g} lately and {UNTRAINED_COST:.3g} untrained: "
    elif expected > CLEAR_RISE * now and before - now < LEAST_SHARE_OF_FALL * expected:
        what = f"The cost stays about {now:.3g} although the slope is steep: "
    else:
        return None
    # Weights worse than zero take long to shrink again.
    is_lost = now > CLEARLY_HIGHER * UNTRAINED_COST
    advice = _calmer(known) + ", then reset" * is_lost
    sentence = f"{what}the steps overshoot and training oscillates. {advice}."
    return Finding(Problem.OSCILLATING, Severity.WARNING, sentence, known.calming(reset=is_lost) if known else None)


def _calmer(known: Known | None) -> str:
    if known is None:
        return "Lower the learning rate or standardize the features"
    if known.standardizing_helps:
        return "The columns are on very different scales: standardize the features, or lower the learning rate"
    stable = known.facts.largest_stable_learning_rate
    if stable is None or not 0.0 < stable < known.settings.learning_rate:
        return "Lower the learning rate"
    return f"Lower the learning rate; up to {known.advisable(stable):g} is safe here"


def _crawling(snapshot: Snapshot, known: Known) -> Finding | None:
    from neuron_desktop.core.judging.penalties import FINITE, entropy

    best, settings = known.facts.optimum, known.settings
    if best is None or snapshot.iteration - _last_change(snapshot) < ITERATIONS_TO_JUDGE:
        return None
    stable = known.facts.largest_stable_learning_rate
    gap = snapshot.cost - best.cost
    to_gain = entropy(known.dataset.class_counts) - best.cost
    is_finite = best.outcome in FINITE
    # Both are false where the optimum is unknown and its cost not a number.
    is_over = (snapshot.iteration >= settings.iterations or snapshot.converged) and gap > max(
        (LEFT_OVER if is_finite else LEFT_OVER_OF_SEPARABLE) * to_gain, LEAST_GAP
    )
    if not (is_over or (stable and _is_slow(snapshot, known, gap))):
        return None
    costs = f"the cost, {snapshot.cost:.3g}, could come down to {best.cost:.3g}, but"
    if known.standardizing_helps:
        sentence = (
            f"Training crawls: {costs} the columns are on very different scales, so that no learning rate suits them "
            "all. Standardize the features."
        )
        return Finding(Problem.CRAWLING, Severity.WARNING, sentence, known.standardizing(reset=False, fastest=True))
    rate = ADAMS_RATE if stable is None else known.advisable(stable)
    if settings.learning_rate < FAR_BELOW * rate:
        advice = f"to {rate:g}, say" if stable is None else f"up to {rate:g} is safe here"
        sentence = f"Training crawls: {costs} the steps are too small. Raise the learning rate; {advice}."
        return Finding(Problem.CRAWLING, Severity.WARNING, sentence, known.with_rate(rate, reset=False))
    # On separable points the cost falls forever, and that of mini-batches fluctuates.
    if not (is_over and is_finite) or known.is_in_batches:
        return None
    if stable is not None and settings.learning_rate > stable:
        sentence = f"The run ends far from the best: {costs} the steps are too long to settle. {_calmer(known)}."
        return Finding(Problem.CRAWLING, Severity.WARNING, sentence, known.calming(reset=False))
    more = MORE_ITERATIONS * settings.iterations
    sentence = (
        f"The run ends far from the best: {costs} some weights have a long way to go. Train for more iterations, or "
        "with momentum."
    )
    remedy = Remedy(f"Train for {grouped(more)} iterations", replace(settings, iterations=more))
    return Finding(Problem.CRAWLING, Severity.WARNING, sentence, remedy)


def _is_slow(snapshot: Snapshot, known: Known, gap: float) -> bool:
    """Return whether the present pace is too slow, however many iterations are still to come."""
    settings = known.settings
    momentum = settings.momentum if settings.optimizer is Optimizer.MOMENTUM else 0.0
    pace = settings.learning_rate / (1.0 - momentum) * snapshot.gradient_norm * snapshot.gradient_norm
    patience = CRAWLING_FACTOR * max(settings.iterations, snapshot.iteration)
    return gap > VISIBLE_GAP and pace * patience < gap


def _converged(snapshot: Snapshot, known: Known) -> Finding | None:
    from neuron_desktop.core.judging.penalties import FINITE

    best = known.facts.optimum
    gap = snapshot.cost - best.cost if best and best.outcome in FINITE else math.inf
    costs = _recent(snapshot)[1][-STEADY:]
    # The costs of mini-batches say nothing here, and a run that passes the minimum has not arrived.
    arrived = (
        not known.is_in_batches
        and len(costs) == STEADY
        and max(snapshot.cost, float(costs.max())) <= snapshot.cost - gap + CONVERGED_GAP
    )
    if not (snapshot.converged or arrived):
        return None
    sentence = f"Converged: the gradient's length is {snapshot.gradient_norm:.2g}"
    if math.isfinite(gap):
        sentence += f", and the cost, {snapshot.cost:.4g}, lies {max(gap, 0.0):.1g} above the lowest there is"
    return Finding(Problem.CONVERGED, Severity.NOTE, f"{sentence}. More training changes next to nothing.")


def _last_change(snapshot: Snapshot) -> int:
    """Return the last iteration up to the present one at which data set or settings changed."""
    return max((change.iteration for change in snapshot.changes if change.iteration <= snapshot.iteration), default=0)


def _recent(snapshot: Snapshot) -> tuple[NDArray[np.int64], Array]:
    """Return iterations and costs recorded lately, since the last change and up to the present iteration."""
    curve, since = snapshot.cost_curve, _last_change(snapshot)
    # The cost recorded at a change may still be the one before it.
    start = int(np.searchsorted(curve.iterations, since, "right")) if since else 0
    end = int(np.searchsorted(curve.iterations, snapshot.iteration, "right"))
    kept = slice(max(start, end - RECENT), end)
    return curve.iterations[kept], curve.costs[kept]
