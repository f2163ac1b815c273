"""Splits text into rows of cells, each with the line in which it starts."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.dialect_values import ALIGNED, Dialect

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class RowReader:
    """An iterator over the rows that are not blank: the number of the line each starts in, and its cells.

    Parameters
    ----------
    lines
        Of text, with their line breaks, as a file gives them.
    dialect
        How they are written. The caller leaves out the lines above the table.
    path
        Named in errors.
    first_line
        The number of the first line.

    Raises
    ------
    CsvError
        At a fault in quoting, with the line in which the quotation mark opened.
    """

    def __init__(self, lines: Iterable[str], dialect: Dialect, path: Path, *, first_line: int = 1) -> None:
        self.next_line = first_line
        self._lines = lines
        self._dialect = dialect
        self._path = path
        self._row_lines: list[str] = []
        self._rows = self._aligned_rows() if dialect.delimiter == ALIGNED else self._delimited_rows()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self._rows

    def __next__(self) -> tuple[int, list[str]]:
        return next(self._rows)

    def _counted_lines(self) -> Iterator[str]:
        comment = self._dialect.comment
        for line in self._lines:
            self.next_line += 1
            if comment and not self._row_lines and line.startswith(comment):
                continue
            self._row_lines.append(line)
            yield line

    def _delimited_rows(self) -> Iterator[tuple[int, list[str]]]:
        dialect, row_lines = self._dialect, self._row_lines
        reader = csv.reader(
            self._counted_lines(),
            delimiter=dialect.delimiter,
            quotechar=dialect.quote or None,
            quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
            escapechar="\\" if dialect.backslash else None,
            skipinitialspace=True,
            strict=True,
        )
        try:
            for row in reader:
                if len(row) > 1 or (row and row[0].strip()):
                    yield self.next_line - len(row_lines), row
                row_lines.clear()
        except csv.Error as error:
            raise self._fault() from error

    def _aligned_rows(self) -> Iterator[tuple[int, list[str]]]:
        quote = self._dialect.quote
        for line in self._counted_lines():
            row = self._aligned_cells(line, quote) if quote and quote in line else line.split()
            if row:
                yield self.next_line - 1, row
            self._row_lines.clear()

    def _aligned_cells(self, line: str, quote: str) -> list[str]:
        """Return the cells of a line with quotation marks, within which spaces are kept."""
        cells = []
        for match in re.finditer(rf"{quote}((?:[^{quote}]|{quote}{quote})*){quote}(?=\s)|(\S+)", line + "\n"):
            quoted, plain = match.groups()
            if plain is not None and plain.startswith(quote):
                raise self._fault()
            cells.append(plain if quoted is None else quoted.replace(quote * 2, quote))
        return cells

    def _fault(self) -> CsvError:
        """Return the error for the row that was being read; the csv module tells only where it gave up."""
        row, last = "".join(self._row_lines), self.next_line - 1
        limit = csv.field_size_limit()
        for start, end, closed in self._quoted_cells(row):
            opened = self.next_line - len(self._row_lines) + len(_LINE_BREAK.findall(row, 0, start))
            if not closed:
                return CsvError(
                    self._path,
                    f"A quotation mark opens here and is not closed, or only after {grouped(limit)} characters; close "
                    "it or remove it.",
                    line=opened,
                )
            if end < len(row) and not self._ends_cell(row[end]):
                return CsvError(
                    self._path,
                    f"The cell in quotation marks that opens here ends in line {last} with more text behind it; write "
                    "a quotation mark inside a cell twice, or close the cell.",
                    line=opened,
                )
        if len(row) <= limit:
            return CsvError(self._path, "The file ends in a backslash, which needs a character after it.", line=last)
        return CsvError(
            self._path, f"A cell is longer than {grouped(limit)} characters; shorten it or remove it.", line=last
        )

    def _quoted_cells(self, row: str) -> Iterator[tuple[int, int, bool]]:
        """Yield start and end of each cell in quotation marks, and whether they are closed, up to one that is odd."""
        quote, delimiter = self._dialect.quote, self._dialect.delimiter
        escaped = r"\\(?:.|\Z)|" if self._dialect.backslash else ""
        plain = f"(?:{escaped}[^{re.escape(delimiter)}])*+"
        spaces = "" if delimiter == ALIGNED else " *"
        quoted = rf"{spaces}{quote}(?:{escaped}[^{quote}]|{quote}{quote})*+({quote}|\Z)|" if quote else ""
        cell = re.compile(quoted + plain, re.DOTALL)
        start = end = 0
        while start == 0 or row[end:start] == delimiter:
            match = cell.match(row, start)
            assert match is not None  # the last alternative matches the empty text
            end = match.end()
            if quote and match[1] is not None:
                yield start, end, bool(match[1])
            start = end + 1

    def _ends_cell(self, character: str) -> bool:
        if self._dialect.delimiter == ALIGNED:
            return character.isspace()
        return character in f"{self._dialect.delimiter}\r\n"
