"""Columns that add nothing: row numbers, copies of the label, and columns that follow from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.judging.moments import Moments
from neuron_desktop.files.recipes.rows import places_of
from neuron_desktop.files.text.columns import Column
from neuron_desktop.files.text.tables import Table

TELLING_IDS = ("rownames", "index", "row", "no", "nr")

_FEWEST_ROWS = 20
_ROWS_LOOKED_AT = 20_000
_FEW_VALUES = 10
_ROWS_A_VALUE = 10
_MOST_COLUMNS_COMPARED = 50
_MOST_COLUMNS_IN_PAIRS = 12


def is_row_number(table: Table, column: Column) -> bool:
    """Return whether a column counts up by one and has a usual name for that, or is the first and has none."""
    name = column.name.casefold()
    nameless = column is table.columns[0] and name in ("column 1", "unnamed: 0") and table.has_header
    if column.infinite is not None or not (nameless or name in TELLING_IDS or name.endswith("id")):
        return False
    return bool(np.all(np.diff(column.numbers) == 1))


def is_copy(column: Column, label: Column) -> bool:
    """Return whether a column of two values tells the label of every row: the answer, not a feature.

    Rows in which either is missing say nothing; with fewer than 20 others it is not certain.
    """
    mine, theirs = column.distinct(3), label.distinct(3)
    if len(mine) != 2 or len(theirs) != 2:
        return False
    one, other = places_of(column, mine), places_of(label, theirs)
    equal = (one == other)[(one >= 0) & (other >= 0)]
    return equal.size >= _FEWEST_ROWS and bool(np.all(equal) or not np.any(equal))


def dependent_columns(values: Mapping[Column, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the columns of two words that follow from one or two others of few values, and from which.

    Of columns that follow from each other the first is kept. Looked at are the first 20,000 rows, and none where more
    than 50 columns would have to be compared.

    Parameters
    ----------
    values
        The columns to look at, in the order of the table, with the different values of each.
    """
    small = [(column, distinct) for column, distinct in values.items() if 2 <= len(distinct) <= _FEW_VALUES]
    if len(small) > _MOST_COLUMNS_COMPARED:
        return {}
    few = {column.name: places_of(column, distinct)[:_ROWS_LOOKED_AT] + 1 for column, distinct in small}
    found: dict[str, tuple[str, ...]] = {}
    for column, distinct in reversed(small):
        if column.is_numeric or len(distinct) != 2:
            continue
        others = [name for name in few if name != column.name and name not in found]
        groups: list[tuple[str, ...]] = [(name,) for name in others]
        if len(others) <= _MOST_COLUMNS_IN_PAIRS:
            groups += combinations(others, 2)
        for group in groups:
            if _follows(few[column.name], [few[name] for name in group]):
                found[column.name] = group
                break
    return found


def summed_columns(columns: Sequence[Column]) -> dict[str, tuple[str, ...]]:
    """Return the columns of numbers that are sums of several before them, each times a number, and of which.

    Examples are a total beside its parts, and the last of 0/1 columns of which each row has exactly one 1. Looked at
    are the first 20,000 rows in which no cell is missing, and none where there are more than 50 columns.
    """
    if not 2 < len(columns) <= _MOST_COLUMNS_COMPARED:
        return {}
    values = np.array([column.numbers[:_ROWS_LOOKED_AT] for column in columns])
    values = values[:, np.isfinite(values).all(axis=0)]
    if values.shape[1] < max(_FEWEST_ROWS, 2 * len(columns)):
        return {}
    return {
        columns[each.place].name: tuple(columns[place].name for place in each.of)
        for each in Moments.of(values).combinations
    }


def _follows(target: NDArray[np.int64], sources: Sequence[NDArray[np.int64]]) -> bool:
    """Return whether equal values of the sources always go with one value of the target, seen often enough to tell."""
    width = _FEW_VALUES + 1
    keys = sources[0] if len(sources) == 1 else sources[0] * width + sources[1]
    counts = np.bincount(keys * width + target, minlength=width ** (len(sources) + 1)).reshape(-1, width)
    used = counts.any(axis=1)
    return int(used.sum()) * _ROWS_A_VALUE <= target.size and bool(np.all((counts[used] > 0).sum(axis=1) == 1))
