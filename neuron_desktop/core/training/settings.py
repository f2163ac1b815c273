"""How to train: the settings, and the ways to take a step."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, fields, replace
from enum import Enum

from neuron_desktop.core.arguments import LONGEST_SHOWN, as_compared, closest_first, is_number, is_whole, plain
from neuron_desktop.core.data.feature_map import QUADRATIC, canonical_terms, spelled_out
from neuron_desktop.core.errors import SettingsError


class Optimizer(Enum):
    """How a step is made from the gradient g; α is the learning rate.

    GRADIENT_DESCENT
        w ← w − α·g, the article's.
    MOMENTUM
        v ← μ·v + g, w ← w − α·v (Polyak's heavy ball, as PyTorch writes it).
    ADAM
        w ← w − α·m̂ / (√v̂ + 10⁻⁸) with running means of g (0.9) and g² (0.999), both corrected for their start at zero
        (Kingma and Ba, 2015).
    """

    GRADIENT_DESCENT = "gradient descent"
    MOMENTUM = "momentum"
    ADAM = "adam"


@dataclass(frozen=True, slots=True, repr=False)
class TrainingSettings:
    """How to train; the defaults are the article's.

    Parameters
    ----------
    learning_rate
        α in w ← w − α·dw; above 0 and finite.
    iterations
        Where a run ends; at least 1.
    batch_size
        How many samples each step uses; None for all. Batches are shuffled again each time all samples were used.
    l1
        λ₁ of the penalty λ₁·Σ|w|; the bias is never penalised. At least 0 and finite. Its part of a step is the exact
        one (soft thresholding), so weights become zero and stay there.
    l2
        λ₂ of the penalty ½·λ₂·Σw²; the bias is never penalised. At least 0 and finite.
    standardize
        Whether the steps are taken on features of mean 0 and standard deviation 1. The weights reported are in
        data units either way; penalties weigh the weights that the steps are taken on.
    feature_map
        The terms that the neuron sees, such as ("x1", "x2", "x1²", "x1·x2", "sin x1"); see
        `neuron_desktop.core.data.feature_map`. Empty, or "linear", for the features as they are; "quadratic" for all of
        them with their squares and products, whatever their number.
    seed
        Of the order of mini-batches; at least 0.
    optimizer
        How a step is made from the gradient; given by its name, such as "adam", it is kept as the `Optimizer`.
    momentum
        μ of `Optimizer.MOMENTUM`, which alone uses it; at least 0 and below 1.
    tolerance
        Training ends early once the length of the gradient is below this; 0 for never. Checked every 5 iterations.

    Raises
    ------
    SettingsError
        If a value lies outside its domain.
    """

    learning_rate: float = 0.1
    iterations: int = 2000
    batch_size: int | None = None
    l1: float = 0.0
    l2: float = 0.0
    standardize: bool = False
    feature_map: tuple[str, ...] = ()
    seed: int = 0
    optimizer: Optimizer = Optimizer.GRADIENT_DESCENT
    momentum: float = 0.9
    tolerance: float = 0.0

    def __post_init__(self) -> None:
        for known in fields(self):
            object.__setattr__(self, known.name, plain(getattr(self, known.name)))
        for name in ("learning_rate", "iterations", "batch_size", "l1", "l2", "momentum", "tolerance", "seed"):
            value = getattr(self, name)
            if isinstance(value, int) and value.bit_length() > 4096:
                raise SettingsError(f"The {name.replace('_', ' ')} is far too large a number.")
        if not isinstance(self.standardize, bool):
            raise SettingsError(f"Standardizing is {self.standardize}; it must be on (True) or off (False).")
        if not (_is_finite(self.learning_rate) and self.learning_rate > 0.0):
            raise SettingsError(f"The learning rate is {self.learning_rate}; it must be a finite number above 0.")
        if not _is_whole(self.iterations, 1):
            raise SettingsError(f"The number of iterations is {self.iterations}; it must be a whole number from 1.")
        if self.batch_size is not None and not _is_whole(self.batch_size, 1):
            raise SettingsError(f"The batch size is {self.batch_size}; it must be a whole number from 1, or None.")
        for name, value in (("L1 penalty", self.l1), ("L2 penalty", self.l2), ("tolerance", self.tolerance)):
            if not (_is_finite(value) and value >= 0.0):
                raise SettingsError(f"The {name} is {value}; it must be a finite number from 0.")
        object.__setattr__(self, "optimizer", _optimizer(self.optimizer))
        if not (_is_finite(self.momentum) and 0.0 <= self.momentum < 1.0):
            raise SettingsError(f"The momentum is {self.momentum}; it must be a number from 0 to below 1.")
        if not _is_whole(self.seed, 0):
            raise SettingsError(f"The seed is {self.seed}; it must be a whole number from 0.")
        object.__setattr__(self, "feature_map", canonical_terms(self.feature_map))

    def for_inputs(self, count: int) -> TrainingSettings:
        """Return the settings with a feature map that names each term it makes of `count` inputs.

        Raises
        ------
        SettingsError
            If a term that is named beside "quadratic" is one of those.
        """
        if QUADRATIC not in self.feature_map:
            return self
        return replace(self, feature_map=spelled_out(self.feature_map, count))

    def __repr__(self) -> str:
        """Write what differs from the defaults, in a form that can be typed."""
        texts = []
        for known in fields(self):
            value = getattr(self, known.name)
            if value != known.default:
                texts.append(f"{known.name}={(value.value if isinstance(value, Enum) else value)!r}")
        return f"TrainingSettings({', '.join(texts)})"


def _optimizer(value: object) -> Optimizer:
    if isinstance(value, Optimizer):
        return value
    kinds = {kind.value: kind for kind in Optimizer}
    kind = kinds.get(as_compared(value)) if isinstance(value, str) else None
    if kind is None:
        names = ", ".join(f"“{name}”" for name in closest_first(value, kinds))
        raise SettingsError(f"The optimizer is {str(value)[:LONGEST_SHOWN]}; it must be one of {names}.")
    return kind


def _is_finite(value: object) -> bool:
    # An integer beyond float64 is larger than any number the training can hold.
    return is_number(value) and (abs(value) <= sys.float_info.max if isinstance(value, int) else math.isfinite(value))


def _is_whole(value: object, least: int) -> bool:
    return is_whole(value) and value >= least
