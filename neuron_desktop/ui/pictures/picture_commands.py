"""Exporting and copying pictures of the canvas, and animations of the training."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from neuron_desktop.core import Snapshot
from neuron_desktop.core.numerals import grouped
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.files.pictures import AnimationFormat, AnimationPlan, PictureSaver
from neuron_desktop.session.judging.evaluation import judged
from neuron_desktop.session.runs.training import Training
from neuron_desktop.ui.canvas.canvas import Canvas
from neuron_desktop.ui.canvas.canvas_state import CanvasState
from neuron_desktop.ui.looks.theme import LIGHT, Theme
from neuron_desktop.ui.pictures.animation_dialog import PRESETS as ANIMATION_PRESETS
from neuron_desktop.ui.pictures.animation_dialog import AnimationDialog, AnimationOptions
from neuron_desktop.ui.pictures.painting import Painting
from neuron_desktop.ui.pictures.picture import Look, PictureFormat, PictureOptions, PicturePainter, PictureSize
from neuron_desktop.ui.pictures.picture_dialog import PRESETS, PictureDialog
from neuron_desktop.ui.pictures.recorder import Recorder
from neuron_desktop.ui.widgets.choosing import ask_where, complain
from neuron_desktop.ui.widgets.dialogs import bring_to_front, open_dialog

SUFFIXES = {PictureFormat.PNG: ".png", PictureFormat.SVG: ".svg", PictureFormat.PDF: ".pdf"}
# The colours of an animation come from this many of its frames.
SAMPLES = 5


class PictureCommands(QObject):
    """Carries out the picture actions; earlier choices are proposed again.

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
        self._folder = Path()
        look = Look(LIGHT)
        self._picture = PictureOptions(PictureFormat.PNG, PRESETS[0][1], look)
        self._animation = AnimationOptions(
            AnimationFormat.GIF, ANIMATION_PRESETS[0][1], 100, True, 20, True, replace(look, caption=True)
        )
        self._painter = PicturePainter(window)
        # The dialog whose picture or animation is being made.
        self._busy: PictureDialog | AnimationDialog | None = None
        self._painting = Painting(self)
        self._saver = PictureSaver(self)
        self._recorder = Recorder(training, self._saver, self)
        self._saver.saved.connect(self._on_saved)
        self._saver.failed.connect(self._on_failed)
        self._painting.failed.connect(self._on_failed)
        self._painting.progressed.connect(self._on_painted_further)
        self._recorder.failed.connect(self._on_failed)
        self._recorder.progressed.connect(self._on_progressed)

    def set_theme(self, theme: Theme) -> None:
        """Propose the colours of the window."""
        self._picture = replace(self._picture, look=replace(self._picture.look, theme=theme))
        self._animation = replace(self._animation, look=replace(self._animation.look, theme=theme))

    @Slot()
    def export_picture(self) -> None:
        """Ask for the options of a picture, and where to save it."""
        if bring_to_front(self._window, PictureDialog):
            return
        state, size = self._canvas.state(), self._canvas_size
        dialog = PictureDialog(self._painter, state, size, self._picture, self._window)
        dialog.export_requested.connect(partial(self._on_picture_wanted, dialog))
        dialog.copy_requested.connect(partial(self._on_copy_wanted, dialog))
        dialog.cancel_requested.connect(partial(self._give_up, dialog))
        self._open(dialog)

    @Slot()
    def copy_picture(self) -> None:
        """Put the canvas as it is on the clipboard."""
        self._copy(self._painter.image(self._canvas.state(), self._canvas_size, self._picture.look))

    @Slot()
    def export_animation(self) -> None:
        """Ask for the options of an animation, and where to save it."""
        if bring_to_front(self._window, AnimationDialog):
            return
        snapshot = self._training.snapshot
        if not self._training.is_up_to_date or snapshot.first_iteration == snapshot.last_iteration:
            complain(
                self._window,
                "There is nothing to animate yet",
                "An animation shows how training moves the line: press Space to train, then export it.",
            )
            return
        state, size = self._canvas.state(), self._canvas_size
        dialog = AnimationDialog(self._painter, state, snapshot, size, self._animation, self._window)
        dialog.export_requested.connect(partial(self._on_animation_wanted, dialog))
        dialog.cancel_requested.connect(partial(self._give_up, dialog))
        self._open(dialog)

    def close(self) -> None:
        """Cancel what is under way, and end the thread; call it once before the object is destroyed."""
        self._painting.cancel()
        self._recorder.cancel()
        self._saver.close()

    @property
    def _canvas_size(self) -> PictureSize:
        """The canvas as it is on the screen."""
        scale = self._canvas.devicePixelRatioF()
        return PictureSize(round(self._canvas.width() * scale), round(self._canvas.height() * scale), scale=scale)

    @property
    def _title(self) -> str:
        return f"{self._document.source.name}, iteration {grouped(self._training.snapshot.iteration)}"

    def _open(self, dialog: PictureDialog | AnimationDialog) -> None:
        dialog.finished.connect(partial(self._give_up, dialog))
        open_dialog(dialog)

    def _ask_where(
        self, dialog: PictureDialog | AnimationDialog, proposed: str, filters: str, suffixes: tuple[str, ...]
    ) -> Path | None:
        path = ask_where(dialog, dialog.windowTitle(), self._folder / proposed, filters, suffixes)
        if path is not None:
            self._folder = path.parent
        return path

    def _copy(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.told.emit(f"A picture of {grouped(image.width())} × {grouped(image.height())} pixels is on the clipboard.")

    def _on_picture_wanted(self, dialog: PictureDialog) -> None:
        if not self._is_free(dialog):
            return
        chosen = dialog.options
        # The chosen format comes first, and with it its ending; another ending that is typed means that format.
        order = sorted(SUFFIXES, key=lambda kind: kind is not chosen.format)
        filters = ";;".join(f"{kind.value} (*{SUFFIXES[kind]})" for kind in order)
        suffixes = tuple(SUFFIXES[kind] for kind in order)
        path = self._ask_where(dialog, f"picture{suffixes[0]}", filters, suffixes)
        if path is None:
            return
        kind = next(kind for kind in order if SUFFIXES[kind] == path.suffix.lower())
        self._picture = replace(chosen, format=kind)
        self._begin(dialog)
        if kind is PictureFormat.PNG:
            strips = self._painter.in_strips(dialog.state, chosen.size, chosen.look)
            self._painting.start(strips, partial(self._save_image, path, self._title))
            return
        make = self._painter.svg if kind is PictureFormat.SVG else self._painter.pdf
        self._saver.save(path, make(dialog.state, chosen.size, chosen.look, title=self._title))

    def _save_image(self, path: Path, title: str, image: QImage) -> None:
        image.setText("Title", title)
        self._saver.save(path, image)

    def _on_copy_wanted(self, dialog: PictureDialog) -> None:
        if not self._is_free(dialog):
            return
        self._picture = dialog.options
        self._begin(dialog)
        strips = self._painter.in_strips(dialog.state, self._picture.size, self._picture.look)
        self._painting.start(strips, partial(self._copy_for, dialog))

    def _copy_for(self, dialog: PictureDialog, image: QImage) -> None:
        self._end()
        self._copy(image)
        dialog.tell("It is on the clipboard.")

    def _on_animation_wanted(self, dialog: AnimationDialog) -> None:
        if not self._is_free(dialog):
            return
        chosen = dialog.options
        is_gif = chosen.format is AnimationFormat.GIF
        filters, suffixes = ("GIF (*.gif)", (".gif",)) if is_gif else ("New folder (*)", ())
        path = self._ask_where(dialog, "training.gif" if is_gif else "training", filters, suffixes)
        if path is None:
            return
        self._animation = chosen
        frames = dialog.iterations
        samples = _some_of(frames, SAMPLES) if is_gif else ()
        plan = AnimationPlan(path, chosen.format, len(frames), len(samples), chosen.frames_per_second, chosen.loop)
        self._begin(dialog)
        self._recorder.start(plan, (*samples, *frames), partial(self._frame, dialog.state, chosen))

    def _frame(self, shown: CanvasState, chosen: AnimationOptions, snapshot: Snapshot) -> QImage:
        result = shown.result and judged(shown.result, snapshot)
        return self._painter.image(replace(shown, snapshot=snapshot, result=result), chosen.size, chosen.look)

    def _is_free(self, dialog: PictureDialog | AnimationDialog) -> bool:
        """Return whether nothing is being made; if something is, say so over the dialog."""
        if self._busy is not None:
            complain(dialog, "Another export is running", "Wait until it has finished, or cancel it in its window.")
        return self._busy is None

    def _begin(self, dialog: PictureDialog | AnimationDialog) -> None:
        self._busy = dialog
        dialog.set_busy(True)

    def _end(self) -> PictureDialog | AnimationDialog | None:
        """Enable the dialog whose picture is finished or cancelled, and return it."""
        dialog, self._busy = self._busy, None
        if dialog is not None:
            dialog.set_busy(False)
        return dialog

    def _give_up(self, dialog: PictureDialog | AnimationDialog, _result: int = 0) -> None:
        """Drop what is being made for a dialog, if anything is."""
        if dialog is self._busy:
            self._painting.cancel()
            self._recorder.cancel()
            self._saver.cancel()
            self._end()

    @Slot(float)
    def _on_painted_further(self, share: float) -> None:
        if isinstance(self._busy, PictureDialog):
            self._busy.tell(f"Painting: {share:.0%}")

    @Slot(int)
    def _on_progressed(self, written: int) -> None:
        if isinstance(self._busy, AnimationDialog):
            self._busy.show_progress(written)

    @Slot(object, object)
    def _on_saved(self, path: Path, size: int) -> None:
        dialog = self._end()
        if dialog is not None:
            dialog.accept()
        self.told.emit(f"Exported to {path.name}, {_bytes_in_words(size)}.")

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        dialog = self._end()
        if dialog is not None:
            complain(dialog, f"The {dialog.windowTitle().removeprefix('Export ')} was not exported", error)


def _some_of(iterations: tuple[int, ...], wanted: int) -> tuple[int, ...]:
    """Return at most `wanted` of the iterations, evenly chosen, the first and the last among them."""
    places = {round(place * (len(iterations) - 1) / (wanted - 1)) for place in range(wanted)}
    return tuple(iterations[place] for place in sorted(places))


def _bytes_in_words(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{grouped(max(size / 1e3, 0.1), 1)} kB"
