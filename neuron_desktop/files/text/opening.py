"""Opens a table's file as bytes, unpacks it if needed, and watches it for changes while it is read."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from neuron_desktop.files.errors import CsvError
from neuron_desktop.files.text.file_kinds import LONGEST_MAGIC, check_kind, check_unpacked

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_State = tuple[int, int, int, int]


class OpenedFile:
    """The bytes of a table, and how much of its file has been read.

    Parameters
    ----------
    path
        The file.
    file
        The file on the disk.
    content
        Its content: `file` itself, or a file that unpacks it.
    state
        What the file was when it was opened.
    """

    def __init__(self, path: Path, file: BinaryIO, content: BinaryIO, state: _State) -> None:
        self.path = path
        self.content = content
        self._file = file
        self._state = state
        self._size = max(os.fstat(file.fileno()).st_size, 1)

    @property
    def share_read(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return min(self._file.tell() / self._size, 1.0)

    def check_unpacked(self, size: int) -> None:
        """Raise a CsvError if this many bytes are more than may come out of an archive; other files are not limited."""
        if self.content is not self._file:
            check_unpacked(size, self.path)

    @contextmanager
    def text(self, encoding: str, *, offset: int = 0) -> Iterator[io.TextIOWrapper]:
        """Give the content from a byte on as text with the line breaks it has."""
        self.content.seek(offset)
        text = io.TextIOWrapper(self.content, encoding, newline="")
        try:
            yield text
        finally:
            text.detach()

    def check_unchanged(self) -> None:
        """Raise a CsvError if the file is not what it was when it was opened."""
        _check_unchanged(self.path, self._file, self._state)


def _check_unchanged(path: Path, file: BinaryIO, state: _State) -> None:
    try:
        unchanged = state == _state(os.fstat(file.fileno())) == _state(path.stat())
    except FileNotFoundError:
        unchanged = False
    if not unchanged:
        raise CsvError(path, "The file was changed while it was read; wait until it is complete and try again.")


def _state(status: os.stat_result) -> _State:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


@contextmanager
def opened(path: Path) -> Iterator[OpenedFile]:
    """Open the file of a table; errors within the ``with`` block become sentences.

    A gzip file is unpacked as it is read, and so is the only file in a zip archive.

    Raises
    ------
    CsvError
        If the file is missing, not a file, not readable, of another kind, damaged or changed meanwhile.
    """
    try:
        # A pipe or a device could keep open() waiting forever.
        if not stat.S_ISREG(path.stat().st_mode):
            what = "a folder" if path.is_dir() else "not an ordinary file"
            raise CsvError(path, f"This is {what}; choose a file of comma-separated values.")
        with path.open("rb") as file:
            state = _state(os.fstat(file.fileno()))
            try:
                with _content(file, path) as content:
                    yield OpenedFile(path, file, content, state)
            except (CsvError, UnicodeDecodeError):
                # An apparent fault may be half of a file that is being written.
                _check_unchanged(path, file, state)
                raise
            _check_unchanged(path, file, state)
    except FileNotFoundError as error:
        raise CsvError(path, "There is no such file; it may have been moved or renamed. Choose another.") from error
    except PermissionError as error:
        raise CsvError(path, "You may not read this file; change its permissions or copy it elsewhere.") from error
    except OSError as error:
        raise CsvError(path, f"It could not be read ({error.strerror or error}); try again.") from error
    except UnicodeDecodeError as error:
        raise CsvError(
            path,
            f"It begins as {error.encoding.upper()} text, but not all of it is; save it as UTF-8, or choose another "
            "encoding, and open it again.",
        ) from error


@contextmanager
def _content(file: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    start = file.read(LONGEST_MAGIC)
    file.seek(0)
    check_kind(start, path)
    if start.startswith((_GZIP, _ZIP)):
        # Most tables are not packed, and the modules for archives take longer to load than the rest of a command.
        from neuron_desktop.files.text.packed import unpacked

        with unpacked(file, path, is_zip=start.startswith(_ZIP)) as content:
            yield content
    else:
        yield file
