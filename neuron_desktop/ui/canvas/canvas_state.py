"""What a canvas shows, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from neuron_desktop.core import Dataset, Snapshot
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.core.training.plane import Hold
from neuron_desktop.session.judging.evaluation import TestResult
from neuron_desktop.session.runs.pinned_runs import Runs
from neuron_desktop.ui.canvas.view_options import ViewOptions

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PlaneChoice:
    """Which two features are plotted, and where the others are held; `sample` is for `Hold.SAMPLE` alone."""

    axes: tuple[int, int] = (0, 1)
    hold: Hold = Hold.MEAN
    sample: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class CanvasState:
    """What a canvas shows, so that another can show the same; each has its own colours and size."""

    parts: TrainTestSplit
    choice: PlaneChoice
    options: ViewOptions
    snapshot: Snapshot | None
    result: TestResult | None
    runs: Runs
    view: tuple[Range, Range]

    @property
    def dataset(self) -> Dataset:
        """The data set, whole."""
        return self.parts.dataset
