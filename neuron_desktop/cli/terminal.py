"""What the commands share: sentences on standard error, and files that may be standard input or output."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from neuron_desktop.files.stamp import FileStamp

PROGRAM = "neuron-desktop"
STREAM = "-"
FAILED = 1
# The status that a shell reports for a program ended by SIGINT or SIGPIPE.
INTERRUPTED = 130
NOBODY_READS = 141


def complain(sentence: str, status: int) -> int:
    """Print a sentence on standard error and return `status`."""
    print(f"{PROGRAM}: {printable(sentence)}", file=sys.stderr)
    return status


def printable(text: str) -> str:
    """Return `text` with control characters escaped."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def new_parser(command: str, description: str, examples: str) -> argparse.ArgumentParser:
    """Return a parser that shows examples, each a line for a shell, below its options."""
    lines = "\n".join(f"  {line}" for line in examples.strip().splitlines())
    return argparse.ArgumentParser(
        prog=f"{PROGRAM} {command}",
        description=description,
        epilog=f"examples:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


@contextmanager
def readable(name: str) -> Iterator[Path]:
    """Give the path of a file; standard input, which cannot be read twice, is copied to a temporary file."""
    if name != STREAM:
        yield Path(name)
        return
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="neuron-desktop-") as folder:
        # Complaints begin with the name of the file.
        path = Path(folder) / "standard input"
        with path.open("wb") as file:
            if sys.stdin is not None:
                shutil.copyfileobj(sys.stdin.buffer, file)
        yield path


def known_output(name: str | None) -> FileStamp | None:
    """Return the stamp of the file that a command will write, for `write_output`; None for no file."""
    if name is None or name == STREAM:
        return None
    from neuron_desktop.files.stamp import stamp_of

    return stamp_of(Path(name))


def write_output(name: str, write: Callable[[BinaryIO], object], *, known: FileStamp | None = None) -> None:
    """Let `write` write a whole file, or directly to standard output.

    Raises
    ------
    FileError
        If the file cannot be written, or somebody else has changed it since it was `known`; what was there before is
        then still there.
    """
    if name != STREAM:
        from neuron_desktop.files.atomic import replace_file_by
        from neuron_desktop.files.stamp import refuse_if_changed

        path = Path(name)

        def write_if_known(file: BinaryIO) -> None:
            write(file)
            if known is not None:
                refuse_if_changed(path, known)

        replace_file_by(path, write_if_known)
    elif sys.stdout is not None:
        sys.stdout.flush()
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()


def is_same_file(one: str, other: str) -> bool:
    """Return whether both are names of one file that exists."""
    if STREAM in (one, other):
        return False
    first, second = Path(one), Path(other)
    return first.exists() and second.exists() and first.samefile(second)
