"""Workspaces: arrangements for drawing, training, explaining and judging, each kept as it was left."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QObject, QSettings, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QStyle, QToolButton, QWidget

from neuron_desktop.ui import views as table
from neuron_desktop.ui.docks.view_docks import ViewDocks
from neuron_desktop.ui.looks.plain_text import set_tip

# Of what `QMainWindow.saveState` keeps; what another version has kept is dropped.
LAYOUT_VERSION = 2
# By default.
LEAST_CANVAS_SHARE = 0.45
RIGHT_SHARE, MOST_RIGHT_WIDTH = 0.28, 460
# In lines of text.
LEAST_RIGHT_WIDTH = 15.5
# The width from which drawing has a view beside it, in lines of text.
LEAST_TO_DRAW_BESIDE = 100
# Width and height of a window in lines of text, and how many views it shows by default.
MOST_VIEWS = ((90, 52, 3), (0, 42, 2), (0, 0, 1))


@dataclass(frozen=True, slots=True)
class Workspace:
    """The name and the purpose of a workspace."""

    name: str
    title: str
    tip: str


WORKSPACES = (
    Workspace("draw", "Draw", "A large canvas, to draw or load points"),
    Workspace("train", "Train", "The cost curve and the weights beside the canvas"),
    Workspace("explain", "Explain", "The neuron, its cost and the columns it learns from"),
    Workspace("judge", "Judge", "How well the neuron does, and how runs compare"),
)
FIRST = "train"


class Workspaces(QObject):
    """Arranges the docks of the window for one workspace at a time.

    Attributes
    ----------
    actions : list of QAction
        One for each workspace.
    """

    def __init__(self, docks: ViewDocks, setup: QDockWidget, stored: QSettings, window: QMainWindow) -> None:
        super().__init__(window)
        self._docks = docks
        self._setup = setup
        self._stored = stored
        self._window = window
        self._arrangements: dict[str, QByteArray] = {}
        self._current = FIRST
        self.actions: list[QAction] = []
        group = QActionGroup(self)
        for place, space in enumerate(WORKSPACES):
            action = QAction(space.title, self)
            action.setObjectName(f"{space.name}WorkspaceAction")
            action.setCheckable(True)
            action.setData(space.name)
            action.setShortcut(QKeySequence(f"Ctrl+{place + 1}"))
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            set_tip(action, f"{space.tip} ({keys})")
            action.setStatusTip(f"Workspace: {space.tip[0].lower()}{space.tip[1:]}")
            action.triggered.connect(self._on_triggered)
            group.addAction(action)
            self.actions.append(action)

    @property
    def current(self) -> str:
        """The name of the workspace that is shown."""
        return self._current

    def restore(self) -> bool:
        """Restore the workspaces of the last time; return whether the one to show is as it was left."""
        self._stored.remove("layout/state")
        for space in WORKSPACES:
            kept = self._stored.value(f"workspaces/{space.name}")
            if isinstance(kept, QByteArray):
                self._arrangements[space.name] = kept
        name = self._stored.value("workspaces/current", FIRST)
        self._set_current(name if name in {space.name for space in WORKSPACES} else FIRST)
        return self._take_up()

    def keep(self) -> None:
        """Keep all workspaces for the next start."""
        self._leave()
        self._stored.setValue("workspaces/current", self._current)
        for name, arrangement in self._arrangements.items():
            self._stored.setValue(f"workspaces/{name}", arrangement)

    @Slot(str)
    def show(self, name: str) -> None:
        """Show another workspace as it was left, or its default."""
        if name != self._current:
            self._leave()
            self._set_current(name)
            if not self._take_up():
                self.reset()

    @Slot()
    def reset(self) -> None:
        """Arrange the present workspace by default, with what the window has space for."""
        self._arrangements.pop(self._current, None)
        window = self._window
        left, views = self._default()
        self._setup.setFloating(False)
        self._setup.setVisible(left > 0)
        self._docks.arrange(views)
        if left:
            window.resizeDocks([self._setup], [left], Qt.Orientation.Horizontal)
        self._fit()

    def on_resized(self) -> None:
        """Let the views give way where a smaller window would leave too little to the canvas."""
        wanted = LEAST_CANVAS_SHARE * self._window.width()
        canvas = self._window.centralWidget()
        if canvas is not None and canvas.width() < wanted:
            self._fit()

    # --- arranging

    def _default(self) -> tuple[int, list[str]]:
        """Return how wide the left column is, 0 for none, and which views are open."""
        window = self._window
        views = [spec.name for spec in table.VIEWS if self._current in spec.workspaces]
        line = window.fontMetrics().lineSpacing()
        width, height = window.width() / line, window.height() / line
        most = next(count for least, lowest, count in MOST_VIEWS if width >= least and height >= lowest)
        views = [] if self._current == "draw" and width < LEAST_TO_DRAW_BESIDE else views[:most]
        left = self._setup.widget().minimumSizeHint().width()
        if views and self._spare(left) < self._least_right_width():
            left = 0
        return left, views

    def _spare(self, left: int) -> int:
        """Return how wide the views may be beside a left column."""
        bar = self._window.findChild(QWidget, "viewBar")
        beside = bar.width() if bar is not None and bar.isVisible() else 0
        separator = self._window.style().pixelMetric(QStyle.PixelMetric.PM_DockWidgetSeparatorExtent)
        return int(self._window.width() * (1.0 - LEAST_CANVAS_SHARE)) - left - beside - 2 * separator

    def _least_right_width(self) -> int:
        return round(LEAST_RIGHT_WIDTH * self._window.fontMetrics().lineSpacing())

    def _fit(self) -> None:
        window = self._window
        right = [dock for dock in self._docks if dock.isVisible() and not dock.isFloating()]
        if right:
            left = self._setup.width() if self._setup.isVisible() and not self._setup.isFloating() else 0
            wanted = min(round(window.width() * RIGHT_SHARE), MOST_RIGHT_WIDTH)
            width = max(min(wanted, self._spare(left)), self._least_right_width())
            window.resizeDocks(right, [width] * len(right), Qt.Orientation.Horizontal)

    # --- keeping

    def _set_current(self, name: str) -> None:
        self._current = name
        for action in self.actions:
            action.setChecked(action.data() == name)

    def _leave(self) -> None:
        self._arrangements[self._current] = self._window.saveState(LAYOUT_VERSION)

    def _take_up(self) -> bool:
        kept = self._arrangements.get(self._current)
        return kept is not None and self._window.restoreState(kept, LAYOUT_VERSION)

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.show(action.data())


def workspace_switch(actions: list[QAction]) -> QWidget:
    """Return the workspaces as a row of buttons, of which one is pressed."""
    switch = QWidget()
    switch.setObjectName("workspaceSwitch")
    switch.setAccessibleName("Workspace")
    layout = QHBoxLayout(switch)
    layout.setContentsMargins(6, 0, 0, 0)
    layout.setSpacing(0)
    for action in actions:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setObjectName(f"{action.data()}WorkspaceButton")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setProperty("role", "segment")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout.addWidget(button)
    return switch
