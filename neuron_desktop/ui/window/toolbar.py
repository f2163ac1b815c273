"""The toolbar: the actions used most, the speed, and the workspaces."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QToolBar, QToolButton, QWidget

# A dash separates groups.
TOOLBAR = (
    "newAction openAction saveAction exportWeightsAction - undoAction redoAction clearAction fitViewAction - "
    "resetAction stepBackAction runAction stepAction -"
)
# In a window too narrow for all, these go first; every one of them is in the menus, too.
GO_FIRST = (
    *("clearAction", "exportWeightsAction", "newAction", "fitViewAction"),
    *("saveAction", "openAction", "redoAction"),
)


class FittingToolBar(QToolBar):
    """Actions, the speed, and the workspaces at the right end; what has no space goes, and nothing hides behind arrows.

    The run button says what it does in words too.
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
        self._buttons.append(self.addWidget(speed_box))
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        self.addWidget(switch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is space for."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit(event.size().width())

    def fit(self, width: int) -> None:
        """Show what fits into `width` pixels."""
        for count in range(len(self._dispensable) + 1):
            self._leave_out(self._dispensable[:count])
            if self.sizeHint().width() <= width:
                return

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
