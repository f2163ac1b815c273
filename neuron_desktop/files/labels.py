"""The labels of a column: which two values it has, which of them is class 0, and the 0 or 1 of each row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.files.columns import MOST_DISTINCT, Column, number_text
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.names import listed, shown
from neuron_desktop.files.tables import Table

# Class 0 comes first. Compared without regard to case; other words are ordered by the alphabet.
ORDERED_PAIRS = (
    ("false", "true"),
    ("no", "yes"),
    ("n", "y"),
    ("f", "t"),
    ("red", "blue"),
    ("negative", "positive"),
    ("neg", "pos"),
    ("dead", "alive"),
    ("died", "survived"),
    ("off", "on"),
    ("fail", "pass"),
)

MOST_LISTED = 6


def two_labels(table: Table, label: Column) -> tuple[tuple[str, str], NDArray[np.int8], NDArray[np.bool_]]:
    """Return the names of class 0 and 1, the label of each row and whether it has one.

    Class 0 is the smaller number, the first of a pair such as ``no`` and ``yes``, or the first by the alphabet. A
    number is named by its shortest text: ``0``, also where the file says ``0.0``.

    Raises
    ------
    CsvError
        If the column has fewer or more than two values.
    """
    values = label.distinct()
    if len(values) != 2:
        count = "one value" if len(values) == 1 else f"{len(values):,} values" if values else "no values"
        found = f"{count}{' or more' if len(values) == MOST_DISTINCT else ''}"
        which = f" ({listed(values, MOST_LISTED)})" if values else ""
        advice = ", or keep only the rows of two of them in the file" if len(values) > 2 else ""
        raise CsvError(
            table.path,
            f"The label {shown(label.name)} has {found}{which}; a label takes two. Choose another column{advice}.",
            column=place_of(table, label),
        )
    class_names = _ordered((values[0], values[1]), numeric=label.is_numeric)
    return class_names, is_value(label, class_names[1]).astype(np.int8), is_present(label)


def _ordered(values: tuple[str, str], *, numeric: bool) -> tuple[str, str]:
    if numeric:
        first, second = sorted(values, key=float)
        return first, second
    by_case = {value.casefold(): value for value in values}
    for low, high in ORDERED_PAIRS:
        if by_case.keys() == {low, high}:
            return by_case[low], by_case[high]
    first, second = sorted(values, key=lambda value: (value.casefold(), value))
    return first, second


def written_labels(table: Table, label: Column) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return the label of each row, and whether it has one, of a column whose header says what 0 and 1 are.

    Raises
    ------
    CsvError
        At a cell that is neither.
    """
    present = is_present(label)
    wrong = present & (label.numbers != 0) & (label.numbers != 1)
    if wrong.any():
        row = int(np.argmax(wrong))
        text = number_text(float(label.numbers[row])) if label.words is None else label.words[row]
        raise CsvError(
            table.path,
            f"“{shown(text)}” is not a label; its column says that 0 and 1 are.",
            line=int(table.first_lines[row]),
            column=place_of(table, label),
        )
    return (label.numbers == 1).astype(np.int8), present


def is_present(column: Column) -> NDArray[np.bool_]:
    """Return for each row whether its cell is not missing."""
    if column.words is None:
        return ~np.isnan(column.numbers)
    return np.fromiter(map(bool, column.words), np.bool_, len(column.words))


def is_value(column: Column, text: str) -> NDArray[np.bool_]:
    """Return for each row whether its cell is the value that `Column.distinct` calls `text`."""
    if column.words is None:
        return np.equal(column.numbers, float(text))
    return np.fromiter((word == text for word in column.words), np.bool_, len(column.words))


def place_of(table: Table, column: Column) -> int:
    """Return the place of a column in its table, counted from 1."""
    return next(place for place, other in enumerate(table.columns, 1) if other is column)
