"""Whether the first row of a table names its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from neuron_desktop.files.names import described_classes

_YEARS = range(1800, 2101)


def is_header(first: Sequence[str], body: Sequence[Sequence[str]], parse: Callable[[str], float | str | None]) -> bool:
    """Return whether the first row names the columns of the rows below.

    It does when none of its cells is a number and one of them stands above numbers, when the rows below hold no numbers
    at all, when its numbers stand above words or are years in a row, or when it is one this program or pandas writes.

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
    columns = [[parse(cell) for cell in cells] for cells in zip(*body, strict=False)]
    if any(isinstance(name, float) for name in names):
        return _is_numbered(first, body) or _are_years(names, columns) or _stand_above_words(names, columns)
    only_words = True
    for name, cells in zip(names, columns, strict=False):
        values = [value for value in cells if value is not None]
        numbers = sum(isinstance(value, float) for value in values)
        only_words = only_words and not numbers
        # More than half and not all: a single bad cell further down must not turn the names into data.
        if isinstance(name, str) and numbers > len(values) / 2:
            return True
    return only_words and None not in names and len(set(names)) == len(names)


def _is_numbered(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Return whether the names are 0, 1, 2, …, perhaps with a label's name at the end, as pandas gives them."""
    return (
        len(first) > 2
        and [cell.strip() for cell in first[:-1]] == [str(place) for place in range(len(first) - 1)]
        and all(row[-1:] != [first[-1]] for row in body)
    )


def _are_years(names: Sequence[float | str | None], columns: Sequence[Sequence[float | str | None]]) -> bool:
    """Return whether the names are one word and then years, each the next, and no column holds its year too."""
    years = [name for name in names[1:] if isinstance(name, float) and name in _YEARS]
    return (
        not isinstance(names[0], float)
        and len(years) > 1
        and len(years) == len(names) - 1 - names[1:].count(None)
        and {abs(later - earlier) for earlier, later in pairwise(years)} == {1.0}
        and not any(year in cells for year, cells in zip(names[1:], columns[1:], strict=False) if year is not None)
    )


def _stand_above_words(names: Sequence[float | str | None], columns: Sequence[Sequence[float | str | None]]) -> bool:
    """Return whether every column is one of words below, and the first row holds several numbers in spite of that."""
    numbers = [name for name in names if isinstance(name, float)]
    return (
        len(numbers) > 1
        and len(set(numbers)) == len(numbers)
        and bool(columns)
        and all(len(cells) > 1 and all(isinstance(value, str) for value in cells) for cells in columns)
    )
