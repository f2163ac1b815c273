"""Which columns of a table ``train`` learns from."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from neuron_desktop.files.csv_data import (
    ColumnChoice,
    ImportedData,
    feature_candidates,
    propose,
    to_dataset,
)
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.names import described_classes, listed
from neuron_desktop.files.recipe import Recipe
from neuron_desktop.files.recipe_parts import ColumnRecipe, LabelRecipe
from neuron_desktop.files.tables import Table, read_table

MOST_COLUMNS_NAMED = 12


def column_list(text: str) -> tuple[str, ...]:
    """Return the names in a list separated by commas, as ``--features`` takes it."""
    try:
        names = next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error as error:
        raise argparse.ArgumentTypeError(f"not a list of columns separated by commas: {text} ({error})") from error
    if not names:
        raise argparse.ArgumentTypeError("name at least one column")
    return tuple(names)


def read_dataset(path: Path, label: str | None, features: tuple[str, ...] | None) -> tuple[ImportedData, Recipe]:
    """Return the data set of a table and how its rows became samples.

    Raises
    ------
    CsvError
        If the table cannot be read or learned from, or it is not clear which column is the label.
    """
    table = read_table(path)
    choice = _choice(table, label, features)
    imported = to_dataset(table, choice)
    names = imported.dataset.class_names
    is_described = described_classes(choice.label) is not None and choice.label == table.columns[-1].name
    zero, one = ("0", "1") if is_described else names
    label_recipe = LabelRecipe(choice.label, (zero,), (one,), names)
    return imported, Recipe(label_recipe, tuple(ColumnRecipe(name) for name in choice.features))


def _choice(table: Table, label: str | None, features: tuple[str, ...] | None) -> ColumnChoice:
    """Return the columns that are asked for, and for what is left open those that suggest themselves."""
    proposal = propose(table)
    chosen = None if features is None else tuple(_column_name(table, feature) for feature in features)
    if label is not None:
        label_name = _column_name(table, label)
    elif proposal is not None and proposal.label not in (chosen or ()):
        label_name = proposal.label
    else:
        columns = listed([column.name for column in table.columns], MOST_COLUMNS_NAMED)
        raise CsvError(table.path, f"Which column is the label is not clear; say it with --label, one of {columns}.")
    if chosen is None and proposal is not None and proposal.label == label_name:
        chosen = proposal.features
    if chosen is None:
        chosen = tuple(name for name in feature_candidates(table) if name != label_name)
    return ColumnChoice(label=label_name, features=chosen)


def _column_name(table: Table, text: str) -> str:
    """Return the name that `text` is, or else the name of the column at that position; `to_dataset` knows the rest."""
    names = [column.name for column in table.columns]
    by_position = {str(position): name for position, name in enumerate(names, 1)}
    return text if text in names else by_position.get(text, text)
