"""Text in rows of cells: which encoding, which delimiter, and each row with the line it starts in."""

from __future__ import annotations

import codecs
import csv
import io
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from neuron_desktop.files.columns import parse_cell
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.names import described_classes

DELIMITERS = ",;\t|"
LONGEST_LINE = 1 << 20
SAMPLE_ROWS = 100

_SAMPLE_CHARACTERS = 1 << 18
# The five bytes that cp1252 leaves undefined; latin-1 defines all.
_NOT_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@contextmanager
def opened_text(path: Path, check: Callable[[], None]) -> Iterator[tuple[io.TextIOWrapper, BinaryIO]]:
    """Open a table as text, its line breaks kept, and as bytes, after one look at each to know the encoding.

    Parameters
    ----------
    path
        UTF-8 with or without a byte order mark, UTF-16 with one, otherwise cp1252, or latin-1 where that is impossible.
    check
        Called after each megabyte; raises to stop.

    Raises
    ------
    CsvError
        If the file is missing, not a file, not readable or not text, here or within the ``with`` block.
    """
    try:
        # A pipe or a device could keep open() waiting for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            what = "a folder" if path.is_dir() else "not an ordinary file"
            raise CsvError(path, f"This is {what}; choose a file of comma-separated values.")
        with path.open("rb") as file:
            encoding = _encoding(file, path, check)
            file.seek(0)
            with io.TextIOWrapper(file, encoding, newline="") as text:
                yield text, file
    except FileNotFoundError as error:
        raise CsvError(path, "There is no such file; it may have been moved or renamed. Choose another.") from error
    except PermissionError as error:
        raise CsvError(path, "You may not read this file; change its permissions or copy it elsewhere.") from error
    except OSError as error:
        raise CsvError(path, f"It could not be read ({error.strerror or error}); try again.") from error
    except UnicodeDecodeError as error:
        raise CsvError(
            path,
            f"It begins as {error.encoding.upper()} text but is not all of it; save it as UTF-8 and open it again.",
        ) from error


def _encoding(file: BinaryIO, path: Path, check: Callable[[], None]) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, fallback, run, start = "utf-8", "cp1252", 0, file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and start != codecs.BOM_UTF32_LE:
        encoding = "utf-16"
    file.seek(0)
    chunk = b"start"
    while chunk:
        check()
        chunk = file.read(LONGEST_LINE)
        if b"\0" in chunk and encoding != "utf-16":
            raise CsvError(
                path,
                "This is not a text file. If it is a spreadsheet, an archive or UTF-16 text without a byte order mark, "
                "save it as CSV in UTF-8 and open that.",
            )
        breaks = [place for byte in (b"\n", b"\r") for place in (chunk.find(byte), chunk.rfind(byte)) if place >= 0]
        if run + min(breaks, default=len(chunk)) > LONGEST_LINE:
            raise CsvError(
                path, "A line is longer than 1 MB, so this is hardly a table of rows; save it with one row a line."
            )
        run = len(chunk) - max(breaks) if breaks else run + len(chunk)
        if any(byte in chunk for byte in _NOT_IN_CP1252):
            fallback = "latin-1"
        if encoding == "utf-8":
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                encoding = ""
    return encoding or fallback


def find_delimiter(text: io.TextIOWrapper) -> tuple[str, int]:
    """Return the delimiter of a table and how many cells most of its first rows have; `text` begins anew after it.

    Of , ; tab and | it is the one with the largest sum of two shares: of rows cut into equally many cells (at least
    two), and of cells that are numbers. A header written by this program decides at once.
    """
    lines, size = [], 0
    for line in islice(text, 2 * SAMPLE_ROWS):
        lines.append(line)
        size += len(line)
        if size > _SAMPLE_CHARACTERS:
            break
    text.seek(0)
    best, best_score = (",", 1), (0.0, 0)
    for delimiter in DELIMITERS:
        rows = _sample_rows(lines, delimiter)
        if not rows:
            continue
        if len(rows[0]) > 1 and described_classes(rows[0][-1]):
            return delimiter, len(rows[0])
        # Counter keeps the order of first appearance among equals.
        width, frequency = Counter(map(len, rows)).most_common(1)[0]
        cells = [cell for row in rows for cell in row]
        numbers = sum(isinstance(parse_cell(cell, comma=delimiter != ","), float) for cell in cells)
        score = (frequency / len(rows) + numbers / len(cells), width)
        if width > 1 and score > best_score:
            best, best_score = (delimiter, width), score
    return best


def _sample_rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    rows = []
    try:
        for row in _reader(lines, delimiter):
            if not _is_blank(row):
                rows.append(row)
    except csv.Error:
        # Either a wrong delimiter, or a fault that the reading proper will name; what came before it counts.
        pass
    return rows[:SAMPLE_ROWS]


def rows_of(text: io.TextIOWrapper, delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank with the number of the line it starts in.

    Raises
    ------
    CsvError
        At a fault in quoting, with the line in which the quotation mark opened.
    """
    reader = _reader(text, delimiter)
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _quoting_fault(text, delimiter, path, first=line, last=reader.line_num) from error
        if not _is_blank(row):
            yield line, row
        line = reader.line_num + 1


def _reader(lines: Sequence[str] | io.TextIOWrapper, delimiter: str) -> csv._reader:  # type: ignore[name-defined]
    return csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)


def _is_blank(row: list[str]) -> bool:
    return not row or (len(row) == 1 and not row[0].strip())


def _quoting_fault(text: io.TextIOWrapper, delimiter: str, path: Path, *, first: int, last: int) -> CsvError:
    """Return the error for the row in lines `first` to `last`; the csv module tells only where it gave up."""
    text.seek(0)
    row = "".join(islice(text, first - 1, last))
    cell = re.compile(rf' *"[^"]*(?:""[^"]*)*("|\Z)|[^{re.escape(delimiter)}]*')
    limit = f"{csv.field_size_limit():,}"
    position = 0
    while True:
        match = cell.match(row, position)
        assert match is not None  # the last alternative matches the empty text
        end = match.end()
        opened = first + len(_LINE_BREAK.findall(row, 0, match.start()))
        if match[1] is not None and end < len(row) and row[end] not in f"{delimiter}\r\n":
            return CsvError(
                path,
                f"The cell in quotation marks that opens here ends in line {last} with more text behind it; write a "
                "quotation mark inside a cell twice, or close the cell.",
                line=opened,
            )
        if match[1] == "":
            return CsvError(
                path,
                f"A quotation mark opens here and is not closed, or only after {limit} characters; close it or take it "
                "out.",
                line=opened,
            )
        if end >= len(row) or row[end] != delimiter:
            break
        position = end + 1
    return CsvError(path, f"A cell is longer than {limit} characters; shorten it or take it out.", line=last)
