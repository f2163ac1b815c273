"""Where each feature comes from: the column of the table, and what is done with its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neuron_desktop.files.recipe import ColumnRecipe, Recipe


@dataclass(frozen=True, slots=True)
class FeatureSource:
    """What one feature is made of.

    Parameters
    ----------
    name
        The feature.
    column
        What becomes of its column.
    category
        For a feature that tells one value of words from the others, the value for which it is 1.
    is_indicator
        Whether the feature tells where the cell is missing.
    """

    name: str
    column: ColumnRecipe
    category: str | None = None
    is_indicator: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the feature is the number in the cell, and a row without one is left out."""
        return self.column.kind == "number" and self.column.missing == "drop"

    @property
    def sentence(self) -> str:
        """What the feature is, in words."""
        column = self.column
        if self.is_indicator:
            return f"1 where {column.name} is missing, 0 elsewhere"
        text = (
            f"the number in {column.name}"
            if self.category is None
            else (f"1 where {column.name} is {self.category}, 0 where it is another of {', '.join(column.categories)}")
        )
        return text if column.fill is None else f"{text}; {column.fill} where it is missing"

    def to_json(self) -> dict[str, object]:
        """Return what a weights file says of the feature, for people; the recipe beside it is what counts."""
        column = self.column
        return {
            "name": self.name,
            "column": column.name,
            "kind": "indicator" if self.is_indicator else column.kind,
            "categories": list(column.categories),
            "category": self.category,
            "unit": "" if self.is_indicator else column.unit,
            "missing": column.missing,
            "fill": column.fill,
        }


def feature_sources(recipe: Recipe | None, feature_names: Sequence[str]) -> tuple[FeatureSource, ...]:
    """Return the source of each feature, in order; without a recipe a column of numbers of the same name."""
    if recipe is None:
        return tuple(FeatureSource(name, ColumnRecipe(name)) for name in feature_names)
    made = []
    for column in recipe.columns:
        made += [(column, category, False) for category in column.categories[1:] or (None,)]
        made += [(column, None, True)] if column.indicator else []
    return tuple(
        FeatureSource(name, column, category, is_indicator)
        for name, (column, category, is_indicator) in zip(feature_names, made, strict=True)
    )
