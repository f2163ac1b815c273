"""Finds the files that ship with the program."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
# A wheel has them among the resources; in a clone they lie above them, where people look for them.
DOCUMENTS = ("CHANGELOG.md", "LICENSE")


def resource_path(name: str) -> Path:
    """Return the path of a shipped file, such as ``icons/run.svg`` or one of `DOCUMENTS`.

    A wheel holds them inside the package; a clone and an editable install beside it.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    """
    clone = PACKAGE.parent
    for folder in (PACKAGE / "resources", clone if name in DOCUMENTS else clone / "resources"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"The program's own file {name} is missing; install Neuron Desktop again.")
