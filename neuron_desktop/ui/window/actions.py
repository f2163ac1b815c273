"""Every action of the window, declared in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from neuron_desktop.ui.looks.icons import blank_icon, icon
from neuron_desktop.ui.looks.plain_text import key_text, set_tip
from neuron_desktop.ui.looks.theme import Theme

Shortcut = QKeySequence.StandardKey | str | None


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """Name (objectName), text, shortcut, icon and tip of one action."""

    name: str
    text: str
    shortcut: Shortcut
    icon: str | None
    tip: str


_KEYS = QKeySequence.StandardKey

ACTIONS = (
    ActionSpec("newAction", "&New", _KEYS.New, "new", "Start with an empty canvas"),
    ActionSpec("openAction", "&Open…", _KEYS.Open, "open", "Open a project, a table of points or exported weights"),
    ActionSpec(
        "saveAction", "&Save", _KEYS.Save, "save", "Save the project, or the points if they were saved as a table"
    ),
    ActionSpec("saveAsAction", "Save &as…", _KEYS.SaveAs, None, "Save everything as a project, or the points as CSV"),
    ActionSpec(
        "exportPointsAction", "Export &points as CSV…", None, None, "Write the points as a table for other programs"
    ),
    ActionSpec(
        "exportWeightsAction", "&Export weights…", "Ctrl+E", "export", "Save the trained weights for use elsewhere"
    ),
    ActionSpec("importWeightsAction", "&Import weights…", "Ctrl+I", "import", "Load exported weights"),
    ActionSpec(
        "exportImageAction", "Export pict&ure…", "Ctrl+Shift+E", None, "Save a picture of the canvas as PNG, SVG or PDF"
    ),
    ActionSpec(
        "copyImageAction", "&Copy picture", "Ctrl+Shift+C", None, "Put a picture of the canvas on the clipboard"
    ),
    ActionSpec(
        "exportAnimationAction", "Export ani&mation…", None, None, "Save the training as an animated GIF or PNG files"
    ),
    ActionSpec("quitAction", "&Quit", _KEYS.Quit, None, "Close the window"),
    ActionSpec("undoAction", "&Undo", _KEYS.Undo, "undo", "Take back the last step: points, settings and run"),
    ActionSpec("redoAction", "&Redo", _KEYS.Redo, "redo", "Redo the step"),
    ActionSpec("pasteAction", "&Paste table", _KEYS.Paste, None, "Open the table that is on the clipboard"),
    ActionSpec("clearAction", "&Clear points", "Ctrl+Shift+Backspace", "clear", "Remove every point (can be undone)"),
    ActionSpec("selectAllAction", "Select &all", _KEYS.SelectAll, None, "Select every point"),
    ActionSpec("selectNoneAction", "Select &none", "Ctrl+Shift+A", None, "Select no point"),
    ActionSpec("deleteAction", "&Delete selected points", _KEYS.Delete, None, "Remove the selected points"),
    ActionSpec("pointToolAction", "&Point", "P", "point", "Place points by clicks; drag one to move it"),
    ActionSpec("brushToolAction", "Br&ush", "S", "brush", "Spray points by dragging"),
    ActionSpec("eraserToolAction", "&Eraser", "E", "eraser", "Erase points by dragging"),
    ActionSpec("moveToolAction", "&Move and select", "M", "move", "Move points, or select them by a rectangle"),
    ActionSpec("handToolAction", "&Hand", "H", "hand", "Move the view by dragging"),
    ActionSpec("widenAction", "&Wider brush", "]", None, "Make brush and eraser wider"),
    ActionSpec("narrowAction", "&Narrower brush", "[", None, "Make brush and eraser narrower"),
    ActionSpec("firstClassAction", "Place &red points", "R", None, "Left click places points of class 0"),
    ActionSpec("secondClassAction", "Place &blue points", "B", None, "Left click places points of class 1"),
    ActionSpec("swapClassAction", "&Swap the class", "X", "swap", "Left click places points of the other class"),
    ActionSpec("resetAction", "&Reset", "Home", "reset", "Go back to zero weights"),
    ActionSpec("stepBackAction", "Step &back", "Left", "stepback", "Go back by one iteration"),
    ActionSpec("runAction", "&Run", "Space", "run", "Train, or pause"),
    ActionSpec("stepAction", "&Step", "Right", "step", "Take one iteration"),
    ActionSpec(
        "pinRunAction", "&Pin this run", "K", None, "Keep its line and cost curve on screen, to compare other runs with"
    ),
    ActionSpec(
        "testAction", "&Test on 2000 new points", "Ctrl+T", "test", "Test the neuron on points it has never seen"
    ),
    ActionSpec("enlargePointsAction", "&Larger points", "Ctrl+Shift++", None, "Draw larger points"),
    ActionSpec("shrinkPointsAction", "&Smaller points", "Ctrl+Shift+-", None, "Draw smaller points"),
    ActionSpec("fitViewAction", "&Fit view", "Ctrl+0", "fit", "Show all points"),
    ActionSpec("resetWorkspaceAction", "Reset &workspace", None, None, "Arrange this workspace as it is by default"),
    ActionSpec("presentAction", "P&resent", "F5", None, "Fill the screen with the canvas and one view, in large text"),
    ActionSpec("leavePresentAction", "Leave Present", "Escape", None, "Go back from the full screen"),
    ActionSpec("helpAction", "&Help on this part", "F1", None, "Explain the part that has the keyboard focus"),
    ActionSpec("keyboardHelpAction", "&Keyboard and mouse", None, None, "Search all keys and gestures"),
    ActionSpec("formulasAction", "The &formulas", None, None, "Show what the neuron computes, sign by sign"),
    ActionSpec("whatsNewAction", "What is &new", None, None, "Show what has changed with this version"),
    ActionSpec("reportFaultAction", "&Report a fault", None, None, "Write down what went wrong, and copy it"),
    ActionSpec("aboutAction", "&About Neuron Desktop", None, None, "Show versions, licence and folders"),
)

# Repeated while the key is held.
REPEATED = ("stepAction", "stepBackAction", "widenAction", "narrowAction", "undoAction", "redoAction")


class Actions(Mapping[str, QAction]):
    """The window's actions by objectName."""

    def __init__(self, parent: QObject) -> None:
        self._actions: dict[str, QAction] = {}
        for spec in ACTIONS:
            action = QAction(spec.text, parent)
            action.setObjectName(spec.name)
            if spec.shortcut is not None:
                action.setShortcut(QKeySequence(spec.shortcut))
            action.setAutoRepeat(spec.name in REPEATED)
            if spec.icon is not None:
                # Until the theme is known: a button without an icon is as wide as its text.
                action.setIcon(blank_icon())
            self._actions[spec.name] = action
            self._tell(action, spec.tip)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def __len__(self) -> int:
        return len(self._actions)

    def name_after(self, name: str, what: str) -> None:
        """Let an action's text say what it will do: Undo and “standardize” make “Undo standardize”."""
        spec, action = next(spec for spec in ACTIONS if spec.name == name), self._actions[name]
        action.setText(f"{spec.text} {key_text(what)}".strip())
        self._tell(action, f"{spec.text.replace('&', '')} {what}" if what else spec.tip)

    @staticmethod
    def _tell(action: QAction, tip: str) -> None:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        set_tip(action, f"{tip} ({keys})" if keys else tip)
        action.setStatusTip(tip)

    def connect(self, slots: Mapping[str, Callable[[], object]]) -> None:
        """Let the actions of these names call these slots."""
        for name, slot in slots.items():
            self._actions[name].triggered.connect(slot)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colours."""
        for spec in ACTIONS:
            if spec.icon is not None:
                self._actions[spec.name].setIcon(icon(spec.icon, theme))
