"""The window, and pictures of its canvas for notebooks, without a window."""

from typing import TYPE_CHECKING

from neuron_desktop.core.lazy import homes_of, lazily

if TYPE_CHECKING:
    from neuron_desktop.ui.pictures.picture_file import save_picture
    from neuron_desktop.ui.window.main_window import MainWindow

__all__ = ["MainWindow", "save_picture"]

_HOMES = homes_of({"pictures.picture_file": "save_picture", "window.main_window": "MainWindow"})

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazily(__name__, _HOMES)
