"""Where the boundary is visible, for formulas that must match it."""

from __future__ import annotations

import numpy as np

from neuron_desktop.core import SettingsError, Snapshot
from neuron_desktop.core.model.formulas import Probe
from neuron_desktop.core.training.plane import Plane, Slice
from neuron_desktop.ui.items.canvas_items import line_in_view
from neuron_desktop.ui.items.view_item import View
from neuron_desktop.ui.items.view_map import Array, ViewMap

# How many pixels the line of a formula may lie beside the neuron's.
MOST_PIXELS = 0.5
GRID = 33


def boundary_probe(snapshot: Snapshot, plane: Plane, view: ViewMap) -> Probe | None:
    """Return where a neuron's boundary is in a view of a plane; None if it is not in view."""
    section = plane.slice(snapshot)
    if section is None or not section.neuron.has_boundary:
        return None
    with np.errstate(all="ignore"):
        try:
            found = _on_line(section, view) if section.is_straight else _on_curve(section, view)
            if found is None:
                return None
            pixels, steepness = found
            samples = plane.samples(view.to_plane(pixels))
            return Probe(snapshot.feature_map.apply(samples), MOST_PIXELS * steepness)
        except SettingsError:
            return None


def _on_line(section: Slice, view: ViewMap) -> tuple[Array, Array] | None:
    """Return pixels on a line, and by how much z changes within a pixel there."""
    drawn = View(view.x_range, view.y_range, view.width, view.height)
    neuron = drawn.neuron_in_pixels(section.neuron)
    line = line_in_view(neuron, drawn)
    if line is None:
        return None
    points = [line.pointAt(share) for share in (0.0, 0.5, 1.0)]
    pixels = np.array([[view.left + point.x() for point in points], [view.top + point.y() for point in points]])
    return pixels, np.full(len(points), np.hypot(*neuron.weights))


def _on_curve(section: Slice, view: ViewMap) -> tuple[Array, Array] | None:
    """Return pixels beside a curve, and by how much z changes within a pixel there."""
    columns = np.linspace(view.left, view.left + view.width, GRID)
    rows = np.linspace(view.top, view.top + view.height, GRID)
    pixels = np.stack([grid.ravel() for grid in np.meshgrid(columns, rows)])
    z = section.logits(view.to_plane(pixels)).reshape(GRID, GRID)
    down, across = np.gradient(z, rows, columns)
    side = z >= 0.0
    beside = np.zeros((GRID, GRID), bool)
    beside[:, 1:] |= side[:, 1:] != side[:, :-1]
    beside[1:] |= side[1:] != side[:-1]
    steepness = np.hypot(across, down)[beside]
    usable = np.isfinite(steepness) & (steepness > 0.0)
    return (pixels[:, beside.ravel()][:, usable], steepness[usable]) if usable.any() else None
