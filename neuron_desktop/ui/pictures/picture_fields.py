"""The fields that the dialogs for pictures and animations share: size, scale, colours and what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.ui.looks.formatting import count
from neuron_desktop.ui.looks.plain_text import PlainLabel
from neuron_desktop.ui.looks.theme import DARK, LIGHT
from neuron_desktop.ui.pictures.picture import DOTS_PER_INCH, Look, PictureSize, Unit
from neuron_desktop.ui.widgets.number_fields import DecimalBox

OTHER = "Other"
SCALES = (1.0, 1.5, 2.0, 3.0, 4.0)
# A canvas smaller than this, in its own pixels, has no room for its axes.
LEAST_LAYOUT = (160, 120)
LEAST_MILLIMETRES = (45, 35)
MOST_MILLIMETRES = 500
PREVIEW = QSize(460, 345)
Preset = tuple[str, PictureSize]


class SizeFields(QObject):
    """Chooses a size: a preset, or one that is typed.

    Signals
    -------
    changed()
        Another size is chosen.
    """

    changed = Signal()

    def __init__(self, presets: Sequence[Preset], chosen: PictureSize, *, most_pixels: int, units: Sequence[Unit]):
        super().__init__()
        self._presets = tuple(presets)
        self._most_pixels = most_pixels
        self._preset_box = _choice("pictureSizeBox", "Size", [name for name, _ in presets] + [OTHER])
        self._width, self._height = _length("pictureWidthBox", "Width"), _length("pictureHeightBox", "Height")
        self._unit_box = _choice("pictureUnitBox", "Unit", [])
        for unit in units:
            self._unit_box.addItem(unit.value, unit)
        self._scale_box = _choice("pictureScaleBox", "Scale", [])
        self._scale_box.setToolTip("How large text, points and lines are, compared with their size on the screen")
        for scale in sorted({*SCALES, chosen.scale, *(size.scale for _, size in presets)}):
            self._scale_box.addItem(f"{scale:.0%}", scale)
        self._show(chosen)
        self._preset_box.currentIndexChanged.connect(self._on_preset_chosen)
        for box in (self._width, self._height):
            box.valueChanged.connect(self._on_edited)
        self._unit_box.currentIndexChanged.connect(self._on_edited)
        self._scale_box.currentIndexChanged.connect(self._on_edited)

    @property
    def boxes(self) -> tuple[DecimalBox, DecimalBox]:
        """The boxes for width and height."""
        return self._width, self._height

    @property
    def size(self) -> PictureSize:
        """The chosen size."""
        unit, scale = self._unit_box.currentData(), self._scale_box.currentData()
        return PictureSize(self._width.value(), self._height.value(), unit, scale if unit is Unit.PIXELS else 1.0)

    def add_to(self, form: QFormLayout) -> None:
        """Put the fields into a form."""
        lengths = QWidget()
        row = QHBoxLayout(lengths)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self._width, PlainLabel("×"), self._height, self._unit_box):
            row.addWidget(part)
        form.addRow("Size", self._preset_box)
        form.addRow("", lengths)
        form.addRow("Text and points", self._scale_box)

    def _show(self, size: PictureSize) -> None:
        """Show a size in all fields, and that they hold a preset if they do."""
        boxes = (self._preset_box, self._width, self._height, self._unit_box, self._scale_box)
        for box in boxes:
            box.blockSignals(True)
        names = [name for name, preset in self._presets if preset == size]
        self._preset_box.setCurrentText(names[0] if names else OTHER)
        self._unit_box.setCurrentIndex(max(self._unit_box.findData(size.unit), 0))
        self._scale_box.setCurrentIndex(self._scale_box.findData(size.scale))
        self._scale_box.setEnabled(size.unit is Unit.PIXELS)
        self._set_bounds(size)
        self._width.setValue(size.width)
        self._height.setValue(size.height)
        for box in boxes:
            box.blockSignals(False)

    def _set_bounds(self, size: PictureSize) -> None:
        in_pixels = size.unit is Unit.PIXELS
        for box, layout, millimetres in zip((self._width, self._height), LEAST_LAYOUT, LEAST_MILLIMETRES, strict=True):
            box.setDecimals(0 if in_pixels else 1)
            least = layout * size.scale if in_pixels else millimetres
            box.setRange(least, self._most_pixels if in_pixels else MOST_MILLIMETRES)

    @Slot(int)
    def _on_preset_chosen(self, place: int) -> None:
        if place < len(self._presets):
            self._show(self._presets[place][1])
            self.changed.emit()

    @Slot()
    def _on_edited(self) -> None:
        self._show(self.size)
        self.changed.emit()


class LookFields(QObject):
    """Chooses the colours, and what is shown besides the canvas.

    Signals
    -------
    changed()
        Another look is chosen.
    """

    changed = Signal()

    def __init__(self, chosen: Look) -> None:
        super().__init__()
        self._theme_box = _choice("pictureThemeBox", "Colours", [])
        for theme in (LIGHT, DARK):
            self._theme_box.addItem(theme.name.capitalize(), theme)
        self._theme_box.setCurrentIndex(1 if chosen.theme.is_dark else 0)
        self._legend_box = QCheckBox("Legend")
        self._legend_box.setObjectName("pictureLegendBox")
        self._legend_box.setChecked(chosen.legend)
        self._caption_box = QCheckBox("Iteration and cost")
        self._caption_box.setObjectName("pictureCaptionBox")
        self._caption_box.setChecked(chosen.caption)
        self._theme_box.currentIndexChanged.connect(self._on_edited)
        for box in (self._legend_box, self._caption_box):
            box.toggled.connect(self._on_edited)

    @property
    def look(self) -> Look:
        """The chosen look."""
        return Look(self._theme_box.currentData(), self._legend_box.isChecked(), self._caption_box.isChecked())

    def add_to(self, form: QFormLayout) -> None:
        """Put the fields into a form."""
        form.addRow("Colours", self._theme_box)
        form.addRow("Show", self._legend_box)
        form.addRow("", self._caption_box)

    @Slot()
    def _on_edited(self) -> None:
        self.changed.emit()


class PreviewLabel(PlainLabel):
    """Shows a small picture, in a place of fixed size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("picturePreview")
        self.setAccessibleName("Preview")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFrameShape(QLabel.Shape.StyledPanel)
        self.setFixedSize(PREVIEW)

    @property
    def most_pixels(self) -> QSize:
        """How many pixels fit."""
        return self.contentsRect().size() * self.devicePixelRatio()

    def show_image(self, image: QImage) -> None:
        """Show a picture that is not larger than the place."""
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatio())
        self.setPixmap(pixmap)


def size_in_words(size: PictureSize, *, is_raster: bool) -> str:
    """Return the size of a picture in words."""
    if size.unit is Unit.PIXELS:
        return f"{count(round(size.width))} × {count(round(size.height))} pixels"
    words = f"{size.width:g} × {size.height:g} mm"
    if is_raster:
        pixels = size.pixels
        words += f": {count(pixels.width())} × {count(pixels.height())} pixels, {DOTS_PER_INCH} to the inch"
    return words


def _choice(name: str, title: str, items: Sequence[str]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.addItems(list(items))
    return box


def _length(name: str, title: str) -> DecimalBox:
    box = DecimalBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    return box


def lay_out(dialog: QDialog, *, fields: QWidget, shown: QLayout, buttons: QWidget) -> None:
    """Lay out the choices beside the result, with the buttons below, in a dialog that fits them."""
    beside = QHBoxLayout()
    beside.setSpacing(18)
    beside.addWidget(fields)
    beside.addLayout(shown)
    layout = QVBoxLayout(dialog)
    layout.addLayout(beside)
    layout.addWidget(buttons)
    layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
