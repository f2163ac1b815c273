"""Numbers and formulas as text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from neuron_desktop.core import Neuron
from neuron_desktop.core.numerals import UNKNOWN, grouped, loss, number, probability, resolved

# A longer name of a class would push other figures aside.
LONGEST_NAME = 12

__all__ = ["UNKNOWN", "always", "boundary", "count", "equation", "loss", "number", "percent", "probability", "resolved"]


def count(value: int) -> str:
    """Return a whole number with its thousands set apart."""
    return grouped(value)


def always(class_names: Sequence[str], larger_class: tuple[int, float]) -> str:
    """Return what an accuracy is to be compared with, in short: what saying the larger class always gets right."""
    name = class_names[larger_class[0]]
    return f"always {name if len(name) <= LONGEST_NAME else 'the larger class'}: {percent(larger_class[1])}"


def percent(share: float) -> str:
    """Return a share in percent, always with one decimal; 0 and 100 % for none and all alone."""
    if not math.isfinite(share):
        return UNKNOWN
    tenths = math.floor(share * 1000 + 1e-9)
    return f"{tenths / 10:.1f} %" if tenths > 0 or share <= 0.0 else "< 0.1 %"


def equation(neuron: Neuron, names: Sequence[str]) -> str:
    """Return the neuron as a formula, ŷ = σ(w1·x1 + w2·x2 + b)."""
    return f"ŷ = σ({_sum(zip(neuron.weights, names, strict=True), neuron.bias)})"


def boundary(neuron: Neuron, names: Sequence[str], *, is_curved: bool = False) -> str:
    """Return the line ŷ = ½ solved for the second feature, or for the first where it is vertical.

    Of more features, and where terms make it a curve, it is the equation as it stands.
    """
    kind = "curve" if is_curved else "line"
    if not neuron.is_finite:
        return f"no {kind}: the weights are not numbers any more"
    if is_curved and not neuron.weights.any():
        return "no curve yet: every weight is zero"
    if is_curved or neuron.weights.size != 2:
        prefix = "curve: " if is_curved else ""
        return f"{prefix}ŷ = ½ where {_sum(zip(neuron.weights, names, strict=True), neuron.bias)} = 0"
    w1, w2 = (float(weight) for weight in neuron.weights)
    if w2 != 0.0 and math.isfinite(w1 / w2) and math.isfinite(neuron.bias / w2):
        return f"line: {names[1]} = {_sum([(-w1 / w2, names[0])], -neuron.bias / w2)}"
    if w1 != 0.0:
        return f"line: {names[0]} = {number(-neuron.bias / w1, 3)}"
    return "no line yet: both weights are zero"


def _sum(terms: Iterable[tuple[float, str]], constant: float) -> str:
    text = ""
    for weight, name in terms:
        text += _signed(float(weight), first=not text) + f"·{name}"
    return text + _signed(constant, first=not text)


def _signed(value: float, *, first: bool) -> str:
    shown = number(value, 3)
    if first:
        return shown
    return f" − {shown[1:]}" if shown.startswith("−") else f" + {shown}"
