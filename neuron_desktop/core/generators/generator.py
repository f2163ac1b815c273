"""What all generators of data sets share: count, noise and seed, and the description of their parameters."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.arguments import is_number, is_whole, plain
from neuron_desktop.core.data.dataset import Dataset, TrueCurve, TrueLine, read_only
from neuron_desktop.core.errors import GeneratorError
from neuron_desktop.core.numerals import written

MOST_SAMPLES = 1_000_000
LARGEST_SEED = 2**31 - 1
# The article's x1 goes from −10 to 10.
HALF_WIDTH = 10.0
# The last bit of a sine or a logarithm may differ between processors; values rounded to this many decimals do not.
DECIMALS = 9

Array = NDArray[np.float64]
Labels = NDArray[np.int8]
Value = int | float | str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a generator; the type of `default` (int, float or str) is that of the value."""

    name: str
    title: str
    default: Value
    least: float
    most: float
    step: float
    tip: str


def parameter(
    default: Value, title: str, tip: str, *, least: float = -math.inf, most: float = math.inf, step: float = 1.0
) -> Any:
    """Return a dataclass field that `GeneratorSpec.parameters` describes."""
    texts = {"title": title, "default": default, "least": least, "most": most, "step": step, "tip": tip}
    return field(default=default, metadata=texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorSpec:
    """The values from which a data set is generated; the same ones give the same points on every machine.

    Attributes
    ----------
    NAME, TITLE : str
        Its name in files and on the command line, and in the window.
    LOOK_FOR : str
        What to watch for when the neuron learns it, in a sentence.
    NOISE : str
        What the noise does, in words.
    SWAPS_CLASSES : bool
        Whether noise gives points the other class; if not, `samples` lets them stray.

    Parameters
    ----------
    count
        The number m of samples.
    noise
        From 0 to 0.5; usually the share of samples that are given the other class.
    seed
        Of the random numbers.

    Raises
    ------
    GeneratorError
        If a value lies outside its range.
    """

    NAME: ClassVar[str]
    TITLE: ClassVar[str]
    LOOK_FOR: ClassVar[str]
    NOISE: ClassVar[str] = "The share of points that are given the other class"
    SWAPS_CLASSES: ClassVar[bool] = True

    count: int = parameter(500, "Points", "How many points are drawn", least=2, most=MOST_SAMPLES, step=50)
    noise: float = parameter(0.0, "Noise", "", least=0.0, most=0.5, step=0.01)
    seed: int = parameter(2, "Seed", "The same seed draws the same points", least=0, most=LARGEST_SEED)

    def __post_init__(self) -> None:
        for known in self.parameters():
            value: Any = plain(getattr(self, known.name))
            object.__setattr__(self, known.name, value)
            if isinstance(known.default, str):
                if not isinstance(value, str):
                    raise GeneratorError(f"{known.title} must be text.")
                continue
            whole = isinstance(known.default, int)
            if not (is_whole(value) if whole else is_number(value)):
                raise GeneratorError(f"{known.title} must be {'a whole number' if whole else 'a number'}.")
            if not known.least <= value <= known.most:
                raise GeneratorError(f"{known.title} must be from {written(known.least)} to {written(known.most)}.")

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return the parameters: count, noise and seed first, then those of this kind alone."""
        described = []
        for known in dataclasses.fields(cls):
            texts: dict[str, Any] = dict(known.metadata)
            if known.name == "noise":
                texts["tip"] = cls.NOISE
            described.append(Parameter(name=known.name, **texts))
        return tuple(described)

    @property
    def true_line(self) -> TrueLine | TrueCurve | None:
        """The line or curve that labels the points before noise does, where it is one of x1."""
        return None

    def samples(self, random: np.random.Generator) -> tuple[Array, Labels]:
        """Draw features (2, m), and labels (m,) of 0 and 1, before noise swaps any."""
        raise NotImplementedError


def drawn(spec: GeneratorSpec) -> Dataset:
    """Return the data set that `spec` describes.

    Raises
    ------
    GeneratorError
        If a function has too few values to draw points about.
    """
    random = np.random.Generator(np.random.PCG64(spec.seed))
    features, labels = spec.samples(random)
    if spec.SWAPS_CLASSES:
        # A permutation, so that more noise swaps the same samples as less noise, and others.
        swapped = random.permutation(spec.count)[: round(spec.noise * spec.count)]
        labels[swapped] = 1 - labels[swapped]
    return Dataset(read_only(features), read_only(labels), true_line=spec.true_line)


def shuffled_labels(ones: int, count: int, random: np.random.Generator) -> Labels:
    """Return `count` labels in random order, exactly `ones` of them 1."""
    return (random.permutation(count) < ones).astype(np.int8)


def rounded(x1: Array, x2: Array) -> Array:
    """Return both features as rows, rounded so that they are the same on every machine."""
    features: Array = np.vstack([x1, x2])
    return np.round(features, DECIMALS, out=features)
