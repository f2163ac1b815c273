"""What a table holds, column by column, and which recipe most people would choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from neuron_desktop.core.arguments import closest_first
from neuron_desktop.files.errors import CsvError, ReadingCancelled, RecipeError
from neuron_desktop.files.recipes.labels import grouped_classes, ordered, two_classes, written_label
from neuron_desktop.files.recipes.recipe import ColumnRecipe, LabelRecipe, Recipe
from neuron_desktop.files.recipes.recipe_parts import Kind
from neuron_desktop.files.recipes.redundancy import dependent_columns, is_copy, is_row_number, summed_columns
from neuron_desktop.files.recipes.rows import MOST_LISTED, place_of, places_of
from neuron_desktop.files.text.columns import Column
from neuron_desktop.files.text.names import listed, shown, unit_of
from neuron_desktop.files.text.tables import Table

TELLING_LABELS = ("label", "labels", "class", "target", "y", "outcome", "survived", "diagnosis", "response", "result")
# With more, or with another word in more than half of the rows, a column of words is rather a column of names.
MOST_CATEGORIES = 50
# A reason is a few words.
MOST_NAMED = 3
MOST_COLUMNS_NAMED = 12

_CODES_OF_CLASSES = ({"0", "1"}, {"1", "2"}, {"-1", "1"})


@dataclass(frozen=True, slots=True)
class ColumnSurvey:
    """What is known about a column.

    Parameters
    ----------
    column
        The column itself.
    values
        Its different values, in the order they appear and at most 1,000.
    counts
        How often each occurs; empty where there are more than `MOST_CATEGORIES`.
    kind
        As what it can be learned from; None where it cannot.
    reason
        Why it is not proposed as a feature, in a few words; empty where it is.
    """

    column: Column
    values: tuple[str, ...]
    counts: tuple[int, ...]
    kind: Kind | None
    reason: str = ""

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.column.name

    @property
    def categories(self) -> tuple[str, ...]:
        """The values of words in the order of a `ColumnRecipe`; of more than two the most frequent comes first."""
        if self.kind == "number" or self.kind is None:
            return ()
        in_order = ordered(self.values, is_numeric=self.column.is_numeric)
        if len(in_order) == 2:
            return in_order
        first = self.values[int(np.argmax(self.counts))]
        return (first, *(value for value in in_order if value != first))

    @property
    def recipe(self) -> ColumnRecipe | None:
        """How it becomes features by default: rows without it are left out."""
        if self.kind is None:
            return None
        return ColumnRecipe(self.name, self.kind, self.categories, unit=unit_of(self.name))


@dataclass(frozen=True, slots=True)
class Survey:
    """A table, what is known about its columns, and the column that is most likely the label."""

    table: Table
    columns: tuple[ColumnSurvey, ...]
    label: str

    def __getitem__(self, name: str) -> ColumnSurvey:
        return next(column for column in self.columns if column.name == name)

    @property
    def proposed_features(self) -> tuple[str, ...]:
        """The columns that are proposed as features, in the order of the table."""
        return tuple(column.name for column in self.columns if column.name != self.label and not column.reason)

    @property
    def needs_choice(self) -> bool:
        """Whether a person has something to decide.

        Not so for a table this program wrote, nor where three columns are two features of numbers, none missing, and
        a label of two values that is told by its name, by being the only column of words, or by being the only one of
        two values.
        """
        if written_label(self.table) is not None:
            return False
        label, features = self[self.label], [self[name] for name in self.proposed_features]
        if len(self.columns) != 3 or len(features) != 2 or len(label.values) != 2:
            return True
        if any(feature.kind != "number" or feature.column.missing for feature in features):
            return True
        others = [feature for feature in features if len(feature.values) == 2]
        return bool(others) and label.column.is_numeric and _telling(label.name) is None

    def proposed_label(self, name: str | None = None) -> LabelRecipe | None:
        """Return the two classes that a column suggests, or None."""
        column = self[self.label if name is None else name]
        if column.column is self.table.columns[-1] and (written := written_label(self.table)) is not None:
            return written
        return grouped_classes(column.name, column.values, is_numeric=column.column.is_numeric)

    def proposal(self) -> Recipe | None:
        """Return the recipe most people would choose, or None if no label or no feature suggests itself.

        The two features with the most different values come first, since they fill a plane best.
        """
        label = self.proposed_label()
        features = [column for column in self.columns if column.name != self.label and not column.reason]
        if written_label(self.table) is None:
            widest = sorted(features, key=lambda column: -len(column.values))[:2]
            features = sorted(features, key=lambda column: not any(column is wide for wide in widest))
        recipes = tuple(recipe for column in features if (recipe := column.recipe) is not None)
        return Recipe(label, recipes) if label is not None and recipes else None

    def recipe_asked_for(self, label: str | None, features: tuple[str, ...] | None, *, option: str) -> Recipe:
        """Return the recipe for a label and features, either of which suggests itself where it is None.

        Raises
        ------
        CsvError
            As `recipe_for`, or if it is not clear which column is the label; `option` is how it is said.
        """
        label_name = self.label if label is None else label
        if label is None and (label_name in (features or ()) or not (features or self.proposed_features)):
            columns = listed([column.name for column in self.columns], MOST_COLUMNS_NAMED)
            raise CsvError(
                self.table.path, f"Which column is the label is not clear; say it with {option}, one of {columns}."
            )
        if features is None:
            features = tuple(column.name for column in self.columns if not column.reason and column.name != label_name)
        return self.recipe_for(label_name, features)

    def recipe_for(self, label: str, features: tuple[str, ...]) -> Recipe:
        """Return the recipe for a label of two values and the features named, in that order.

        Raises
        ------
        CsvError
            If there is no such column, the label has not two values, a feature has too many words to learn from, there
            is no feature, or a column is named twice.
        """
        table = self.table
        known = {column.name: column for column in self.columns}
        for name in (label, *features):
            if name not in known:
                choice = listed(closest_first(name, known), MOST_LISTED)
                raise CsvError(table.path, f"There is no column {shown(name)}; choose among {choice}.")
        columns = []
        for name in features:
            recipe = known[name].recipe
            if recipe is None:
                why = _nothing_to_learn(known[name])
                raise CsvError(
                    table.path,
                    f"The column {shown(name)} cannot be a feature: it holds {why}. Choose another.",
                    column=place_of(table, known[name].column),
                )
            columns.append(recipe)
        try:
            return Recipe(two_classes(table, known[label].column), tuple(columns))
        except RecipeError as error:
            raise CsvError(table.path, str(error)) from error


def survey(table: Table, *, cancelled: Callable[[], bool] | None = None) -> Survey:
    """Return what is known about a table.

    The label is the column that a table written by this program says it is; otherwise among the columns of two values
    the one with a telling name, such as ``survived``, or the last; but where all of these hold numbers other than 0
    and 1 and the like, and the last column few values, the last column. Without a column of two values it is one with
    a telling name, the last column of words, or the last column.

    Features are the other columns of numbers and of two words, without row numbers, copies of the label, columns that
    are missing from more than half of the rows, and what follows from other columns: words, and sums of numbers. Where
    that leaves fewer than two, columns of a few more words are features too.

    Parameters
    ----------
    table
        The table.
    cancelled
        Asked before each column; answering True ends it.

    Raises
    ------
    ReadingCancelled
        If `cancelled` answered True.
    """
    columns = []
    for column in table.columns:
        if cancelled is not None and cancelled():
            raise ReadingCancelled(table.path, "Reading was cancelled; nothing has changed.")
        columns.append(_looked_at(table, column))
    if written_label(table) is not None:
        numbers = [ColumnSurvey(known.column, known.values, known.counts, "number") for known in columns]
        return Survey(table, tuple(numbers), table.columns[-1].name)
    label = _likely_label(columns)
    reasons = {
        known.name: f"a copy of {shown(label.name)}"
        for known in columns
        if known is not label and is_copy(known.column, label.column)
    }
    told = [known for known in columns if known is not label and known.name not in reasons]
    dependent = dependent_columns({known.column: known.values for known in told})
    reasons |= {known.name: _reason(table, known, dependent) for known in columns if known.name not in reasons}
    plain = [known.column for known in told if known.column.is_numeric and not reasons[known.name]]
    reasons |= {name: _follows_from(others) for name, others in summed_columns(plain).items()}
    if sum(not reason for name, reason in reasons.items() if name != label.name) < 2:
        reasons |= {name: "" for name, reason in reasons.items() if reason == _SEVERAL_WORDS}
    judged = (
        ColumnSurvey(known.column, known.values, known.counts, known.kind, reasons[known.name]) for known in columns
    )
    return Survey(table, tuple(judged), label.name)


_SEVERAL_WORDS = "more than two words"


def _looked_at(table: Table, column: Column) -> ColumnSurvey:
    values = column.distinct()
    counts: tuple[int, ...] = ()
    if len(values) <= MOST_CATEGORIES:
        places = places_of(column, values)
        counts = tuple(np.bincount(places[places >= 0], minlength=len(values)).tolist())
    kind: Kind | None = None
    numbers = int(np.count_nonzero(~np.isnan(column.numbers)))
    if column.is_numeric or 2 * numbers >= table.row_count - column.missing:
        # A column of numbers with a word in it is a column of numbers: reading names the cell.
        kind = "number" if numbers or not table.row_count else None
    elif len(values) == 2 or 2 < len(values) <= min(MOST_CATEGORIES, sum(counts) // 2):
        kind = "binary" if len(values) == 2 else "one-hot"
    return ColumnSurvey(column, values, counts, kind)


def _telling(name: str) -> int | None:
    folded = name.casefold()
    return TELLING_LABELS.index(folded) if folded in TELLING_LABELS else None


def _likely_label(columns: list[ColumnSurvey]) -> ColumnSurvey:
    of_two = [known for known in columns if len(known.values) == 2]
    possible = of_two or columns
    ranks = [(rank, known) for known in possible if (rank := _telling(known.name)) is not None]
    if ranks:
        return min(ranks, key=lambda pair: pair[0])[1]
    last = columns[-1]
    if of_two:
        coded = [known for known in of_two if not known.column.is_numeric or set(known.values) in _CODES_OF_CLASSES]
        few = last.counts and grouped_classes(last.name, last.values, is_numeric=last.column.is_numeric) is not None
        return last if few and not coded else of_two[-1]
    words = [known for known in possible if not known.column.is_numeric]
    return (words or possible)[-1]


def _reason(table: Table, known: ColumnSurvey, dependent: dict[str, tuple[str, ...]]) -> str:
    """Return why a column is not proposed as a feature, or an empty text."""
    column = known.column
    if known.kind is None:
        return _nothing_to_learn(known)
    if known.kind == "number" and not column.is_numeric:
        return "words among numbers"
    if column.missing > table.row_count / 2:
        return "mostly missing"
    if is_row_number(table, column):
        return "row numbers"
    if known.name in dependent:
        return _follows_from(dependent[known.name])
    return _SEVERAL_WORDS if known.kind == "one-hot" else ""


def _follows_from(names: tuple[str, ...]) -> str:
    if not 1 < len(names) <= MOST_NAMED:
        return f"follows from {listed(names, MOST_NAMED)}"
    return f"follows from {listed(names[:-1], MOST_NAMED)} and {shown(names[-1])}"


def _nothing_to_learn(known: ColumnSurvey) -> str:
    if not known.values:
        return "nothing but missing cells"
    return "one word only" if len(known.values) == 1 else "too many different words"
