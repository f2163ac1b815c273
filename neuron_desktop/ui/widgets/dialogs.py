"""Opens dialogs: one of a kind at a time, each deleted when it has ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtWidgets import QDialog, QWidget

D = TypeVar("D", bound=QDialog)


def open_dialog(dialog: QDialog, *, blocks_window: bool = True) -> None:
    """Show a dialog without waiting for it; it is deleted after all slots have heard that it ended.

    Its requests are carried out for this dialog, not for the one opened last: connect its signals to slots that get the
    dialog by `functools.partial`.

    Parameters
    ----------
    dialog
        One of a kind that is not open, by `bring_to_front`; it is shown over its parent.
    blocks_window
        Whether its parent ignores mouse and keys meanwhile.
    """
    dialog.finished.connect(dialog.deleteLater)
    if blocks_window:
        dialog.open()
    else:
        dialog.show()


def open_dialogs(window: QWidget, kind: type[D]) -> list[D]:
    """Return the dialogs of a kind over a window, without those that have ended and are still to be deleted."""
    return [dialog for dialog in window.findChildren(kind) if not has_ended(dialog)]


def bring_to_front(window: QWidget, kind: type[D], is_meant: Callable[[D], bool] = lambda _: True) -> D | None:
    """Show the open dialog of a kind that `is_meant` in front of the others; return it, None where there is none."""
    dialog = next(filter(is_meant, open_dialogs(window, kind)), None)
    if dialog is not None:
        dialog.raise_()
        dialog.activateWindow()
    return dialog


def has_ended(window: QWidget) -> bool:
    """Return whether a window is a dialog that was answered or closed."""
    return not shiboken6.isValid(window) or (isinstance(window, QDialog) and not window.isVisible())
