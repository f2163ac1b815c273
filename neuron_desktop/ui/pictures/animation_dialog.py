"""The dialog for an animation of the training: choices, and progress."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.core import Snapshot
from neuron_desktop.session.files.pictures import AnimationFormat, frame_iterations
from neuron_desktop.ui.canvas.canvas_state import CanvasState
from neuron_desktop.ui.looks.formatting import count
from neuron_desktop.ui.looks.plain_text import PlainLabel
from neuron_desktop.ui.pictures.picture import Look, PicturePainter, PictureSize, Unit
from neuron_desktop.ui.pictures.picture_fields import LookFields, PreviewLabel, SizeFields, lay_out
from neuron_desktop.ui.widgets.fields import whole_number_box
from neuron_desktop.ui.widgets.number_fields import Refusals
from neuron_desktop.ui.widgets.widgets import set_tone

MOST_FRAMES = 1000
MOST_FRAMES_PER_SECOND = 50
MOST_PIXELS = 2000
# Earlier, an estimate of the time left would jump.
SECONDS_BEFORE_A_GUESS = 1.0
PRESETS = (
    ("800 × 600", PictureSize(800, 600)),
    ("Small, 480 × 360", PictureSize(480, 360)),
    ("Square, 600 × 600", PictureSize(600, 600)),
    ("Slide, 1280 × 720", PictureSize(1280, 720, scale=1.5)),
)


@dataclass(frozen=True, slots=True)
class AnimationOptions:
    """Everything that is chosen about an animation; `beginning` shows more of the first iterations."""

    format: AnimationFormat
    size: PictureSize
    frames: int
    beginning: bool
    frames_per_second: int
    loop: bool
    look: Look


class AnimationDialog(QDialog):
    """Asks for everything about an animation, and shows the progress while it is being made.

    Signals
    -------
    export_requested()
        Export the animation.
    cancel_requested()
        Cancel the one being made.
    """

    export_requested = Signal()
    cancel_requested = Signal()

    def __init__(
        self,
        painter: PicturePainter,
        state: CanvasState,
        snapshot: Snapshot,
        canvas_size: PictureSize,
        chosen: AnimationOptions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("animationDialog")
        self.setWindowTitle("Export animation")
        self.state = state
        self._painter = painter
        self._first, self._last = snapshot.first_iteration, snapshot.last_iteration
        self._started = 0.0
        self._format_box = QComboBox()
        self._format_box.setObjectName("animationFormatBox")
        self._format_box.addItem("GIF, one animated file", AnimationFormat.GIF)
        self._format_box.addItem("PNG, a folder of numbered files", AnimationFormat.PNG_FOLDER)
        self._format_box.setCurrentIndex(self._format_box.findData(chosen.format))
        presets = (*PRESETS, ("The canvas as it is", canvas_size))
        self._size = SizeFields(presets, chosen.size, most_pixels=MOST_PIXELS, units=(Unit.PIXELS,))
        self._frames = whole_number_box(
            "animationFramesBox", "Frames", 2, MOST_FRAMES, "How many pictures, if training has that many iterations"
        )
        self._frames.setValue(chosen.frames)
        self._spacing_box = QComboBox()
        self._spacing_box.setObjectName("animationSpacingBox")
        self._spacing_box.addItem("more of the beginning", True)
        self._spacing_box.addItem("evenly spaced", False)
        self._spacing_box.setCurrentIndex(0 if chosen.beginning else 1)
        self._pace = whole_number_box("animationPaceBox", "Frames a second", 1, MOST_FRAMES_PER_SECOND, "")
        self._pace.setValue(chosen.frames_per_second)
        self._loop_box = QCheckBox("Start over at the end")
        self._loop_box.setObjectName("animationLoopBox")
        self._loop_box.setChecked(chosen.loop)
        self._refusals = Refusals((*self._size.boxes, self._frames, self._pace), self)
        self._look = LookFields(chosen.look)
        self._preview = PreviewLabel()
        self._told = PlainLabel()
        self._told.setObjectName("animationInfo")
        self._told.setProperty("role", "caption")
        self._told.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setObjectName("animationProgress")
        self._progress.setTextVisible(False)
        self._buttons = QDialogButtonBox()
        roles = QDialogButtonBox.ButtonRole
        self._export_button = self._buttons.addButton("&Export…", roles.AcceptRole)
        self._close_button = self._buttons.addButton("C&lose", roles.RejectRole)
        self._close_button.setObjectName("animationCloseButton")
        self._compose()
        self._connect()
        self._show_preview()
        self.set_busy(False)

    @property
    def options(self) -> AnimationOptions:
        """What is chosen."""
        return AnimationOptions(
            self._format_box.currentData(),
            self._size.size,
            self._frames.value(),
            self._spacing_box.currentData(),
            self._pace.value(),
            self._loop_box.isChecked(),
            self._look.look,
        )

    @property
    def iterations(self) -> tuple[int, ...]:
        """The iterations that are shown, each once."""
        options = self.options
        return frame_iterations(self._first, self._last, options.frames, beginning=options.beginning)

    @property
    def is_busy(self) -> bool:
        """Whether the animation is being made."""
        return not self._fields.isEnabled()

    def set_busy(self, busy: bool) -> None:
        """Show progress instead of choices, or the other way round."""
        self._fields.setEnabled(not busy)
        self._close_button.setText("&Cancel" if busy else "C&lose")
        # Kept in its place, so that the dialog does not change its size.
        self._progress.setVisible(busy)
        self._progress.setRange(0, len(self.iterations))
        self._progress.setValue(0)
        self._started = time.perf_counter()
        self._tell_plan()

    @Slot(int)
    def show_progress(self, written: int) -> None:
        """Show how many frames are written, and about how long the rest will take."""
        frames = len(self.iterations)
        self._progress.setValue(written)
        text = f"Frame {count(written)} of {count(frames)}"
        elapsed = time.perf_counter() - self._started
        if written and elapsed >= SECONDS_BEFORE_A_GUESS:
            text += f", about {elapsed / written * (frames - written):.0f} s left"
        self._told.setText(text)

    def reject(self) -> None:
        """Cancel the animation being made, or else close."""
        if self.is_busy:
            self.cancel_requested.emit()
        else:
            super().reject()

    def _compose(self) -> None:
        self._fields = QWidget()
        form = QFormLayout(self._fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("Format", self._format_box)
        self._size.add_to(form)
        form.addRow("Frames", self._frames)
        form.addRow("Iterations", self._spacing_box)
        form.addRow("Frames a second", self._pace)
        form.addRow("", self._loop_box)
        self._look.add_to(form)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        shown = QVBoxLayout()
        for part in (self._preview, self._told, self._progress):
            shown.addWidget(part)
        shown.addStretch(1)
        lay_out(self, fields=self._fields, shown=shown, buttons=self._buttons)

    def _connect(self) -> None:
        self._export_button.clicked.connect(self.export_requested)
        self._buttons.rejected.connect(self.reject)
        self._preview_timer = QTimer(self)
        self._preview_timer.setSingleShot(True)
        self._preview_timer.timeout.connect(self._show_preview)
        self._size.changed.connect(self._on_changed)
        self._look.changed.connect(self._on_changed)
        self._format_box.currentIndexChanged.connect(self._tell_plan)
        self._spacing_box.currentIndexChanged.connect(self._tell_plan)
        for box in (self._frames, self._pace):
            box.valueChanged.connect(self._tell_plan)
        self._refusals.changed.connect(self._tell_plan)

    def _on_changed(self) -> None:
        # Several fields may change at once.
        self._preview_timer.start(0)

    @Slot()
    def _tell_plan(self) -> None:
        options = self.options
        frames = len(self.iterations)
        of_what = f"iterations {count(self._first)} to {count(self._last)}"
        self._loop_box.setEnabled(options.format is AnimationFormat.GIF)
        self._pace.setEnabled(options.format is AnimationFormat.GIF)
        refusal = self._refusals.sentence
        self._export_button.setEnabled(not refusal and not self.is_busy)
        set_tone(self._told, "warning" if refusal else "")
        if refusal:
            self._told.setText(refusal)
        elif options.format is AnimationFormat.GIF:
            self._told.setText(f"{count(frames)} frames, {of_what}, in {frames / options.frames_per_second:.1f} s")
        else:
            self._told.setText(f"{count(frames)} files, {of_what}")

    @Slot()
    def _show_preview(self) -> None:
        options = self.options
        room = self._preview.most_pixels
        self._preview.show_image(self._painter.image(self.state, options.size, options.look, most_pixels=room))
