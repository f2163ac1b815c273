"""What a diagnosis can find, and the remedies that one click applies."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.numerals import rounded_down
from neuron_desktop.core.training.settings import Optimizer, TrainingSettings

if TYPE_CHECKING:
    from neuron_desktop.core.judging.examination import Examination

# From here on standardising is worth it: what is left to learn goes up to 30² times slower than what is learnt first.
VERY_DIFFERENT = 30.0
ITERATIONS_TO_JUDGE = 20


class Problem(Enum):
    """What can be found, the most important first."""

    NO_POINTS = "no points"
    DIVERGED = "diverged"
    ONE_CLASS = "one class only"
    OSCILLATING = "oscillating"
    FAR_POINTS = "far points"
    OVER_PENALISED = "over-penalised"
    LINE_CANNOT = "a line cannot"
    CRAWLING = "crawling"
    IMBALANCE = "imbalance"
    LITTLE_TO_LEARN = "features say little"
    NO_BETTER_THAN_CHANCE = "no better than chance"
    DUPLICATE_COLUMNS = "duplicate columns"
    COMBINED_COLUMNS = "combined columns"
    CONSTANT_COLUMN = "constant column"
    SEPARABLE = "separable"
    CONVERGED = "converged"


class Severity(Enum):
    """Whether something should be done, or is merely good to know."""

    NOTE = "note"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Remedy:
    """A remedy for one click: the text of its button, the new settings, and whether to start over with them."""

    label: str
    settings: TrainingSettings
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found: a sentence that says what, why and what to do, and a remedy if there is one."""

    problem: Problem
    severity: Severity
    sentence: str
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the run itself; `rows` are the places of its samples among all, if some are held back."""

    dataset: Dataset
    settings: TrainingSettings
    facts: Examination
    rows: NDArray[np.int64] | None = None

    @property
    def is_in_batches(self) -> bool:
        """Whether the recorded costs are those of mini-batches."""
        size = self.settings.batch_size
        return size is not None and size < self.dataset.sample_count

    @property
    def standardizing_helps(self) -> bool:
        """Whether the columns' units stand in the way."""
        return not self.settings.standardize and self.facts.usual_scale_ratio >= VERY_DIFFERENT

    def advisable(self, stable: float) -> float:
        """Return the learning rate to suggest where `stable` is the largest stable one.

        Momentum takes steps up to 1 / (1 − μ) times as long; at the largest rate it still swings for long.
        """
        if self.settings.optimizer is Optimizer.MOMENTUM:
            stable *= (1.0 - self.settings.momentum) / (1.0 + self.settings.momentum)
        return rounded_down(stable)

    @property
    def is_beyond_numbers(self) -> bool:
        """Whether the steps are short enough and a run can still leave the range of numbers."""
        stable = self.facts.largest_stable_learning_rate
        return not self.standardizing_helps and stable is not None and self.settings.learning_rate <= stable

    def standardizing(self, *, reset: bool, fastest: bool = False) -> Remedy:
        """Return the remedy for columns on very different scales, with a learning rate that is stable then."""
        settings = replace(self.settings, standardize=True)
        best = self.facts.standardized_learning_rate
        if best is not None and (fastest or settings.learning_rate > best):
            settings = replace(settings, learning_rate=self.advisable(best))
            return Remedy(f"Standardize, with learning rate {settings.learning_rate:g}", settings, reset)
        return Remedy("Standardize the features", settings, reset)

    def with_rate(self, rate: float, *, reset: bool) -> Remedy:
        """Return the remedy for a wrong learning rate."""
        rate = max(rate, sys.float_info.min)
        return Remedy(f"Set the learning rate to {rate:g}", replace(self.settings, learning_rate=rate), reset)

    def calming(self, *, reset: bool) -> Remedy:
        """Return the remedy for steps that are too long."""
        if self.standardizing_helps:
            return self.standardizing(reset=reset)
        stable = self.facts.largest_stable_learning_rate
        if stable is None or not 0.0 < stable < self.settings.learning_rate:
            return self.with_rate(rounded_down(0.1 * self.settings.learning_rate), reset=reset)
        return self.with_rate(self.advisable(stable), reset=reset)

    def without(self, columns: tuple[str, ...]) -> Remedy | None:
        """Return the remedy for columns that say nothing new; None if no other is left."""
        feature_map = FeatureMap.of(self.settings.feature_map, self.dataset.feature_count)
        names = feature_map.names(self.dataset.feature_names)
        kept = tuple(term.written() for term, name in zip(feature_map.terms, names, strict=True) if name not in columns)
        return Remedy(f"Leave out {listed(columns)}", replace(self.settings, feature_map=kept)) if kept else None


def listed(words: tuple[str, ...]) -> str:
    """Return words as a list in prose."""
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0]
