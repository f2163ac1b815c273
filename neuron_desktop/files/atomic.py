"""Writing files so that only the old or the new content can ever be read, even if the program is killed."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from neuron_desktop.files.errors import FileError

TEMPORARY_PREFIX = ".neuron-desktop-"
TEMPORARY_SUFFIX = ".tmp"
SECONDS_UNTIL_ABANDONED = 3600.0


def replace_file(path: Path, data: bytes) -> None:
    """Replace the content of `path` by `data`, completely or not at all; see `replace_file_by`."""
    replace_file_by(path, lambda file: file.write(data))


def replace_file_by(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Replace the content of `path` by what `write` writes, completely or not at all.

    A temporary neighbour of the target is written, synced to disk and renamed over it. A symbolic link stays and its
    target is replaced; an existing file keeps its mode, a new one gets its mode from the umask.

    Parameters
    ----------
    path
        The file; its folder must exist.
    write
        Called once with a seekable file, to write the whole content; its exceptions reach the caller, and the old
        content is then still there.

    Raises
    ------
    FileError
        If the file cannot be written, with the `OSError` as its cause; the old content is then still there.
    """
    replacement = Replacement(path)
    try:
        replacement.write_by(write)
        replacement.commit()
    finally:
        replacement.abandon()


class Replacement:
    """The new content of a file, written to a temporary neighbour piece by piece until `commit` swaps it in.

    Links and modes are treated as by `replace_file_by`.

    Parameters
    ----------
    path
        The file; its folder must exist.

    Raises
    ------
    FileError
        From each method: if the file cannot be written, with the `OSError` as its cause. `abandon` must follow.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with _failures_of(path):
            self._mode = _mode_of_target(path)
            self._target = Path(os.path.realpath(path))
            self._temporary = _temporary_beside(self._target)
            # open() leaves the mode of a new file to the umask; tempfile would make it 0600.
            self._file: BinaryIO = open(self._temporary, "xb")  # noqa: SIM115

    def write(self, data: bytes) -> None:
        """Add `data` at the end."""
        self.write_by(lambda file: file.write(data))

    def write_by(self, write: Callable[[BinaryIO], object]) -> None:
        """Let `write` continue the file."""
        with _failures_of(self._path):
            write(self._file)

    def commit(self) -> None:
        """Sync the content to disk and swap it in."""
        with _failures_of(self._path):
            self._file.flush()
            # Some file systems have a single mode and refuse any chmod, so it is only called if it changes something.
            if self._mode is not None and stat.S_IMODE(os.fstat(self._file.fileno()).st_mode) != self._mode:
                os.chmod(self._temporary, self._mode)
            os.fsync(self._file.fileno())
            self._file.close()
            os.replace(self._temporary, self._target)
            _sync_folder(self._target.parent)

    def abandon(self) -> None:
        """Leave the old content and no temporary file; after `commit` this does nothing."""
        # What is still buffered may not fit on the disk.
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._temporary.unlink()


class NewFolder:
    """A folder filled under a temporary name, file by file, until `commit` gives it its own.

    Parameters
    ----------
    path
        The folder to make; there must be nothing of that name, or an empty folder.

    Raises
    ------
    FileError
        From each method: if it cannot be written, with the `OSError` as its cause. `abandon` must follow.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with _failures_of(path):
            self._target = Path(os.path.realpath(path))
            if self._target.exists() and not (self._target.is_dir() and not any(self._target.iterdir())):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
            self._temporary = _temporary_beside(self._target)
            self._temporary.mkdir()

    def write(self, name: str, data: bytes) -> None:
        """Put a file with this content into the folder."""
        with _failures_of(self._path), open(self._temporary / name, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def commit(self) -> None:
        """Give the folder its name."""
        with _failures_of(self._path):
            # Remove an empty folder in its place, since not every platform renames over one.
            with contextlib.suppress(FileNotFoundError):
                self._target.rmdir()
            os.replace(self._temporary, self._target)
            _sync_folder(self._target.parent)

    def abandon(self) -> None:
        """Leave nothing of it; after `commit` this does nothing."""
        _remove_folder(self._temporary)


@contextlib.contextmanager
def _failures_of(path: Path) -> Iterator[None]:
    """Let an `OSError` be one sentence about `path`."""
    try:
        yield
    except OSError as error:
        raise FileError(path, _reason(error, path)) from error


def _temporary_beside(target: Path) -> Path:
    """Return a free name in the target's folder, and remove what killed saves have left there."""
    _remove_abandoned(target.parent)
    # A name of fixed length: one made from the target's could be longer than the file system allows.
    return target.with_name(f"{TEMPORARY_PREFIX}{os.urandom(8).hex()}{TEMPORARY_SUFFIX}")


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
        # A rename only needs write access to the folder, and would replace a file that its owner has protected.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return stat.S_IMODE(mode)


def _sync_folder(folder: Path) -> None:
    """Sync the rename to disk, on platforms where a folder can be opened."""
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
    """Remove the temporary files and folders of killed saves, if they are too old for a save in progress."""
    now = time.time()
    for left_over in folder.glob(f"{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}"):
        with contextlib.suppress(OSError):
            if now - left_over.stat().st_mtime <= SECONDS_UNTIL_ABANDONED:
                continue
            if left_over.is_dir():
                _remove_folder(left_over)
            else:
                left_over.unlink()


def _remove_folder(folder: Path) -> None:
    # Only one format of pictures needs a folder, and shutil imports the modules for archives.
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _reason(error: OSError, path: Path) -> str:
    folder = Path(os.path.realpath(path)).parent
    match error.errno:
        case errno.ENOENT:
            return f"The folder {folder} does not exist; create it or choose another."
        case errno.ENOTDIR:
            return f"{folder} is not a folder; choose another."
        case errno.EISDIR:
            return "This is a folder; choose a file name."
        case errno.EEXIST | errno.ENOTEMPTY:
            return "Something of this name already exists; choose another name."
        case errno.ENXIO:
            return "This is a device or a pipe, not a file; choose another name."
        case errno.ELOOP:
            return "This symbolic link leads back to itself; choose another name."
        case errno.ENAMETOOLONG:
            return "The name is too long for this disk; choose a shorter one."
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "There is not enough space on the disk; free some, or choose another place."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            if path.exists() and not os.access(path, os.W_OK):
                return "The file is write-protected; choose another name, or allow writing to it."
            return f"The folder {folder} may not be written to, or the file is in use; choose another place."
        case _:
            return f"It could not be written ({error.strerror or error}); try again or choose another place."
