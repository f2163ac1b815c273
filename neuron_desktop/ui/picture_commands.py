"""Exporting and copying pictures of the canvas, and animations of the training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from neuron_desktop.core import Snapshot
from neuron_desktop.core.numerals import grouped
from neuron_desktop.session.document import Document
from neuron_desktop.session.evaluation import judged
from neuron_desktop.session.pictures import AnimationFormat, AnimationPlan, PictureSaver
from neuron_desktop.session.training import Training
from neuron_desktop.ui.animation_dialog import PRESETS as ANIMATION_PRESETS
from neuron_desktop.ui.animation_dialog import AnimationDialog, AnimationOptions
from neuron_desktop.ui.canvas import Canvas
from neuron_desktop.ui.choosing import ask_where, complain
from neuron_desktop.ui.picture import Look, PictureFormat, PictureOptions, PicturePainter, PictureSize
from neuron_desktop.ui.picture_dialog import PRESETS, PictureDialog
from neuron_desktop.ui.recorder import Recorder
from neuron_desktop.ui.theme import LIGHT, Theme

SUFFIXES = {PictureFormat.PNG: ".png", PictureFormat.SVG: ".svg", PictureFormat.PDF: ".pdf"}
# The colours of an animation are those of so many of its frames.
SAMPLES = 5


class PictureCommands(QObject):
    """Carries out the picture actions; what was chosen once is proposed again.

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
        self._dialog: PictureDialog | AnimationDialog | None = None
        self._saver = PictureSaver(self)
        self._recorder = Recorder(training, self._saver, self)
        self._saver.saved.connect(self._on_saved)
        self._saver.failed.connect(self._on_failed)
        self._recorder.failed.connect(self._on_failed)
        self._recorder.progressed.connect(self._on_progressed)

    def set_theme(self, theme: Theme) -> None:
        """Propose the colours of the window."""
        self._picture = replace(self._picture, look=replace(self._picture.look, theme=theme))
        self._animation = replace(self._animation, look=replace(self._animation.look, theme=theme))

    @Slot()
    def export_picture(self) -> None:
        """Ask how a picture is to be, and where it goes."""
        dialog = PictureDialog(self._canvas.state(), self._canvas_size, self._picture, self._window)
        dialog.export_requested.connect(self._on_picture_wanted)
        dialog.copy_requested.connect(self._on_copy_wanted)
        self._open(dialog)

    @Slot()
    def copy_picture(self) -> None:
        """Put the canvas as it is on the clipboard."""
        painter = PicturePainter(self._window)
        self._copy(painter.image(self._canvas.state(), self._canvas_size, self._picture.look))
        painter.close()

    @Slot()
    def export_animation(self) -> None:
        """Ask how an animation is to be, and where it goes."""
        snapshot = self._training.snapshot
        if not self._training.is_up_to_date or snapshot.first_iteration == snapshot.last_iteration:
            complain(
                self._window,
                "There is nothing to animate yet",
                "An animation shows how training moves the line: press Space to train, then export it.",
            )
            return
        dialog = AnimationDialog(self._canvas.state(), snapshot, self._canvas_size, self._animation, self._window)
        dialog.export_requested.connect(self._on_animation_wanted)
        dialog.cancel_requested.connect(self._on_cancel_wanted)
        self._open(dialog)

    def close(self) -> None:
        """Give up what is under way, and end the thread; to be called once before the object goes."""
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
        self._dialog = dialog
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    def _ask_where(self, title: str, proposed: str, filters: str, suffixes: tuple[str, ...]) -> Path | None:
        assert self._dialog is not None
        path = ask_where(self._dialog, title, self._folder / proposed, filters, suffixes)
        if path is not None:
            self._folder = path.parent
        return path

    def _copy(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.told.emit(f"A picture of {grouped(image.width())} × {grouped(image.height())} pixels is on the clipboard.")

    @Slot()
    def _on_picture_wanted(self) -> None:
        dialog = self._dialog
        assert isinstance(dialog, PictureDialog)
        chosen = dialog.options
        # The chosen format comes first, and with it its ending; another ending that is typed means that format.
        order = sorted(SUFFIXES, key=lambda kind: kind is not chosen.format)
        filters = ";;".join(f"{kind.value} (*{SUFFIXES[kind]})" for kind in order)
        suffixes = tuple(SUFFIXES[kind] for kind in order)
        path = self._ask_where("Export picture", f"picture{suffixes[0]}", filters, suffixes)
        if path is None:
            return
        kind = next(kind for kind in order if SUFFIXES[kind] == path.suffix.lower())
        self._picture = replace(chosen, format=kind)
        content: QImage | bytes
        if kind is PictureFormat.PNG:
            content = dialog.painter.image(dialog.state, chosen.size, chosen.look)
            content.setText("Title", self._title)
        elif kind is PictureFormat.SVG:
            content = dialog.painter.svg(dialog.state, chosen.size, chosen.look, title=self._title)
        else:
            content = dialog.painter.pdf(dialog.state, chosen.size, chosen.look, title=self._title)
        dialog.set_busy(True)
        self._saver.save(path, content)

    @Slot()
    def _on_copy_wanted(self) -> None:
        dialog = self._dialog
        assert isinstance(dialog, PictureDialog)
        self._picture = dialog.options
        self._copy(dialog.painter.image(dialog.state, self._picture.size, self._picture.look))
        dialog.tell("It is on the clipboard.")

    @Slot()
    def _on_animation_wanted(self) -> None:
        dialog = self._dialog
        assert isinstance(dialog, AnimationDialog)
        chosen = dialog.options
        is_gif = chosen.format is AnimationFormat.GIF
        filters, suffixes = ("GIF (*.gif)", (".gif",)) if is_gif else ("New folder (*)", ())
        path = self._ask_where("Export animation", "training.gif" if is_gif else "training", filters, suffixes)
        if path is None:
            return
        self._animation = chosen
        frames = dialog.iterations
        samples = _some_of(frames, SAMPLES) if is_gif else ()
        plan = AnimationPlan(path, chosen.format, len(frames), len(samples), chosen.frames_per_second, chosen.loop)
        dialog.set_busy(True)
        self._recorder.start(plan, (*samples, *frames), self._frame)

    def _frame(self, snapshot: Snapshot) -> QImage:
        dialog = self._dialog
        assert isinstance(dialog, AnimationDialog)
        shown = dialog.state
        result = shown.result and judged(shown.result, snapshot)
        options = dialog.options
        return dialog.painter.image(replace(shown, snapshot=snapshot, result=result), options.size, options.look)

    @Slot()
    def _on_cancel_wanted(self) -> None:
        self._recorder.cancel()
        if self._dialog is not None:
            self._dialog.set_busy(False)

    @Slot(int)
    def _on_progressed(self, written: int) -> None:
        if isinstance(self._dialog, AnimationDialog):
            self._dialog.show_progress(written)

    @Slot(object, object)
    def _on_saved(self, path: Path, size: int) -> None:
        if self._dialog is not None:
            self._dialog.set_busy(False)
            self._dialog.accept()
        self.told.emit(f"Exported to {path.name}, {_bytes_in_words(size)}.")

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        dialog = self._dialog
        if dialog is not None:
            dialog.set_busy(False)
            complain(dialog, f"The {dialog.windowTitle().removeprefix('Export ')} was not exported", error)

    @Slot()
    def _on_dialog_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()


def _some_of(iterations: tuple[int, ...], wanted: int) -> tuple[int, ...]:
    """Return at most `wanted` of the iterations, evenly chosen, the first and the last among them."""
    places = {round(place * (len(iterations) - 1) / (wanted - 1)) for place in range(wanted)}
    return tuple(iterations[place] for place in sorted(places))


def _bytes_in_words(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{grouped(max(size / 1e3, 0.1), 1)} kB"
