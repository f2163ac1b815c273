"""The neuron as formulas that can be copied, with as many digits as they need to give the neuron's answers.

Three digits of a weight are enough near the origin. Three digits of a weight of years move the line by years. So digits
are added until every sample keeps its class and the line in view its place. Where that takes many, features whose range
is small compared with their values are counted from a round number in their midst, as in ``v = 14.8 + 0.309·(u −
2005)``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from neuron_desktop.core.model.neuron import Array, Neuron
from neuron_desktop.core.numerals import THOUSANDS, magnitude, number, shortest

LEAST_DIGITS, MOST_DIGITS = 3, 17
# A longer form is used if it needs this many digits fewer.
WORTH = 2
# A feature is narrow if its values are this many times as large as its range.
FAR = 3.0
_TINY = float(np.finfo(np.float64).tiny)
_NOISE = 16.0 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """Places where the boundary is visible, and with what precision.

    Parameters
    ----------
    terms
        What the neuron sees at each, shape (k, p).
    slack
        By how much z may be off at each, shape (p,).
    """

    terms: Array
    slack: Array


@dataclass(frozen=True, slots=True)
class Formulas:
    """A neuron as text: ŷ = σ(…), its boundary ŷ = ½, and how many digits each of its weights needs by itself."""

    equation: str
    boundary: str
    digits: int


@dataclass(frozen=True, slots=True)
class _Sum:
    """The sum of weight·(term − center) and a constant; times `scale`, it is z."""

    weights: tuple[float, ...]
    centers: tuple[float, ...]
    constant: float
    scale: float = 1.0

    def rounded(self, digits: int) -> _Sum:
        """Return its value to someone who reads this many digits of it."""
        weights = tuple(_read(_text(weight, digits)) for weight in self.weights)
        return _Sum(weights, self.centers, _read(_text(self.constant, digits)), self.scale)

    def centered(self, centers: Sequence[float]) -> _Sum:
        """Return the same sum with other centers."""
        shifts = (weight * center for weight, center in zip(self.weights, centers, strict=True))
        return _Sum(self.weights, tuple(centers), _total((self.constant, *shifts)), self.scale)

    def logits(self, terms: Array) -> Array:
        """Return z of samples, (k, m) → (m,), computed from left to right like the text."""
        total = np.zeros(terms.shape[1:])
        for weight, center, values in zip(self.weights, self.centers, terms, strict=True):
            total += weight * (values - center)
        return np.asarray(self.scale * (total + self.constant))

    def written(self, names: Sequence[str], digits: int) -> str:
        """Return it as text, without its scale."""
        terms = zip(self.weights, self.centers, names, strict=True)
        parts = [f"{_text(weight, digits)}·{_away(name, center)}" for weight, center, name in terms]
        return _joined([*parts, _text(self.constant, digits)])


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of two terms, solved for one of them; its sum has the other one's slope, and −1."""

    sum: _Sum
    solved: int

    def written(self, names: Sequence[str], digits: int) -> str:
        """Return it as text."""
        other = 1 - self.solved
        name, center = names[self.solved], self.sum.centers[self.solved]
        slope, other_center = self.sum.weights[other], self.sum.centers[other]
        constant = _text(self.sum.constant, digits)
        parts = [f"{_text(slope, digits)}·{_away(names[other], other_center)}"] if slope else []
        # If it is counted from the middle, the constant is the value there.
        parts = [constant, *parts] if other_center else [*parts, constant]
        return f"line: {_less(name, center)} = {_joined(parts)}"


class FormulaWriter:
    """Writes the neurons of one data set.

    Parameters
    ----------
    terms
        What the neuron sees of the samples, shape (k, m).
    names
        The names of the terms.
    is_curved
        Whether they make the boundary a curve.
    """

    def __init__(self, terms: Array, names: Sequence[str], *, is_curved: bool = False) -> None:
        self._terms = terms
        self._names = tuple(names)
        self._is_curved = is_curved
        nothing = np.zeros(len(terms))
        self._lows = terms.min(axis=1) if terms.shape[1] else nothing
        self._highs = terms.max(axis=1) if terms.shape[1] else nothing
        self._largest = np.maximum(np.abs(self._lows), np.abs(self._highs))
        self._centers = tuple(map(_center, self._lows.tolist(), self._highs.tolist()))

    def write(self, neuron: Neuron, probe: Probe | None = None) -> Formulas:
        """Return the formulas of a neuron of these terms, whose boundary goes through the places of `probe`."""
        exact = _Sum(tuple(neuron.weights.tolist()), (0.0,) * len(self._names), neuron.bias)
        kind = "curve" if self._is_curved else "line"
        if not neuron.is_finite:
            text = exact.written(self._names, LEAST_DIGITS)
            return Formulas(f"ŷ = σ({text})", f"no {kind}: the weights are no longer numbers", LEAST_DIGITS)
        with np.errstate(all="ignore"):
            search = _Search(self, exact.logits(self._terms), probe, neuron)
            digits = search.digits(exact)
            chosen, chosen_digits = search.best((exact, exact.centered(self._centers))) or (exact, MOST_DIGITS)
            equation = chosen.written(self._names, chosen_digits)
            if not neuron.weights.any():
                boundary = (
                    "no curve yet: every weight is zero" if self._is_curved else "no line yet: both weights are zero"
                )
            else:
                boundary = (
                    self._line(neuron, search) or f"{'curve: ' if self._is_curved else ''}ŷ = ½ where {equation} = 0"
                )
        return Formulas(f"ŷ = σ({equation})", boundary, digits or MOST_DIGITS)

    def _line(self, neuron: Neuron, search: _Search) -> str | None:
        """Return the line, solved for the second term or, if that is impossible, for the first."""
        if self._is_curved or neuron.weights.size != 2:
            return None
        for solved in (1, 0):
            best = search.best(self._solved(neuron, solved))
            if best is not None:
                return _Line(best[0], solved).written(self._names, best[1])
        return None

    def _solved(self, neuron: Neuron, solved: int) -> Iterator[_Sum]:
        """Return the line of two terms solved for one of them: as it is, and with centers for one and for both."""
        weight, other_weight = float(neuron.weights[solved]), float(neuron.weights[1 - solved])
        if weight == 0.0:
            return
        slope = -other_weight / weight
        weights, centers = [-1.0, -1.0], [0.0, 0.0]
        weights[1 - solved] = slope if abs(slope) >= _TINY else 0.0
        centers[1 - solved] = self._centers[1 - solved]
        plain = _Sum(tuple(weights), (0.0, 0.0), -neuron.bias / weight, -weight)
        if math.isfinite(slope):
            yield from dict.fromkeys((plain, plain.centered(centers), plain.centered(self._centers)))


class _Search:
    """Finds how many digits leave everything unchanged."""

    def __init__(self, writer: FormulaWriter, logits: Array, probe: Probe | None, neuron: Neuron) -> None:
        self._terms, self._lows, self._highs = writer._terms, writer._lows, writer._highs
        self._logits = logits
        self._probe = probe
        self._found: dict[_Sum, int | None] = {}
        # How much two ways of computing z may differ.
        self._noise = _NOISE * (float(np.abs(neuron.weights) @ writer._largest) + abs(neuron.bias))

    def best(self, sums: Iterable[_Sum]) -> tuple[_Sum, int] | None:
        """Return the first of some sums, or a later one that needs considerably fewer digits; and how many it needs."""
        best: tuple[_Sum, int] | None = None
        for candidate in sums:
            if best is not None and best[1] < LEAST_DIGITS + WORTH:
                break
            digits = self.digits(candidate)
            if digits is not None and (best is None or digits <= best[1] - WORTH):
                best = candidate, digits
        return best

    def digits(self, exact: _Sum) -> int | None:
        """Return how many digits a sum needs, None if all of them are not enough."""
        if exact not in self._found:
            counts = range(LEAST_DIGITS, MOST_DIGITS + 1) if math.isfinite(exact.constant) else ()
            kept = (count for count in counts if self._is_kept(exact, exact.rounded(count)))
            self._found[exact] = next(kept, None)
        return self._found[exact]

    def _is_kept(self, exact: _Sum, rounded: _Sum) -> bool:
        """Whether a sum in fewer digits keeps the class of each sample and the boundary in view."""
        centers = np.array(exact.centers)[:, None]
        change = exact.scale * (np.array(rounded.weights) - np.array(exact.weights))
        constant_change = exact.scale * (rounded.constant - exact.constant)
        probe = self._probe
        if probe is not None and not (abs(change @ (probe.terms - centers) + constant_change) <= probe.slack).all():
            return False
        reach = np.maximum(np.abs(self._lows - centers[:, 0]), np.abs(self._highs - centers[:, 0]))
        furthest = float(np.abs(change) @ reach) + abs(constant_change) + self._noise
        # Only samples this near to the boundary can change sides.
        near = np.flatnonzero(~(np.abs(self._logits) > furthest))
        return bool(((rounded.logits(self._terms[:, near]) >= 0.0) == (self._logits[near] >= 0.0)).all())


def _center(low: float, high: float) -> float:
    """Return a round number in the midst of values whose range is small compared with their size, else 0."""
    apart = high - low
    if not 0.0 < apart * FAR < max(abs(low), abs(high)):
        return 0.0
    middle = low + apart / 2
    places = range(magnitude(middle), magnitude(apart) - 2, -1)
    round_numbers = (float(f"{round(middle / 10.0**place)}e{place}") for place in places)
    return next((value for value in round_numbers if abs(value - middle) <= apart / 8), low)


def _total(values: Iterable[float]) -> float:
    """Return the sum without rounding errors; NaN if it is too large."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        return math.nan


# --- text


def _text(value: float, digits: int) -> str:
    return number(value, digits).replace(THOUSANDS, "") if digits < MOST_DIGITS else shortest(value)


def _read(text: str) -> float:
    return float(text.replace("−", "-"))


def _less(name: str, center: float) -> str:
    sign = "−" if center > 0.0 else "+"
    return f"{name} {sign} {shortest(abs(center))}" if center else name


def _away(name: str, center: float) -> str:
    return f"({_less(name, center)})" if center else name


def _joined(parts: Sequence[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += f" − {part[1:]}" if part.startswith("−") else f" + {part}"
    return text
