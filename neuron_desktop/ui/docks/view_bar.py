"""The narrow bar at the right edge from which views are opened and closed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QToolBar

from neuron_desktop.ui import views as table
from neuron_desktop.ui.looks.icons import icon
from neuron_desktop.ui.looks.plain_text import set_tip
from neuron_desktop.ui.looks.theme import Theme

# A window up to this width has no words below the icons.
LEAST_WIDTH_FOR_WORDS = 1025
MOST_SHORTCUTS = 9


class ViewBar(QToolBar):
    """A button for each view, pressed while the view is visible.

    Signals
    -------
    view_toggled(str)
        The person wants this view opened, or closed if it is visible.

    Attributes
    ----------
    view_actions : list of QAction
        The same, for the menu.
    """

    view_toggled = Signal(str)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__("Views", window)
        self.setObjectName("viewBar")
        self.setAccessibleName("Views")
        self.setMovable(False)
        self.setOrientation(Qt.Orientation.Vertical)
        self.setIconSize(QSize(20, 20))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.view_actions: list[QAction] = []
        for place, spec in enumerate(table.VIEWS):
            action = QAction(spec.title, self)
            action.setIconText(spec.word)
            action.setObjectName(f"{spec.name}ViewAction")
            action.setCheckable(True)
            action.setData(spec.name)
            if place < MOST_SHORTCUTS:
                action.setShortcut(QKeySequence(f"Ctrl+Alt+{place + 1}"))
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            set_tip(action, f"{spec.title} ({keys})" if keys else spec.title)
            action.triggered.connect(self._on_triggered)
            self.view_actions.append(action)
            self.addAction(action)

    @Slot(str, bool)
    def show_visibility(self, name: str, visible: bool) -> None:
        """Press the button of a view that is seen, and release that of one that is not."""
        for action in self.view_actions:
            if action.data() == name:
                action.setChecked(visible)

    def set_window_width(self, width: int) -> None:
        """Leave the words out if the window is narrow."""
        styles = Qt.ToolButtonStyle
        words = width >= LEAST_WIDTH_FOR_WORDS
        self.setToolButtonStyle(styles.ToolButtonTextUnderIcon if words else styles.ToolButtonIconOnly)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colours."""
        for action, spec in zip(self.view_actions, table.VIEWS, strict=True):
            action.setIcon(icon(spec.icon, theme))

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        # The name of the view, not what the click has made of the button.
        action.setChecked(not action.isChecked())
        self.view_toggled.emit(action.data())
