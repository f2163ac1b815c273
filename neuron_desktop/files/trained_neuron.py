"""A trained neuron with what is needed to use it elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from neuron_desktop.core import Dataset, FeatureMap, Neuron, Scaling, Snapshot, TrainingSettings
from neuron_desktop.files.names import listed, shown

MOST_LISTED = 6
LARGEST_WHOLE_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True, eq=False)
class TrainedNeuron:
    """A neuron with all that is needed to use it elsewhere and to know where it came from.

    Parameters
    ----------
    neuron
        Weights of the k terms of `feature_map`, shape (k,), and bias in data units.
    scaled_neuron
        The same on scaled terms; equal to `neuron` where nothing was scaled.
    scaling
        The map between the two.
    feature_names
        The names of the n features of the data set.
    class_names
        The names of class 0 and of class 1.
    settings
        What it was trained with; their `feature_map` says which terms the weights belong to.
    iteration
        After how many iterations it was taken.
    cost, accuracy
        On the data set it learned from; None where unknown.
    dataset_fingerprint
        `Dataset.fingerprint` of that data set: 64 hexadecimal digits.
    sample_count
        The number of samples in it.

    Raises
    ------
    ValueError
        If there are no features, or not one weight, mean and deviation for each term.
    SettingsError
        If a term needs a feature that is not there.
    """

    neuron: Neuron
    scaled_neuron: Neuron
    scaling: Scaling
    feature_names: tuple[str, ...]
    class_names: tuple[str, str]
    settings: TrainingSettings
    iteration: int
    cost: float | None
    accuracy: float | None
    dataset_fingerprint: str
    sample_count: int

    def __post_init__(self) -> None:
        shape = (len(self.feature_map.terms),)
        arrays = (self.neuron.weights, self.scaled_neuron.weights, self.scaling.mean, self.scaling.deviation)
        if shape == (0,) or any(array.shape != shape for array in arrays):
            raise ValueError(f"Each of the {shape[0]} terms needs one weight, scaled weight, mean and deviation.")

    @property
    def feature_map(self) -> FeatureMap:
        """What the weights belong to, in their order."""
        return FeatureMap.of(self.settings.feature_map, len(self.feature_names))


def trained_neuron(dataset: Dataset, settings: TrainingSettings, snapshot: Snapshot) -> TrainedNeuron:
    """Return the neuron of `snapshot`, which `settings` and `dataset` have led to, ready to be written.

    The terms are those of the snapshot: settings may have been given others since, which its weights do not belong to.
    """
    if settings.feature_map or not snapshot.feature_map.is_identity:
        settings = replace(settings, feature_map=tuple(term.written() for term in snapshot.feature_map.terms))
    return TrainedNeuron(
        neuron=snapshot.neuron,
        scaled_neuron=snapshot.scaled_neuron,
        scaling=snapshot.scaling,
        feature_names=dataset.feature_names,
        class_names=dataset.class_names,
        settings=settings,
        iteration=snapshot.iteration,
        cost=snapshot.cost if math.isfinite(snapshot.cost) else None,
        accuracy=snapshot.accuracy if math.isfinite(snapshot.accuracy) else None,
        dataset_fingerprint=dataset.fingerprint(),
        sample_count=snapshot.sample_count,
    )


def explain_unwritable(trained: TrainedNeuron) -> str | None:
    """Return a sentence on why no file could give `trained` back, or None if one can."""
    scaling, settings = trained.scaling, trained.settings
    if not (
        trained.neuron.is_finite
        and trained.scaled_neuron.is_finite
        and np.isfinite(scaling.mean).all()
        and np.isfinite(scaling.deviation).all()
    ):
        return "The training has diverged: its weights are no numbers; lower the learning rate and train again."
    for name, value in (("cost", trained.cost), ("accuracy", trained.accuracy)):
        if value is not None and not math.isfinite(value):
            return f"The {name} is {value}, not a finite number; train again."
    if max(trained.iteration, settings.iterations, trained.sample_count) > LARGEST_WHOLE_NUMBER:
        return f"A number of iterations above {LARGEST_WHOLE_NUMBER} cannot be kept; choose fewer."
    for name, whole in (("batch size", settings.batch_size), ("seed", settings.seed)):
        if whole is not None and whole > LARGEST_WHOLE_NUMBER:
            return f"A {name} above {LARGEST_WHOLE_NUMBER} cannot be kept; choose a smaller one."
    return None


def explain_mismatch(trained: TrainedNeuron, dataset: Dataset) -> str | None:
    """Return a sentence on why `trained` does not fit `dataset`, or None if it does.

    The names of the data set's features count, and so does their order: weights and terms belong to them. Which
    samples there are does not.
    """
    ours, theirs = trained.feature_names, dataset.feature_names
    if len(ours) != len(theirs):
        return (
            f"The weights are for {counted(len(ours), 'feature')} ({listed(ours, MOST_LISTED)}), but the data set has "
            f"{len(theirs)} ({listed(theirs, MOST_LISTED)})."
        )
    for place, (our, their) in enumerate(zip(ours, theirs, strict=True), 1):
        if our != their:
            return (
                f"Feature {place} of the weights is {shown(our)}, but of the data set it is {shown(their)}; names and "
                "order must be the same."
            )
    if trained.class_names != dataset.class_names:
        zero, one = map(shown, trained.class_names)
        data_zero, data_one = map(shown, dataset.class_names)
        return (
            f"The weights tell {zero} (0) from {one} (1), but the classes of the data set are {data_zero} (0) and "
            f"{data_one} (1)."
        )
    return None


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural where it must be."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
