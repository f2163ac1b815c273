"""Detects whether the first row of a table names its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest

from neuron_desktop.files.text.names import described_classes

_YEARS = range(1800, 2101)
_FEWEST_DIGITS = 4

_Value = float | str | None


def is_header(first: Sequence[str], body: Sequence[Sequence[str]], parse: Callable[[str], _Value]) -> bool:
    """Return whether the first row names the columns of the rows below.

    It does when none of its cells is a number and one of them stands above numbers, when the rows below hold no numbers
    at all, when its numbers stand above words or are years, or when it is one that this program or pandas writes.

    Parameters
    ----------
    first, body
        The first row, and some of those below.
    parse
        What a cell holds: a number, a word, or None where it is missing.
    """
    if described_classes(first[-1]):
        return True
    names = [parse(cell) for cell in first]
    columns = [
        [value for cell in cells if (value := parse(cell)) is not None] for cells in zip_longest(*body, fillvalue="")
    ]
    if any(isinstance(name, float) for name in names):
        return _is_numbered(first, body) or _are_years(names, columns) or _stand_above_words(names, columns)
    # Delimiters at the end make empty columns.
    while len(columns) == len(names) > 1 and names[-1] is None and not columns[-1]:
        names.pop()
        columns.pop()
    are_names = None not in names and len(set(names)) == len(names)
    only_words = True
    for name, values in zip(names, columns, strict=False):
        numbers = sum(isinstance(value, float) for value in values)
        only_words = only_words and not numbers
        # More than half and not all: a single bad cell further down must not turn the names into data.
        if isinstance(name, str) and numbers > len(values) / 2:
            return True
        # A quarter is enough under what is beyond doubt a row of names.
        if are_names and numbers and numbers >= len(values) / 4 and name not in values:
            return True
    return only_words and are_names and not any(map(_is_like_those_below, names, columns))


def _is_like_those_below(name: _Value, values: Sequence[_Value]) -> bool:
    """Return whether a word is written like most below it: a date, a number in a series, and so no name."""
    shape = _shape(name)
    return shape.count("0") >= _FEWEST_DIGITS and sum(_shape(value) == shape for value in values) > len(values) / 2


def _shape(value: _Value) -> str:
    return re.sub("[A-Za-z]", "a", re.sub("[0-9]", "0", str(value)))


def _is_numbered(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Return whether the names are 0, 1, 2, …, perhaps with a label's name at the end, as pandas gives them."""
    return (
        len(first) > 2
        and [cell.strip() for cell in first[:-1]] == [str(place) for place in range(len(first) - 1)]
        and all(row[-1:] != [first[-1]] for row in body)
    )


def _are_years(names: Sequence[_Value], columns: Sequence[Sequence[_Value]]) -> bool:
    """Return whether the names are one word and then years in their order, and no column holds its year too."""
    years = [name for name in names[1:] if isinstance(name, float) and name in _YEARS]
    if isinstance(names[0], float) or len(years) < 2 or len(years) < len(names) - 1 - names[1:].count(None):
        return False
    steps = [later - earlier for earlier, later in pairwise(years)]
    if {abs(step) for step in steps} != {1.0} and (len(steps) < 2 or not (min(steps) > 0 or max(steps) < 0)):
        return False
    return not any(year in values for year, values in zip(names[1:], columns[1:], strict=False))


def _stand_above_words(names: Sequence[_Value], columns: Sequence[Sequence[_Value]]) -> bool:
    """Return whether several names are numbers, each another, above columns that hold nothing but words."""
    numbers = [name for name in names if isinstance(name, float)]
    return (
        len(set(numbers)) == len(numbers) > 1
        and bool(columns)
        and all(len(values) > 1 and all(isinstance(value, str) for value in values) for values in columns)
    )
