"""Finds the files that ship with the program."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def resource_path(name: str) -> Path:
    """Return the path of a shipped file, such as ``icons/run.svg``.

    A wheel holds them inside the package; a clone and an editable install beside it.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    """
    for folder in (PACKAGE / "resources", PACKAGE.parent / "resources"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"The program's own file {name} is missing; install Neuron Desktop again.")
