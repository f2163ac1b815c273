"""What is new: the newest part of the change log."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from neuron_desktop.files.resources import resource_path
from neuron_desktop.ui.help.page import Page


class NewsPage(Page):
    """Shows what has changed with this version."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("news", "What is new", parent)
        try:
            text = newest_part(resource_path("CHANGELOG.md").read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            text = "The list of changes is missing. Install Neuron Desktop again."
        self.text.show_markdown(text)


def newest_part(change_log: str) -> str:
    """Return the first part of a change log, with its heading: that of the newest version."""
    lines = change_log.splitlines()
    starts = [place for place, line in enumerate(lines) if line.startswith("## ")]
    first, end = (*starts, len(lines), len(lines))[:2]
    return "\n".join(lines[first:end]).strip()
