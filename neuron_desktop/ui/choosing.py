"""Asking where to save, and saying what went wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from neuron_desktop.ui.plain_text import MessageBox


def ask_where(window: QWidget, title: str, proposed: Path, filters: str, suffixes: tuple[str, ...]) -> Path | None:
    """Ask for the name of a file to write; None where the person thinks better of it.

    Parameters
    ----------
    window
        Over which to ask.
    title
        What is being done.
    proposed
        The name to begin with.
    filters
        The kinds of files as Qt writes them, "JSON (*.json);;NumPy (*.npz)".
    suffixes
        Their endings. A name with none of them gets that of the kind chosen, or else the first; with no suffixes a
        name stays as it is.
    """
    name, kind = QFileDialog.getSaveFileName(window, title, str(proposed), filters)
    if not name:
        return None
    path = Path(name)
    if suffixes and not path.name.lower().endswith(suffixes):
        path = path.with_name(path.name + next((suffix for suffix in suffixes if f"*{suffix}" in kind), suffixes[0]))
        if path.exists():
            complain(window, title, f"{path.name} exists already. To replace it, choose it by its whole name.")
            return None
    return path


def complain(window: QWidget, title: str, reason: Exception | str) -> QMessageBox:
    """Say what went wrong beside the window, which goes on answering; return the box, for more buttons."""
    box = MessageBox(QMessageBox.Icon.Warning, title, title, QMessageBox.StandardButton.Ok, window)
    box.setObjectName("complaint")
    box.setInformativeText(str(reason))
    box.finished.connect(box.deleteLater)
    box.open()
    return box
