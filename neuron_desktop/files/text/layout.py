"""Detects the layout of a table from its first lines: delimiter, quotation marks, comments, and lines above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.columns import parse_cell
from neuron_desktop.files.text.delimited_text import RowReader
from neuron_desktop.files.text.dialect_values import ALIGNED, Dialect
from neuron_desktop.files.text.headers import is_header
from neuron_desktop.files.text.names import described_classes
from neuron_desktop.files.text.number_formats import find_number_format

DELIMITERS = (",", ";", "\t", "|", ALIGNED)
# Tried if none of those makes two columns.
RARE_DELIMITERS = ("^", "~", "`", "\x1f")
COMMENTS = ("#", "//", "%", "~")
SAMPLE_ROWS = 100

_CELLS_OF_A_ROW = 64
_DECLARED = re.compile(r"""\ufeff?"?sep=([^\w\s"'\\]|[\t _])"?\s*""", re.IGNORECASE)
_Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class _Trial:
    """The sample read in one way: its rows, how many cells most of them have, and how much speaks for it."""

    dialect: Dialect
    rows: list[_Row]
    is_whole: bool
    width: int = 1
    score: tuple[float, int] = (0.0, 0)


def find_layout(
    lines: Sequence[str], path: Path, *, encoding: str, delimiter: str | None = None, quote: str | None = None
) -> Dialect:
    """Return the dialect of a table that begins with these lines.

    The delimiter is the one with the largest sum of two shares: of rows cut into equally many cells (at least two),
    and of cells that are numbers. A line ``sep=;`` decides at once, and so does a header this program wrote.

    Parameters
    ----------
    lines
        With their line breaks.
    path
        Named in errors.
    encoding
        Noted in what is returned.
    delimiter, quote
        If they are known.

    Raises
    ------
    CsvError
        If no line holds anything.
    """
    declared = _DECLARED.fullmatch(lines[0]) if lines else None
    if declared:
        delimiter = delimiter or declared[1]
    skipped = 1 if declared else 0

    def best_trial(delimiters: Sequence[str]) -> _Trial:
        trials = [
            _trial(Dialect(encoding, trial_delimiter, quote=trial_quote, skipped_lines=skipped), lines, path)
            for trial_delimiter in delimiters
            for trial_quote in (_quotes(lines, trial_delimiter) if quote is None else (quote,))
        ]
        # The first of equal ones.
        return max([trials[0], *filter(_is_likely, trials[1:])], key=lambda trial: trial.score)

    best = best_trial(DELIMITERS if delimiter is None else (delimiter,))
    if delimiter is None and best.width == 1:
        best = best_trial((best.dialect.delimiter, *RARE_DELIMITERS))
    if not best.rows:
        if best.is_whole:
            raise CsvError(
                path, "The file is empty, or begins with lines that are; choose one with a row for each sample."
            )
        return best.dialect
    return _finished(best)


def _quotes(lines: Sequence[str], delimiter: str) -> tuple[str, ...]:
    """Return the quotation marks worth trying: the single one where cells stand in it, and none in the double one."""
    border = f"(?:^|[{re.escape(delimiter)}])"
    # With many spaces, each would search through all those after it.
    border += "" if delimiter == ALIGNED else " *"
    single = re.compile(rf"{border}'(?:\\.|[^'\\]|'')*' *(?:[{re.escape(delimiter)}\r\n]|$)")
    double = re.compile(rf'{border}"')
    if any(map(single.search, lines)) and not any(map(double.search, lines)):
        return "'", '"'
    return ('"',)


def _trial(dialect: Dialect, lines: Sequence[str], path: Path) -> _Trial:
    rows, is_whole = _rows(dialect, lines, path)
    if not is_whole and any("\\" + dialect.quote in line for line in lines):
        escaped = replace(dialect, backslash=True)
        more_rows, more_whole = _rows(escaped, lines, path)
        if len(more_rows) > len(rows):
            dialect, rows, is_whole = escaped, more_rows, more_whole
    for mark in COMMENTS:
        commented = [line for line in lines if line.startswith(mark)]
        if commented and not dialect.comment:
            without, all_without = _rows(replace(dialect, comment=mark), lines, path)
            width = _usual_width(without)
            # Words have no width where spaces are the delimiter.
            is_aligned = dialect.delimiter == ALIGNED
            if without and (is_aligned or all(_width(dialect, line, path) != width for line in commented)):
                dialect, rows, is_whole = replace(dialect, comment=mark), without, all_without
    if not rows:
        return _Trial(dialect, rows, is_whole)
    width = _usual_width(rows)
    if any(len(row) > 1 and described_classes(row[-1]) for _, row in rows[:1]):
        return _Trial(dialect, rows, is_whole, width, (3.0, width))
    frequency = sum(len(row) == width for _, row in rows) if width > 1 else 0
    cells = [cell for _, row in rows for cell in row[:_CELLS_OF_A_ROW]]
    numbers = sum(_is_number(cell, dialect.delimiter) for cell in cells)
    score = (frequency / len(rows) + numbers / len(cells), width) if width > 1 else (0.0, 0)
    return _Trial(dialect, rows, is_whole, width, score)


def _rows(dialect: Dialect, lines: Sequence[str], path: Path) -> tuple[list[_Row], bool]:
    """Return the rows of the sample up to a fault, and whether there is none."""
    first = dialect.skipped_lines
    rows: list[_Row] = []
    try:
        rows.extend(islice(RowReader(lines[first:], dialect, path, first_line=first + 1), 2 * SAMPLE_ROWS))
    except CsvError:
        # Either a wrong dialect, or a fault that reading will report later; the rows before it count.
        return rows, False
    return rows, True


def _usual_width(rows: Sequence[_Row]) -> int:
    """Return how many cells most rows of more than one have; of equal counts the first."""
    counts = Counter(len(row) for _, row in rows if len(row) > 1)
    return counts.most_common(1)[0][0] if counts else 1


def _width(dialect: Dialect, line: str, path: Path) -> int:
    rows, _ = _rows(replace(dialect, skipped_lines=0), [line], path)
    return len(rows[0][1]) if rows else 0


def _is_number(cell: str, delimiter: str) -> bool:
    if isinstance(parse_cell(cell, comma=delimiter != ","), float):
        return True
    marks = [mark for mark in ",." if mark in cell and mark != delimiter]
    return any(isinstance(parse_cell(cell, comma=mark != ",", thousands=mark), float) for mark in marks)


def _is_likely(trial: _Trial) -> bool:
    """Return whether a delimiter is a usual one, or beyond doubt.

    A rare one cuts every row alike; spaces do so below the header, and most cells are numbers there.
    """
    delimiter = trial.dialect.delimiter
    if delimiter in RARE_DELIMITERS:
        return all(len(row) == trial.width for _, row in trial.rows)
    if delimiter != ALIGNED:
        return True
    body = [row for _, row in trial.rows[1:]]
    cells = [cell for row in body for cell in row]
    numbers = sum(_is_number(cell, ALIGNED) for cell in cells)
    return bool(cells) and all(len(row) == trial.width for row in body) and numbers >= len(cells) / 2


def _finished(trial: _Trial) -> Dialect:
    rows = trial.rows
    decimal_comma, thousands = find_number_format([row for _, row in rows[:SAMPLE_ROWS]], trial.dialect.delimiter)
    dialect = replace(trial.dialect, decimal_comma=decimal_comma, thousands=thousands)
    parse = cell_parser(dialect)

    def has_header(first: int) -> bool:
        body = [row for _, row in rows[first + 1 : first + 1 + SAMPLE_ROWS]]
        return is_header(rows[first][1], body, parse)

    def has_names(first: int) -> bool:
        return has_header(first) and not all(isinstance(parse(cell), float) for cell in rows[first][1])

    above = _rows_above(rows, trial.width, has_names)
    if above:
        dialect = replace(dialect, skipped_lines=rows[above][0] - 1)
    return replace(dialect, has_header=has_header(above))


def cell_parser(dialect: Dialect) -> Callable[[str], float | str | None]:
    """Return a function that reads a cell of a dialect."""

    def parse(cell: str) -> float | str | None:
        return parse_cell(
            cell, point=dialect.thousands != ".", comma=dialect.decimal_comma, thousands=dialect.thousands
        )

    return parse


def _rows_above(rows: Sequence[_Row], width: int, has_header: Callable[[int], bool]) -> int:
    """Return how many rows stand above the table: those that hold next to nothing of its width.

    As spreadsheets fill titles up with empty cells, such rows may have the width; then a header must follow.
    """
    count = narrow = 0
    for _, row in rows:
        filled = sum(bool(cell.strip()) for cell in row)
        if len(row) != width and filled <= max(1, (width - 1) // 2):
            narrow += count == narrow
        elif len(row) != width or width < 3 or filled > 1:
            break
        count += 1
    if count > narrow and not (count < len(rows) - 1 and has_header(count)):
        count = narrow
    return count if count < len(rows) else 0
