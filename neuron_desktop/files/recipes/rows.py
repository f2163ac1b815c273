"""From cells to numbers: the value of a cell, the value for a missing one, and the resulting samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.columns import Column, number_text, parse_cell
from neuron_desktop.files.text.names import listed, shown
from neuron_desktop.files.text.tables import Table

MOST_LISTED = 6
MISSING = -1
UNKNOWN = -2


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """The samples that a recipe makes from a table's rows, and how many rows it left out, each counted once.

    Parameters
    ----------
    features
        Shape (n, m), read-only: a column for each row that was kept.
    rows
        Shape (m,), read-only: the rows that were kept, counted from 0.
    labels
        Shape (m,), read-only, of 0 and 1; None where the table has no column of labels, or none was asked for.
    without_label, of_other_class
        Rows left out because the cell of the label is missing, or holds a value of neither class.
    without
        Column by column, rows left out because the column's cell is missing; columns of which none was are not listed.
    filled
        Column by column, cells of the kept rows that were missing and filled; columns without any are not listed.
    """

    features: NDArray[np.float64]
    rows: NDArray[np.int64]
    labels: NDArray[np.int8] | None
    without_label: int = 0
    of_other_class: int = 0
    without: tuple[tuple[str, int], ...] = ()
    filled: tuple[tuple[str, int], ...] = ()


def places_of(column: Column, values: Sequence[str]) -> NDArray[np.int64]:
    """Return for each row the place of its cell in `values`, `MISSING` or `UNKNOWN`; shape (m,).

    Numbers are compared as numbers, whatever their spelling.
    """
    if column.words is not None:
        known = {"": MISSING, **{value: place for place, value in enumerate(values)}}
        return np.fromiter((known.get(word, UNKNOWN) for word in column.words), np.int64, len(column.words))
    result = np.where(np.isnan(column.numbers), MISSING, UNKNOWN).astype(np.int64)
    numbers = [(number, place) for place, value in enumerate(values) if isinstance(number := parse_cell(value), float)]
    if numbers:
        ordered = np.array(sorted(numbers))
        nearest = np.minimum(np.searchsorted(ordered[:, 0], column.numbers), len(ordered) - 1)
        equal = ordered[nearest, 0] == column.numbers
        result[equal] = ordered[nearest[equal], 1]
    return result


def checked_numbers(table: Table, column: Column) -> NDArray[np.float64]:
    """Return the numbers of a column, NaN where one is missing.

    Raises
    ------
    CsvError
        At the first cell that is neither a finite number nor missing.
    """
    faulty = np.isinf(column.numbers)
    if column.words is not None:
        faulty |= np.isnan(column.numbers) & np.fromiter(map(bool, column.words), np.bool_, len(column.words))
    if faulty.any():
        row = int(np.argmax(faulty))
        raise CsvError(
            table.path,
            f"“{shown(cell_text(column, row))}” in the feature {shown(column.name)} is not a finite number; correct "
            "the cell, empty it, or choose another feature.",
            line=int(table.first_lines[row]),
            column=place_of(table, column),
        )
    return column.numbers


def checked_places(table: Table, column: Column, values: Sequence[str]) -> NDArray[np.int64]:
    """Return the place of each cell in `values`, or `MISSING`.

    Raises
    ------
    CsvError
        At the first cell that holds something else.
    """
    places = places_of(column, values)
    if (places == UNKNOWN).any():
        row = int(np.argmax(places == UNKNOWN))
        raise CsvError(
            table.path,
            f"“{shown(cell_text(column, row))}” is none of the known values of {shown(column.name)} "
            f"({listed(values, MOST_LISTED)}); correct the cell, empty it, or leave out its row.",
            line=int(table.first_lines[row]),
            column=place_of(table, column),
        )
    return places


def cell_text(column: Column, row: int) -> str:
    """Return the content of a cell, a number as its shortest text."""
    if column.infinite is not None and column.infinite[0] == row:
        return column.infinite[1]
    if column.words is not None:
        return column.words[row]
    number = float(column.numbers[row])
    return "" if np.isnan(number) else number_text(number)


def place_of(table: Table, column: Column) -> int:
    """Return the place of a column in its table, counted from 1."""
    return next(place for place, other in enumerate(table.columns, 1) if other is column)


def mean(values: NDArray[np.float64]) -> float:
    """Return the mean of finite values, finite even where their sum is not."""
    with np.errstate(over="ignore"):
        result = float(np.mean(values))
    return result if np.isfinite(result) else _scaled(values, np.mean)


def median(values: NDArray[np.float64]) -> float:
    """Return the median of finite values, finite even where the sum of the middle two is not."""
    with np.errstate(over="ignore"):
        result = float(np.median(values))
    return result if np.isfinite(result) else _scaled(values, np.median)


def most_frequent(values: NDArray[np.float64]) -> float:
    """Return the value that occurs most often, of several the smallest."""
    distinct, counts = np.unique(values, return_counts=True)
    return float(distinct[np.argmax(counts)])


def _scaled(values: NDArray[np.float64], statistic: object) -> float:
    scale = float(np.abs(values).max())
    assert callable(statistic)
    return float(np.clip(float(statistic(values / scale)), -1.0, 1.0) * scale)
