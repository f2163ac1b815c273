"""The lines in which the rows of a table start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import index

import numpy as np
from numpy.typing import DTypeLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class LineNumbers:
    """The line, counted from 1, in which each row starts: ``first_lines[row]``, or all with ``np.asarray``.

    Without anything between them, each row starts one line after the row before, so only the exceptions are kept.

    Parameters
    ----------
    row_count
        The number of rows.
    rows, lines
        Shape (k,), read-only: the rows that do not start a line after the one before, the first among them, and
        their lines.
    """

    row_count: int
    rows: NDArray[np.int64]
    lines: NDArray[np.int64]

    def __len__(self) -> int:
        return self.row_count

    def __getitem__(self, row: int) -> int:
        if not -self.row_count <= row < self.row_count:
            raise IndexError(f"There is no row {row} among {self.row_count}.")
        row = index(row) % self.row_count
        run = int(np.searchsorted(self.rows, row, side="right")) - 1
        return int(self.lines[run]) + row - int(self.rows[run])

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[np.int64]:
        starts = np.repeat(self.lines - self.rows, np.diff(self.rows, append=self.row_count))
        return (starts + np.arange(self.row_count)).astype(dtype or np.int64)

    def tolist(self) -> list[int]:
        """Return all of them."""
        return np.asarray(self).tolist()  # type: ignore[no-any-return]


class LineNumbersBuilder:
    """Gathers the lines of rows as they are read."""

    def __init__(self) -> None:
        self.row_count = 0
        self._next_line = -1
        self._rows: list[NDArray[np.int64]] = []
        self._lines: list[NDArray[np.int64]] = []

    def add(self, lines: Sequence[int]) -> None:
        """Append the lines of rows, of one at least."""
        numbers = np.array(lines, np.int64)
        starts = np.flatnonzero(np.diff(numbers, prepend=self._next_line - 1) != 1)
        self._append(starts + self.row_count, numbers[starts], len(lines), lines[-1] + 1)

    def add_run(self, line: int, row_count: int) -> None:
        """Append rows, the first of which starts in `line` and each other a line later."""
        starts = np.array([] if line == self._next_line else [0], np.int64)
        self._append(starts + self.row_count, starts + line, row_count, line + row_count)

    def _append(self, rows: NDArray[np.int64], lines: NDArray[np.int64], row_count: int, next_line: int) -> None:
        if len(rows):
            self._rows.append(rows)
            self._lines.append(lines)
        self.row_count += row_count
        self._next_line = next_line

    def finish(self) -> LineNumbers:
        """Return them all."""
        none = np.empty(0, np.int64)
        rows, lines = np.concatenate([none, *self._rows]), np.concatenate([none, *self._lines])
        rows.flags.writeable = lines.flags.writeable = False
        return LineNumbers(self.row_count, rows, lines)
