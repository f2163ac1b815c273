"""Files for notebooks, in one call each: a table as a data set, points and weights saved and loaded."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from neuron_desktop.core.arguments import LONGEST_SHOWN, as_compared, closest_first
from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.files.errors import WeightsError
from neuron_desktop.files.recipes.csv_data import to_dataset, write_dataset
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.recipes.survey import survey
from neuron_desktop.files.text.tables import read_table
from neuron_desktop.files.weights.trained_neuron import DIVERGED, TrainedNeuron, trained_neuron
from neuron_desktop.files.weights.weights_file import read_weights

if TYPE_CHECKING:
    from neuron_desktop.core.training.trainer import Trainer
    from neuron_desktop.files.weights.export_format import Check, WeightsFormat

AnyPath = str | os.PathLike[str]


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class TableDataset(Dataset):
    """A data set made from a table, with its recipe; data sets derived from it are plain ones.

    Parameters
    ----------
    recipe
        What became of the table's columns. Weights that are saved take it with them, so that they can be used on
        rows of the same columns.
    summary
        A line on what the table came to: how many rows, what became of words, which rows were left out.
    file
        The name of the table's file.
    """

    recipe: Recipe
    summary: str
    file: str


def load_table(path: AnyPath, label: str | None = None, *, features: Iterable[str] | None = None) -> TableDataset:
    """Return a table as a data set: CSV and its relatives, or the only one in a gzip or zip archive.

    Words of two values become 0 and 1, and rows with missing cells are left out; `TableDataset.summary` says how many.

    Parameters
    ----------
    path
        The file.
    label
        The name of the label column, which has two values; None for the one that suggests itself.
    features
        The names of the columns to learn from, in order; None for those that suggest themselves.

    Raises
    ------
    CsvError
        If the file cannot be read, there is no such column, or a column cannot have its role.
    """
    file = Path(path)
    known = survey(read_table(file))
    if features is not None:
        features = (features,) if isinstance(features, str) else tuple(map(str, features))
    recipe = known.recipe_asked_for(None if label is None else str(label), features, option="label=")
    imported = to_dataset(known.table, recipe)
    made = imported.dataset
    return TableDataset(
        made.features,
        made.labels,
        made.feature_names,
        made.class_names,
        recipe=imported.recipe,
        summary=imported.summary,
        file=file.name,
    )


def save_points(path: AnyPath, dataset: Dataset) -> None:
    """Write a data set as CSV; `load_table` and the window read it back equal.

    Raises
    ------
    FileError
        If it cannot be written; what was there before is then still there.
    """
    write_dataset(Path(path), dataset)


def load_weights(path: AnyPath) -> TrainedNeuron:
    """Return the trained neuron in a file of JSON or NPZ; nothing in the file is executed.

    Raises
    ------
    WeightsError
        If it is not such a file, or damaged.
    """
    return read_weights(Path(path))


def save_weights(path: AnyPath, trained: Trainer | TrainedNeuron, *, format: str | None = None) -> Check:
    """Write trained weights and verify them: 2,000 predictions of the file are compared with the neuron's.

    Parameters
    ----------
    path
        The file.
    trained
        A trainer, whose present state is written, or what `load_weights` returned.
    format
        The name of a format, such as "json" or "python" (`docs/weights-format.md` has all); None for the one that
        the ending of the file belongs to.

    Returns
    -------
    Check
        How the predictions agree; its `sentence` says it.

    Raises
    ------
    WeightsError
        If there is no such format, it cannot hold these weights, or its predictions differ; nothing is written then.
    FileError
        If the file cannot be written; what was there before is then still there.
    """
    from neuron_desktop.core.training.snapshot import Snapshot
    from neuron_desktop.files.atomic import replace_file
    from neuron_desktop.files.weights.export_format import check_samples, verify
    from neuron_desktop.files.weights.export_formats import export_bytes

    file = Path(path)
    chosen = _format_of(file, format)
    dataset = None
    if not isinstance(trained, TrainedNeuron):
        if isinstance(trained, Snapshot):
            raise WeightsError(file, "A snapshot does not know its data set; pass the trainer instead.")
        dataset, trained = trained.dataset, _present_state(file, trained)
    data = export_bytes(file, chosen, trained)
    check = verify(chosen, data, trained, check_samples(trained, dataset))
    if not check.agrees:
        raise WeightsError(file, f"{check.sentence}.")
    replace_file(file, data)
    return check


def _present_state(path: Path, trainer: Trainer) -> TrainedNeuron:
    """Return the present state of a trainer with everything that a file holds."""
    from neuron_desktop.files.recipes.separable import is_separable

    snapshot, dataset = trainer.snapshot(), trainer.dataset
    if snapshot.diverged:
        raise WeightsError(path, DIVERGED)
    recipe, file = (dataset.recipe, dataset.file) if isinstance(dataset, TableDataset) else (None, "")
    trained = trained_neuron(dataset, snapshot, data_file=file, recipe=recipe)
    return replace(trained, separable=is_separable(dataset, trained.settings))


def _format_of(path: Path, name: str | None) -> WeightsFormat:
    from neuron_desktop.files.weights.export_formats import FORMATS

    if name is not None:
        known = {each.key: each for each in FORMATS}
        if (key := as_compared(str(name))) in known:
            return known[key]
        choice = ", ".join(closest_first(name, known))
        raise WeightsError(path, f"There is no format “{str(name)[:LONGEST_SHOWN]}”; there are {choice}.")
    # The longest ending first: .sklearn.npz is one of .npz too.
    for each in sorted(FORMATS, key=lambda each: -len(each.suffix)):
        if path.name.casefold().endswith(each.suffix):
            return each
    endings = ", ".join(each.suffix for each in FORMATS)
    raise WeightsError(path, f"Its extension belongs to no format; pass format=, or use one of {endings}.")
