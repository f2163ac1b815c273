"""The recipe: how rows of a table become samples, now and for rows that come later.

A recipe names the column of the label with the values of its two classes, and the columns that are learned from with
what becomes of their words and missing cells. It holds what it needs to know about the data, such as the values of
words and of missing cells, so a later row is encoded like those that the neuron learned from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import CsvError, RecipeError
from neuron_desktop.files.recipes.recipe_parts import ColumnRecipe, LabelRecipe, entries, listed_in
from neuron_desktop.files.recipes.rows import (
    MISSING,
    MOST_LISTED,
    UNKNOWN,
    Encoding,
    checked_numbers,
    checked_places,
    mean,
    median,
    most_frequent,
    place_of,
    places_of,
)
from neuron_desktop.files.text.columns import Column
from neuron_desktop.files.text.names import listed, shown, unique_names
from neuron_desktop.files.text.tables import MOST_COLUMNS, Table

__all__ = ["MOST_FEATURES", "ColumnRecipe", "LabelRecipe", "Recipe"]

MOST_FEATURES = 10_000

_KEYS = frozenset({"label", "columns"})
_STATISTICS: dict[str, Callable[[NDArray[np.float64]], float]] = {
    "mean": mean,
    "median": median,
    "most frequent": most_frequent,
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the rows of a table become samples.

    Parameters
    ----------
    label
        The label and its classes.
    columns
        The columns learned from, at least one, in the order of the features.

    Raises
    ------
    RecipeError
        If there is no column, one is named twice or is the label, or there would be too many features.
    """

    label: LabelRecipe
    columns: tuple[ColumnRecipe, ...]

    def __post_init__(self) -> None:
        names = [self.label.column, *(column.name for column in self.columns)]
        if not self.columns:
            raise RecipeError("Choose at least one feature.")
        if len(set(names)) < len(names):
            raise RecipeError("Choose each column once, for a feature or the label.")
        count = sum(len(column.feature_names) for column in self.columns)
        if len(names) > MOST_COLUMNS or count > MOST_FEATURES:
            raise RecipeError(
                f"That makes {grouped(count)} features and at most {grouped(MOST_FEATURES)} are possible."
            )

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of the n features, each different."""
        return unique_names([name for column in self.columns for name in column.feature_names])

    @property
    def is_fitted(self) -> bool:
        """Whether it holds a value for every kind of missing cell to fill."""
        return all(column.missing == "drop" or column.fill is not None for column in self.columns)

    def fitted(self, table: Table) -> Recipe:
        """Return the recipe with the values for missing cells, found in the rows of `table` that are kept.

        Raises
        ------
        CsvError
            As `encode` does, or if a column that is to be filled has no value in any row that is kept.
        """
        columns = self._columns(table)
        kept = self._kept(table, columns, labelled=True)[0]
        fitted = (_fitted(recipe, table, column, kept) for recipe, column in zip(self.columns, columns, strict=True))
        return replace(self, columns=tuple(fitted))

    def encode(self, table: Table, *, labelled: bool = True) -> Encoding:
        """Return the samples of a table's rows.

        Its columns are found by name, in any order; others are ignored.

        Parameters
        ----------
        table
            The one the recipe was made for, or one of rows that came later.
        labelled
            Whether to read the labels, where the table has them, and to leave out rows of neither class. Without,
            each row is a sample whatever its label.

        Raises
        ------
        CsvError
            If a column is missing, or at the first cell that is no number where one has to be, or a word that the
            recipe does not know.
        RecipeError
            If the recipe was not `fitted`.
        """
        if not self.is_fitted:
            raise RecipeError("The values for missing cells are not known yet; fit the recipe to a table first.")
        columns = self._columns(table)
        kept, classes, counts = self._kept(table, columns, labelled=labelled)
        rows = np.flatnonzero(kept)
        features = np.empty((len(self.feature_names), rows.size))
        place, filled = 0, []
        for recipe, column in zip(self.columns, columns, strict=True):
            made = len(recipe.feature_names)
            count = _encode(recipe, table, column, rows, features[place : place + made])
            if count:
                filled.append((recipe.name, count))
            place += made
        labels = None if classes is None else read_only(classes[rows].astype(np.int8))
        return Encoding(read_only(features), read_only(rows), labels, *counts, tuple(filled))

    def to_json(self) -> dict[str, object]:
        """Return what a JSON file holds of the recipe: dicts, lists, texts, numbers, truth values and None."""
        return {"label": self.label.to_json(), "columns": [column.to_json() for column in self.columns]}

    @classmethod
    def from_json(cls, value: object) -> Recipe:
        """Return the recipe that `to_json` was called on.

        Parameters
        ----------
        value
            What a JSON decoder made of a file, whatever that is.

        Raises
        ------
        RecipeError
            If it is no recipe, or one beyond the bounds.
        """
        values = entries(value, "description", _KEYS)
        columns = tuple(ColumnRecipe.from_json(column) for column in listed_in(values, "columns", MOST_COLUMNS))
        return cls(LabelRecipe.from_json(values["label"]), columns)

    def _columns(self, table: Table) -> list[Column]:
        by_name = {column.name: column for column in table.columns}
        for recipe in self.columns:
            if recipe.name not in by_name:
                known = listed(tuple(by_name), MOST_LISTED)
                raise CsvError(table.path, f"There is no column {shown(recipe.name)}; the columns are {known}.")
        return [by_name[recipe.name] for recipe in self.columns]

    def _kept(
        self, table: Table, columns: list[Column], *, labelled: bool
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64] | None, tuple[int, int, tuple[tuple[str, int], ...]]]:
        """Return which rows are kept, the class of each where there are labels, and how many are left out and why."""
        kept = np.ones(table.row_count, np.bool_)
        classes, without_label, of_other_class = None, 0, 0
        label = next((column for column in table.columns if column.name == self.label.column), None)
        if labelled and label is not None:
            places = places_of(label, (*self.label.negative, *self.label.positive))
            without_label = int(np.count_nonzero(places == MISSING))
            of_other_class = int(np.count_nonzero(places == UNKNOWN))
            kept &= places >= 0
            classes = (places >= len(self.label.negative)).astype(np.int64)
        without = []
        for recipe, column in zip(self.columns, columns, strict=True):
            if recipe.missing == "drop":
                gone = kept & _is_missing(column)
                if count := int(np.count_nonzero(gone)):
                    without.append((recipe.name, count))
                    kept &= ~gone
        return kept, classes, (without_label, of_other_class, tuple(without))


def _is_missing(column: Column) -> NDArray[np.bool_]:
    if column.words is None:
        return np.isnan(column.numbers)
    return ~np.fromiter(map(bool, column.words), np.bool_, len(column.words))


def _fitted(recipe: ColumnRecipe, table: Table, column: Column, kept: NDArray[np.bool_]) -> ColumnRecipe:
    if recipe.missing == "drop":
        return recipe
    if recipe.kind == "number":
        values = checked_numbers(table, column)[kept]
        values = values[~np.isnan(values)]
    else:
        places = checked_places(table, column, recipe.categories)[kept]
        values = places[places >= 0].astype(np.float64)
    if not values.size:
        raise CsvError(
            table.path,
            f"No row that is kept has a value of {shown(recipe.name)} to fill the missing ones with; leave it out.",
            column=place_of(table, column),
        )
    statistic = _STATISTICS[recipe.missing](values)
    return replace(recipe, fill=statistic if recipe.kind == "number" else recipe.categories[int(statistic)])


def _encode(
    recipe: ColumnRecipe, table: Table, column: Column, rows: NDArray[np.int64], features: NDArray[np.float64]
) -> int:
    """Write the features of one column, shape (k, m), and return how many cells were filled."""
    if recipe.kind == "number":
        np.take(checked_numbers(table, column), rows, out=features[0])
        missing = np.isnan(features[0])
        if recipe.fill is not None:
            features[0, missing] = recipe.fill
    else:
        places = checked_places(table, column, recipe.categories)[rows]
        missing = places == MISSING
        if isinstance(recipe.fill, str):
            places[missing] = recipe.categories.index(recipe.fill)
        for place in range(1, len(recipe.categories)):
            np.equal(places, place, out=features[place - 1], casting="unsafe")
    if recipe.indicator:
        features[-1] = missing
    return int(np.count_nonzero(missing))
