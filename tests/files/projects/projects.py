"""Projects for tests to write and read, and the means to spoil a file."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from neuron_desktop.core import Expression, Neuron, Optimizer, Trainer, TrainingSettings, TrueCurve, article_dataset
from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.core.data.split import Split
from neuron_desktop.core.generators.catalogue import FunctionGenerator
from neuron_desktop.core.training.pinned_run import PinnedRun
from neuron_desktop.files.projects.project import Project, View
from neuron_desktop.files.recipes.recipe import ColumnRecipe, LabelRecipe, Recipe
from tests.core.training.test_history import overlapping

RECIPE = Recipe(
    LabelRecipe("kind", ("no",), ("yes", "y"), ("no", "yes")),
    (ColumnRecipe("age", missing="mean", fill=31.5, indicator=True),),
)


def small_project() -> Project:
    """The article's data set before the first step."""
    dataset, split = article_dataset(), Split()
    keys = split.keys(dataset.sample_count)
    return Project(
        dataset, split, keys, dataset.sample_count, Trainer(dataset).checkpoint(), 2000, "The article's line"
    )


def rich_project() -> Project:
    """A project with something in every part: a split, edits, two optimizers, a place looked back to, notes."""
    dataset = replace(overlapping(40), true_line=TrueCurve(Expression("2 sin(x)")))
    split = Split(0.25, 7)
    keys = split.keys(40)
    trainer = Trainer(
        split.divide(dataset, keys).training, TrainingSettings(0.3, feature_map=("x1", "x2", "x1·x2")), run=4
    )
    trainer.advance(23)
    trainer.configure(TrainingSettings(0.05, optimizer=Optimizer.ADAM, standardize=True, batch_size=7))
    trainer.advance(9)
    dataset = dataset.with_sample([0.5, -2.0], 1).without_sample(3)
    keys = read_only(np.delete(np.append(keys, np.float32(0.9)), 3))
    trainer.set_dataset(split.divide(dataset, keys).training)
    trainer.advance(14)
    trainer.seek(17)
    return Project(
        dataset=dataset,
        split=split,
        keys=keys,
        drawn_keys=41,
        checkpoint=trainer.checkpoint(),
        goal=4000,
        source="“people”.csv",
        summary="40 rows",
        recipe=RECIPE,
        missing=(("age", 3),),
        notes="Ages in years.\nNot the \ud800 whole story 🙂",
        generator=FunctionGenerator(function="2 sin(x)", noise=0.1),
        view=View((1, 0), "sample", 7, (-3.5, 4.0), (0.0, 1e-3), ("costDock",), math.inf, 77),
        runs=pinned_runs(),
    )


def pinned_runs() -> tuple[PinnedRun, ...]:
    """Two pinned runs: one on three terms, and one that has diverged on data of other features."""
    dataset = overlapping(40)
    settings = TrainingSettings(0.3, feature_map=("x1", "x2", "x1·x2"))
    first = PinnedRun.of(Trainer(dataset, settings).advance(23), dataset, ())
    others = replace(dataset, feature_names=("height", "weight"))
    second = PinnedRun.of(Trainer(others).advance(9), others, (first,))
    diverged = Neuron([np.inf, np.nan], -np.inf)
    return replace(first, name="the “first” \ud800"), replace(second, neuron=diverged, cost=np.inf, accuracy=np.nan)


def spoiled(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Let `change` alter the entries of an archive by name, and write it again."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def with_json(change: Callable[[dict], None]) -> Callable[[dict[str, bytes]], None]:
    """Return a change of entries that alters the decoded description."""

    def changed(entries: dict[str, bytes]) -> None:
        document = json.loads(entries["project.json"])
        change(document)
        entries["project.json"] = json.dumps(document).encode()

    return changed


def npy(array: np.ndarray, *, pickled: bool = False) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, allow_pickle=pickled)
    return stream.getvalue()
