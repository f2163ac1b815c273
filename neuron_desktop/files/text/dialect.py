"""Detects how a table is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from neuron_desktop.files.errors import ReadingCancelled
from neuron_desktop.files.text.dialect_values import Dialect, DialectError
from neuron_desktop.files.text.encodings import LONGEST_LINE, scan_text
from neuron_desktop.files.text.layout import find_layout
from neuron_desktop.files.text.opening import OpenedFile, opened

__all__ = ["Dialect", "DialectError", "cancellation", "detect_dialect", "first_lines"]

SAMPLE_LINES = 200

_HEAD_CHARACTERS = 1 << 18


def detect_dialect(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Dialect:
    """Find out how a table is written.

    Parameters
    ----------
    path
        The file. All of it is read for the encoding, its beginning for the rest.
    encoding, delimiter, quote
        What is known already; the rest is detected to fit.
    cancelled
        Asked after each megabyte; answering True ends the search.

    Raises
    ------
    CsvError
        If the file cannot be read, is no text, or is empty.
    ReadingCancelled
        If `cancelled` answered True.
    """
    with opened(path) as source:
        encoding = scan_text(source, cancellation(path, cancelled), encoding=encoding)
        lines, _ = first_lines(source, encoding, SAMPLE_LINES)
        return find_layout(lines, path, encoding=encoding, delimiter=delimiter, quote=quote)


def cancellation(path: Path, cancelled: Callable[[], bool] | None) -> Callable[[], None]:
    """Return what raises ReadingCancelled once `cancelled` answers True."""

    def check() -> None:
        if cancelled is not None and cancelled():
            raise ReadingCancelled(path, "Reading was cancelled; nothing has changed.")

    return check


def first_lines(source: OpenedFile, encoding: str, most: int) -> tuple[list[str], bool]:
    """Return lines with their line breaks, and whether they are all.

    At most `most` lines that are not blank, or fewer if they are long.
    """
    lines: list[str] = []
    size = blank = 0
    with source.text(encoding) as text:
        while len(lines) - blank < most and size < _HEAD_CHARACTERS:
            line = text.readline(LONGEST_LINE)
            if not line:
                return lines, True
            lines.append(line)
            size += len(line)
            blank += line.isspace()
        return lines, not text.read(1)
