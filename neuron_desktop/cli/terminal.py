"""What the commands share: sentences on standard error, and files that may be standard input or output."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PROGRAM = "neuron-desktop"
STREAM = "-"
FAILED = 1
# What a shell reports for a program that SIGINT or SIGPIPE has ended.
INTERRUPTED = 130
NOBODY_READS = 141


def complain(sentence: str, status: int) -> int:
    """Print a sentence on standard error and return `status`."""
    print(f"{PROGRAM}: {printable(sentence)}", file=sys.stderr)
    return status


def printable(text: str) -> str:
    """Return `text` with escapes for what a terminal would obey rather than show."""
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
    """Give the path of a file; standard input, which cannot be read twice, is kept in a temporary one meanwhile."""
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


def write_output(name: str, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` write a whole file, or standard output as it comes.

    Raises
    ------
    FileError
        If the file cannot be written; what was there before is then still there.
    """
    if name != STREAM:
        from neuron_desktop.files.atomic import replace_file_by

        replace_file_by(Path(name), write)
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
