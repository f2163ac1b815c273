"""Reading a table of comma-separated values into columns.

Big files are read in chunks of rows, numbers into arrays at once, so that memory holds little but the result and a
window beside the reading thread keeps its share of the interpreter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.dataset import read_only
from neuron_desktop.files.columns import Column, ColumnBuilder, parse_cell
from neuron_desktop.files.delimited_text import SAMPLE_ROWS, find_delimiter, opened_text, rows_of
from neuron_desktop.files.errors import CsvError, ReadingCancelled
from neuron_desktop.files.names import column_names, described_classes

__all__ = ["MOST_COLUMNS", "Column", "ReadingCancelled", "Table", "read_table"]

MOST_COLUMNS = 10_000

_ROWS_AT_A_TIME = 8192
_CELLS_AT_A_TIME = 1 << 17


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table as it is in a file.

    Parameters
    ----------
    path
        The file.
    columns
        At least two, each of `row_count` rows.
    row_count
        The number m of rows, header and blank lines aside.
    first_lines
        Shape (m,), read-only: the line, counted from 1, in which each row starts.
    has_header
        Whether the names come from the file; without a header they are ``column 1``, ``column 2``, …
    """

    path: Path
    columns: tuple[Column, ...]
    row_count: int
    first_lines: NDArray[np.int64]
    has_header: bool = True


def read_table(
    path: Path,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Table:
    r"""Read a table of values separated by commas, semicolons, tabs or \|.

    The first row is a header when none of its cells is a number and one of them stands above numbers, or when the rows
    below hold no numbers at all. Blank lines are skipped, and so are comments (``# …``) above the table. Empty columns
    without a name at the end, as trailing delimiters make them, are left out.

    Parameters
    ----------
    path
        The file.
    progress
        Called every few thousand rows with the share of the bytes that has been read, 0 to 1.
    cancelled
        Asked as often; answering True ends the reading.

    Raises
    ------
    CsvError
        If the file cannot be read or is no table, with line and column where there is one.
    ReadingCancelled
        If `cancelled` answered True.
    """

    def check() -> None:
        if cancelled is not None and cancelled():
            raise ReadingCancelled(path, "Reading was cancelled; nothing has changed.")

    with opened_text(path, check) as (text, file):
        size = max(path.stat().st_size, 1)

        def report() -> None:
            check()
            if progress is not None:
                progress(min(file.tell() / size, 1.0))

        delimiter, usual_width = find_delimiter(text)
        rows = _without_preamble(rows_of(text, delimiter, path), usual_width)
        return _read_rows(path, rows, usual_width, decimal_comma=delimiter == ";", report=report)


def _without_preamble(rows: Iterator[tuple[int, list[str]]], usual_width: int) -> Iterator[tuple[int, list[str]]]:
    """Skip comments above the table, and the line ``sep=;`` by which spreadsheets tell each other the delimiter."""
    for line, row in rows:
        is_comment = row[0].startswith("#") and len(row) != usual_width
        if not is_comment and "".join(row).strip().casefold() != "sep=":
            yield line, row
            break
    yield from rows


def _read_rows(
    path: Path,
    rows: Iterator[tuple[int, list[str]]],
    usual_width: int,
    *,
    decimal_comma: bool,
    report: Callable[[], None],
) -> Table:
    head = list(islice(rows, 1 + SAMPLE_ROWS))
    if not head:
        raise CsvError(path, "The file is empty; choose one with a row for each sample.")
    first_line, first = head[0]
    _check_width(path, first_line, len(first), usual_width)
    described = described_classes(first[-1]) is not None
    has_header = described or _is_header(first, [row for _, row in head[1:]], decimal_comma=decimal_comma)
    body = _Body(path, first_line, first, decimal_comma=decimal_comma)
    body.read(chain(head[1:] if has_header else head, rows), report)
    if not len(body.first_lines) and not described:
        raise CsvError(path, "There is a header but no row below it; add rows, or choose another file.")
    names = column_names(first) if has_header else tuple(f"column {place + 1}" for place in range(len(first)))
    columns = [builder.finish(name) for builder, name in zip(body.builders, names, strict=True)]
    row_count = len(body.first_lines)
    while columns and columns[-1].missing == row_count and not (has_header and first[len(columns) - 1].strip()):
        columns.pop()
    if body.filled_line is not None and len(columns) == len(first):
        raise _ragged(path, body.filled_line, len(first) - 1, len(first), first_line)
    _check_width(path, first_line, len(columns), len(columns))
    return Table(path, tuple(columns), row_count, read_only(body.first_lines), has_header)


def _check_width(path: Path, line: int, width: int, usual_width: int) -> None:
    if width > MOST_COLUMNS:
        raise CsvError(path, f"There are {width:,} columns and at most {MOST_COLUMNS:,} can be read; leave some out.")
    if width < 2 <= usual_width:
        raise CsvError(
            path,
            f"There is one cell where most rows have {usual_width}; take out the lines above the table.",
            line=line,
        )
    if width < 2:
        raise CsvError(
            path,
            "There is only one column, and it takes one for a feature and one for the label; put a comma, a semicolon, "
            "a tab or a | between the cells.",
        )


def _ragged(path: Path, line: int, found: int, expected: int, first_line: int) -> CsvError:
    return CsvError(
        path,
        f"There {'is 1 cell' if found == 1 else f'are {found} cells'} where line {first_line} has {expected}; make the "
        "rows equally long.",
        line=line,
    )


def _is_header(first: Sequence[str], body: Sequence[Sequence[str]], *, decimal_comma: bool) -> bool:
    """Return whether the first row names the columns of the rows below."""

    def parsed(cells: Iterable[str]) -> list[float | str | None]:
        return [parse_cell(cell, comma=decimal_comma) for cell in cells]

    names = parsed(first)
    columns = list(zip(*body, strict=False))
    if any(isinstance(name, float) for name in names):
        # Tables saved without names have 0, 1, 2, … for them, perhaps with a label's name at the end.
        return (
            len(first) > 2
            and [cell.strip() for cell in first[:-1]] == [str(place) for place in range(len(first) - 1)]
            and not (columns and first[-1] in columns[-1])
        )
    only_words = True
    for name, cells in zip(names, columns, strict=False):
        values = [value for value in parsed(cells) if value is not None]
        numbers = sum(isinstance(value, float) for value in values)
        only_words = only_words and not numbers
        # More than half and not all: a single bad cell further down must not turn the names into data.
        if isinstance(name, str) and numbers > len(values) / 2:
            return True
    return only_words and None not in names and len(set(names)) == len(names)


class _Body:
    """The rows of a table, collected into column builders."""

    def __init__(self, path: Path, first_line: int, first: Sequence[str], *, decimal_comma: bool) -> None:
        self.builders = [ColumnBuilder(decimal_comma=decimal_comma) for _ in first]
        self.first_lines = np.empty(0, np.int64)
        self.filled_line: int | None = None
        self._path = path
        self._first_line = first_line
        self._width = len(first)
        self._may_fill = not first[-1].strip()

    def read(self, rows: Iterable[tuple[int, list[str]]], report: Callable[[], None]) -> None:
        """Take in all rows; `report` is called after each chunk."""
        chunk_size = max(1, min(_ROWS_AT_A_TIME, _CELLS_AT_A_TIME // self._width))
        lines: list[int] = []
        line_chunks = []
        chunk: list[list[str]] = []
        for line, row in rows:
            chunk.append(row if len(row) == self._width else self._fitted(line, row))
            lines.append(line)
            if len(chunk) == chunk_size:
                self._add(chunk)
                line_chunks.append(np.array(lines, np.int64))
                chunk.clear()
                lines.clear()
                report()
        self._add(chunk)
        self.first_lines = np.concatenate([*line_chunks, np.array(lines, np.int64)])
        report()

    def _add(self, chunk: list[list[str]]) -> None:
        if chunk:
            for builder, cells in zip(self.builders, zip(*chunk, strict=True), strict=True):
                builder.add(cells)

    def _fitted(self, line: int, row: list[str]) -> list[str]:
        """Return `row` with or without the empty cell that a trailing delimiter makes."""
        if len(row) == self._width + 1 and not row[-1].strip():
            return row[:-1]
        if len(row) == self._width - 1 and self._may_fill:
            self.filled_line = self.filled_line or line
            return [*row, ""]
        raise _ragged(self._path, line, len(row), self._width, self._first_line)
