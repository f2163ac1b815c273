"""What a file was when it was read or written, to see later whether somebody else has changed it since."""

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


# Where there was no file that could be read.
ABSENT = FileStamp(-1, -1, -1, b"")


def stamp_of(path: Path) -> FileStamp:
    """Return what the file at `path` is now; `ABSENT` where there is none that can be read."""
    try:
        # A pipe would wait for whoever writes into it, and some devices have no end.
        if not path.is_file():
            return ABSENT
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            return FileStamp(status.st_size, status.st_mtime_ns, status.st_ino, _digest(file))
    except OSError:
        return ABSENT


def has_changed(path: Path, known: Sequence[FileStamp]) -> bool:
    """Return whether what is at `path` is none of what is known.

    The content counts: a file that was only touched, or written anew with the same content, has not changed. It is
    read only where size, time and inode leave that open. Where there is no folder any more, or a folder or a device in
    place of a file, there is nothing to be overwritten, and writing tells what is wrong.
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
    """Refuse to replace a file that is not what is known.

    Raises
    ------
    FileError
        If somebody else has changed it.
    """
    if has_changed(path, [known]):
        raise FileError(
            path,
            "Another program has written to it meanwhile, so it was left as it is; run the command again, or choose "
            "another name.",
        )


def _digest(file: BufferedReader) -> bytes:
    # Not every command needs it, and each is to start fast.
    from hashlib import file_digest

    return file_digest(file, "sha256").digest()
