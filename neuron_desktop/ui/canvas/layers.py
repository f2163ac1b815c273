"""What is painted on the canvas, from the shading at the bottom to the weight vector on top."""

from __future__ import annotations

import html
from collections.abc import Iterable

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from neuron_desktop.core import Dataset, TrueCurve, TrueLine
from neuron_desktop.core.training.pinned_run import PinnedRun
from neuron_desktop.core.training.plane import Plane, Slice
from neuron_desktop.session.judging.evaluation import TestResult
from neuron_desktop.ui.canvas.view_options import ViewOptions
from neuron_desktop.ui.items.arrow_item import WeightArrowItem
from neuron_desktop.ui.items.canvas_items import LineItem, ShadingItem, pen, style_axes
from neuron_desktop.ui.items.curve_items import CurvedItem
from neuron_desktop.ui.items.grid_item import GridItem
from neuron_desktop.ui.items.pinned_lines_item import PinnedLinesItem
from neuron_desktop.ui.items.points_item import PointsItem, TestPointsItem
from neuron_desktop.ui.items.true_curve_item import TrueCurveItem
from neuron_desktop.ui.items.view_item import Layer
from neuron_desktop.ui.items.view_map import Array, Indices
from neuron_desktop.ui.looks.theme import Theme

Mask = NDArray[np.bool_]
LONGEST_NAME = 32


class Layers:
    """The items of a plot, shown and fed together.

    Attributes
    ----------
    shading, curved, grid, test_points, points, true_line, true_curve, pinned_lines, boundary, arrow
        One item each.
    """

    def __init__(self, plot: pg.PlotWidget) -> None:
        view_box = plot.plotItem.vb
        self._plot = plot
        self._theme: Theme | None = None
        self._plane = Plane.of(Dataset.empty())
        self._options = ViewOptions()
        self.shading = ShadingItem(view_box)
        self.curved = CurvedItem(view_box)
        self.grid = GridItem(view_box, plot.getAxis("bottom"), plot.getAxis("left"))
        self.test_points = TestPointsItem(view_box)
        self.points = PointsItem(view_box)
        self.true_line = LineItem(view_box, Layer.TRUE_LINE)
        self.true_curve = TrueCurveItem(view_box)
        self.pinned_lines = PinnedLinesItem(view_box)
        self._pinned: tuple[PinnedRun, ...] = ()
        self.boundary = LineItem(view_box)
        self.arrow = WeightArrowItem(view_box)
        self.set_options(self._options)

    def set_theme(self, theme: Theme) -> None:
        """Take every colour from `theme`."""
        self._theme = theme
        for item in (
            self.shading,
            self.curved,
            self.grid,
            self.points,
            self.test_points,
            self.pinned_lines,
            self.arrow,
        ):
            item.set_theme(theme)
        self.boundary.set_pen(pen(theme.boundary, 2.5))
        true_pen = pen(theme.true_line, 2, dashed=True)
        self.true_line.set_pen(true_pen)
        self.true_curve.set_pen(true_pen)
        style_axes(self._plot, theme)

    def set_options(self, options: ViewOptions) -> None:
        """Show more or less beside the points and the boundary."""
        self._options = options
        self.grid.setVisible(options.grid)
        self.arrow.setVisible(options.weight_arrow)
        self.boundary.set_margins(options.margins)
        self.curved.contour.set_margins(options.margins)
        self.points.set_point_size(options.point_size)
        if not options.rings:
            self.points.set_marked(None)

    def release(self) -> None:
        """Give up the memory that painting has taken, until something is painted again."""
        for item in (self.points, self.test_points):
            item.release()

    def set_points(self, plane: Plane, dataset: Dataset, points: Array, is_test: Mask, *, appended: int) -> None:
        """Show samples at `points`, shape (2, m); only the last `appended` are new, unless it is 0."""
        self._plane = plane
        x, y = points
        if appended:
            new = slice(-appended, None)
            self.points.append_samples(x[new], y[new], dataset.labels[new], hollow=is_test[new])
        else:
            self.points.set_samples(x, y, dataset.labels, hollow=is_test)
        is_plain = (plane.horizontal, plane.vertical) == (0, 1)
        line = dataset.true_line if is_plain else None
        self.true_line.set_line(line if isinstance(line, TrueLine) else None)
        self.true_curve.set_curve(line if isinstance(line, TrueCurve) else None)

    def set_section(self, section: Slice | None) -> None:
        """Show the neuron on the plane, or nothing."""
        straight = section.neuron if section is not None and section.is_straight else None
        self.shading.set_neuron(straight)
        self.boundary.set_neuron(straight)
        self.arrow.set_neuron(straight)
        self.curved.set_snapshot(section if straight is None else None)

    def set_pinned(self, plane: Plane, runs: Iterable[PinnedRun]) -> None:
        """Show the boundaries on a plane of those runs that have one."""
        sections = [(run, plane.slice(run)) for run in runs]
        shown = [(run, section) for run, section in sections if section is not None and section.neuron.has_boundary]
        self._pinned = tuple(run for run, _ in shown)
        self.pinned_lines.set_sections([(run.mark, section) for run, section in shown])

    def set_result(self, result: TestResult | None) -> None:
        """Show points drawn for a test, the misclassified ones ringed, or none; those held back are there already."""
        if result is None or not result.is_drawn:
            self.test_points.set_result(None, None)
        else:
            self.test_points.set_result(result.dataset, result.wrong)

    def set_marked(self, mask: Mask | None) -> None:
        """Ring the samples in `mask`, shape (m,), or none."""
        self.points.set_marked(mask)

    def set_selected(self, indices: Indices) -> None:
        """Show which samples are selected."""
        mask = np.zeros(self.points.sample_count, bool)
        mask[indices] = True
        self.points.set_selected(mask if indices.size else None)

    def set_emphasized(self, index: int | None) -> None:
        """Highlight one sample, or none."""
        self.points.set_emphasized(index)

    def legend(self) -> str:
        """Name the visible lines, as rich text."""
        theme, plane = self._theme, self._plane
        if theme is None:
            return ""
        lines = []
        where = " (slice)" if plane.is_slice else ""
        curved = self.curved.is_shown
        if self.boundary.is_shown or curved:
            kind = "curve" if curved else "line"
            lines.append(f'<span style="color:{theme.boundary}"><b>━━</b></span> the neuron’s {kind}{where}, ŷ = ½')
            if self._options.margins:
                lines.append(f'<span style="color:{theme.boundary}">╌╌</span> ŷ = ¼ and ŷ = ¾')
        for run in self._pinned:
            color = theme.run_colors[run.mark]
            lines.append(f'<span style="color:{color}"><b>━━</b></span> {html.escape(_shortened(run.name))}')
        if self.true_line.is_shown or self.true_curve.is_shown:
            kind = "line" if self.true_line.is_shown else "curve"
            lines.append(f'<span style="color:{theme.true_line}"><b>╍╍</b></span> the true {kind}')
        return "<br>".join(lines)


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
