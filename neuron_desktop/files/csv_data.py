"""From a table to a data set and back."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from neuron_desktop.core.dataset import Dataset
from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.columns import Column
from neuron_desktop.files.encodings import LONGEST_LINE
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.labels import MOST_LISTED, is_present, is_value, place_of, two_labels, written_labels
from neuron_desktop.files.names import column_names, described_classes, label_header, listed, quoted, shown
from neuron_desktop.files.tables import MOST_COLUMNS, Table

TELLING_LABELS = ("label", "labels", "class", "target", "y", "outcome", "survived", "diagnosis", "response", "result")
TELLING_IDS = ("rownames", "index", "row", "no", "nr")

_ROWS_OF_A_COPY = 20
_ROWS_AT_A_TIME = 8192


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Which columns of a table are learned from: their names."""

    label: str
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportedData:
    """A data set made of a table, and a line that says which rows and columns it holds."""

    dataset: Dataset
    summary: str


def label_candidates(table: Table) -> tuple[str, ...]:
    """Return the names of the columns that can be labels: those of exactly two values.

    In a table this program wrote it is the label column alone, whatever it holds.
    """
    if described_classes(table.columns[-1].name):
        return (table.columns[-1].name,)
    return tuple(column.name for column in table.columns if len(column.distinct(3)) == 2)


def feature_candidates(table: Table) -> tuple[str, ...]:
    """Return the names of the columns of numbers, save those without a single one."""
    return tuple(
        column.name
        for column in table.columns
        if column.is_numeric and (column.missing < table.row_count or not table.row_count)
    )


def propose(table: Table) -> ColumnChoice | None:
    """Return the best guess at what to learn from a table, or None when no column holds numbers beside the label.

    The label is the column that a table written by this program says it is; otherwise among the columns of two values
    the one with a telling name, such as ``survived``, or the last. Without a column of two values it is one with a
    telling name, the last column of words or the last column, and `to_dataset` will say what is wrong with it.
    Features are the other columns of numbers without row numbers, copies of the label, and columns that are missing
    from more than half of the rows.
    """
    *others, last = table.columns
    if described_classes(last.name):
        return ColumnChoice(last.name, tuple(column.name for column in others))
    label = _likely_label(table)
    possible = set(feature_candidates(table))
    features = tuple(
        column.name
        for column in table.columns
        if column is not label
        and column.name in possible
        and column.missing <= table.row_count / 2
        and not _is_row_number(table, column)
        and not _is_copy(column, label)
    )
    return ColumnChoice(label.name, features) if features else None


def needs_choice(table: Table) -> bool:
    """Return whether a person has to choose columns.

    Not so for a table this program wrote, nor where three columns are two features and a label that is told by its
    name, by being the only column of words, or by being the only one of two values.
    """
    if described_classes(table.columns[-1].name):
        return False
    choice = propose(table)
    if choice is None or len(table.columns) != 3 or len(choice.features) != 2:
        return True
    candidates = label_candidates(table)
    words = [column.name for column in table.columns if not column.is_numeric]
    return choice.label not in candidates or (
        len(candidates) > 1 and choice.label not in words and _telling(choice.label) is None
    )


def to_dataset(table: Table, choice: ColumnChoice) -> ImportedData:
    """Make a data set of the chosen columns, in the order chosen; rows with a missing cell in one are left out.

    Which value of the label is class 0: the smaller number; of ``no`` and ``yes`` and the like the first; otherwise
    the first by the alphabet.

    Raises
    ------
    CsvError
        If a feature holds a word or an infinite number, the label not exactly two values, or no row of one of the two
        classes is complete; if there is no such column, or one is chosen twice.
    """
    columns = {column.name: column for column in table.columns}
    for name in (choice.label, *choice.features):
        if name not in columns:
            known = listed(tuple(columns), MOST_LISTED)
            raise CsvError(table.path, f"There is no column {shown(name)}; choose among {known}.")
    label, features = columns[choice.label], [columns[name] for name in choice.features]
    if not features or len({choice.label, *choice.features}) <= len(features):
        raise CsvError(table.path, "Choose at least one feature, and each column once, for a feature or the label.")
    for feature in features:
        _check_numbers(table, feature)
    described = described_classes(label.name) if label is table.columns[-1] else None
    if described is None:
        class_names, labels, is_labelled = two_labels(table, label)
    else:
        class_names = described
        labels, is_labelled = written_labels(table, label)
    kept = is_labelled.copy()
    for feature in features:
        kept &= ~np.isnan(feature.numbers)
    kept_labels = labels[kept]
    if described is None and len(np.unique(kept_labels)) < 2:
        raise CsvError(
            table.path,
            "No row, or only rows of one class, are complete in all the chosen columns; choose columns with fewer "
            "missing cells.",
        )
    dataset = Dataset(
        np.stack([feature.numbers[kept] for feature in features]), kept_labels, choice.features, class_names
    )
    return ImportedData(dataset, _summary(table, choice, dataset))


def write_dataset(path: Path, dataset: Dataset) -> None:
    """Write a data set as a table that reads back equal: UTF-8, a header that describes the label, a row a sample.

    The line that a data set was labelled by is not written.

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
            path, "The features are too many, or a name is too long or no text, for a table; rename or leave out some."
        )
    for start in range(0, dataset.sample_count, _ROWS_AT_A_TIME):
        part = slice(start, start + _ROWS_AT_A_TIME)
        rows = zip(*dataset.features[:, part].tolist(), dataset.labels[part].tolist(), strict=True)
        text.writelines(",".join(map(repr, row)) + "\n" for row in rows)
    replace_file(path, text.getvalue().encode())


def _telling(name: str) -> int | None:
    folded = name.casefold()
    return TELLING_LABELS.index(folded) if folded in TELLING_LABELS else None


def _likely_label(table: Table) -> Column:
    candidates = label_candidates(table)
    possible = [column for column in table.columns if column.name in candidates] or list(table.columns)
    ranks = [(rank, column) for column in possible if (rank := _telling(column.name)) is not None]
    if ranks:
        return min(ranks, key=lambda pair: pair[0])[1]
    if candidates:
        return possible[-1]
    words = [column for column in possible if not column.is_numeric]
    return (words or possible)[-1]


def _is_row_number(table: Table, column: Column) -> bool:
    """Return whether a column counts up by one and is called as such columns are, or is the first without a name."""
    name = column.name.casefold()
    nameless = column is table.columns[0] and name in ("column 1", "unnamed: 0") and table.has_header
    if column.infinite is not None or not (nameless or name in TELLING_IDS or name.endswith("id")):
        return False
    return bool(np.all(np.diff(column.numbers) == 1))


def _is_copy(column: Column, label: Column) -> bool:
    """Return whether a column of two values tells the label of every row: the answer, not a feature."""
    if len(column.distinct(3)) != 2 or len(label.distinct(3)) != 2:
        return False
    present = ~np.isnan(column.numbers) & is_present(label)
    high = column.numbers[present] == np.nanmax(column.numbers)
    ones = is_value(label, label.distinct(3)[1])[present]
    return len(ones) >= _ROWS_OF_A_COPY and bool(np.all(high == ones) or np.all(high != ones))


def _check_numbers(table: Table, column: Column) -> None:
    faults = [] if column.infinite is None else [column.infinite]
    if column.words is not None:
        is_number = ~np.isnan(column.numbers)
        faults += islice(((row, word) for row, word in enumerate(column.words) if word and not is_number[row]), 1)
    for row, text in sorted(faults):
        raise CsvError(
            table.path,
            f"“{shown(text)}” in the feature {shown(column.name)} is not a finite number; correct the cell, empty it, "
            "or choose another feature.",
            line=int(table.first_lines[row]),
            column=place_of(table, column),
        )


def _summary(table: Table, choice: ColumnChoice, dataset: Dataset) -> str:
    kept, count = dataset.sample_count, dataset.feature_count
    rows = f"{kept:,}" if kept == table.row_count else f"{kept:,} of {table.row_count:,}"
    text = (
        f"{rows} {'row' if table.row_count == 1 else 'rows'}, {count:,} {'feature' if count == 1 else 'features'} "
        f"({listed(choice.features, MOST_LISTED)}), label {shown(choice.label)}"
    )
    left_out = table.row_count - kept
    if left_out:
        text += f"; {left_out:,} {'row' if left_out == 1 else 'rows'} with missing cells left out"
    return text
