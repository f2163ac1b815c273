"""Points as text, for exchange with a spreadsheet through the clipboard."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.errors import NumberError
from neuron_desktop.core.numerals import THOUSANDS, grouped, parse_number
from neuron_desktop.files.errors import PointTextError
from neuron_desktop.files.text.columns import parse_cell

MOST_ROWS = 200_000
_LONGEST_SHOWN = 40


# A comma there may be a decimal one or set thousands apart.
_AMBIGUOUS = re.compile(r"[-−+]?[1-9][0-9]{0,2},[0-9]{3}")


def read_number(text: str) -> float | None:
    """Return the finite number that `text` is, with a decimal point or comma, or None.

    A comma before three digits is taken for a decimal one; `parse_number` reads what else people write.
    """
    value = parse_cell(text.replace("−", "-"), point=True, comma=True)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    try:
        return parse_number(text)
    except NumberError:
        return None


def read_label(text: str, class_names: tuple[str, str]) -> int | None:
    """Return the label whose class `text` names, in any case, or that it is as 0 or 1; None where it is neither."""
    wanted = text.strip().casefold()
    for label, name in enumerate(class_names):
        if wanted == name.strip().casefold():
            return label
    number = read_number(text)
    named = [read_number(name) for name in class_names]
    # Where the classes are called 1 and 2, a 1.0 is the first.
    known = [0.0, 1.0] if None in named else named
    return known.index(number) if number is not None and number in known else None


def read_points(
    text: str, feature_names: Sequence[str], class_names: tuple[str, str], *, label: int
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return the points in a block of cells: a row a point, its features and then its class.

    Cells are set apart by tabs, or else by semicolons, commas or spaces. A first row without a number is a header.
    Decimals have a point, or in the whole block a comma. Commas that might all set thousands apart are refused.

    Parameters
    ----------
    text
        The block.
    feature_names, class_names
        What the columns hold.
    label
        The class of points without one.

    Returns
    -------
    features, labels
        Shapes (n, k) and (k,).

    Raises
    ------
    PointTextError
        If a cell is invalid; the sentence names its row and column.
    """
    rows = _rows(text)
    count = len(feature_names)
    if rows and all(read_number(cell) is None for cell in rows[0][1][:count]):
        rows = rows[1:]
    if not rows:
        raise PointTextError(f"There are no points; a row must have {_wanted(feature_names)}.")
    if len(rows) > MOST_ROWS:
        raise PointTextError(
            f"There are {grouped(len(rows))} rows; save more than {grouped(MOST_ROWS)} as a file and open that."
        )
    features = np.empty((count, len(rows)))
    labels = np.full(len(rows), label, np.int8)
    decimal = ""
    doubtful: list[tuple[int, str, str]] = []
    is_clear = False
    for place, (row, cells) in enumerate(rows):
        if not count <= len(cells) <= count + 1:
            raise PointTextError(f"Row {row} has {len(cells)} cells; it must have {_wanted(feature_names)}.")
        for feature, (name, cell) in enumerate(zip(feature_names, cells, strict=False)):
            value = read_number(cell)
            if value is None:
                raise PointTextError(f"Row {row}, {name}: {_quoted(cell)} is no number.")
            # The last of them: what stands before it sets thousands apart.
            sign = next((mark for mark in reversed(cell) if mark in ".,"), "")
            if sign and decimal and sign != decimal:
                raise PointTextError(
                    f"Row {row}, {name}: {_quoted(cell)} has its decimals after a “{sign}”, cells before it after a "
                    f"“{decimal}”; write all of them in one way."
                )
            decimal = decimal or sign
            if sign == "," and _AMBIGUOUS.fullmatch(cell.strip()):
                doubtful.append((row, name, cell.strip()))
            elif sign == ",":
                is_clear = True
            features[feature, place] = value
        if len(cells) > count:
            own = read_label(cells[count], class_names)
            if own is None:
                raise PointTextError(
                    f"Row {row}, class: {_quoted(cells[count])} is neither {class_names[0]} nor {class_names[1]}."
                )
            labels[place] = own
    if doubtful and not is_clear:
        row, name, cell = doubtful[0]
        raise PointTextError(
            f"Row {row}, {name}: “{cell}” may be {cell.replace(',', '.')} or {cell.replace(',', THOUSANDS)}; "
            "write decimals with a point, or take the comma out."
        )
    return features, labels


def write_points(dataset: Dataset, indices: NDArray[np.int64], *, decimal_comma: bool = False) -> str:
    """Return the samples at the columns `indices` as rows of cells set apart by tabs, every digit kept.

    Raises
    ------
    PointTextError
        If they are too many for a clipboard.
    """
    if indices.size > MOST_ROWS:
        raise PointTextError(f"{grouped(indices.size)} points are too many to copy; save them as a file.")
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    columns = dataset.features[:, indices].T.tolist()
    for values, label in zip(columns, dataset.labels[indices].tolist(), strict=True):
        cells = [repr(value) for value in values]
        if decimal_comma:
            # With a zero more where the comma might be taken to set thousands apart.
            cells = [cell.replace(".", ",") for cell in cells]
            cells = [f"{cell}0" if _AMBIGUOUS.fullmatch(cell) else cell for cell in cells]
        writer.writerow([*cells, dataset.class_names[label]])
    return text.getvalue()


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, each with its number, counted from 1."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter = next((sign for sign in "\t;," if sign in text), None)
    if delimiter is None:
        rows = [line.split() for line in text.split("\n")]
    else:
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise PointTextError("A quotation mark is out of place, or a cell is too long.") from error
    numbered = [(row, cells) for row, cells in enumerate(rows, 1) if any(cell.strip() for cell in cells)]
    # A spreadsheet may add an empty column for a selection that is wider than its cells.
    return [(row, cells[:-1] if not cells[-1].strip() else cells) for row, cells in numbered]


def _wanted(feature_names: Sequence[str]) -> str:
    shown = ", ".join(feature_names[:3]) + (", …" if len(feature_names) > 3 else "")
    return f"{len(feature_names)} numbers ({shown}) and the class, or no class"


def _quoted(cell: str) -> str:
    return f"“{cell[:_LONGEST_SHOWN]}”" if cell.strip() else "an empty cell"
