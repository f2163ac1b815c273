"""The label: which values of a column form two classes, which class is 0, and the names of the classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.recipes.recipe import LabelRecipe
from neuron_desktop.files.recipes.rows import MOST_LISTED, UNKNOWN, cell_text, place_of, places_of
from neuron_desktop.files.text.columns import MOST_DISTINCT, Column
from neuron_desktop.files.text.names import described_classes, listed, shown
from neuron_desktop.files.text.tables import Table

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
    ("male", "female"),
)
# More numbers than these are a measurement rather than classes, though a person may still group them.
MOST_GROUPED = 20
# Nobody groups more values than these by hand.
MOST_LABEL_VALUES = 50

_MOST_NAMED = 4


def two_classes(table: Table, column: Column) -> LabelRecipe:
    """Return the label made from a column of two values.

    Class 0 is the smaller number, the first of a pair such as ``no`` and ``yes``, or the first by the alphabet. A
    number is named by its shortest text: ``0``, also where the file says ``0.0``. In a table that this program wrote
    the header says which class 0 and 1 are.

    Raises
    ------
    CsvError
        If the column has fewer or more than two values.
    """
    described = written_label(table)
    if described is not None and column is table.columns[-1]:
        return described
    values = column.distinct()
    if len(values) != 2:
        count = "one value" if len(values) == 1 else f"{grouped(len(values))} values" if values else "no values"
        found = f"{count}{' or more' if len(values) == MOST_DISTINCT else ''}"
        which = f" ({listed(values, MOST_LISTED)})" if values else ""
        advice = ", or keep only the rows of two of them in the file" if len(values) > 2 else ""
        raise CsvError(
            table.path,
            f"The label {shown(column.name)} has {found}{which}; a label takes two. Choose another column{advice}.",
            column=place_of(table, column),
        )
    first, second = ordered(values, is_numeric=column.is_numeric)
    return LabelRecipe(column.name, (first,), (second,), (first, second))


def grouped_classes(name: str, values: Sequence[str], *, is_numeric: bool) -> LabelRecipe | None:
    """Return the two classes that the values of a column suggest, or None where they suggest none.

    Of two values each is a class. Counts from 0 are none against some; other numbers up to `MOST_GROUPED` the lower
    half against the upper. Of more words, up to `MOST_LABEL_VALUES`, the first two are the classes, and the others are
    left out.
    """
    in_order = ordered(values, is_numeric=is_numeric)
    if not 2 <= len(values) <= (MOST_GROUPED if is_numeric else MOST_LABEL_VALUES):
        return None
    if not is_numeric and len(values) > 2:
        in_order = ordered(values[:2], is_numeric=False)
    cut = 1 if in_order[0] == "0" or len(in_order) == 2 else len(in_order) // 2
    return label_of(name, in_order[:cut], in_order[cut:])


def label_of(name: str, negative: tuple[str, ...], positive: tuple[str, ...]) -> LabelRecipe:
    """Return a label whose classes are called by their values.

    Raises
    ------
    RecipeError
        As `LabelRecipe` does.
    """
    first, second = _class_name(negative), _class_name(positive)
    return LabelRecipe(name, negative, positive, (first, second if second != first else f"{second} (2)"))


def ordered(values: Sequence[str], *, is_numeric: bool) -> tuple[str, ...]:
    """Return values in the order of the classes or categories: 0 before 1, ``no`` before ``yes``."""
    if is_numeric:
        return tuple(sorted(values, key=float))
    by_case = {value.casefold(): value for value in values}
    for low, high in ORDERED_PAIRS:
        if len(values) == 2 and by_case.keys() == {low, high}:
            return by_case[low], by_case[high]
    return tuple(sorted(values, key=lambda value: (value.casefold(), value)))


def written_label(table: Table) -> LabelRecipe | None:
    """Return the label of a table that this program wrote, None for any other."""
    class_names = described_classes(table.columns[-1].name)
    return None if class_names is None else LabelRecipe(table.columns[-1].name, ("0",), ("1",), class_names)


def check_written(table: Table, label: LabelRecipe) -> None:
    """Refuse a cell that is neither 0 nor 1 in a column whose header says what these are.

    Raises
    ------
    CsvError
        At the first such cell.
    """
    column = table.columns[-1]
    if described_classes(column.name) is None or column.name != label.column:
        return
    wrong = places_of(column, ("0", "1")) == UNKNOWN
    if wrong.any():
        row = int(np.argmax(wrong))
        raise CsvError(
            table.path,
            f"“{shown(cell_text(column, row))}” is not a label; its column says that 0 and 1 are.",
            line=int(table.first_lines[row]),
            column=place_of(table, column),
        )


def _class_name(values: tuple[str, ...]) -> str:
    named = ", ".join(values[:_MOST_NAMED])
    return named if len(values) <= _MOST_NAMED else f"{named}, …"
