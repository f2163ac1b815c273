"""How rows of a table become samples for given weights, even for weights without a recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.recipes.recipe_parts import ColumnRecipe, LabelRecipe
from neuron_desktop.files.text.names import described_classes, listed, shown
from neuron_desktop.files.text.tables import Table
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron

MOST_LISTED = 12


def features_recipe(trained: TrainedNeuron) -> Recipe:
    """Return the recipe for rows whose label does not matter: the weights' own, or columns of numbers."""
    if trained.recipe is not None:
        return trained.recipe
    column = "label"
    while column in trained.feature_names:
        column += " "
    label = LabelRecipe(column, ("0",), ("1",), trained.class_names)
    return Recipe(label, tuple(ColumnRecipe(name) for name in trained.feature_names))


def labelled_recipe(trained: TrainedNeuron, table: Table, *, label: str | None) -> Recipe:
    """Return the recipe for the rows of `table` with their labels.

    Parameters
    ----------
    trained
        The weights.
    table
        The table.
    label
        The name of the label's column; None for the one that the weights know, or that the table itself says it is.

    Raises
    ------
    CsvError
        If there is no such column, it is not clear which one it is, or it does not hold the two classes.
    """
    recipe = features_recipe(trained)
    names = [column.name for column in table.columns]
    if label is None and trained.recipe is not None:
        label = trained.recipe.label.column
    if label is None:
        described = described_classes(names[-1])
        if described is None or set(described) != set(trained.class_names):
            choice = listed(names, MOST_LISTED)
            raise CsvError(table.path, f"Which column is the label is not clear; name it, one of {choice}.")
        label = names[-1]
    if label not in names:
        raise CsvError(table.path, f"There is no column {shown(label)}; choose among {listed(names, MOST_LISTED)}.")
    if trained.recipe is not None and label == trained.recipe.label.column:
        return recipe
    values = table.columns[names.index(label)].distinct(3)
    negative, positive = _values(table, label, values, trained.class_names)
    return replace(recipe, label=LabelRecipe(label, (negative,), (positive,), trained.class_names))


def _values(table: Table, label: str, values: Sequence[str], class_names: tuple[str, str]) -> tuple[str, str]:
    """Return the values of class 0 and of class 1 in the column `label`."""
    described = described_classes(label)
    if described is not None and set(described) == set(class_names):
        return ("0", "1") if described == class_names else ("1", "0")
    if set(values) <= set(class_names):
        return class_names
    if set(values) <= {"0", "1"}:
        return "0", "1"
    raise CsvError(
        table.path,
        f"The column {shown(label)} holds {listed(values, MOST_LISTED)}, and the classes of the weights are "
        f"{listed(class_names, 2)} (or 0 and 1); choose another column.",
    )
