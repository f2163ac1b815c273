"""The rows of a table below its header, gathered into columns block by block."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.columns import ColumnBuilder
from neuron_desktop.files.text.delimited_text import RowReader
from neuron_desktop.files.text.dialect_values import Dialect
from neuron_desktop.files.text.encodings import ASCII_COMPATIBLE, LONGEST_LINE
from neuron_desktop.files.text.line_numbers import LineNumbersBuilder
from neuron_desktop.files.text.opening import OpenedFile
from neuron_desktop.files.text.plain_numbers import PlainReader

MOST_CELLS = 250_000_000

# Rows that are held are lists, and Python's collector looks at all that live: of 8,192 rows a third of the time went to
# it, and a window waited for 70 ms.
_ROWS_AT_A_TIME = 1024
_CELLS_AT_A_TIME = 1 << 17
# Small enough for NumPy, which holds the interpreter meanwhile, to finish within two milliseconds.
_BLOCK_BYTES = 1 << 16


class RowFitting:
    """Makes rows as wide as the first, if they differ only by the empty cell of a trailing delimiter.

    Parameters
    ----------
    path
        Named in errors.
    first_line, first
        Where the first row starts, and its cells.
    """

    def __init__(self, path: Path, first_line: int, first: Sequence[str]) -> None:
        self.filled_line: int | None = None
        self._path = path
        self._first_line = first_line
        self._width = len(first)
        self._may_fill = not first[-1].strip()

    def fitted(self, line: int, row: list[str]) -> list[str]:
        """Return `row`, with or without an empty cell at its end.

        Raises
        ------
        CsvError
            If it is too long or too short.
        """
        if len(row) == self._width:
            return row
        if len(row) == self._width + 1 and not row[-1].strip():
            return row[:-1]
        if len(row) == self._width - 1 and self._may_fill:
            self.filled_line = self.filled_line or line
            return [*row, ""]
        raise self._ragged(line, len(row))

    def check_filled(self, column_count: int) -> None:
        """Raise a CsvError if the column that cells were filled into is one after all."""
        if self.filled_line is not None and column_count == self._width:
            raise self._ragged(self.filled_line, self._width - 1)

    def _ragged(self, line: int, found: int) -> CsvError:
        return CsvError(
            self._path,
            f"There {'is 1 cell' if found == 1 else f'are {found} cells'} where line {self._first_line} has "
            f"{self._width}; make the rows equally long.",
            line=line,
        )


class TableBody:
    """The rows of a table below its header.

    Parameters
    ----------
    source
        The file.
    dialect
        How it is written.
    fitting, width
        Makes the rows equally wide; their width.
    report
        Called after each block; raises to stop.
    """

    def __init__(
        self, source: OpenedFile, dialect: Dialect, fitting: RowFitting, width: int, report: Callable[[], None]
    ) -> None:
        self.builders = [
            ColumnBuilder(decimal_comma=dialect.decimal_comma, thousands=dialect.thousands) for _ in range(width)
        ]
        self.first_lines = LineNumbersBuilder()
        self._source = source
        self._dialect = dialect
        self._fitting = fitting
        self._rows_at_a_time = max(1, min(_ROWS_AT_A_TIME, _CELLS_AT_A_TIME // width))
        self._report = report

    def read(self, line: int) -> None:
        """Take in all rows from the start of a line on.

        Raises
        ------
        CsvError
            At a row of another length, a fault in quoting, or more cells than there is room for.
        """
        if self._dialect.encoding not in ASCII_COMPATIBLE:
            with self._source.text(self._dialect.encoding) as text:
                self._add_rows(islice(text, line - 1, None), line)
            return
        # In latin-1 every byte is a character, and so the characters before a line are its place in the file.
        with self._source.text("latin-1") as text:
            offset = sum(map(len, islice(text, line - 1)))
        self._read_blocks(line, offset)

    def _read_blocks(self, line: int, offset: int) -> None:
        content, dialect = self._source.content, self._dialect
        plain = PlainReader(dialect, len(self.builders))
        many_lines = [mark.encode() for mark in (dialect.quote, "\\" if dialect.backslash else "") if mark]
        encoding = dialect.encoding
        content.seek(offset)
        while block := content.read(_BLOCK_BYTES):
            rest = content.readline(LONGEST_LINE)
            block += rest
            numbers = plain.read(block)
            if numbers is not None:
                self._add_numbers(numbers, line)
                line += len(numbers)
            elif any(mark in block for mark in many_lines) or len(rest) == LONGEST_LINE:
                # A cell may go on in the next block, or lines end otherwise than blocks do.
                with self._source.text(encoding, offset=offset) as text:
                    self._add_rows(text, line)
                return
            else:
                line = self._add_rows(io.StringIO(block.decode(encoding), newline=""), line)
            offset += len(block)
            # The byte order mark has been read.
            encoding = "utf-8" if encoding == "utf-8-sig" else encoding

    def _add_numbers(self, numbers: NDArray[np.float64], line: int) -> None:
        self._check_cells(len(numbers))
        for builder, column in zip(self.builders, numbers.T, strict=True):
            builder.add_numbers(column.copy())
        self.first_lines.add_run(line, len(numbers))
        self._report()

    def _add_rows(self, text: Iterable[str], line: int) -> int:
        """Take in the rows of a text that starts in a line, and return the line after it."""
        reader = RowReader(text, self._dialect, self._source.path, first_line=line)
        width, fitted = len(self.builders), self._fitting.fitted
        while numbered_rows := list(islice(reader, self._rows_at_a_time)):
            self._check_cells(len(numbered_rows))
            rows = [row if len(row) == width else fitted(start, row) for start, row in numbered_rows]
            for builder, cells in zip(self.builders, zip(*rows, strict=True), strict=True):
                builder.add(cells)
            self.first_lines.add([start for start, _ in numbered_rows])
            self._report()
        return reader.next_line

    def _check_cells(self, row_count: int) -> None:
        if (self.first_lines.row_count + row_count) * len(self.builders) > MOST_CELLS:
            raise CsvError(
                self._source.path,
                f"There are more than {grouped(MOST_CELLS)} cells, which is more than can be learned "
                f"from; leave out some.",
            )
