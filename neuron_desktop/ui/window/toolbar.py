"""The toolbar: the actions used most, the speed, and the workspaces."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QStyle, QToolBar, QToolButton, QWidget

from neuron_desktop.ui.looks.icons import blank_icon

# A dash separates groups.
TOOLBAR = (
    "newAction openAction saveAction exportWeightsAction - undoAction redoAction clearAction fitViewAction - "
    "resetAction stepBackAction runAction stepAction -"
)
# In a window too narrow for all, these are dropped first; all of them are in the menus too.
GO_FIRST = (
    *("clearAction", "exportWeightsAction", "newAction", "fitViewAction"),
    *("saveAction", "openAction", "redoAction"),
)


class FittingToolBar(QToolBar):
    """Actions, the speed, and the workspaces at the right end.

    What has no space is left out, and nothing hides behind arrows. The run button says what it does in words too.
    """

    def __init__(
        self, actions: Mapping[str, QAction], speed_box: QWidget, switch: QWidget, window: QMainWindow
    ) -> None:
        super().__init__("Toolbar", window)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self._buttons: list[QAction] = []
        for name in TOOLBAR.split():
            if name == "-":
                self._buttons.append(self.addSeparator())
            elif name == "runAction":
                self._buttons.append(self.addWidget(_run_button(actions[name], self)))
            else:
                self.addAction(actions[name])
                self._buttons.append(actions[name])
        self._dispensable = [actions[name] for name in GO_FIRST]
        # As wide as any button with an icon. The bar's own are left alone: see below.
        self._measure = QToolButton(self)
        self._measure.setAutoRaise(True)
        self._measure.setIconSize(self.iconSize())
        self._measure.setIcon(blank_icon())
        self._measure.hide()
        self._buttons.append(self.addWidget(speed_box))
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        self.addWidget(switch)

    def event(self, event: QEvent) -> bool:
        """Fit again when the width or the content of the bar has changed."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.fit(self.width())
        return super().event(event)

    def fit(self, width: int) -> None:
        """Show what fits into `width` pixels."""
        shown = self.actions()
        one = self._measure.sizeHint().width() + self._measure.style().pixelMetric(
            QStyle.PixelMetric.PM_ToolBarItemSpacing, None, self
        )
        missing = sum(action not in shown for action in self._dispensable)
        excess = self.sizeHint().width() + missing * one - width
        count = min(max(math.ceil(excess / one), 0), len(self._dispensable))
        if count != missing:
            self._leave_out(self._dispensable[:count])

    def _leave_out(self, left_out: list[QAction]) -> None:
        # The speed, which is the last of them, always stays.
        after = self._buttons[-1]
        shown = self.actions()
        for action in reversed(self._buttons[:-1]):
            if action in left_out:
                if action in shown:
                    self.removeAction(action)
                continue
            if action not in shown:
                self.insertAction(after, action)
            after = action


def _run_button(action: QAction, bar: QToolBar) -> QToolButton:
    # Not the one that the bar makes: once Python has seen that one, Python deletes it too.
    button = QToolButton(bar)
    button.setDefaultAction(action)
    button.setObjectName("runButton")
    button.setAutoRaise(True)
    button.setIconSize(bar.iconSize())
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
