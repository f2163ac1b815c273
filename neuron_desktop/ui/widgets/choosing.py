"""Asks where to save, and reports what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from neuron_desktop.ui.looks.plain_text import MessageBox
from neuron_desktop.ui.widgets.dialogs import bring_to_front, has_ended, open_dialog


def ask_where(window: QWidget, title: str, proposed: Path, filters: str, suffixes: tuple[str, ...]) -> Path | None:
    """Ask for the name of a file to write; None if the person cancels.

    Parameters
    ----------
    window
        The parent. If it is a dialog that closes while the file is chosen, the answer is None.
    title
        What is being done.
    proposed
        The name to begin with.
    filters
        The kinds of files as Qt writes them, "JSON (*.json);;NumPy (*.npz)".
    suffixes
        Their endings. A name without one gets that of the kind chosen, or else the first; without suffixes, a name
        stays as it is.
    """
    name, kind = QFileDialog.getSaveFileName(window, title, str(proposed), filters)
    if not name or has_ended(window):
        return None
    path = Path(name)
    if suffixes and not path.name.lower().endswith(suffixes):
        path = path.with_name(path.name + next((suffix for suffix in suffixes if f"*{suffix}" in kind), suffixes[0]))
        if path.exists():
            complain(window, title, f"{path.name} exists already. To replace it, enter its full name.")
            return None
    return path


def complain(
    window: QWidget, title: str, reason: Exception | str, *, remedy: tuple[str, str, Callable[[], None]] | None = None
) -> None:
    """Say what went wrong without blocking the window; the same message is not shown twice.

    Parameters
    ----------
    window
        The parent.
    title
        The headline: what was not done.
    reason
        Why.
    remedy
        A remedy: the text of a button, its object name, and what it does.
    """
    text = str(reason)
    if bring_to_front(window, MessageBox, lambda box: (box.text(), box.informativeText()) == (title, text)):
        return
    box = MessageBox(QMessageBox.Icon.Warning, title, title, QMessageBox.StandardButton.Ok, window)
    box.setObjectName("complaint")
    box.setInformativeText(text)
    if remedy is not None:
        words, name, act = remedy
        button = box.addButton(words, QMessageBox.ButtonRole.ActionRole)
        button.setObjectName(name)
        button.clicked.connect(act)
    open_dialog(box)
