"""Kinds of files that are not tables, and how much may come out of an archive."""

from __future__ import annotations

from pathlib import Path

from neuron_desktop.files.errors import CsvError

MOST_UNPACKED = 1 << 30
# This many bytes identify every kind.
LONGEST_MAGIC = 16

SAVE_AS_CSV = "open it in a spreadsheet program, save the sheet as CSV (“Save as…”, CSV UTF-8) and open that"
_UNPACK = "unpack it and open the CSV file in it"
_WITH_PANDAS = "convert it to CSV, in Python with pandas.read_{kind}(…).to_csv(…), and open that"
# The first bytes of other kinds of files, their names, and what to do with them.
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)", SAVE_AS_CSV),
    (b"PAR1", "a Parquet file", _WITH_PANDAS.format(kind="parquet")),
    (b"ARROW1", "an Arrow file", _WITH_PANDAS.format(kind="feather")),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", _WITH_PANDAS.format(kind="hdf")),
    (b"SQLite format 3\0", "an SQLite database", "export the table as CSV and open that"),
    (b"\x93NUMPY", "a NumPy array", "save it with numpy.savetxt and open that"),
    (b"%PDF-", "a PDF", "copy its table into a spreadsheet program, save it as CSV and open that"),
    (b"\x89PNG\r\n\x1a\n", "a picture", "choose a file of comma-separated values"),
    (b"\xff\xd8\xff", "a picture", "choose a file of comma-separated values"),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
)


def check_kind(start: bytes, path: Path) -> None:
    """Raise a CsvError if a file that starts like this is known not to be a table."""
    for magic, what, advice in _OTHER_KINDS:
        if start.startswith(magic):
            raise CsvError(path, f"This is {what}; {advice}.")


def check_unpacked(size: int, path: Path) -> None:
    """Raise a CsvError if this many bytes are more than an archive may hold."""
    if size > MOST_UNPACKED:
        raise CsvError(
            path, f"Unpacked, it is larger than {MOST_UNPACKED >> 30} GB; if that is right, unpack it and open the CSV."
        )
