"""The canvas in words, for people who cannot see it."""

from __future__ import annotations

import math

import numpy as np

from neuron_desktop.core import SettingsError, Snapshot
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.core.training.plane import Slice
from neuron_desktop.ui.items.canvas_items import line_in_view
from neuron_desktop.ui.items.view_item import View
from neuron_desktop.ui.items.view_map import ViewMap
from neuron_desktop.ui.looks import formatting


def points_in_words(parts: TrainTestSplit) -> str:
    """Return how many points there are of each class, and how many of them are held back."""
    dataset = parts.dataset
    if not dataset.sample_count:
        return "No points."
    counts = (
        f"{formatting.count(many)} {name}" for many, name in zip(dataset.class_counts, dataset.class_names, strict=True)
    )
    held_back = parts.test.sample_count
    hollow = f"; {formatting.count(held_back)} of them, hollow, are held back" if held_back else ""
    return f"{formatting.count(dataset.sample_count)} points: {', '.join(counts)}{hollow}."


def axes_in_words(names: tuple[str, str], view: ViewMap) -> str:
    """Return what is along the axes, and from where to where."""
    (left, right), (bottom, top) = view.x_range, view.y_range
    across = f"From left to right {names[0]}, {_span(left, right)}"
    return f"{across}; from below {names[1]}, {_span(bottom, top)}." if names[1] else f"{across}."


def boundary_in_words(section: Slice, formula: str, class_names: tuple[str, str], view: ViewMap) -> str:
    """Return where the boundary is, by its `formula`, and which class lies on which side."""
    shown = View(view.x_range, view.y_range, view.width, view.height)
    text = f"{formula[:1].upper()}{formula[1:]}" or "The boundary"
    if not section.neuron.has_boundary:
        return f"{text}."
    if section.is_straight:
        neuron = shown.neuron_in_pixels(section.neuron)
        if line_in_view(neuron, shown) is not None:
            across, down = neuron.weights
            sides = ("left of it", "right of it") if abs(across) > abs(down) else ("above it", "below it")
            zero, one = sides if (across if abs(across) > abs(down) else down) > 0.0 else sides[::-1]
            return f"{text}; {class_names[1]} {one}, {class_names[0]} {zero}."
        text += ", outside the view"
    middle = np.array([[(view.x_range[0] + view.x_range[1]) / 2], [(view.y_range[0] + view.y_range[1]) / 2]])
    try:
        with np.errstate(all="ignore"):
            z = float(section.logits(middle)[0])
    except SettingsError:
        z = math.nan
    return f"{text}." if math.isnan(z) else f"{text}; the middle of the view is {class_names[int(z >= 0.0)]}."


def progress_in_words(snapshot: Snapshot) -> str:
    """Return how well the neuron does, and after how many iterations; empty without points."""
    if not snapshot.sample_count:
        return ""
    return (
        f"Accuracy {formatting.percent(snapshot.accuracy)}, cost {formatting.number(snapshot.cost)} "
        f"at iteration {formatting.count(snapshot.iteration)}."
    )


def _span(low: float, high: float) -> str:
    step = (high - low) / 100
    return f"{formatting.resolved(low, step, 3)} to {formatting.resolved(high, step, 3)}"
