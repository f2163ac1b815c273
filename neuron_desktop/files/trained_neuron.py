"""A trained neuron with what is needed to use it elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass

from neuron_desktop.core import Dataset, Neuron, Scaling, Snapshot, TrainingSettings
from neuron_desktop.files.names import listed, shown

MOST_LISTED = 6


@dataclass(frozen=True, slots=True, eq=False)
class TrainedNeuron:
    """A neuron with all that is needed to use it elsewhere and to know where it came from.

    Parameters
    ----------
    neuron
        Weights, shape (n,), and bias in data units.
    scaled_neuron
        The same on scaled features; equal to `neuron` where nothing was scaled.
    scaling
        The map between the two.
    feature_names
        The n names, in the order of the weights.
    class_names
        The names of class 0 and of class 1.
    settings
        What it was trained with.
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
        If there are no features, or not one weight, mean and deviation for each.
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
        shape = (len(self.feature_names),)
        arrays = (self.neuron.weights, self.scaled_neuron.weights, self.scaling.mean, self.scaling.deviation)
        if shape == (0,) or any(array.shape != shape for array in arrays):
            raise ValueError(f"Each of the {shape[0]} features needs one weight, scaled weight, mean and deviation.")


def trained_neuron(dataset: Dataset, settings: TrainingSettings, snapshot: Snapshot) -> TrainedNeuron:
    """Return the neuron of `snapshot`, which `settings` and `dataset` have led to, ready to be written."""
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


def explain_mismatch(trained: TrainedNeuron, dataset: Dataset) -> str | None:
    """Return a sentence on why `trained` does not fit `dataset`, or None if it does.

    Names count, and so does their order: a weight belongs to its feature. Which samples there are does not.
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
