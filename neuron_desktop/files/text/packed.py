"""Tables in gzip files and zip archives, unpacked as they are read; only imported for packed files."""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.file_kinds import SAVE_AS_CSV, check_unpacked
from neuron_desktop.files.text.names import listed

_MOST_LISTED = 3


@contextmanager
def unpacked(file: BinaryIO, path: Path, *, is_zip: bool) -> Iterator[BinaryIO]:
    """Give what is in a gzip file, or in the only file of a zip archive.

    Raises
    ------
    CsvError
        If the archive is damaged, holds more than may be unpacked or something else than one file.
    """
    try:
        if is_zip:
            with _opened_member(file, path) as member:
                yield member
            return
        file.seek(-min(4, os.fstat(file.fileno()).st_size), os.SEEK_END)
        check_unpacked(int.from_bytes(file.read(4), "little"), path)
        file.seek(0)
        with gzip.GzipFile(fileobj=file, mode="rb") as content:
            yield content  # type: ignore[misc]  # a GzipFile is a binary file in all but its type
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise CsvError(path, "This archive is damaged; download or pack it again.") from error


def _opened_member(file: BinaryIO, path: Path) -> BinaryIO:
    try:
        archive = zipfile.ZipFile(file)
        return archive.open(_only_member(archive, path))  # type: ignore[return-value]  # as a GzipFile
    except (RuntimeError, ValueError) as error:
        raise CsvError(
            path, "This archive uses an uncommon compression; unpack it and open the CSV file in it."
        ) from error


def _only_member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        raise CsvError(path, f"This is an Excel workbook (.xlsx) or another Office document; {SAVE_AS_CSV}.")
    if "mimetype" in names:
        raise CsvError(path, f"This is a spreadsheet of LibreOffice (.ods) or another document; {SAVE_AS_CSV}.")
    members = [
        member
        for member in archive.infolist()
        # ZipInfo.is_dir fails for a name that is empty.
        if not member.filename.endswith("/") and not member.filename.startswith(("__MACOSX/", "."))
    ]
    if len(members) != 1:
        which = f" ({listed([member.filename for member in members], _MOST_LISTED)})" if members else ""
        raise CsvError(
            path, f"There are {grouped(len(members))} files in this archive{which}; unpack it and choose one."
        )
    if members[0].flag_bits & 1:
        raise CsvError(path, "This archive is protected by a password; unpack it and open the CSV file in it.")
    if members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise CsvError(path, "This archive uses an uncommon compression; unpack it and open the CSV file in it.")
    check_unpacked(members[0].file_size, path)
    return members[0]
