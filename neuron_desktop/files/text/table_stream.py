"""Reading a table a few thousand rows at a time, for files that are larger than memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.columns import ColumnBuilder
from neuron_desktop.files.text.delimited_text import RowReader
from neuron_desktop.files.text.dialect import detect_dialect
from neuron_desktop.files.text.dialect_values import Dialect
from neuron_desktop.files.text.encodings import LONGEST_LINE
from neuron_desktop.files.text.line_numbers import LineNumbersBuilder
from neuron_desktop.files.text.names import column_names
from neuron_desktop.files.text.opening import opened
from neuron_desktop.files.text.table_body import RowFitting
from neuron_desktop.files.text.tables import MOST_COLUMNS, Table

ROWS_AT_A_TIME = 8192
CELLS_AT_A_TIME = 1 << 18


def table_chunks(path: Path, *, dialect: Dialect | None = None) -> Iterator[Table]:
    """Yield the rows of a table in order, as tables of a few thousand rows with the same columns.

    Unlike `read_table` it takes a single column too, and it leaves no columns out. Whether a column holds numbers or
    words is decided for each chunk.

    Parameters
    ----------
    path
        The file.
    dialect
        How it is written; None to detect it, see `detect_dialect`.

    Raises
    ------
    CsvError
        If the file cannot be read, is no table or was changed meanwhile, with line and column where there is one.
    """
    dialect = dialect or detect_dialect(path)
    with opened(path) as source, source.text(dialect.encoding) as text:
        lines = iter(lambda: text.readline(LONGEST_LINE), "")
        skipped = dialect.skipped_lines
        reader = RowReader(islice(lines, skipped, None), dialect, path, first_line=skipped + 1)
        head = next(reader, None)
        if head is None:
            raise CsvError(path, "The file is empty, or all of it is skipped; choose one with a row for each sample.")
        first_line, first = head
        width = len(first)
        if width > MOST_COLUMNS:
            raise CsvError(path, f"There are {grouped(width)} columns and at most {grouped(MOST_COLUMNS)} can be read.")
        names = column_names(first) if dialect.has_header else tuple(f"column {place + 1}" for place in range(width))
        fitted = RowFitting(path, first_line, first).fitted
        rows = iter(reader) if dialect.has_header else chain([(first_line, first)], reader)
        count = max(1, min(ROWS_AT_A_TIME, CELLS_AT_A_TIME // width))
        while numbered_rows := list(islice(rows, count)):
            cells = [fitted(line, row) for line, row in numbered_rows]
            columns = []
            for name, values in zip(names, zip(*cells, strict=True), strict=True):
                builder = ColumnBuilder(decimal_comma=dialect.decimal_comma, thousands=dialect.thousands)
                builder.add(values)
                columns.append(builder.finish(name))
            starts = LineNumbersBuilder()
            starts.add([line for line, _ in numbered_rows])
            yield Table(path, tuple(columns), len(cells), starts.finish(), dialect)
