"""Pinned runs in a project file: JSON values and three long arrays, and back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core import Neuron, SettingsError
from neuron_desktop.core.training.history import CostCurve
from neuron_desktop.core.training.pinned_run import MOST_PINNED, PinnedRun
from neuron_desktop.files.projects.history import SETTINGS_VERSION, ArrayReader, joined, parted
from neuron_desktop.files.values import Values
from neuron_desktop.files.weights.content import settings_in, settings_values

ITERATIONS, COSTS, WEIGHTS = "runs/iterations.npy", "runs/costs.npy", "runs/weights.npy"
ENTRIES = (ITERATIONS, COSTS, WEIGHTS)


def run_values(runs: Sequence[PinnedRun]) -> list[dict[str, object]]:
    """Return the pinned runs of a project as JSON values."""
    return [
        {
            "name": run.name,
            "mark": run.mark,
            "feature_names": list(run.feature_names),
            "class_names": list(run.class_names),
            "settings": settings_values(run.settings),
            "iteration": run.iteration,
            "cost": run.cost if math.isfinite(run.cost) else None,
            "accuracy": run.accuracy if math.isfinite(run.accuracy) else None,
            "sample_count": run.sample_count,
            "larger_class": run.larger_class if math.isfinite(run.larger_class) else None,
            "numbers": run.neuron.weights.size + 1,
            "recorded": run.cost_curve.costs.size,
        }
        for run in runs
    ]


def run_arrays(runs: Sequence[PinnedRun]) -> dict[str, NDArray[Any]]:
    """Return the arrays that belong to `run_values`, by entry."""
    return {
        ITERATIONS: joined([run.cost_curve.iterations for run in runs], "<i8"),
        COSTS: joined([run.cost_curve.costs for run in runs], "<f8"),
        WEIGHTS: joined([np.append(run.neuron.weights, run.neuron.bias) for run in runs], "<f8"),
    }


def runs_in(values: Values, array: ArrayReader) -> tuple[PinnedRun, ...]:
    """Return the pinned runs of a file's `values` and arrays; none for files of versions without them.

    Raises
    ------
    FileError
        If a value or an array is invalid.
    """
    if not values.holds("runs"):
        return ()
    parts = values.parts("runs")
    if len(parts) > MOST_PINNED:
        values.refuse("runs", f"holds more than {MOST_PINNED}")
    recorded = [part.whole("recorded") for part in parts]
    sizes = [part.whole("numbers") for part in parts]
    iterations = parted(array(ITERATIONS, "<i8", (sum(recorded),)), recorded)
    costs = parted(array(COSTS, "<f8", (sum(recorded),)), recorded)
    weights = parted(array(WEIGHTS, "<f8", (sum(sizes),)), sizes)
    return tuple(map(_run, parts, iterations, costs, weights))


def _run(values: Values, iterations: NDArray[np.int64], costs: Any, weights: Any) -> PinnedRun:
    classes = values.texts("class_names")
    if len(classes) != 2:
        values.refuse("class_names", "does not name two classes")
    if not weights.size:
        values.refuse("numbers", "leaves out the bias")
    cost, accuracy = values.figure("cost", largest=math.inf), values.figure("accuracy", largest=1.0)
    # Earlier versions did not write it.
    larger = values.figure("larger_class", largest=1.0) if values.holds("larger_class") else None
    try:
        return PinnedRun(
            name=values.text("name"),
            mark=values.whole("mark"),
            feature_names=tuple(values.texts("feature_names")),
            class_names=(classes[0], classes[1]),
            settings=settings_in(values.part("settings"), version=SETTINGS_VERSION),
            neuron=Neuron(weights[:-1], float(weights[-1])),
            cost_curve=CostCurve(iterations, costs),
            iteration=values.whole("iteration"),
            cost=math.nan if cost is None else cost,
            accuracy=math.nan if accuracy is None else accuracy,
            sample_count=values.whole("sample_count"),
            larger_class=math.nan if larger is None else larger,
        )
    except (ValueError, SettingsError) as error:
        raise values.fail(f"A pinned run is invalid: {error}") from error
