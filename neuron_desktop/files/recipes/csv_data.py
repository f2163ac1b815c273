"""From a table to a data set and back."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.arguments import closest_first
from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.recipes.labels import check_written
from neuron_desktop.files.recipes.recipe import Recipe
from neuron_desktop.files.recipes.rows import MOST_LISTED, Encoding
from neuron_desktop.files.text.encodings import LONGEST_LINE
from neuron_desktop.files.text.names import column_names, described_classes, label_header, listed, quoted, shown
from neuron_desktop.files.text.tables import MOST_COLUMNS, Table

_ROWS_AT_A_TIME = 8192
_MOST_NAMED = 3
_SCALES_APART = 10.0


@dataclass(frozen=True, slots=True)
class ImportedData:
    """A data set made from a table, the recipe by which it was made, and a summary in words.

    Parameters
    ----------
    dataset
        The samples.
    summary
        A line: how many rows and features, what became of words and missing cells, which rows were left out.
    recipe
        How it was made, with the values for missing cells.
    hint
        A sentence if training would do better on scaled features; else empty.
    missing
        Column by column, how many cells were missing; columns without any are not listed.
    """

    dataset: Dataset
    summary: str
    recipe: Recipe
    hint: str = ""
    missing: tuple[tuple[str, int], ...] = ()


def to_dataset(table: Table, recipe: Recipe) -> ImportedData:
    """Make a data set from a table by a recipe; the values for missing cells are found in this table.

    Raises
    ------
    CsvError
        If there is no such column; if a feature holds a word where it must not, or an infinite number; if a written
        label is neither 0 nor 1; if no row of one of the two classes is kept.
    """
    label = recipe.label
    known = tuple(column.name for column in table.columns)
    if label.column not in known:
        choice = listed(closest_first(label.column, known), MOST_LISTED)
        raise CsvError(table.path, f"There is no column {shown(label.column)}; choose among {choice}.")
    check_written(table, label)
    recipe = recipe.fitted(table)
    encoding = recipe.encode(table)
    assert encoding.labels is not None
    if described_classes(label.column) is None and len(np.unique(encoding.labels)) < 2:
        raise CsvError(
            table.path,
            "No row, or only rows of one class, are complete in all the chosen columns; choose columns with fewer "
            "missing cells, or fill these.",
        )
    dataset = Dataset(encoding.features, encoding.labels, recipe.feature_names, label.class_names)
    used = {column.name for column in recipe.columns}
    missing = tuple((column.name, column.missing) for column in table.columns if column.missing and column.name in used)
    return ImportedData(dataset, _summary(table, recipe, encoding), recipe, _hint(dataset), missing)


def write_dataset(path: Path, dataset: Dataset) -> None:
    """Write a data set as a table that reads back equal: UTF-8, a header that describes the label, a row a sample.

    The line by which a data set was labelled is not written.

    Raises
    ------
    FileError
        If the file cannot be written.
    CsvError
        If the names, or the number of features, are beyond what `read_table` reads.
    """
    label = label_header(dataset.class_names, taken=dataset.feature_names)
    cells = [*map(quoted, dataset.feature_names), label]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    if (
        len(cells) > MOST_COLUMNS
        or max(map(len, cells)) > csv.field_size_limit()
        or len(text.getvalue().encode()) > LONGEST_LINE
        or column_names(cells) != (*dataset.feature_names, label)
        or described_classes(label) != dataset.class_names
    ):
        raise CsvError(
            path,
            "There are too many features for a table, or a name is too long or not text; rename or leave out some.",
        )
    for start in range(0, dataset.sample_count, _ROWS_AT_A_TIME):
        part = slice(start, start + _ROWS_AT_A_TIME)
        rows = zip(*dataset.features[:, part].tolist(), dataset.labels[part].tolist(), strict=True)
        text.writelines(",".join(map(repr, row)) + "\n" for row in rows)
    replace_file(path, text.getvalue().encode())


def _summary(table: Table, recipe: Recipe, encoding: Encoding) -> str:
    kept, count = encoding.rows.size, len(recipe.feature_names)
    of_all = f"{grouped(kept)}" if kept == table.row_count else f"{grouped(kept)} of {grouped(table.row_count)}"
    words = [
        column.feature_names[0] if column.kind == "binary" else f"{column.name} → {len(column.categories) - 1} columns"
        for column in recipe.columns
        if column.kind != "number"
    ]
    fills = {column.name: column.fill for column in recipe.columns}
    filled = [f"{_counted(cells, 'missing')} {name} = {_value(fills[name])}" for name, cells in encoding.filled]
    left_out = [
        *[(f"without {name}", rows) for name, rows in encoding.without],
        ("without a label", encoding.without_label),
        (f"of another {recipe.label.column}", encoding.of_other_class),
    ]
    gone = [f"{_counted(rows, 'row')} {why} left out" for why, rows in left_out if rows]
    parts = [f"{of_all} {'row' if table.row_count == 1 else 'rows'}", _counted(count, "feature")]
    for texts in (words, filled, gone):
        more = len(texts) - _MOST_NAMED
        parts += [*map(_one_line, texts[:_MOST_NAMED]), *([f"and {grouped(more)} more such"] if more > 0 else [])]
    return ", ".join(parts)


def _counted(count: int, noun: str) -> str:
    return f"{grouped(count)} {noun}" if count == 1 or noun == "missing" else f"{grouped(count)} {noun}s"


def _value(fill: float | str | None) -> str:
    return f"{fill:.6g}" if isinstance(fill, float) else str(fill)


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def _hint(dataset: Dataset) -> str:
    """Return a sentence if the features' scales are so far apart that gradient descent crawls."""
    # By logarithms, since the square of a deviation may be too large a number.
    scales = [
        (scale, name)
        for values, name in zip(dataset.features, dataset.feature_names, strict=True)
        if (scale := _log_deviation(values)) is not None
    ]
    if not scales:
        return ""
    (least, narrow), (most, wide) = min(scales), max(scales)
    if most - least < math.log(_SCALES_APART):
        return ""
    times = "more than a million" if most - least > math.log(1e6) else f"{grouped(math.exp(most - least))}"
    advice = "turn on “Standardize features” before you train"
    return f"{shown(wide)} varies {times} times as much as {shown(narrow)}: {advice}."


def _log_deviation(values: NDArray[np.float64]) -> float | None:
    """Return the logarithm of the standard deviation, None where all values are the same."""
    if not values.size or values.min() == values.max():
        return None
    largest = float(np.abs(values).max())
    return math.log(float(np.std(values / largest))) + math.log(largest)
