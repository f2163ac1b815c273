"""The help that F1 shows for a part of the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

_TITLE, _TEXT = "helpTitle", "helpText"


@dataclass(frozen=True, slots=True)
class HelpText:
    """What `widget` offers: its name, and a paragraph on what it shows, what to do there and which keys work."""

    widget: QWidget
    title: str
    text: str


def set_help(widget: QWidget, title: str, text: str) -> None:
    """Set the help of `widget`, also for whatever inside it has none of its own."""
    widget.setProperty(_TITLE, title)
    widget.setProperty(_TEXT, text)


def help_on(widget: QWidget | None) -> HelpText | None:
    """Return the help of `widget`, or of the nearest parent that offers any; None if none does."""
    while widget is not None:
        text = widget.property(_TEXT)
        if text:
            return HelpText(widget, widget.property(_TITLE), text)
        widget = widget.parentWidget()
    return None
