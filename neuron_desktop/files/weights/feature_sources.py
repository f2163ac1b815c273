"""Where each feature comes from: the column of the table, and what is done with its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from neuron_desktop.files.recipes.recipe import ColumnRecipe, Recipe

INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class FeatureSource:
    """What one feature is made of.

    Parameters
    ----------
    name
        The feature.
    column
        The name of its column.
    kind
        That of `ColumnRecipe`, or `INDICATOR` where the feature tells in which rows the cell is missing.
    categories
        The values of a column of words.
    category
        The one of them for which the feature is 1.
    unit, missing, fill
        As in `ColumnRecipe`.
    """

    name: str
    column: str
    kind: str = "number"
    categories: tuple[str, ...] = ()
    category: str | None = None
    unit: str = ""
    missing: str = "drop"
    fill: float | str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the feature is the number in the cell, and a row without one is left out."""
        return self.kind == "number" and self.missing == "drop"

    @property
    def sentence(self) -> str:
        """What the feature is, in words."""
        if self.kind == INDICATOR:
            return f"1 where {self.column} is missing, 0 elsewhere"
        text = f"the number in {self.column}"
        if self.category is not None:
            text = f"1 where {self.column} is {self.category}, 0 where it is another of {', '.join(self.categories)}"
        return text if self.fill is None else f"{text}; {self.fill} where it is missing"

    def to_json(self) -> dict[str, object]:
        """Return what a weights file says of the feature, for people; the recipe beside it is what counts."""
        return {**asdict(self), "categories": list(self.categories)}


def feature_sources(recipe: Recipe | None, feature_names: Sequence[str]) -> tuple[FeatureSource, ...]:
    """Return the source of each feature, in order; without a recipe a column of numbers of the same name."""
    if recipe is None:
        return tuple(FeatureSource(name, name) for name in feature_names)
    made: list[tuple[ColumnRecipe, str, str | None]] = []
    for column in recipe.columns:
        made += [(column, column.kind, category) for category in column.categories[1:] or (None,)]
        made += [(column, INDICATOR, None)] if column.indicator else []
    return tuple(
        FeatureSource(
            name=name,
            column=column.name,
            kind=kind,
            categories=column.categories,
            category=category,
            unit="" if kind == INDICATOR else column.unit,
            missing=column.missing,
            fill=column.fill,
        )
        for name, (column, kind, category) in zip(feature_names, made, strict=True)
    )
