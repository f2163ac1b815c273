"""The files opened and saved last, remembered from start to start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

MOST_REMEMBERED = 10
KEY = "recentFiles"


class RecentFiles(QObject):
    """The paths of the last files, the newest first.

    Signals
    -------
    changed()
        The list has changed.
    """

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files; anything else in the settings is ignored."""
        stored = self._settings.value(KEY)
        # A list of one comes back as a text.
        texts = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        usable = [text for text in texts if isinstance(text, str) and text and "\0" not in text]
        return tuple(Path(text) for text in usable[:MOST_REMEMBERED])

    def add(self, path: Path) -> None:
        """Put `path` first."""
        absolute = path.absolute()
        self._store([absolute, *(known for known in self.paths if known != absolute)])

    def remove(self, path: Path) -> None:
        """Forget `path`."""
        self._store([known for known in self.paths if known != path])

    def clear(self) -> None:
        """Forget every file."""
        self._store([])

    def _store(self, paths: list[Path]) -> None:
        self._settings.setValue(KEY, [str(path) for path in paths[:MOST_REMEMBERED]])
        self.changed.emit()
