"""Walking the focus through a window as a person does, and what a screen reader would say on the way."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QLabel, QTabBar, QWidget

_TEXT = QAccessible.Text
MOST_STOPS = 200
# The views, and one widget of each, by its objectName.
VIEW_OF = {
    "weightsTable": "diagram",
    "testButton": "evaluation",
    "runsTable": "runs",
    "pointsTable": "points",
    "statisticsList": "columns",
    "notesView": "notes",
}
VIEWS = tuple(VIEW_OF)


def bring_to_front(robot, name: str) -> QWidget:
    """Show the view that holds the widget of this name, and return that widget."""
    robot.view(VIEW_OF[name])
    widget = robot.child(name)
    assert widget.isVisible(), name
    return widget


def reachable(window: QWidget) -> set[QWidget]:
    """Return everything in a window that Tab should reach: not the arrows beside tabs, which have keys already."""
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusProxy() is None
        and not isinstance(widget.parentWidget(), QTabBar)
    }


def walk(start: QWidget, *, forward: bool = True) -> list[QWidget]:
    """Press Tab, or Shift+Tab, from `start` until the focus is there again; return every stop."""
    start.setFocus()
    keys = (Qt.Key.Key_Tab,) if forward else (Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    stops = []
    for _ in range(MOST_STOPS):
        now = QApplication.focusWidget()
        assert now is not None
        stops.append(now)
        QTest.keyClick(now, *keys)
        if QApplication.focusWidget() is start:
            return stops
    raise AssertionError(f"Tab never comes back, it stays at {[stop.objectName() for stop in stops[-4:]]}")


def is_read_after(widget: QWidget, other: QWidget) -> bool:
    """Return whether the eye meets `widget` after `other`: below it, or in its row to the right."""
    x, y = place(widget)
    other_x, other_y = place(other)
    is_below = y >= other_y + other.height() / 2
    is_above = y + widget.height() / 2 <= other_y
    return is_below or (not is_above and x > other_x)


def place(widget: QWidget) -> tuple[int, int]:
    point = widget.mapToGlobal(QPoint())
    return point.x(), point.y()


def told(widget: QWidget, kind: QAccessible.Text) -> str:
    """Return what a screen reader is told of a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(kind)


def shown_value(widget: QWidget) -> str:
    """Return the value that a widget shows and a person could change, empty where it has none."""
    for name in ("currentText", "text", "value"):
        if not isinstance(widget, QAbstractButton | QLabel) and hasattr(widget, name):
            return str(getattr(widget, name)())
    return ""


def complaints(window: QWidget) -> list[str]:
    """Return what a person who only hears could not tell about a window's widgets, in words."""
    found = []
    # Qt names the tabs of docks that lie over each other by the one in front.
    widgets = [widget for widget in reachable(window) if not isinstance(widget, QTabBar)]
    for widget in widgets:
        name, value, description = (told(widget, kind) for kind in (_TEXT.Name, _TEXT.Value, _TEXT.Description))
        who = f"{type(widget).__name__} {widget.objectName()}"
        if not name.strip():
            found.append(f"{who} has no name")
        if value and name == value:
            found.append(f"{who} is named by its value, {value}")
        if shown_value(widget) not in ("", value):
            found.append(f"{who} shows {shown_value(widget)} and tells {value}")
        if "<" in description and ">" in description:
            found.append(f"{who} is described by markup: {description}")
    for (part, name), many in Counter((panel_of(widget), told(widget, _TEXT.Name)) for widget in widgets).items():
        if many > 1:
            found.append(f"{many} widgets of {part} are called {name}")
    return found


def panel_of(widget: QWidget) -> str:
    """Return the dock or window that a widget belongs to."""
    while not isinstance(widget, QDockWidget) and not widget.isWindow():
        widget = widget.parentWidget()
    return widget.objectName()


def same_mnemonics(texts: list[str]) -> list[str]:
    """Return the letters that more than one of some texts of actions or buttons claim for themselves."""
    letters = Counter(QKeySequence.mnemonic(text).toString() for text in texts)
    return [letter for letter, many in letters.items() if letter and many > 1]
