"""A run that was put aside, to compare others with it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.model.neuron import Neuron
from neuron_desktop.core.numerals import shortest
from neuron_desktop.core.training.history import CostCurve
from neuron_desktop.core.training.segments import changes_between
from neuron_desktop.core.training.settings import TrainingSettings
from neuron_desktop.core.training.snapshot import Snapshot

# As many as can be distinguished by colour.
MOST_PINNED = 6


@dataclass(frozen=True, slots=True, eq=False)
class PinnedRun:
    """A run as it stood when it was pinned; compared by identity.

    Parameters
    ----------
    name
        What it is called.
    mark
        Which of the `MOST_PINNED` colours it has, from 0.
    feature_names, class_names
        Those of the data set it learned from.
    settings
        Those of its last step; their terms are those that the weights belong to.
    neuron
        In data units.
    cost_curve
        All its recorded costs, thinned to some thousand points; they go on beyond `iteration` if that was looked back
        to.
    iteration, cost, accuracy, sample_count
        As in the snapshot that was pinned; cost and accuracy NaN where there were no samples.
    larger_class
        The share of the larger class, the accuracy of always answering it; NaN if unknown.

    Raises
    ------
    ValueError
        If the mark is invalid, or the parts do not match.
    SettingsError
        If a term needs a feature that is not there.
    """

    name: str
    mark: int
    feature_names: tuple[str, ...]
    class_names: tuple[str, str]
    settings: TrainingSettings
    neuron: Neuron
    cost_curve: CostCurve
    iteration: int
    cost: float
    accuracy: float
    sample_count: int
    larger_class: float = math.nan
    feature_map: FeatureMap = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "feature_map", FeatureMap.of(self.settings.feature_map, len(self.feature_names)))
        if not 0 <= self.mark < MOST_PINNED:
            raise ValueError(f"The mark of a pinned run is {self.mark}; it must be from 0 to {MOST_PINNED - 1}.")
        curve = self.cost_curve
        if (
            self.neuron.weights.shape != (len(self.feature_map.terms),)
            or curve.iterations.shape != curve.costs.shape
            or (curve.iterations[1:] <= curve.iterations[:-1]).any()
        ):
            raise ValueError("The parts of a pinned run do not match.")

    @classmethod
    def of(cls, snapshot: Snapshot, dataset: Dataset, others: Iterable[PinnedRun]) -> PinnedRun:
        """Return the run of a snapshot, named and marked unlike `others`, of which there must be room for one more."""
        names, marks = {run.name for run in others}, {run.mark for run in others}
        name = described(snapshot.settings)
        return cls(
            name=next(each for each in (name, *(f"{name} ({number})" for number in range(2, 99))) if each not in names),
            mark=min(set(range(MOST_PINNED)) - marks),
            feature_names=dataset.feature_names,
            class_names=dataset.class_names,
            settings=snapshot.settings,
            neuron=snapshot.neuron,
            cost_curve=snapshot.cost_curve.thinned(),
            iteration=snapshot.iteration,
            cost=snapshot.cost,
            accuracy=snapshot.accuracy,
            sample_count=snapshot.sample_count,
            larger_class=snapshot.larger_class[1],
        )

    def fits(self, dataset: Dataset) -> bool:
        """Whether it can be compared with runs on `dataset`: the features and classes have the same names."""
        return (self.feature_names, self.class_names) == (dataset.feature_names, dataset.class_names)


def described(settings: TrainingSettings) -> str:
    """Return settings in a few words: the learning rate, and whatever is not at its default."""
    usual = replace(TrainingSettings(), learning_rate=settings.learning_rate)
    return ", ".join((f"α {shortest(settings.learning_rate)}", *changes_between(usual, settings)))
