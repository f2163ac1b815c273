"""Where Tab goes: to what the eye meets next, wherever panels and views have been put."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QScrollArea, QTabBar, QWidget


class Side(IntEnum):
    """Where a part of the window stands beside the central one, in the order of reading."""

    ABOVE = 0
    LEFT = 1
    CENTER = 2
    RIGHT = 3
    BELOW = 4


def focus_next(window: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next widget, or the one before; return whether there is one."""
    now = window.focusWidget()
    order = reading_order(window, around=now)
    # It may be one that takes Tab no more, such as a button that was pressed and is of no use now.
    place = order.index(now) if now in order else -1
    others = (order[place + 1 :] + order[: max(place, 0)])[:: 1 if forward else -1]
    if not others:
        return False
    reasons = Qt.FocusReason
    others[0].setFocus(reasons.TabFocusReason if forward else reasons.BacktabFocusReason)
    _bring_into_sight(others[0])
    return True


def reading_order(window: QWidget, *, around: QWidget | None = None) -> list[QWidget]:
    """Return what Tab reaches in a window, and `around` in its place, from above to below and from left to right.

    In a main window it is part by part: first what is above the central widget, then what is left of it, itself, what
    is right of it, and what is below.
    """
    if not isinstance(window, QMainWindow):
        return _stops_in(window, around)
    central = window.centralWidget()
    center = QRect() if central is None else central.geometry()
    placed: dict[Side, list[QWidget]] = {side: [] for side in Side}
    for part in window.children():
        if isinstance(part, QWidget) and part.isVisible() and not part.isWindow():
            placed[_side(part.geometry(), center)].append(part)
    order: list[QWidget] = []
    for side, found in placed.items():
        # Views stand in columns beside the canvas, tool bars in rows above it.
        by_columns = side in (Side.LEFT, Side.RIGHT)
        in_turn = sorted(found, key=lambda part: (part.x(), part.y())) if by_columns else in_rows(found, window)
        for part in in_turn:
            order += _stops_in(part, around)
    return order


def in_rows(widgets: Iterable[QWidget], within: QWidget) -> list[QWidget]:
    """Return widgets row by row, each from left to right; what begins above the middle of a row belongs to it."""
    places = [(QRect(widget.mapTo(within, QPoint()), widget.size()), widget) for widget in widgets]
    places.sort(key=lambda place: place[0].top())
    rows: list[list[tuple[QRect, QWidget]]] = []
    for place, widget in places:
        if rows and place.top() < rows[-1][0][0].center().y():
            rows[-1].append((place, widget))
        else:
            rows.append([(place, widget)])
    return [widget for row in rows for _, widget in sorted(row, key=lambda found: found[0].left())]


def _stops_in(part: QWidget, around: QWidget | None) -> list[QWidget]:
    found = [widget for widget in (part, *part.findChildren(QWidget)) if widget.window() is part.window()]
    return in_rows([widget for widget in found if widget is around or _takes_tab(widget)], part)


def _side(place: QRect, center: QRect) -> Side:
    if place == center:
        return Side.CENTER
    if place.bottom() < center.top():
        return Side.ABOVE
    if place.top() > center.bottom():
        return Side.BELOW
    return Side.LEFT if place.center().x() < center.center().x() else Side.RIGHT


def _takes_tab(widget: QWidget) -> bool:
    controls = QGuiApplication.styleHints().tabFocusBehavior()
    every = Qt.TabFocusBehavior.TabFocusAllControls
    # On a Mac that is set so, Tab goes to fields and lists alone.
    wanted = Qt.FocusPolicy.TabFocus if controls is every else Qt.FocusPolicy.StrongFocus
    return (
        widget.focusPolicy() & wanted == wanted
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        # Arrows that scroll tabs: the arrow keys do so already.
        and not isinstance(widget.parentWidget(), QTabBar)
    )


def _bring_into_sight(widget: QWidget) -> None:
    part = widget.parentWidget()
    while part is not None:
        if isinstance(part, QScrollArea):
            part.ensureWidgetVisible(widget)
        part = part.parentWidget()
