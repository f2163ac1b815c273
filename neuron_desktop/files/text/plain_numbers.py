"""Tables of nothing but plain numbers, read by NumPy's own reader, several times as fast as cell by cell.

Anything unexpected is left to the strict reader, so that both give the same numbers and the same errors.
"""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.files.text.dialect_values import ALIGNED, Dialect

_LINE_FEED = ord("\n")
_DIGITS_AND_SIGNS = b"0123456789+-eE \r\n"


class PlainReader:
    """Reads blocks of whole lines into numbers.

    Parameters
    ----------
    dialect
        How the table is written, in an encoding in which ASCII characters are bytes.
    width
        How many cells a row has.
    """

    def __init__(self, dialect: Dialect, width: int) -> None:
        self._delimiter = dialect.delimiter
        self._width = width
        # A point or comma among commas for decimals must decide for its column, which is not to be seen here.
        point = "" if dialect.decimal_comma else "."
        self._allowed = _DIGITS_AND_SIGNS + (point + dialect.delimiter).encode()
        self._is_possible = dialect.delimiter.isascii()

    def read(self, block: bytes) -> NDArray[np.float64] | None:
        """Return the numbers, shape (rows, width), or None unless each line is that many finite plain numbers."""
        if not self._is_possible or block.translate(None, self._allowed) or not block.strip():
            return None
        if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
            return None
        # Several times as fast as bytes.count where there are many.
        lines = np.count_nonzero(np.frombuffer(block, np.uint8) == _LINE_FEED) + (not block.endswith(b"\n"))
        try:
            numbers = np.loadtxt(
                io.StringIO(block.decode("ascii")),
                delimiter=None if self._delimiter == ALIGNED else self._delimiter,
                comments=None,
                ndmin=2,
            )
        except ValueError:
            return None
        if numbers.shape != (lines, self._width) or not np.isfinite(numbers).all():
            return None
        return numbers
