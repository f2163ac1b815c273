"""Where the program keeps what it keeps on this machine."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths


def data_folder() -> Path:
    """Return the platform's folder for the log and for unsaved work; it may not exist yet."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))


def log_folder() -> Path:
    """Return the folder of the log."""
    return data_folder() / "log"


def recovery_folder() -> Path:
    """Return the folder of the unsaved work of running windows and of crashed ones."""
    return data_folder() / "recovery"


def settings_place() -> str:
    """Return where theme, layout and last files are remembered: a file, or a key of the registry on Windows."""
    return QSettings("Neuron Desktop", "Neuron Desktop").fileName()
