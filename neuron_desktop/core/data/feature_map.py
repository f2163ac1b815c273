"""Derived features: what lets one neuron learn a circle or XOR.

A term is written in the inputs x1 … xn, whatever their names: ``x1`` (the input itself), ``x1²``, ``x1·x2`` and
``sin x1``. ``x1^2``, ``x1*x2``, ``x1*x1``, ``x1 x2`` and ``sin(x1)`` are understood too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuron_desktop.core.arguments import LONGEST_SHOWN, as_compared, check_rows, closest_first
from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.core.errors import SettingsError
from neuron_desktop.core.numerals import grouped

Array = NDArray[np.float64]

QUADRATIC = "quadratic"
# The feature maps with names: the inputs as they are, or with all squares and products.
FEATURE_MAPS = ("linear", QUADRATIC)

_INPUT = r"x([1-9][0-9]{0,6})"
_TERMS = (
    re.compile(rf"{_INPUT}()()"),
    re.compile(rf"{_INPUT}()(²|\^2|\*\*2)"),
    re.compile(rf"{_INPUT} ?[·*× ] ?{_INPUT}()"),
    re.compile(rf"sin ?(?:{_INPUT}|\({_INPUT}\))"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """One derived feature: input `first`, alone or times input `second` (counted from 0), or its sine."""

    first: int
    second: int | None = None
    is_sine: bool = False

    @classmethod
    def parse(cls, text: str) -> Term:
        """Return the term that `text` writes.

        Raises
        ------
        SettingsError
            If it is no term.
        """
        for place, pattern in enumerate(_TERMS):
            match = pattern.fullmatch(text.strip()) if isinstance(text, str) else None
            if match is None:
                continue
            if place == 3:
                return cls(int(match[1] or match[2]) - 1, is_sine=True)
            first = int(match[1]) - 1
            if place == 1:
                return cls(first, first)
            if match[2]:
                other = int(match[2]) - 1
                return cls(min(first, other), max(first, other))
            return cls(first)
        raise SettingsError(f"“{str(text)[:LONGEST_SHOWN]}” is no feature; write one as x1, x1², x1·x2 or sin x1.")

    def written(self, names: Sequence[str] | None = None) -> str:
        """Return the term as text, in the inputs x1 … xn or in the `names` given for them."""
        first = names[self.first] if names else f"x{self.first + 1}"
        if self.is_sine:
            return f"sin {first}"
        if self.second is None:
            return first
        if self.second == self.first:
            return f"{first}²"
        return f"{first}·{names[self.second] if names else f'x{self.second + 1}'}"

    @property
    def is_input(self) -> bool:
        """Whether the term is an input as it is."""
        return self.second is None and not self.is_sine


def canonical_terms(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the terms in the spelling that this project writes; for a name in `FEATURE_MAPS`, its terms.

    "quadratic", alone or among terms, stays as it is until the number of inputs is known: see `spelled_out`.

    Raises
    ------
    SettingsError
        If a text is no term, or a term repeats.
    """
    if isinstance(texts, str):
        name = as_compared(texts)
        if name not in FEATURE_MAPS:
            names = " or ".join(f"“{known}”" for known in closest_first(texts, FEATURE_MAPS))
            raise SettingsError(
                f"The derived features must be a list of terms, not “{texts[:LONGEST_SHOWN]}”; or {names}."
            )
        return (QUADRATIC,) if name == QUADRATIC else ()
    if not isinstance(texts, Iterable):
        raise SettingsError(f"The derived features must be a list of terms, not “{str(texts)[:LONGEST_SHOWN]}”.")
    terms = tuple(QUADRATIC if text == QUADRATIC else Term.parse(text).written() for text in texts)
    seen = set()
    for term in terms:
        if term in seen:
            raise SettingsError(f"The feature {term} is listed twice; leave one out.")
        seen.add(term)
    return terms


def quadratic_terms(input_count: int) -> tuple[str, ...]:
    """Return every input, square and product of `input_count` inputs."""
    inputs = range(input_count)
    terms = [Term(i) for i in inputs] + [Term(i, i) for i in inputs]
    terms += [Term(i, j) for i in inputs for j in range(i + 1, input_count)]
    return tuple(term.written() for term in terms)


def spelled_out(texts: Sequence[str], input_count: int) -> tuple[str, ...]:
    """Return the terms, those that "quadratic" means for `input_count` inputs first in its place.

    Raises
    ------
    SettingsError
        If a term repeats.
    """
    if QUADRATIC not in texts:
        return tuple(texts)
    return canonical_terms((*quadratic_terms(input_count), *(text for text in texts if text != QUADRATIC)))


@dataclass(frozen=True, slots=True)
class FeatureMap:
    """The features the neuron sees, computed from the inputs of a data set.

    Parameters
    ----------
    input_count
        The number n of features of the data set.
    terms
        What the neuron sees, in the order of its weights.

    Raises
    ------
    SettingsError
        If a term needs an input that the data set does not have.
    """

    input_count: int
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        for term in self.terms:
            needed = max(term.first, term.second or 0) + 1
            if needed > self.input_count:
                raise SettingsError(
                    f"The feature {term.written()} needs {needed} columns, but the data set has {self.input_count}."
                )

    @classmethod
    def of(cls, texts: Sequence[str], input_count: int) -> FeatureMap:
        """Return the map that `TrainingSettings.feature_map` means for `input_count` inputs; empty for all of them."""
        if not texts:
            return cls(input_count, tuple(Term(place) for place in range(input_count)))
        return cls(input_count, tuple(Term.parse(text) for text in spelled_out(texts, input_count)))

    @property
    def is_identity(self) -> bool:
        """Whether the neuron sees each input as it is, in order."""
        return self.terms == tuple(Term(place) for place in range(self.input_count))

    @property
    def is_linear(self) -> bool:
        """Whether the boundary ŷ = ½ is straight in the inputs."""
        return all(term.is_input for term in self.terms)

    def names(self, feature_names: Sequence[str]) -> tuple[str, ...]:
        """Return the terms written in the names of the inputs, such as “age²”."""
        return tuple(self.named(feature_names))

    def named(self, feature_names: Sequence[str]) -> Iterator[str]:
        """Write one name after the other: “(age²)” where another input or term is called “age²”."""
        seen = set(feature_names)
        for term in self.terms:
            name = term.written(feature_names)
            while not term.is_input and name in seen:
                name = f"({name})"
            seen.add(name)
            yield name

    def apply(self, features: ArrayLike) -> Array:
        """Return what the neuron sees, shape (terms, m), of `features`, shape (n, m); of a sample (n,), (terms,).

        Raises
        ------
        DatasetError
            If there are more or fewer inputs than `input_count`.
        SettingsError
            If a product leaves the range of float64.
        """
        features = np.asarray(features, np.float64)
        check_rows(features.shape, self.input_count, f"a neuron of {self.input_count} features")
        if self.is_identity:
            return features
        try:
            mapped = np.empty((len(self.terms), *features.shape[1:]))
        except MemoryError as error:
            raise SettingsError(
                f"{grouped(len(self.terms))} features of {grouped(features[0].size)} points do not fit "
                f"into memory; choose fewer."
            ) from error
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            for place, term in enumerate(self.terms):
                # An array even where it is the single number of a single sample.
                row = mapped[place, ...]
                if term.is_sine:
                    np.sin(features[term.first], out=row)
                elif term.second is None:
                    row[...] = features[term.first]
                else:
                    np.multiply(features[term.first], features[term.second], out=row)
        bounded = np.isfinite(mapped).all(axis=tuple(range(1, mapped.ndim)))
        if not bounded.all():
            term = self.terms[int(np.argmin(bounded))]
            raise SettingsError(
                f"The feature {term.written()} is too large for a computer's numbers on this data set; leave it out."
            )
        return read_only(mapped)
