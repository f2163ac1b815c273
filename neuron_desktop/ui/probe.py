"""What the read-out on the canvas says."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from neuron_desktop.core import Dataset, SettingsError, Snapshot, log_loss, sigmoid
from neuron_desktop.core.plane import Plane
from neuron_desktop.ui import formatting
from neuron_desktop.ui.view_map import Array


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the neuron says of one sample: its logit z, probability ŷ, loss, and the pull ŷ − y on the line."""

    z: float
    probability: float
    loss: float
    pull: float

    @classmethod
    def of(cls, snapshot: Snapshot, features: Array, label: int) -> Judgement:
        """Return what the neuron of `snapshot` says of a sample, shape (n, 1), in class `label`."""
        z = logit(snapshot, features)
        probability = float(sigmoid(z))
        # From the loss, which keeps its digits where ŷ is next to its label.
        loss = float(log_loss(z, label))
        pull = -math.copysign(-math.expm1(-loss), 1.0 if label else -1.0)
        return cls(z, probability, loss, pull)


def logit(snapshot: Snapshot, features: Array) -> float:
    """Return z of a sample, shape (n, 1); NaN where it leaves the range of float64."""
    try:
        with np.errstate(all="ignore"):
            return float(snapshot.logits(features)[0])
    except SettingsError:
        return math.nan


def place_text(dataset: Dataset, plane: Plane, snapshot: Snapshot | None, point: Array) -> str:
    """Return what is to be said of a point of the plane, shape (2, 1)."""
    values = [f"{name} = {formatting.number(value, 3)}" for name, value in _shown(dataset, plane, point)]
    if snapshot is not None:
        z = logit(snapshot, plane.samples(point))
        probability = math.exp(-float(log_loss(z, 1))) if math.isfinite(z) else math.nan
        values += [f"z = {formatting.number(z, 3)}", f"ŷ = {formatting.number(probability, 3)}"]
        if math.isfinite(z):
            # Not to be parted where the canvas is narrow.
            values.append(f"→\N{NO-BREAK SPACE}{dataset.class_names[z >= 0.0]}")
    return "   ".join(values)


def sample_text(dataset: Dataset, plane: Plane, snapshot: Snapshot | None, index: int, *, held_back: bool) -> str:
    """Return what is to be said of a sample."""
    features, label = dataset.features[:, [index]], int(dataset.labels[index])
    place = ", ".join(formatting.number(value, 3) for _, value in _shown(dataset, plane, plane.coordinates(features)))
    kind = "test point" if held_back else "point"
    text = f"{kind} {formatting.count(index + 1)} ({place}), {dataset.class_names[label]}"
    if snapshot is None:
        return text
    judged = Judgement.of(snapshot, features, label)
    pull = "no pull: not learned from" if held_back else f"pull ŷ − y = {formatting.number(judged.pull, 3)}"
    values = [f"z = {formatting.number(judged.z, 3)}", f"ŷ = {formatting.number(judged.probability, 3)}"]
    return f"{text}:   " + "   ".join([*values, f"loss = {formatting.number(judged.loss, 3)}", pull])


def _shown(dataset: Dataset, plane: Plane, point: Array) -> list[tuple[str, float]]:
    axes = [place for place in (plane.horizontal, plane.vertical) if place is not None]
    return [(dataset.feature_names[axis], float(value)) for axis, value in zip(axes, point[:, 0], strict=False)]
