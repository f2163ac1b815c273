"""The run in a project file: a checkpoint as JSON values and a few long arrays, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core import Dataset, DatasetError, TrainingSettings
from neuron_desktop.core.training.checkpoint import Checkpoint
from neuron_desktop.core.training.history import RecordedStates
from neuron_desktop.core.training.segments import Edit, Segment
from neuron_desktop.files.values import Values
from neuron_desktop.files.weights.content import settings_in, settings_values

Array = NDArray[np.float64]
# Called with the entry's name, its type and its shape.
ArrayReader = Callable[[str, str, tuple[int | None, ...]], NDArray[Any]]

ITERATIONS, STATES, COSTS = "history/iterations.npy", "history/states.npy", "history/costs.npy"
STATE, SEGMENT_STATES = "history/state.npy", "history/chapter_states.npy"
EDIT_COLUMNS, EDIT_LABELS = "history/edit_columns.npy", "history/edit_labels.npy"
ENTRIES = (ITERATIONS, STATES, COSTS, STATE, SEGMENT_STATES, EDIT_COLUMNS, EDIT_LABELS)
SETTINGS_VERSION = 2


def history_values(checkpoint: Checkpoint, goal: int) -> dict[str, object]:
    """Return the run as JSON values; settings and names that repeat are listed once."""
    settings = _distinct(segment.settings for segment in checkpoint.segments)
    names = _distinct(_names(segment.edit.of) for segment in checkpoint.segments if segment.edit)
    return {
        "run": checkpoint.run,
        "iteration": checkpoint.iteration,
        "last_iteration": checkpoint.last_iteration,
        "goal": goal,
        "converged": checkpoint.converged,
        "spacing": checkpoint.record.spacing,
        "most_rows": checkpoint.record.most_rows,
        "settings": [settings_values(one) for one in settings],
        "names": [{"features": list(features), "classes": list(classes)} for features, classes in names],
        "chapters": [
            {
                "start": segment.start,
                "settings": settings[segment.settings],
                "what": list(segment.what),
                "numbers": segment.state.size,
                "edit": segment.edit
                and {
                    "kept_before": segment.edit.kept_before,
                    "kept_after": segment.edit.kept_after,
                    "samples": segment.edit.labels.size,
                    "names": names[_names(segment.edit.of)],
                },
            }
            for segment in checkpoint.segments
        ],
    }


def history_arrays(checkpoint: Checkpoint) -> dict[str, NDArray[Any]]:
    """Return the arrays that belong to `history_values`, by entry."""
    edits = [segment.edit for segment in checkpoint.segments if segment.edit]
    record = checkpoint.record
    return {
        ITERATIONS: record.iterations.astype("<i8"),
        STATES: record.states.astype("<f8"),
        COSTS: record.costs.astype("<f8"),
        STATE: checkpoint.state.astype("<f8"),
        SEGMENT_STATES: joined([segment.state for segment in checkpoint.segments], "<f8"),
        EDIT_COLUMNS: joined([edit.columns for edit in edits], "<f8"),
        EDIT_LABELS: joined([edit.labels for edit in edits], "|i1"),
    }


def checkpoint_in(values: Values, array: ArrayReader, dataset: Dataset, settings: TrainingSettings) -> Checkpoint:
    """Return the checkpoint of a file's `values` and arrays, under the data set and the settings it goes on with.

    Raises
    ------
    FileError
        If a value or an array is invalid; if they do not match, a CheckpointError is raised.
    """
    known = [settings_in(one, version=SETTINGS_VERSION) for one in values.parts("settings")]
    names = [_named(one) for one in values.parts("names")]
    parts = values.parts("chapters")
    sizes = [part.whole("numbers") for part in parts]
    edits = [part.part("edit") if part.holds("edit") else None for part in parts]
    samples = [0 if edit is None else edit.whole("samples") for edit in edits]
    features = dataset.feature_count
    states = parted(array(SEGMENT_STATES, "<f8", (sum(sizes),)), sizes)
    columns = parted(array(EDIT_COLUMNS, "<f8", (features * sum(samples),)), [features * count for count in samples])
    labels = parted(array(EDIT_LABELS, "|i1", (sum(samples),)), samples)
    segments = [
        Segment(
            part.whole("start"),
            state,
            part.choice("settings", known),
            tuple(part.texts("what")),
            None
            if edit is None
            else Edit(
                edit.whole("kept_before"),
                edit.whole("kept_after"),
                column.reshape(features, -1),
                label,
                edit.choice("names", names),
            ),
        )
        for part, edit, state, column, label in zip(parts, edits, states, columns, labels, strict=True)
    ]
    rows = array(ITERATIONS, "<i8", (None,))
    record = RecordedStates(
        values.whole("spacing"),
        values.whole("most_rows"),
        rows,
        array(STATES, "<f8", (rows.size, None)),
        array(COSTS, "<f8", (rows.size,)),
    )
    return Checkpoint(
        run=values.whole("run"),
        dataset=dataset,
        settings=settings,
        iteration=values.whole("iteration"),
        state=array(STATE, "<f8", (None,)),
        last_iteration=values.whole("last_iteration"),
        record=record,
        segments=tuple(segments),
        converged=values.flag("converged"),
    )


def _names(dataset: Dataset) -> tuple[tuple[str, ...], tuple[str, str]]:
    return dataset.feature_names, dataset.class_names


def _named(values: Values) -> Dataset:
    """Return the data set without samples that has these names."""
    classes = values.texts("classes")
    if len(classes) != 2:
        values.refuse("classes", "does not name two classes")
    try:
        return Dataset.empty(tuple(values.texts("features")), (classes[0], classes[1]))
    except DatasetError as error:
        raise values.fail(f"The names of an earlier data set are invalid: {error}") from error


def _distinct(things: Iterable[Any]) -> dict[Any, int]:
    """Return the place of each different thing among them."""
    places: dict[Any, int] = {}
    for thing in things:
        places.setdefault(thing, len(places))
    return places


def joined(arrays: Sequence[NDArray[Any]], kind: str) -> NDArray[Any]:
    """Return the numbers of all arrays, one after the other."""
    return np.concatenate([np.empty(0, kind), *(array.ravel() for array in arrays)]).astype(kind)


def parted(array: NDArray[Any], sizes: Sequence[int]) -> list[NDArray[Any]]:
    """Return the arrays, of these lengths, that `joined` has put together."""
    return [array[end - size : end] for size, end in zip(sizes, accumulate(sizes), strict=True)]
