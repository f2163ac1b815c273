"""The exceptions about files.

::

    NeuronDesktopError      see neuron_desktop.core.errors
    ├── MismatchError       weights and data set have other features or classes
    ├── PointTextError      cells from a clipboard that are no points, or points that are no text for one
    ├── RecipeError         a recipe that contradicts itself, or is none (also a ValueError)
    └── FileError           path, and where known line and column
        ├── CsvError        a table that cannot be read as one, or not be learned from
        ├── WeightsError    a weights file that is not one, or cannot be written
        ├── ProjectError    a project file that is not one, or cannot be kept
        └── ReadingCancelled    the caller asked a reader to stop; nothing is wrong
"""

from __future__ import annotations

from pathlib import Path

from neuron_desktop.core.errors import NeuronDesktopError


class MismatchError(NeuronDesktopError):
    """The features or the classes of weights are not those of a data set; the text explains it name by name."""


class FileError(NeuronDesktopError):
    """A file could not be read or written.

    Parameters
    ----------
    path
        The file.
    reason
        A sentence: what is wrong and what to do.
    line, column
        Where in the file, counted from 1; a column is a table's column.
    """

    def __init__(self, path: Path, reason: str, *, line: int | None = None, column: int | None = None) -> None:
        place = path.name
        if line is not None:
            place += f", line {line}"
        if column is not None:
            place += f", column {column}"
        super().__init__(f"{place}: {reason}")
        self.path = path
        self.reason = reason
        self.line = line
        self.column = column


class RecipeError(NeuronDesktopError, ValueError):
    """A recipe contradicts itself, or is not one."""


class PointTextError(NeuronDesktopError):
    """Cells are not points, or there are too many points for cells."""


class CsvError(FileError):
    """A table cannot be read, or holds nothing that can be learned."""


class WeightsError(FileError):
    """A weights file cannot be read or written."""


class ProjectError(FileError):
    """A project file cannot be read, or a project is beyond what a file can hold."""


class ReadingCancelled(FileError):
    """Reading ended early because the caller's `cancelled` said so."""
