"""Replacing a file so that only the old or the new content can ever be read, whatever stops the program."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from neuron_desktop.files.errors import FileError

TEMPORARY_PREFIX = ".neuron-desktop-"
TEMPORARY_SUFFIX = ".tmp"
SECONDS_UNTIL_ABANDONED = 3600.0


def replace_file(path: Path, data: bytes) -> None:
    """Make `data` the content of `path`, all of it or none; see `replace_file_by`."""
    replace_file_by(path, lambda file: file.write(data))


def replace_file_by(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Make what `write` writes the content of `path`, all of it or none.

    A temporary file is written beside the target, brought to the disk and renamed over it. A symbolic link stays and
    its target is replaced; an existing file keeps its mode, a new one gets what the umask says.

    Parameters
    ----------
    path
        The file; its folder must exist.
    write
        Is called once with a file that can be sought, to write the whole content; what it raises goes on to the
        caller, and the old content is then still there.

    Raises
    ------
    FileError
        If the file cannot be written, with the `OSError` as its cause; the old content is then still there.
    """
    try:
        mode = _mode_of_target(path)
        target = Path(os.path.realpath(path))
        _remove_abandoned(target.parent)
        # A name of its own length: one made from the target's could be longer than the file system allows.
        temporary = target.with_name(f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}{TEMPORARY_SUFFIX}")
        try:
            _write(temporary, write, mode)
            os.replace(temporary, target)
        finally:
            # After a rename there is nothing to remove.
            with contextlib.suppress(OSError):
                temporary.unlink()
        _sync_folder(target.parent)
    except OSError as error:
        raise FileError(path, _reason(error, path)) from error


def _mode_of_target(path: Path) -> int | None:
    """Return the permission bits of an existing file, None for a new one; refuse what a rename must not replace."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        # Renaming over /dev/null would put an ordinary file in its place.
        raise OSError(errno.ENXIO, "not an ordinary file", str(path))
    if not os.access(path, os.W_OK):
        # A rename asks the folder only, and would replace a file that its owner has protected.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return stat.S_IMODE(mode)


def _write(temporary: Path, write: Callable[[BinaryIO], object], mode: int | None) -> None:
    # open() leaves the mode of a new file to the umask; tempfile would make it 0600.
    with open(temporary, "xb") as file:
        write(file)
        file.flush()
        # Some file systems know one mode only and refuse any chmod, so it is called where it changes something.
        if mode is not None and stat.S_IMODE(os.fstat(file.fileno()).st_mode) != mode:
            os.chmod(temporary, mode)
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Bring the rename to the disk, on platforms where a folder can be opened."""
    flag = getattr(os, "O_DIRECTORY", None)
    if flag is None:
        return
    # The new content is in place already; a file system that cannot sync a folder is no failure to save.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | flag)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_abandoned(folder: Path) -> None:
    """Remove the temporary files of saves that were killed, old enough to be nobody's save in progress."""
    now = time.time()
    for left_over in folder.glob(f"{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}"):
        with contextlib.suppress(OSError):
            if now - left_over.stat().st_mtime > SECONDS_UNTIL_ABANDONED:
                left_over.unlink()


def _reason(error: OSError, path: Path) -> str:
    folder = Path(os.path.realpath(path)).parent
    match error.errno:
        case errno.ENOENT:
            return f"The folder {folder} does not exist; create it or choose another."
        case errno.ENOTDIR:
            return f"{folder} is not a folder; choose another."
        case errno.EISDIR:
            return "This is a folder; choose a file name."
        case errno.ENXIO:
            return "This is a device or a pipe, not a file; choose another name."
        case errno.ELOOP:
            return "This symbolic link leads back to itself; choose another name."
        case errno.ENAMETOOLONG:
            return "The name is too long for this disk; choose a shorter one."
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "There is not enough room on the disk; free some, or choose another place."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            if path.exists() and not os.access(path, os.W_OK):
                return "The file is write-protected; choose another name, or allow writing to it."
            return f"The folder {folder} may not be written to, or the file is in use; choose another place."
        case _:
            return f"It could not be written ({error.strerror or error}); try again or choose another place."
