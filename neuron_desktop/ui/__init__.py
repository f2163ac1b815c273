"""The window, and pictures of its canvas for notebooks, which need none."""

from typing import TYPE_CHECKING

from neuron_desktop.core.lazy import lazily

if TYPE_CHECKING:
    from neuron_desktop.ui.picture_file import save_picture

__all__ = ["save_picture"]

_HOMES = {"save_picture": "picture_file"}

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazily(__name__, _HOMES)
