"""The parts of a recipe: what becomes of the label and of each column, with checks and as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import RecipeError
from neuron_desktop.files.text.columns import MOST_DISTINCT
from neuron_desktop.files.text.names import shown

Kind = Literal["number", "binary", "one-hot"]
Missing = Literal["drop", "mean", "median", "most frequent"]

KINDS: tuple[Kind, ...] = get_args(Kind)
MISSING_RULES: tuple[Missing, ...] = get_args(Missing)
LONGEST_TEXT = 131_072

_LABEL_KEYS = frozenset({"column", "negative", "positive", "class_names"})
_COLUMN_KEYS = frozenset({"name", "kind", "categories", "missing", "fill", "indicator", "unit"})


@dataclass(frozen=True, slots=True)
class LabelRecipe:
    """Which column is the label, and which of its values are which class; rows of any other value are left out.

    Parameters
    ----------
    column
        Its name.
    negative, positive
        The values of class 0 and of class 1, at least one each, as `Column.distinct` spells them.
    class_names
        What the classes are called.

    Raises
    ------
    RecipeError
        If a class has no value, a value is of both or named twice, or the names are equal.
    """

    column: str
    negative: tuple[str, ...]
    positive: tuple[str, ...]
    class_names: tuple[str, str]

    def __post_init__(self) -> None:
        values = (*self.negative, *self.positive)
        if not self.negative or not self.positive:
            raise RecipeError("Each of the two classes needs at least one value of the label.")
        if len(set(values)) < len(values) or "" in values:
            raise RecipeError("A value of the label belongs to one class, and an empty one to none.")
        if len(values) > MOST_DISTINCT:
            raise RecipeError(
                f"The label has {grouped(len(values))} values; at most {grouped(MOST_DISTINCT)} can be told apart."
            )
        if len(self.class_names) != 2 or self.class_names[0] == self.class_names[1]:
            raise RecipeError("The two classes need two different names.")
        _check_texts((self.column, *values, *self.class_names))

    def to_json(self) -> dict[str, object]:
        """Return what a JSON file holds of it."""
        return {
            "column": self.column,
            "negative": list(self.negative),
            "positive": list(self.positive),
            "class_names": list(self.class_names),
        }

    @classmethod
    def from_json(cls, value: object) -> LabelRecipe:
        """Return the inverse of `to_json`; a RecipeError says what is wrong with anything else."""
        values = entries(value, "label", _LABEL_KEYS)
        first_and_second = _texts(values, "class_names")
        if len(first_and_second) != 2:
            raise RecipeError("The two classes need two different names.")
        return cls(_text(values, "column"), _texts(values, "negative"), _texts(values, "positive"), first_and_second)


@dataclass(frozen=True, slots=True)
class ColumnRecipe:
    """What becomes of one column.

    Parameters
    ----------
    name
        The column.
    kind
        ``number``: the numbers as they are. ``binary``: a column of two words, 0 for the first category and 1 for the
        second. ``one-hot``: a 0/1 column for each category but the first, which has zeros in all: a column of its own
        would be what the others leave, and the optimum then not be unique.
    categories
        The values of words, as `Column.distinct` spells them; two for ``binary``, none for numbers.
    missing
        What becomes of a missing cell: ``drop`` leaves its row out; ``mean``, ``median`` (of numbers only) and
        ``most frequent`` put in that value of the rows that were learned from.
    fill
        That value: a number, or one of the categories. None for ``drop``, and before `Recipe.fitted` has found it.
    indicator
        Whether a 0/1 column tells where a cell was missing.
    unit
        The unit in the name, as in ``age (years)``; empty where there is none. The name keeps it too.

    Raises
    ------
    RecipeError
        If these do not fit together.
    """

    name: str
    kind: Kind = "number"
    categories: tuple[str, ...] = ()
    missing: Missing = "drop"
    fill: float | str | None = None
    indicator: bool = False
    unit: str = ""

    def __post_init__(self) -> None:
        name = shown(self.name)
        is_number, count = self.kind == "number", len(self.categories)
        if is_number != (count == 0) or (self.kind == "binary" and count != 2) or (not is_number and count < 2):
            raise RecipeError(f"The column {name} has {count} categories, which does not suit the kind {self.kind}.")
        if count > MOST_DISTINCT or len(set(self.categories)) < count or "" in self.categories:
            raise RecipeError(
                f"The categories of {name} must be different, not empty, and at most {grouped(MOST_DISTINCT)}."
            )
        if not is_number and self.missing in ("mean", "median"):
            raise RecipeError(
                f"The words of {name} have no {self.missing}; choose the most frequent, or leave rows out."
            )
        if self.missing == "drop" and (self.fill is not None or self.indicator):
            raise RecipeError(f"Rows without {name} are left out, so there is nothing to fill or to mark.")
        if self.fill is not None and not (
            isinstance(self.fill, float) and math.isfinite(self.fill) if is_number else self.fill in self.categories
        ):
            raise RecipeError(
                f"The value put in for a missing {name} must be a finite number or one of its categories."
            )
        _check_texts((self.name, self.unit, *self.categories))

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of the features it makes, such as ``sex → female``."""
        names = [f"{self.name} → {category}" for category in self.categories[1:]] or [self.name]
        return (*names, f"{self.name} missing") if self.indicator else tuple(names)

    def to_json(self) -> dict[str, object]:
        """Return what a JSON file holds of it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "categories": list(self.categories),
            "missing": self.missing,
            "fill": self.fill,
            "indicator": self.indicator,
            "unit": self.unit,
        }

    @classmethod
    def from_json(cls, value: object) -> ColumnRecipe:
        """Return the inverse of `to_json`; a RecipeError says what is wrong with anything else."""
        values = entries(value, "column", _COLUMN_KEYS)
        kind, missing = _text(values, "kind"), _text(values, "missing")
        if kind not in KINDS or missing not in MISSING_RULES:
            raise RecipeError(f"The recipe asks for the unknown “{shown(kind)}” and “{shown(missing)}” of a column.")
        return cls(
            name=_text(values, "name"),
            kind=kind,
            categories=_texts(values, "categories"),
            missing=missing,
            fill=_fill(values["fill"]),
            indicator=_flag(values, "indicator"),
            unit=_text(values, "unit"),
        )


def entries(value: object, what: str, keys: frozenset[str]) -> Mapping[str, object]:
    """Return the values of a JSON object, which must have exactly these keys.

    Raises
    ------
    RecipeError
        If `value` is anything else; `what` names it.
    """
    if not isinstance(value, dict):
        raise RecipeError(f"The recipe's {what} is not a set of named values.")
    for key in sorted(keys - value.keys()):
        raise RecipeError(f"The recipe's {what} lacks “{key}”.")
    for key in value.keys() - keys:
        raise RecipeError(f"The recipe's {what} holds the unknown “{shown(str(key))}”.")
    return value


def listed_in(values: Mapping[str, object], key: str, most: int) -> list[object]:
    """Return the list at `key`, of at most this many entries.

    Raises
    ------
    RecipeError
        If it is anything else.
    """
    value = values[key]
    if not isinstance(value, list | tuple) or len(value) > most:
        raise RecipeError(f"The recipe's “{key}” is not a list of at most {grouped(most)} entries.")
    return list(value)


def _text(values: Mapping[str, object], key: str) -> str:
    return _as_text(values[key], key)


def _texts(values: Mapping[str, object], key: str) -> tuple[str, ...]:
    return tuple(_as_text(value, key) for value in listed_in(values, key, MOST_DISTINCT))


def _as_text(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise RecipeError(f"The recipe's “{key}” is {shown(repr(value)[:80])} and not a text.")
    return value


def _flag(values: Mapping[str, object], key: str) -> bool:
    value = values[key]
    if not isinstance(value, bool):
        raise RecipeError(f"The recipe's “{key}” is neither true nor false.")
    return value


def _fill(value: object) -> float | str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    raise RecipeError("The recipe's “fill” is neither a number nor a text.")


def _check_texts(texts: tuple[str, ...]) -> None:
    for text in texts:
        if len(text) > LONGEST_TEXT:
            raise RecipeError(f"The name or value {shown(text)} is longer than {grouped(LONGEST_TEXT)} characters.")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise RecipeError(f"The name or value {shown(text)} cannot be written to a file.") from error
