"""Which columns of a table ``train`` learns from."""

from __future__ import annotations

from pathlib import Path

from neuron_desktop.files.csv_data import ImportedData, to_dataset
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.names import listed
from neuron_desktop.files.recipe import Recipe
from neuron_desktop.files.survey import Survey, survey
from neuron_desktop.files.tables import Table, read_table

MOST_COLUMNS_NAMED = 12


def read_dataset(path: Path, label: str | None, features: tuple[str, ...] | None) -> tuple[ImportedData, str]:
    """Return the data set of a table, and in words what was made of it.

    Raises
    ------
    CsvError
        If the table cannot be read or learned from, or it is not clear which column is the label.
    """
    known = survey(read_table(path))
    recipe = _recipe(known, label, features)
    imported = to_dataset(known.table, recipe)
    names = listed([column.name for column in recipe.columns], MOST_COLUMNS_NAMED)
    return imported, f"{imported.summary}; label {recipe.label.column}, learned from {names}"


def _recipe(known: Survey, label: str | None, features: tuple[str, ...] | None) -> Recipe:
    """Return what becomes of the columns asked for, and for what is left open of those that suggest themselves."""
    table = known.table
    chosen = None if features is None else tuple(_column_name(table, feature) for feature in features)
    label_name = known.label if label is None else _column_name(table, label)
    if label is None and (label_name in (chosen or ()) or not (chosen or known.proposed_features)):
        columns = listed([column.name for column in table.columns], MOST_COLUMNS_NAMED)
        raise CsvError(table.path, f"Which column is the label is not clear; say it with --label, one of {columns}.")
    if chosen is None:
        chosen = tuple(column.name for column in known.columns if not column.reason and column.name != label_name)
    return known.recipe_for(label_name, chosen)


def _column_name(table: Table, text: str) -> str:
    """Return the name that `text` is, or else the name of the column at that position; `to_dataset` knows the rest."""
    names = [column.name for column in table.columns]
    by_position = {str(position): name for position, name in enumerate(names, 1)}
    return text if text in names else by_position.get(text, text)
