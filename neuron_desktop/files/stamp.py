"""The state of a file when it was read or written, to see later whether somebody else has changed it."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from neuron_desktop.files.errors import FileError


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file's size in bytes, time of its last change in nanoseconds, inode, and SHA-256 of its content."""

    size: int
    modified: int
    inode: int
    digest: bytes


# For a file that is missing or cannot be read.
ABSENT = FileStamp(-1, -1, -1, b"")


def stamp_of(path: Path) -> FileStamp:
    """Return the stamp of the file at `path` now; `ABSENT` if there is none that can be read."""
    try:
        # Reading a pipe would wait for a writer, and some devices have no end.
        if not path.is_file():
            return ABSENT
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            return FileStamp(status.st_size, status.st_mtime_ns, status.st_ino, _digest(file))
    except OSError:
        return ABSENT


def has_changed(path: Path, known: Sequence[FileStamp]) -> bool:
    """Return whether the file at `path` matches none of the known stamps.

    The content counts: a file that was only touched, or written again with the same content, has not changed. It is
    only read if size, time and inode leave that open. If the folder is gone, or a folder or a device has taken the
    place of the file, there is nothing to overwrite, and writing reports the problem.
    """
    try:
        status = path.stat()
    except OSError:
        return ABSENT not in known and path.parent.is_dir()
    if not stat.S_ISREG(status.st_mode):
        return False
    if (status.st_size, status.st_mtime_ns, status.st_ino) in [(one.size, one.modified, one.inode) for one in known]:
        return False
    if status.st_size not in [one.size for one in known]:
        return True
    try:
        with path.open("rb") as file:
            return _digest(file) not in [one.digest for one in known]
    except OSError:
        return True


def refuse_if_changed(path: Path, known: FileStamp) -> None:
    """Refuse to replace a file that has changed since it was known.

    Raises
    ------
    FileError
        If somebody else has changed it.
    """
    if has_changed(path, [known]):
        raise FileError(
            path,
            "Another program has written to it meanwhile, so it was left unchanged; run the command again, or choose "
            "another name.",
        )


def _digest(file: BufferedReader) -> bytes:
    # Not every command needs it, and each should start fast.
    from hashlib import file_digest

    return file_digest(file, "sha256").digest()
