"""The palette: the tool of the mouse, and its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QSlider, QToolButton, QVBoxLayout, QWidget

from neuron_desktop.ui.canvas.tools import ToolKind, ToolSettings
from neuron_desktop.ui.looks.plain_text import set_tip
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.widgets import keep_keys, labelled

LEAST_RADIUS, MOST_RADIUS = 6, 120
MOST_DENSITY = 20
RADIUS_STEP = 1.25

ADVICE = {
    ToolKind.POINT: "Click places a point, right click one of the other class. Drag a point to move it. "
    "Shift+click removes the nearest.",
    ToolKind.BRUSH: "Drag to spray points, with the right button those of the other class. [ and ] change the radius.",
    ToolKind.ERASER: "Drag to erase. [ and ] change the radius.",
    ToolKind.MOVE: "Drag a point to move it, or a rectangle to select; Shift adds. B and R give the selected points a "
    "class, Delete removes them.",
    ToolKind.HAND: "Drag to move the view; the wheel zooms.",
}

HELP = (
    "What the mouse does on the canvas. P places points and moves them, S sprays them, E erases, M moves and "
    "selects, H moves the view. [ and ] change how wide brush and eraser are, Density how many points the brush "
    "sprays, and with Snap points lie on the finest ticks of the axes. Hold the mouse over a tool to read how it "
    "is used."
)


class ToolPalette(QWidget):
    """A button for each tool, and the settings of the chosen one.

    Signals
    -------
    tool_chosen(ToolKind)
        Another tool.
    advised(str)
        How to use it, in a sentence.
    settings_changed(ToolSettings)
        Other settings.
    """

    tool_chosen = Signal(object)
    advised = Signal(str)
    settings_changed = Signal(object)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_help(self, "Tools", HELP)
        self._settings = ToolSettings()
        self._group = QActionGroup(self)
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for kind in ToolKind:
            action = actions[f"{kind.value}ToolAction"]
            action.setCheckable(True)
            action.setData(kind)
            self._group.addAction(action)
            button = QToolButton()
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            set_tip(action, ADVICE[kind], heading=f"{action.text().replace('&', '')} ({keys})")
            button.setDefaultAction(action)
            button.setObjectName(f"{kind.value}ToolButton")
            button.setAccessibleName(f"{action.text().replace('&', '')} tool")
            button.setAccessibleDescription(f"{ADVICE[kind]} Key: {keys}.")
            button.setIconSize(QSize(20, 20))
            button.setProperty("role", "tool")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            keep_keys(button, Qt.Key.Key_Space)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._radius = _slider("radiusSlider", "Radius", LEAST_RADIUS, MOST_RADIUS, round(self._settings.radius))
        self._density = _slider("densitySlider", "Density", 1, MOST_DENSITY, self._settings.density)
        self._radius.valueChanged.connect(self._on_changed)
        self._density.valueChanged.connect(self._on_changed)
        self._sizes = QWidget()
        self._form = QFormLayout(self._sizes)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.addRow("Radius", self._radius)
        self._form.addRow("Density", self._density)
        self._snap = QCheckBox("Snap to the ticks")
        self._snap.setObjectName("snapBox")
        self._snap.setToolTip("Points that are placed or moved lie on the finest ticks of the axes")
        keep_keys(self._snap, Qt.Key.Key_Space)
        self._snap.toggled.connect(self._on_changed)
        layout = QVBoxLayout(self)
        layout.addWidget(labelled("Tools", "heading"))
        layout.addLayout(buttons)
        layout.addWidget(self._sizes)
        layout.addWidget(self._snap)
        self._group.triggered.connect(self._on_triggered)
        self.choose(ToolKind.POINT)

    def choose(self, kind: ToolKind) -> None:
        """Take up a tool."""
        for action in self._group.actions():
            if action.data() is kind:
                action.trigger()

    @Slot()
    def widen(self) -> None:
        """Make brush and eraser wider."""
        self._radius.setValue(max(round(self._radius.value() * RADIUS_STEP), self._radius.value() + 1))

    @Slot()
    def narrow(self) -> None:
        """Make brush and eraser narrower."""
        self._radius.setValue(round(self._radius.value() / RADIUS_STEP))

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        kind = action.data()
        self._sizes.setVisible(kind in (ToolKind.BRUSH, ToolKind.ERASER))
        self._form.setRowVisible(self._density, kind is ToolKind.BRUSH)
        self._snap.setVisible(kind in (ToolKind.POINT, ToolKind.MOVE))
        self.tool_chosen.emit(kind)
        self.advised.emit(ADVICE[kind])

    @Slot()
    def _on_changed(self) -> None:
        self._settings = replace(
            self._settings,
            radius=float(self._radius.value()),
            density=self._density.value(),
            snap=self._snap.isChecked(),
        )
        self.settings_changed.emit(self._settings)


def _slider(name: str, title: str, low: int, high: int, value: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName(name)
    slider.setAccessibleName(title)
    slider.setRange(low, high)
    slider.setValue(value)
    slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    keep_keys(slider, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home)
    return slider
