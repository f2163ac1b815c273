"""Pictures without a window, for notebooks and scripts."""

from __future__ import annotations

import functools
import gc
import os
from pathlib import Path

import shiboken6
from PySide6.QtWidgets import QApplication

from neuron_desktop.core import Dataset, DatasetError, NeuronDesktopError, Trainer
from neuron_desktop.core.arguments import closest_first
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.errors import FileError
from neuron_desktop.session.files.pictures import png_bytes
from neuron_desktop.ui.canvas.canvas import Canvas
from neuron_desktop.ui.canvas.canvas_state import PlaneChoice
from neuron_desktop.ui.looks.application import create_application
from neuron_desktop.ui.looks.theme import DARK, LIGHT
from neuron_desktop.ui.pictures.picture import Look, PicturePainter, PictureSize

ENDINGS = (".png", ".svg", ".pdf")


def save_picture(
    path: str | os.PathLike[str],
    trainer: Trainer,
    *,
    axes: tuple[str, str] | None = None,
    size: tuple[int, int] = (900, 600),
    scale: float = 1.0,
    dark: bool = False,
) -> None:
    """Paint the points of a trainer, its boundary and the probability, as the window's canvas shows them.

    No window opens, and no display is needed: without a running Qt application, one without a screen is made.

    Parameters
    ----------
    path
        The file; its extension chooses PNG, SVG or PDF.
    trainer
        A trainer, whose present state is painted.
    axes
        The names of the features across and up; None for the first two. The others are held at their means.
    size
        Width and height in pixels.
    scale
        How many of these pixels are one of the screen; more makes text, points and lines larger.
    dark
        Whether to use the colours of the dark theme.

    Raises
    ------
    FileError
        If the extension is another one, or the file cannot be written; what was there before is then still there.
    DatasetError
        If there is no such feature.
    NeuronDesktopError
        If another part of the process uses Qt without windows.
    """
    file = Path(path)
    if file.suffix.lower() not in ENDINGS:
        raise FileError(file, f"A picture's name ends in {', '.join(ENDINGS)}; choose one of these.")
    dataset = trainer.dataset
    choice = PlaneChoice() if axes is None else PlaneChoice((_place(dataset, axes[0]), _place(dataset, axes[1])))
    application = QApplication.instance() or _application_without_a_screen()
    if not isinstance(application, QApplication):
        # Qt would end the process.
        raise NeuronDesktopError("Qt is running here without its windows, so nothing can be painted; restart Python.")
    look = Look(DARK if dark else LIGHT)
    whole = PictureSize(float(size[0]), float(size[1]), scale=float(scale))
    data = _painted(file, trainer, choice, whole, look)
    # pyqtgraph leaves widgets in cycles, which must not be collected in another thread.
    gc.collect()
    replace_file(file, data)


def _painted(file: Path, trainer: Trainer, choice: PlaneChoice, size: PictureSize, look: Look) -> bytes:
    """Return what a file of that name is to hold."""
    canvas = Canvas()
    try:
        canvas.on_parts_changed(TrainTestSplit.whole(trainer.dataset), True)
        canvas.show_plane(choice)
        canvas.on_progressed(trainer.snapshot())
        painter = PicturePainter(canvas)
        if file.suffix.lower() == ".png":
            return png_bytes(painter.image(canvas.state(), size, look))
        paint = painter.svg if file.suffix.lower() == ".svg" else painter.pdf
        return paint(canvas.state(), size, look, title=file.stem)
    finally:
        # There may be no event loop to run deleteLater().
        shiboken6.delete(canvas)


@functools.cache
def _application_without_a_screen() -> QApplication:
    """Make the application, kept as long as the process."""
    return create_application(["neuron-desktop", "-platform", "offscreen"])


def _place(dataset: Dataset, name: str) -> int:
    """Return the number of a feature, from 0."""
    if name not in dataset.feature_names:
        known = ", ".join(closest_first(name, dataset.feature_names))
        raise DatasetError(f"There is no feature “{name}”; there are {known}.")
    return dataset.feature_names.index(name)
