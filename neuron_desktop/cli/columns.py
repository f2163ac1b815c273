"""Chooses the columns of a table from which ``train`` learns."""

from __future__ import annotations

from pathlib import Path

from neuron_desktop.files.recipes.csv_data import ImportedData, to_dataset
from neuron_desktop.files.recipes.survey import MOST_COLUMNS_NAMED, survey
from neuron_desktop.files.text.names import listed
from neuron_desktop.files.text.tables import Table, read_table


def read_dataset(path: Path, label: str | None, features: tuple[str, ...] | None) -> tuple[ImportedData, str]:
    """Return the data set of a table, and in words how it was made.

    Raises
    ------
    CsvError
        If the table cannot be read or learned from, or it is not clear which column is the label.
    """
    known = survey(read_table(path))
    label = None if label is None else _column_name(known.table, label)
    chosen = None if features is None else tuple(_column_name(known.table, feature) for feature in features)
    recipe = known.recipe_asked_for(label, chosen, option="--label")
    imported = to_dataset(known.table, recipe)
    names = listed([column.name for column in recipe.columns], MOST_COLUMNS_NAMED)
    return imported, f"{imported.summary}; label {recipe.label.column}, learned from {names}"


def _column_name(table: Table, text: str) -> str:
    """Return `text` if it is the name of a column, else the name of the column at that position."""
    names = [column.name for column in table.columns]
    by_position = {str(position): name for position, name in enumerate(names, 1)}
    return text if text in names else by_position.get(text, text)
