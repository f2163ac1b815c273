"""The text of the read-out on the canvas."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from neuron_desktop.core import Dataset, SettingsError, Snapshot, log_loss
from neuron_desktop.core.training.plane import Plane
from neuron_desktop.ui.items.view_map import Array
from neuron_desktop.ui.looks import formatting


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the neuron says about one sample: its logit z, probability ŷ, loss, and the pull ŷ − y on the line."""

    z: float
    label: int

    @classmethod
    def of(cls, snapshot: Snapshot, features: Array, label: int) -> Judgement:
        """Return what the neuron of `snapshot` says about a sample, shape (n, 1), in class `label`."""
        return cls(logit(snapshot, features), label)

    @property
    def loss(self) -> float:
        """The sample's loss."""
        return float(log_loss(self.z, self.label))

    def texts(self) -> tuple[str, str, str, str]:
        """Return z, ŷ, the loss and the pull as text."""
        z = self.z
        # From z itself: near 1, the difference 1 − ŷ would have no digits left.
        pull = formatting.probability(z) if self.label == 0 else formatting.probability(-z)
        if self.label and not math.isnan(z):
            pull = "−" + pull.replace("1 −", "1 +")
        return formatting.number(z, 3), formatting.probability(z), formatting.loss(self.loss, z), pull


def logit(snapshot: Snapshot, features: Array) -> float:
    """Return z of a sample, shape (n, 1); NaN where it leaves the range of float64."""
    try:
        with np.errstate(all="ignore"):
            return float(snapshot.logits(features)[0])
    except SettingsError:
        return math.nan


def place_text(
    dataset: Dataset, plane: Plane, snapshot: Snapshot | None, point: Array, steps: tuple[float, float]
) -> str:
    """Return the text for a point of the plane, shape (2, 1), in a view whose pixels are `steps` apart."""
    values = [f"{name} = {value}" for name, value in _shown(dataset, plane, point, steps)]
    if snapshot is not None:
        z = logit(snapshot, plane.samples(point))
        values += [f"z = {formatting.number(z, 3)}", f"ŷ = {formatting.probability(z)}"]
        if not math.isnan(z):
            # No line break here on a narrow canvas.
            values.append(f"→\N{NO-BREAK SPACE}{dataset.class_names[z >= 0.0]}")
    return "   ".join(values)


def sample_text(
    dataset: Dataset,
    plane: Plane,
    snapshot: Snapshot | None,
    index: int,
    steps: tuple[float, float],
    *,
    held_back: bool,
) -> str:
    """Return the text for a sample, in a view whose pixels are `steps` apart."""
    features, label = dataset.features[:, [index]], int(dataset.labels[index])
    place = ", ".join(value for _, value in _shown(dataset, plane, plane.coordinates(features), steps))
    kind = "test point" if held_back else "point"
    text = f"{kind} {formatting.count(index + 1)} ({place}), {dataset.class_names[label]}"
    if snapshot is None:
        return text
    z, probability, loss, pull = Judgement.of(snapshot, features, label).texts()
    told = "no pull: not learned from" if held_back else f"pull ŷ − y = {pull}"
    return f"{text}:   " + "   ".join([f"z = {z}", f"ŷ = {probability}", f"loss = {loss}", told])


def _shown(dataset: Dataset, plane: Plane, point: Array, steps: tuple[float, float]) -> list[tuple[str, str]]:
    """Return name and value of each plotted feature, in enough digits that neighbouring pixels differ."""
    axes = [place for place in (plane.horizontal, plane.vertical) if place is not None]
    values = zip(axes, point[:, 0].tolist(), steps, strict=False)
    return [(dataset.feature_names[axis], formatting.resolved(value, step)) for axis, value, step in values]
