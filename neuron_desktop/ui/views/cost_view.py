"""The cost curve, live."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from neuron_desktop.core import Snapshot, TrainingSettings
from neuron_desktop.session.runs.pinned_runs import Runs
from neuron_desktop.ui.items.canvas_items import style_axes
from neuron_desktop.ui.items.plot_axis import PlotAxis
from neuron_desktop.ui.items.view_map import Pixel
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.looks.plain_text import PlainLabel
from neuron_desktop.ui.looks.theme import Theme
from neuron_desktop.ui.views.view import View, Workbench
from neuron_desktop.ui.widgets.described_plot import DescribedPlot
from neuron_desktop.ui.widgets.fields import check_box
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.hovering import Hover

# A cost can be exactly 0 if every sample is far from the boundary; a logarithmic axis shows it here.
SMALLEST_COST = 1e-16
# A linear axis ends a little above the highest cost, and its end must be a finite number.
LARGEST_COST = 1e307
# A cost that changes by less than this share of itself in the last tenth of the curve is called level.
LEVEL = 1e-3


class _CostPlot(DescribedPlot):
    """The plot of the cost curve."""

    def __init__(self, axes: dict[str, PlotAxis], in_words: Callable[[], str]) -> None:
        super().__init__(viewBox=pg.ViewBox(enableMenu=False), axisItems=axes)
        self._in_words = in_words

    def in_words(self) -> str:
        return self._in_words()


HELP = (
    "The cost J after each iteration: how far the neuron's answers are from the labels, on average. It falls "
    "while the neuron learns; where it rises or leaps, the learning rate is too large. Hold the mouse over the "
    "curve to read the cost of an iteration; the log scale (Space) tells small costs apart. After going back an "
    "upright line marks the iteration on screen. Pinned runs (K) are drawn in their own colours."
)


class CostView(View):
    """Draws the recorded costs of the run, on a linear or logarithmic axis, and tells the cost under the mouse.

    A vertical line marks the iteration on screen if that is not the newest.
    """

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(workbench, parent)
        set_help(self, "Cost curve", HELP)
        self._snapshot: Snapshot | None = None
        self._planned = workbench.training.settings.iterations
        self._shown_range: tuple[float, float, float] | None = None
        self._runs: Runs = ()
        self._run_colors: tuple[str, ...] = ()
        self._pinned: list[pg.PlotCurveItem] = []
        axes = {side: PlotAxis(side) for side in ("left", "bottom")}
        self._plot = _CostPlot(axes, self.in_words)
        self._plot.setObjectName("costPlot")
        self._plot.setAccessibleName("Cost curve")
        self._plot.plotItem.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setLabel("bottom", "iteration")
        self._plot.setLabel("left", "cost")
        self._plot.setMinimumHeight(90)
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setStyle(maxTickLevel=1, maxTextLevel=0)
        self._curve = pg.PlotCurveItem(skipFiniteCheck=True)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self._present = pg.InfiniteLine(angle=90, movable=False)
        self._present.hide()
        self._plot.addItem(self._present, ignoreBounds=True)
        self._plot.addItem(self._curve, ignoreBounds=True)
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._hover = Hover(self._plot.viewport(), self._on_read)
        self._plot.plotItem.vb.sigResized.connect(self._on_resized)

        self._reading = PlainLabel()
        self._reading.setObjectName("costReading")
        self._reading.setProperty("role", "caption")
        self._reading.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._log = check_box("costLogBox", "log", "Show the cost on a logarithmic axis")
        self._log.toggled.connect(self._on_log_toggled)
        self.header = QWidget()
        top = QHBoxLayout(self.header)
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self._reading, 1)
        top.addWidget(self._log)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 4)
        layout.addWidget(self._plot, 1)
        training, runs = workbench.training, workbench.project.runs
        self.follow(runs.shown_changed, self._on_runs_changed, runs.shown)
        self.follow(training.settings_changed, self._on_settings_changed, training.settings)
        self.follow(training.read_out, self._on_progressed, training.snapshot)

    def state(self) -> str:
        """Return whether the axis of costs is logarithmic."""
        return "log" if self._log.isChecked() else "linear"

    def set_state(self, state: str) -> None:
        """Make it so again."""
        self._log.setChecked(state == "log")

    def set_theme(self, theme: Theme) -> None:
        """Take every colour from `theme`."""
        super().set_theme(theme)
        self._plot.setBackground(theme.canvas)
        self._curve.setPen(pg.mkPen(theme.accent, width=1))
        self._run_colors = theme.run_colors
        self._draw_pinned()
        self._cursor.setPen(pg.mkPen(theme.muted, width=1))
        self._present.setPen(pg.mkPen(theme.boundary, width=2))
        style_axes(self._plot, theme)

    def _on_settings_changed(self, settings: TrainingSettings) -> None:
        # Room for as many iterations as a run has.
        self._planned = settings.iterations
        self._draw()

    def _on_progressed(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._draw()

    def _on_runs_changed(self, runs: Runs) -> None:
        self._runs = runs
        self._draw_pinned()
        self._draw()

    def in_words(self) -> str:
        """Return what the cost is, what it was at the start, where it is going, and how it is drawn."""
        snapshot = self._snapshot
        axis = "logarithmic axis" if self._log.isChecked() else "linear axis"
        if snapshot is None or not snapshot.sample_count:
            return f"Nothing trained yet; {axis}."
        told = f"Cost {formatting.number(snapshot.cost)} at iteration {formatting.count(snapshot.iteration)}"
        if snapshot.iteration < snapshot.last_iteration:
            told += f" of {formatting.count(snapshot.last_iteration)}"
        curve = snapshot.cost_curve
        if curve.costs.size > 1:
            told += f", {formatting.number(float(curve.costs[0]))} at the start; {_going(curve.costs)}"
        pinned = f"; beside it the curves of {', '.join(run.name for run in self._runs)}" if self._runs else ""
        return f"{told}; {axis}{pinned}."

    @Slot(bool)
    def _on_log_toggled(self, on: bool) -> None:
        self._plot.getAxis("left").setLogMode(y=on)
        self._shown_range = None
        self._draw_pinned()
        self._draw()

    def _draw_pinned(self) -> None:
        for item in self._pinned:
            self._plot.removeItem(item)
        self._pinned = []
        for run in self._runs if self._run_colors else ():
            item = pg.PlotCurveItem(skipFiniteCheck=True, pen=pg.mkPen(self._run_colors[run.mark], width=1))
            item.setZValue(-1)
            item.setData(*self._drawable(run.cost_curve.iterations, run.cost_curve.costs))
            self._plot.addItem(item, ignoreBounds=True)
            self._pinned.append(item)

    def _drawable(self, iterations: np.ndarray, costs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the finite part of a curve, on the present axis."""
        finite = np.isfinite(costs)
        iterations, costs = iterations[finite].astype(np.float64), costs[finite]
        return iterations, np.log10(np.maximum(costs, SMALLEST_COST)) if self._log.isChecked() else costs

    def _draw(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        curve = snapshot.cost_curve.thinned()
        iterations, costs = curve.iterations, curve.costs
        is_newest = snapshot.iteration == snapshot.last_iteration
        self._present.setVisible(not is_newest)
        self._present.setPos(float(snapshot.iteration))
        if is_newest and math.isfinite(snapshot.cost):
            iterations = np.append(iterations, snapshot.iteration)
            costs = np.append(costs, snapshot.cost)
        shown = [self._drawable(iterations, costs)]
        self._curve.setData(*shown[0])
        shown += [item.getData() for item in self._pinned]
        lasts = [float(iterations[-1]) for iterations, _ in shown if iterations.size]
        self._fit(max(lasts, default=0.0), np.concatenate([costs for _, costs in shown]))
        self._hover.refresh()

    def _fit(self, last: float, costs: np.ndarray) -> None:
        """Change the axes only when the curve leaves them: drawing axes costs more than drawing the curve."""
        right = float(self._planned)
        while right < last:
            right *= 1.5
        if self._log.isChecked():
            low = math.floor(costs.min()) if costs.size else -2.0
            high = max(math.ceil(costs.max()), low + 1) if costs.size else 0.0
        else:
            low, top = 0.0, float(costs.max()) if costs.size else 0.7
            high = min(max(top, 1e-6), LARGEST_COST) * 1.08
        wanted = (right, low, high)
        if wanted != self._shown_range:
            self._shown_range = wanted
            # Room for the number at the uppermost decade.
            top = high + 0.04 * (high - low) if self._log.isChecked() else high
            self._plot.setRange(xRange=(0.0, right), yRange=(low, top), padding=0.0, disableAutoRange=True)

    @Slot(object)
    def _on_resized(self, _view_box: object) -> None:
        self._hover.refresh()

    def _on_read(self, pixel: Pixel | None) -> None:
        view = self._plot.plotItem.vb
        curve = self._snapshot.cost_curve if self._snapshot else None
        inside = pixel is not None and view.sceneBoundingRect().contains(QPointF(*pixel))
        if curve is None or curve.costs.size == 0 or pixel is None or not inside:
            self._cursor.hide()
            self._reading.clear()
            return
        wanted = view.mapSceneToView(QPointF(*pixel)).x()
        place = _nearest(curve.iterations, wanted)
        self._cursor.setPos(float(curve.iterations[place]))
        self._cursor.show()
        iteration = formatting.count(int(curve.iterations[place]))
        self._reading.setText(f"iteration {iteration}: {formatting.number(float(curve.costs[place]))}")


def _going(costs: np.ndarray) -> str:
    """Return where the last tenth of a curve of at least two costs is going."""
    before, last = float(costs[-1 - max(costs.size // 10, 1)]), float(costs[-1])
    if not math.isfinite(last):
        return "no number any more"
    if abs(last - before) <= LEVEL * abs(before):
        return "level"
    return "falling" if last < before else "rising"


def _nearest(iterations: np.ndarray, wanted: float) -> int:
    """Return the place of the recorded iteration, of at least one in rising order, that is nearest to one."""
    after = min(int(np.searchsorted(iterations, wanted)), iterations.size - 1)
    before = max(after - 1, 0)
    return before if wanted - iterations[before] < iterations[after] - wanted else after
