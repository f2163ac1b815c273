"""The picture actions of the window, carried out by what is imported when the first of them is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from neuron_desktop.session.document.document import Document
from neuron_desktop.session.runs.training import Training
from neuron_desktop.ui.canvas.canvas import Canvas
from neuron_desktop.ui.looks.theme import LIGHT, Theme

if TYPE_CHECKING:
    from neuron_desktop.ui.pictures.picture_commands import PictureCommands


class PictureActions(QObject):
    """Makes the `PictureCommands`, and hands actions and theme on to them.

    Signals
    -------
    told(str)
        Something went well, in a sentence.
    """

    told = Signal(str)

    def __init__(self, canvas: Canvas, document: Document, training: Training, window: QWidget) -> None:
        super().__init__(window)
        self._canvas = canvas
        self._document = document
        self._training = training
        self._window = window
        self._theme = LIGHT
        self._made: PictureCommands | None = None

    def set_theme(self, theme: Theme) -> None:
        """Propose the colours of the window."""
        self._theme = theme
        if self._made is not None:
            self._made.set_theme(theme)

    @Slot()
    def export_picture(self) -> None:
        """Ask for the options of a picture, and where to save it."""
        self._commands.export_picture()

    @Slot()
    def copy_picture(self) -> None:
        """Put the canvas as it is on the clipboard."""
        self._commands.copy_picture()

    @Slot()
    def export_animation(self) -> None:
        """Ask for the options of an animation, and where to save it."""
        self._commands.export_animation()

    def close(self) -> None:
        """Cancel what is under way, and end the thread; call it once before the object is destroyed."""
        if self._made is not None:
            self._made.close()

    @property
    def _commands(self) -> PictureCommands:
        if self._made is None:
            from neuron_desktop.ui.pictures.picture_commands import PictureCommands

            self._made = PictureCommands(self._canvas, self._document, self._training, self._window)
            self._made.set_theme(self._theme)
            self._made.told.connect(self.told)
        return self._made
