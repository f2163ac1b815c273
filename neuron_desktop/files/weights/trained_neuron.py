"""A trained neuron with what is needed to use it elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuron_desktop.core.arguments import is_number, plain
from neuron_desktop.core.data.dataset import Dataset, read_only
from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.errors import SettingsError
from neuron_desktop.core.model.neuron import Array, Neuron, sigmoid
from neuron_desktop.core.model.scaling import Scaling
from neuron_desktop.core.numerals import bracketed
from neuron_desktop.core.training.settings import TrainingSettings
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.values import LARGEST_WHOLE_NUMBER

if TYPE_CHECKING:
    from neuron_desktop.core.training.snapshot import Snapshot

CHECK_ROWS = 3
DIVERGED = "The training has diverged: its weights are not numbers; lower the learning rate and train again."


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TrainedNeuron:
    """A neuron with everything needed to use it elsewhere and to know where it came from.

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
        The names of class 0 and of class 1, the positive one.
    settings
        The settings of its training; their `feature_map` says to which terms the weights belong.
    iteration
        After how many iterations it was taken.
    cost, accuracy
        On the data set it learned from; None where unknown.
    dataset_fingerprint
        `Dataset.fingerprint` of that data set: 64 hexadecimal digits.
    sample_count
        The number of samples in it.
    threshold
        The ŷ from which on a sample is class 1; between 0 and 1.
    separable
        Whether some neuron on these terms separates the classes perfectly; None if unknown.
    data_file
        The name of the file, or of the sample, that the data set came from; empty where unknown.
    recipe
        How the rows of that file became samples; None for points that were drawn or generated, whose features are
        numbers as they are.
    check_features
        Shape (n, c): samples that a file writes down with their ŷ, for a reader to compare.
    unknown
        What a JSON file held that this version does not know, to be written back; see `weights_unknown`.

    Raises
    ------
    ValueError
        If there are no features, not one weight, mean and deviation for each term, not one value of each feature for a
        check, the threshold lies outside its range, or the recipe makes other features or classes.
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
    threshold: float = 0.5
    separable: bool | None = None
    data_file: str = ""
    recipe: Recipe | None = None
    check_features: Array | None = None
    unknown: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", self.settings.for_inputs(len(self.feature_names)))
        shape = (len(self.feature_map.terms),)
        arrays = (self.neuron.weights, self.scaled_neuron.weights, self.scaling.mean, self.scaling.deviation)
        if shape == (0,) or any(array.shape != shape for array in arrays):
            raise ValueError(f"Each of the {shape[0]} terms needs one weight, scaled weight, mean and deviation.")
        for name in ("iteration", "cost", "accuracy", "sample_count", "threshold", "separable"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        if not (is_number(self.threshold) and 0.0 < self.threshold < 1.0):
            raise ValueError(f"The threshold is {self.threshold}; it must lie between 0 and 1.")
        if self.recipe is not None and (
            self.recipe.feature_names != self.feature_names or self.recipe.label.class_names != self.class_names
        ):
            raise ValueError("The features or classes of the recipe are not those of the neuron.")
        if self.check_features is None:
            object.__setattr__(self, "check_features", plain_checks(len(self.feature_names)))
        elif self.check_features.ndim != 2 or len(self.check_features) != len(self.feature_names):
            raise ValueError(f"A check needs a value for each of the {len(self.feature_names)} features.")

    def __repr__(self) -> str:
        classes = " and ".join(map(repr, self.class_names))
        return (
            f"<TrainedNeuron after iteration {self.iteration} that tells {classes} apart by "
            f"{bracketed(self.term_names)}: {self.neuron!r}>"
        )

    @property
    def feature_map(self) -> FeatureMap:
        """The terms of the weights, in order."""
        return FeatureMap.of(self.settings.feature_map, len(self.feature_names))

    @property
    def term_names(self) -> tuple[str, ...]:
        """The terms of the weights, in the names of the features."""
        return self.feature_map.names(self.feature_names)

    @property
    def cut(self) -> float:
        """The logit from which on a sample is class 1: ln(t / (1 − t)) of the threshold t, 0 for ½."""
        return math.log(self.threshold / (1.0 - self.threshold))

    @property
    def checks(self) -> Array:
        """`check_features`, which are always there."""
        assert self.check_features is not None
        return self.check_features

    def logits(self, features: ArrayLike) -> Array:
        """Return z of samples as a data set holds them, shape (n, m) → (m,).

        Raises
        ------
        SettingsError
            If a derived feature leaves the range of float64.
        """
        return self.neuron.logits(self.feature_map.apply(features))

    def probabilities(self, features: ArrayLike) -> Array:
        """Return ŷ of samples as a data set holds them, shape (n, m) → (m,); errors as `logits`."""
        return sigmoid(self.logits(features))

    def predict(self, features: ArrayLike) -> NDArray[np.int8]:
        """Return the class of samples as a data set holds them, shape (n, m) → (m,); errors as `logits`."""
        return (self.logits(features) >= self.cut).astype(np.int8)

    def rounding(self, features: Array) -> Array:
        """Return how far ŷ of samples, shape (n, m) → (m,), may differ between two ways to sum the same products.

        Each of the k + 1 products and sums is off by at most half a unit in its last place, a sine by one, and
        σ is at most a quarter as steep as z.
        """
        terms = self.feature_map.apply(features)
        with np.errstate(over="ignore", invalid="ignore"):
            magnitude = np.abs(self.neuron.weights) @ np.abs(terms) + abs(self.neuron.bias)
            bound = 0.25 * (len(terms) + 4) * np.finfo(np.float64).eps * magnitude
        return np.asarray(np.where(np.isfinite(bound), bound, np.inf))


def trained_neuron(
    dataset: Dataset,
    snapshot: Snapshot,
    *,
    separable: bool | None = None,
    data_file: str = "",
    recipe: Recipe | None = None,
) -> TrainedNeuron:
    """Return the neuron of `snapshot`, which `dataset` has led to, ready to be written.

    A `recipe` that no longer makes these features, since they were renamed or drawn anew, is left out.
    """
    if recipe is not None and (
        recipe.feature_names != dataset.feature_names or recipe.label.class_names != dataset.class_names
    ):
        recipe = None
    return TrainedNeuron(
        neuron=snapshot.neuron,
        scaled_neuron=snapshot.scaled_neuron,
        scaling=snapshot.scaling,
        feature_names=dataset.feature_names,
        class_names=dataset.class_names,
        settings=snapshot.settings,
        iteration=snapshot.iteration,
        cost=snapshot.cost if math.isfinite(snapshot.cost) else None,
        accuracy=snapshot.accuracy if math.isfinite(snapshot.accuracy) else None,
        dataset_fingerprint=dataset.fingerprint(),
        sample_count=snapshot.sample_count,
        separable=separable,
        data_file=data_file,
        recipe=recipe,
        check_features=_checks_of(dataset),
    )


def plain_checks(feature_count: int) -> Array:
    """Return the samples of zeros, ones and minus ones, shape (n, 3), for where there are none of a data set."""
    return read_only(np.tile(np.array([0.0, 1.0, -1.0]), (feature_count, 1)))


def _checks_of(dataset: Dataset) -> Array:
    last = dataset.sample_count - 1
    if last + 1 < CHECK_ROWS:
        return plain_checks(dataset.feature_count)
    return read_only(dataset.features[:, [0, last // 2, last]].copy())


def explain_unwritable(trained: TrainedNeuron) -> str | None:
    """Return a sentence on why no file could give `trained` back, or None if one can."""
    scaling, settings = trained.scaling, trained.settings
    if not (
        trained.neuron.is_finite
        and trained.scaled_neuron.is_finite
        and np.isfinite(scaling.mean).all()
        and np.isfinite(scaling.deviation).all()
    ):
        return DIVERGED
    for name, value in (("cost", trained.cost), ("accuracy", trained.accuracy)):
        if value is not None and not math.isfinite(value):
            return f"The {name} is {value}, not a finite number; train again."
    if not np.isfinite(trained.checks).all():
        return "A sample to check the weights by is not a finite number; use others."
    try:
        trained.feature_map.apply(trained.checks)
    except SettingsError as error:
        return f"A sample to check the weights by is too large: {error}"
    if max(trained.iteration, settings.iterations, trained.sample_count) > LARGEST_WHOLE_NUMBER:
        return f"A number of iterations above {LARGEST_WHOLE_NUMBER} cannot be kept; choose fewer."
    for name, whole in (("batch size", settings.batch_size), ("seed", settings.seed)):
        if whole is not None and whole > LARGEST_WHOLE_NUMBER:
            return f"A {name} above {LARGEST_WHOLE_NUMBER} cannot be kept; choose a smaller one."
    return None


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural where it must be."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
