"""The dialog for a picture of the canvas, with a preview."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.ui.canvas.canvas_state import CanvasState
from neuron_desktop.ui.looks.plain_text import PlainLabel
from neuron_desktop.ui.pictures.picture import PictureFormat, PictureOptions, PicturePainter, PictureSize, Unit
from neuron_desktop.ui.pictures.picture_fields import LookFields, PreviewLabel, SizeFields, lay_out, size_in_words
from neuron_desktop.ui.widgets.number_fields import Refusals
from neuron_desktop.ui.widgets.widgets import set_tone

MOST_PIXELS = 6000
PRESETS = (
    ("Slide, 1920 × 1080", PictureSize(1920, 1080, scale=2.0)),
    ("Square, 1080 × 1080", PictureSize(1080, 1080, scale=2.0)),
    ("Width of a page, 160 mm", PictureSize(160, 100, Unit.MILLIMETRES)),
)


class PictureDialog(QDialog):
    """Asks for format, size and look, and shows a preview.

    It is of the canvas as it was when the dialog was opened: training may continue beneath.

    Signals
    -------
    export_requested()
        Export the picture.
    copy_requested()
        Copy the picture to the clipboard.
    cancel_requested()
        Cancel the one being made.
    """

    export_requested = Signal()
    copy_requested = Signal()
    cancel_requested = Signal()

    def __init__(
        self,
        painter: PicturePainter,
        state: CanvasState,
        canvas_size: PictureSize,
        chosen: PictureOptions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pictureDialog")
        self.setWindowTitle("Export picture")
        self.state = state
        self._painter = painter
        self._format_box = QComboBox()
        self._format_box.setObjectName("pictureFormatBox")
        for kind, words in (
            (PictureFormat.PNG, "PNG, pixels"),
            (PictureFormat.SVG, "SVG, shapes to edit"),
            (PictureFormat.PDF, "PDF, shapes to print"),
        ):
            self._format_box.addItem(words, kind)
        self._format_box.setCurrentIndex(self._format_box.findData(chosen.format))
        presets = (*PRESETS, ("The canvas as it is", canvas_size))
        self._size = SizeFields(presets, chosen.size, most_pixels=MOST_PIXELS, units=tuple(Unit))
        self._refusals = Refusals(self._size.boxes, self)
        self._look = LookFields(chosen.look)
        self._preview = PreviewLabel()
        self._told = PlainLabel()
        self._told.setObjectName("pictureInfo")
        self._told.setProperty("role", "caption")
        self._told.setWordWrap(True)
        self._buttons = QDialogButtonBox()
        roles = QDialogButtonBox.ButtonRole
        self._export_button = self._buttons.addButton("&Export…", roles.AcceptRole)
        self._copy_button = self._buttons.addButton("&Copy to clipboard", roles.ActionRole)
        self._close_button = self._buttons.addButton("C&lose", roles.RejectRole)
        self._compose()
        self._export_button.clicked.connect(self.export_requested)
        self._copy_button.clicked.connect(self.copy_requested)
        self._buttons.rejected.connect(self.reject)
        self._preview_timer = QTimer(self)
        self._preview_timer.setSingleShot(True)
        self._preview_timer.timeout.connect(self._show_preview)
        self._format_box.currentIndexChanged.connect(self._on_changed)
        self._size.changed.connect(self._on_changed)
        self._look.changed.connect(self._on_changed)
        self._refusals.changed.connect(self._on_refusals_changed)
        self._show_preview()

    @property
    def options(self) -> PictureOptions:
        """What is chosen."""
        return PictureOptions(self._format_box.currentData(), self._size.size, self._look.look)

    @property
    def is_busy(self) -> bool:
        """Whether the picture is being made."""
        return not self._fields.isEnabled()

    def set_busy(self, busy: bool) -> None:
        """Disable the choices while the picture is being made, which can be cancelled."""
        self._fields.setEnabled(not busy)
        self._close_button.setText("&Cancel" if busy else "C&lose")
        self._set_usable(not busy)
        self.tell("Writing…" if busy else "")

    def reject(self) -> None:
        """Cancel the picture being made, or else close."""
        if self.is_busy:
            self.cancel_requested.emit()
        else:
            super().reject()

    def tell(self, text: str) -> None:
        """Show a message beside the size of the picture."""
        options = self.options
        size = size_in_words(options.size, is_raster=options.format is PictureFormat.PNG)
        set_tone(self._told, "")
        self._told.setText(f"{size}.  {text}" if text else size)

    def _set_usable(self, usable: bool) -> None:
        for button in (self._export_button, self._copy_button):
            button.setEnabled(usable)

    def _compose(self) -> None:
        self._fields = QWidget()
        form = QFormLayout(self._fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("Format", self._format_box)
        self._size.add_to(form)
        self._look.add_to(form)
        shown = QVBoxLayout()
        shown.addWidget(self._preview)
        shown.addWidget(self._told)
        lay_out(self, fields=self._fields, shown=shown, buttons=self._buttons)

    @Slot()
    def _on_changed(self) -> None:
        # Several fields may change at once.
        self._preview_timer.start(0)

    @Slot(str)
    def _on_refusals_changed(self, sentence: str) -> None:
        self._set_usable(not sentence and self._fields.isEnabled())
        self.tell("")
        if sentence:
            set_tone(self._told, "warning")
            self._told.setText(sentence)

    @Slot()
    def _show_preview(self) -> None:
        options = self.options
        room = self._preview.most_pixels
        image = self._painter.image(self.state, options.size, options.look, most_pixels=room)
        self._preview.show_image(image)
        self._on_refusals_changed(self._refusals.sentence)
