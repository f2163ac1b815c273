"""Zip archives of plain entries and NumPy arrays, read without trust.

Nothing of an archive is unpacked to disk or executed, and its size is known before any memory is taken.
"""

from __future__ import annotations

import io
import math
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.files.atomic import replace_file_by
from neuron_desktop.files.errors import ProjectError

LARGEST_ARCHIVE = 2**31 - 2**20
MOST_ENTRIES = 1000
LONGEST_NAME = 200
LARGEST_DIRECTORY = 2**20
# How much may be unpacked from any archive, however small, and how many times the size of a large one.
ROOM_FOR_ANY = 64 * 2**20
MOST_EXPANSION = 100
DAMAGED = "It is damaged or not a project; open another file, or an earlier copy of this one."

_END = struct.Struct("<4s4H2LH")
_ZIP64_LOCATOR_SIZE = 20
# How NumPy writes a header; a different one is not read any further.
_HEADER = re.compile(
    rb"\{'descr': '([<|][a-z][0-9]{1,2})', 'fortran_order': (True|False), "
    rb"'shape': \(([0-9]{0,15}(?:, ?[0-9]{1,15})*),?\), \} *\n"
)


def write_archive(path: Path, entries: Mapping[str, bytes | NDArray[Any]]) -> None:
    """Write `entries` by name to `path`, arrays in NumPy's format. The same input, the same bytes.

    Raises
    ------
    ProjectError
        If they are more, or larger, than `read_archive` reads.
    FileError
        If the file cannot be written; what was there before is then still there.
    """
    size = sum(len(entry) if isinstance(entry, bytes) else entry.nbytes for entry in entries.values())
    if size > LARGEST_ARCHIVE - 2**20 or len(entries) > MOST_ENTRIES:
        raise ProjectError(path, "It would be larger than 2 GiB, more than a project can be; keep the data as a table.")

    def write(file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for name, entry in entries.items():
                # Text compresses well, numbers hardly.
                method = zipfile.ZIP_DEFLATED if isinstance(entry, bytes) else zipfile.ZIP_STORED
                info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                info.compress_type = method
                info.create_system = 3
                info.external_attr = 0o644 << 16
                with archive.open(info, "w") as member:
                    if isinstance(entry, bytes):
                        member.write(entry)
                    else:
                        member.write(_header(entry))
                        member.write(np.ascontiguousarray(entry).tobytes())

    replace_file_by(path, write)


def read_archive(path: Path) -> dict[str, bytes]:
    """Return the entries of an archive by name.

    Raises
    ------
    ProjectError
        If it cannot be read, is damaged, packed beyond reason or larger than 2 GiB, or a name is repeated or leads out
        of the archive.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ProjectError(path, "This is a folder; choose a project file.")
        if not stat.S_ISREG(mode):
            # Opening a pipe would wait for a writer.
            raise ProjectError(path, "This is a device or a pipe; choose a project file.")
        with path.open("rb") as file:
            size = _check_directory(path, file)
            with zipfile.ZipFile(file) as archive:
                return _entries(path, archive, room=max(ROOM_FOR_ANY, MOST_EXPANSION * size))
    except FileNotFoundError as error:
        raise ProjectError(path, "There is no such file; choose another.") from error
    except (
        *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
        *(ValueError, OverflowError),
    ) as error:
        raise ProjectError(path, DAMAGED) from error
    except OSError as error:
        raise ProjectError(path, f"It cannot be read ({error.strerror or error}); choose another file.") from error


def array_in(
    path: Path, entries: Mapping[str, bytes], name: str, *, kind: str, shape: tuple[int | None, ...]
) -> NDArray[Any]:
    """Return the array of an entry, read-only.

    Parameters
    ----------
    kind
        Its type in NumPy's notation, such as ``<f8``.
    shape
        Its shape; None for any length.

    Raises
    ------
    ProjectError
        If there is no such entry, or it is not such an array.
    """
    data = entries.get(name)
    if data is None:
        raise ProjectError(path, f"Its part {name} is missing; open an earlier copy of it.")
    length = int.from_bytes(data[8:10], "little")
    header = _HEADER.fullmatch(data[10 : 10 + length])
    if data[:8] != b"\x93NUMPY\x01\x00" or header is None:
        raise ProjectError(path, f"Its part {name} is not a plain array of numbers; open an earlier copy of it.")
    found = tuple(int(number) for number in header[3].split(b",") if number.strip())
    fits = len(found) == len(shape) and all(want in (None, have) for have, want in zip(found, shape, strict=False))
    if header[1].decode() != kind or header[2] != b"False" or not fits:
        raise ProjectError(
            path,
            f"Its part {name} holds an unexpected array (type {header[1].decode()}, shape {found}); open an earlier "
            "copy of it.",
        )
    if math.prod(found) * np.dtype(kind).itemsize != len(data) - 10 - length:
        raise ProjectError(path, f"Its part {name} is not as long as it says; open an earlier copy of it.")
    return np.frombuffer(data, kind, offset=10 + length).reshape(found)


def _header(array: NDArray[Any]) -> bytes:
    stream = io.BytesIO()
    description = np.lib.format.header_data_from_array_1_0(np.ascontiguousarray(array))
    np.lib.format.write_array_header_1_0(stream, description)
    return stream.getvalue()


def _check_directory(path: Path, file: BinaryIO) -> int:
    """Refuse a file whose list of entries is too long to be looked at; return the file's size."""
    size = os.fstat(file.fileno()).st_size
    if size > LARGEST_ARCHIVE:
        raise ProjectError(path, "It is larger than 2 GiB, so it is not a project; choose another file.")
    file.seek(max(0, size - _END.size - _ZIP64_LOCATOR_SIZE))
    tail = file.read()
    if len(tail) < _END.size:
        raise ProjectError(path, DAMAGED)
    signature, *_, count, directory, _, comment = _END.unpack(tail[-_END.size :])
    is_zip64 = tail[: -_END.size].startswith(b"PK\x06\x07")
    if signature != b"PK\x05\x06" or comment or is_zip64:
        raise ProjectError(path, DAMAGED)
    if count > MOST_ENTRIES or directory > LARGEST_DIRECTORY:
        raise ProjectError(path, "It has far more parts than a project; choose another file.")
    return size


def _entries(path: Path, archive: zipfile.ZipFile, *, room: int) -> dict[str, bytes]:
    entries: dict[str, bytes] = {}
    for info in archive.infolist():
        name = info.filename
        if not _is_plain(name.removesuffix("/")) or info.orig_filename != name:
            raise ProjectError(path, "It holds a part whose name leads out of it; do not trust it.")
        if name in entries:
            raise ProjectError(path, f"It holds the part {name} twice; open an earlier copy of it.")
        room -= info.file_size
        if room < 0 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ProjectError(path, f"Its part {name} is packed beyond reason; open an earlier copy of it.")
        # A part states its length and is never unpacked further; read() without a length would unpack all of one that
        # lies.
        with archive.open(info) as member:
            data = member.read(info.file_size)
        if len(data) != info.file_size:
            raise ProjectError(path, DAMAGED)
        if not name.endswith("/"):
            entries[name] = data
    return entries


def _is_plain(name: str) -> bool:
    """Return whether a name stays inside the folder into which an archive is unpacked."""
    parts = name.split("/")
    return (
        len(name) <= LONGEST_NAME
        and name.isprintable()
        and not any(part in ("", ".", "..") for part in parts)
        and not set(name) & set('\\:*?"<>|')
    )
