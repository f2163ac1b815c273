"""The JSON of a project file, and the project made from it and the arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from neuron_desktop import __version__
from neuron_desktop.core import (
    Dataset,
    Expression,
    FeatureMap,
    GeneratorSpec,
    Neuron,
    Trainer,
    TrueCurve,
    TrueLine,
)
from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.core.data.split import Split
from neuron_desktop.core.generators.catalogue import spec_from_values, spec_to_values
from neuron_desktop.core.generators.generator import LARGEST_SEED
from neuron_desktop.core.training.checkpoint import Checkpoint
from neuron_desktop.files.archive import array_in
from neuron_desktop.files.projects import history as history
from neuron_desktop.files.projects.pinned_runs import run_values, runs_in
from neuron_desktop.files.projects.project import Project, Range, View
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.values import LARGEST_WHOLE_NUMBER, Values
from neuron_desktop.files.weights.content import settings_in, settings_values

FORMAT = "neuron-desktop project"
# Version 1 had no split, run, recipe, view or notes: it held data, settings and a neuron.
VERSION = 2
MINOR_VERSION = 1
FEATURES, LABELS, KEYS = "data/features.npy", "data/labels.npy", "data/split_keys.npy"


def description(project: Project) -> dict[str, object]:
    """Return the JSON of a project as values."""
    dataset, split, view = project.dataset, project.split, project.view
    checkpoint = project.checkpoint
    return {
        "format": FORMAT,
        "version": VERSION,
        "minor_version": MINOR_VERSION,
        "app_version": __version__,
        "data": {
            "feature_names": list(dataset.feature_names),
            "class_names": list(dataset.class_names),
            "true_line": _line_values(dataset.true_line),
            "source": project.source,
            "summary": project.summary,
            "missing": [{"column": column, "cells": cells} for column, cells in project.missing],
        },
        "recipe": project.recipe and project.recipe.to_json(),
        "generator": None if project.generator is None else spec_to_values(project.generator),
        "split": {"test_share": float(split.test_share), "seed": split.seed, "drawn_keys": project.drawn_keys},
        "settings": settings_values(checkpoint.settings),
        "history": history.history_values(checkpoint, min(project.goal, LARGEST_WHOLE_NUMBER)),
        "view": {
            "axes": view.axes and list(view.axes),
            "hold": view.hold,
            "sample": view.sample,
            "x_range": view.x_range and list(view.x_range),
            "y_range": view.y_range and list(view.y_range),
            "hidden_panels": None if view.hidden_panels is None else list(view.hidden_panels),
            # JSON has no infinity.
            "speed": view.speed if view.speed is None or math.isfinite(view.speed) else 0,
            "test_seed": view.test_seed,
        },
        "runs": run_values(project.runs),
        "notes": project.notes,
    }


def neuron_values(checkpoint: Checkpoint) -> dict[str, object] | None:
    """Return the neuron in data units, for other programs; None if its numbers are not finite."""
    neuron = Trainer.from_checkpoint(checkpoint).neuron
    if not neuron.is_finite:
        return None
    segment = next(segment for segment in reversed(checkpoint.segments) if segment.start <= checkpoint.iteration)
    feature_map = FeatureMap.of(segment.settings.feature_map, checkpoint.dataset.feature_count)
    return {
        "terms": [term.written() for term in feature_map.terms],
        "weights": neuron.weights.tolist(),
        "bias": neuron.bias,
        "iteration": checkpoint.iteration,
    }


def assembled(path: Path, values: Values, entries: Mapping[str, bytes], version: int) -> Project:
    """Return the project made from a file's checked values and its entries.

    Raises
    ------
    ProjectError
        If a value or an array is invalid; data, settings, runs, generators and recipes that contradict themselves raise
        their own errors.
    """

    def array(name: str, kind: str, shape: tuple[int | None, ...]) -> Any:
        return array_in(path, entries, name, kind=kind, shape=shape)

    data = values.part("data")
    names, classes = data.texts("feature_names"), data.texts("class_names")
    if len(classes) != 2:
        data.refuse("class_names", "does not name two classes")
    labels = array(LABELS, "|i1", (None,))
    features = array(FEATURES, "<f8", (len(names), labels.size))
    dataset = Dataset(features, labels, tuple(names), (classes[0], classes[1]), _line_in(data))
    settings = settings_in(values.part("settings"), version=2)
    if version == 1:
        split, drawn = Split(), labels.size
        keys = split.keys(drawn)
    else:
        part = values.part("split")
        split, drawn = Split(part.number("test_share"), part.whole("seed")), part.whole("drawn_keys")
        keys = read_only(array(KEYS, "<f4", (labels.size,)).astype(np.float32))
        if not ((keys >= 0.0) & (keys <= 1.0)).all():
            raise values.fail(f"Its part {KEYS} holds an invalid key; open an earlier copy of it.")
    training = split.divide(dataset, keys).training
    if version > 1 and values.holds("history"):
        run = values.part("history")
        checkpoint, goal = history.checkpoint_in(run, array, training, settings), run.whole("goal")
    else:
        trainer = Trainer(training, settings)
        if values.holds("neuron"):
            neuron = values.part("neuron")
            weights = Neuron(np.array(neuron.numbers("weights"), np.float64), neuron.number("bias"))
            trainer.set_neuron(weights, iteration=neuron.whole("iteration"))
        checkpoint, goal = trainer.checkpoint(), settings.iterations
    is_new = version > 1
    return Project(
        dataset=dataset,
        split=split,
        keys=keys,
        drawn_keys=drawn,
        checkpoint=checkpoint,
        goal=goal,
        source=data.text("source"),
        summary=data.text("summary") if is_new else "",
        recipe=Recipe.from_json(values.value("recipe")) if is_new and values.holds("recipe") else None,
        generator=_generator_in(values) if is_new else None,
        missing=tuple((part.text("column"), part.whole("cells")) for part in data.parts("missing")) if is_new else (),
        notes=values.text("notes") if is_new else "",
        runs=runs_in(values, array),
        view=_view_in(values.part("view"), dataset) if is_new else View(),
    )


def _line_values(line: TrueLine | TrueCurve | None) -> dict[str, object] | None:
    if isinstance(line, TrueCurve):
        return {"function": line.function.text}
    return None if line is None else {"slope": float(line.slope), "intercept": float(line.intercept)}


def _line_in(data: Values) -> TrueLine | TrueCurve | None:
    if not data.holds("true_line"):
        return None
    line = data.part("true_line")
    if line.holds("function"):
        return TrueCurve(Expression(line.text("function")))
    return TrueLine(line.number("slope"), line.number("intercept"))


def _generator_in(values: Values) -> GeneratorSpec | None:
    if not values.holds("generator"):
        return None
    generator = values.value("generator")
    if not isinstance(generator, dict):
        values.refuse("generator", "is not an object")
    return spec_from_values(generator)


def _view_in(values: Values, dataset: Dataset) -> View:
    axes = None
    if values.holds("axes"):
        axes = values.pair("axes")
        if not all(axis in range(dataset.feature_count) for axis in axes):
            values.refuse("axes", "names a feature that is not there")
    return View(
        None if axes is None else (int(axes[0]), int(axes[1])),
        values.text("hold"),
        min(values.whole("sample"), max(dataset.sample_count - 1, 0)),
        _range_in(values, "x_range"),
        _range_in(values, "y_range"),
        tuple(values.texts("hidden_panels")) if values.holds("hidden_panels") else None,
        _speed_in(values),
        _seed_in(values),
    )


def _speed_in(values: Values) -> float | None:
    if not values.holds("speed"):
        return None
    speed = values.number("speed")
    if speed < 0.0:
        values.refuse("speed", "is below 0")
    return speed or math.inf


def _seed_in(values: Values) -> int | None:
    if not values.holds("test_seed"):
        return None
    seed = values.whole("test_seed")
    if seed > LARGEST_SEED:
        values.refuse("test_seed", f"is above {LARGEST_SEED}")
    return seed


def _range_in(values: Values, key: str) -> Range | None:
    if not values.holds(key):
        return None
    low, high = values.pair(key)
    if low >= high:
        values.refuse(key, "does not go from a smaller number to a larger")
    return low, high
