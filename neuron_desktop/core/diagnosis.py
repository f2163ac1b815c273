"""What the state of a run means, in words a learner can act on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from neuron_desktop.core.dataset import Dataset
from neuron_desktop.core.training import Snapshot

# A neuron of zeros says ŷ = ½ of everything, which costs ln 2.
UNTRAINED_COST = math.log(2.0)
CLEARLY_HIGHER = 1.05


class Problem(Enum):
    """What can be wrong."""

    NO_POINTS = "no points"
    ONE_CLASS = "one class only"
    DIVERGED = "diverged"
    OVERSHOOTING = "overshooting"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, the sentence that names it and what to do about it."""

    problem: Problem
    sentence: str


def diagnose(dataset: Dataset, snapshot: Snapshot) -> Finding | None:
    """Return what stands in the way of learning, or None."""
    if dataset.sample_count == 0:
        return Finding(Problem.NO_POINTS, "There are no points yet. Click the canvas to place some, or open a CSV.")
    if snapshot.diverged:
        return Finding(
            Problem.DIVERGED,
            "Training diverged: the numbers grew beyond what the computer can hold. "
            "Lower the learning rate or standardize the features, then reset.",
        )
    for label, count in enumerate(dataset.class_counts):
        if count == 0:
            present, missing = dataset.class_names[1 - label], dataset.class_names[label]
            return Finding(
                Problem.ONE_CLASS,
                f"Every point is {present}, so there is nothing to tell apart. Add some {missing} points.",
            )
    if snapshot.iteration > 0 and snapshot.cost > CLEARLY_HIGHER * UNTRAINED_COST:
        return Finding(
            Problem.OVERSHOOTING,
            f"The cost is {snapshot.cost:.3g}, worse than the {UNTRAINED_COST:.3g} of an untrained neuron: "
            "the steps overshoot. "
            "Lower the learning rate or standardize the features.",
        )
    return None
