"""Reading a table of comma-separated values into columns.

Big files are read block by block, numbers into arrays at once, so that memory holds little but the result and a
window beside the reading thread keeps its share of the interpreter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import CsvError, ReadingCancelled
from neuron_desktop.files.text.columns import Column
from neuron_desktop.files.text.delimited_text import RowReader
from neuron_desktop.files.text.dialect import SAMPLE_LINES, Dialect, cancellation, first_lines
from neuron_desktop.files.text.encodings import LONGEST_LINE, scan_text
from neuron_desktop.files.text.layout import find_layout
from neuron_desktop.files.text.line_numbers import LineNumbers
from neuron_desktop.files.text.names import column_names, described_classes
from neuron_desktop.files.text.opening import OpenedFile, opened
from neuron_desktop.files.text.table_body import RowFitting, TableBody

__all__ = ["MOST_COLUMNS", "Column", "Preview", "ReadingCancelled", "Table", "preview_table", "read_table"]

MOST_COLUMNS = 10_000


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
        The line, counted from 1, in which each row starts: ``first_lines[row]``.
    dialect
        How it is written.
    """

    path: Path
    columns: tuple[Column, ...]
    row_count: int
    first_lines: LineNumbers
    dialect: Dialect

    @property
    def has_header(self) -> bool:
        """Whether the names come from the file; without a header they are ``column 1``, ``column 2``, …."""
        return self.dialect.has_header


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a table, cell by cell as it is written.

    Parameters
    ----------
    dialect
        How it was read.
    names
        The names of the columns. `read_table` leaves those at the end out that have neither a name nor a cell.
    rows
        The number of the line in which each row starts, and its cells, as many as there are names.
    is_whole
        Whether these are all the rows.
    fault
        Why `read_table` will refuse the table, if it is known already; `rows` holds those before.
    """

    dialect: Dialect
    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    is_whole: bool
    fault: CsvError | None


def read_table(
    path: Path,
    *,
    dialect: Dialect | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Table:
    """Read a table of delimited values, or the only one in a gzip or zip archive.

    Blank lines are skipped. Empty columns without a name at the end, as trailing delimiters make them, are left out.

    Parameters
    ----------
    path
        The file.
    dialect
        How it is written, used as given; None to detect it, see `detect_dialect`.
    progress
        Called every few thousand rows with the share of the bytes that has been read, 0 to 1.
    cancelled
        Asked as often; answering True ends the reading.

    Raises
    ------
    CsvError
        If the file cannot be read, is no table or was changed meanwhile, with line and column where there is one.
    ReadingCancelled
        If `cancelled` answered True.
    """
    check = cancellation(path, cancelled)
    with opened(path) as source:

        def report() -> None:
            check()
            # Here too, or a file that grows faster than it is read would never end.
            source.check_unchanged()
            if progress is not None:
                progress(source.share_read)

        if dialect is None:
            dialect = _found_dialect(source, check)
        else:
            scan_text(source, check, encoding=dialect.encoding)
        with source.text(dialect.encoding) as text:
            reader = _rows(text, dialect, path)
            first_line, first = _first_row(reader, path)
            next_line = reader.next_line
        _check_width(path, len(first))
        fitting = RowFitting(path, first_line, first)
        body = TableBody(source, dialect, fitting, len(first), report)
        body.read(next_line if dialect.has_header else first_line)
        report()
        return _table(path, dialect, first, body, fitting)


def preview_table(path: Path, *, dialect: Dialect | None = None, most_rows: int = 100) -> Preview:
    """Read the first rows of a table, as `read_table` will.

    Parameters
    ----------
    path
        The file.
    dialect
        How it is written; the file is then read no further than the rows go. None to find out.
    most_rows
        How many rows to read, the header aside.

    Raises
    ------
    CsvError
        If there is no first row, because the file is empty, not readable or no text.
    """
    with opened(path) as source:
        dialect = dialect or _found_dialect(source, _go_on)
        with source.text(dialect.encoding) as text:
            reader = _rows(text, dialect, path)
            first_line, first = _first_row(reader, path)
            fitting = RowFitting(path, first_line, first)
            rows = [] if dialect.has_header else [(first_line, tuple(first))]
            is_whole, fault = False, None
            try:
                _check_width(path, len(first))
                for line, row in islice(reader, most_rows - len(rows)):
                    rows.append((line, tuple(fitting.fitted(line, row))))
                is_whole = next(reader, None) is None
            except CsvError as error:
                fault = error
    return Preview(dialect, _names(first, dialect), tuple(rows), is_whole, fault)


def _go_on() -> None:
    """Never stop: a preview is too quick to be cancelled."""


def _found_dialect(source: OpenedFile, check: Callable[[], None]) -> Dialect:
    encoding = scan_text(source, check)
    lines, _ = first_lines(source, encoding, SAMPLE_LINES)
    return find_layout(lines, source.path, encoding=encoding)


def _rows(text: TextIO, dialect: Dialect, path: Path) -> RowReader:
    # A file without line breaks must not fill the memory; longer lines than these are refused by then.
    lines = iter(lambda: text.readline(LONGEST_LINE), "")
    return RowReader(islice(lines, dialect.skipped_lines, None), dialect, path, first_line=dialect.skipped_lines + 1)


def _first_row(reader: RowReader, path: Path) -> tuple[int, list[str]]:
    for line, row in reader:
        return line, row
    raise CsvError(path, "The file is empty, or all of it is skipped; choose one with a row for each sample.")


def _check_width(path: Path, width: int) -> None:
    if width > MOST_COLUMNS:
        raise CsvError(
            path, f"There are {grouped(width)} columns and at most {grouped(MOST_COLUMNS)} can be read; leave some out."
        )
    if width < 2:
        raise CsvError(
            path,
            "There is only one column, but a feature and the label need one each; put a comma, a semicolon, a tab or "
            "a | between the cells.",
        )


def _names(first: Sequence[str], dialect: Dialect) -> tuple[str, ...]:
    if dialect.has_header:
        return column_names(first)
    return tuple(f"column {place}" for place in range(1, len(first) + 1))


def _table(path: Path, dialect: Dialect, first: Sequence[str], body: TableBody, fitting: RowFitting) -> Table:
    row_count = body.first_lines.row_count
    # A data set without points is written as a header only.
    if not row_count and not (dialect.has_header and described_classes(first[-1])):
        raise CsvError(path, "There is a header but no row below it; add rows, or choose another file.")
    columns = [builder.finish(name) for builder, name in zip(body.builders, _names(first, dialect), strict=True)]
    while columns and columns[-1].missing == row_count and not (dialect.has_header and first[len(columns) - 1].strip()):
        columns.pop()
    fitting.check_filled(len(columns))
    _check_width(path, len(columns))
    return Table(path, tuple(columns), row_count, body.first_lines.finish(), dialect)
