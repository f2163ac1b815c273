"""Where Tab goes: to what the eye meets next, wherever panels and views have been put."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QTabBar, QWidget


class Side(IntEnum):
    """Where a part of the window stands beside the central one, in the order of reading."""

    ABOVE = 0
    LEFT = 1
    CENTER = 2
    RIGHT = 3
    BELOW = 4


def focus_next(window: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next widget, or the one before; return whether there is one."""
    order = reading_order(window) if isinstance(window, QMainWindow) else _stops_in(window)
    if not order:
        return False
    now = QApplication.focusWidget()
    step = 1 if forward else -1
    if now in order:
        place = order.index(now) + step
    else:
        # In a part that Tab passes over, such as the editor of a cell: on from the widget that it is in.
        around = [place for place, widget in enumerate(order) if now is not None and widget.isAncestorOf(now)]
        place = around[-1] + step if around else (0 if forward else -1)
    widget = order[place % len(order)]
    reasons = Qt.FocusReason
    widget.setFocus(reasons.TabFocusReason if forward else reasons.BacktabFocusReason)
    _bring_into_sight(widget)
    return True


def reading_order(window: QMainWindow) -> list[QWidget]:
    """Return what Tab reaches in a window: from above to below in each part, and part by part as they are read.

    First what is above the central widget, then what is left of it, itself, what is right of it, and what is below.
    """
    central = window.centralWidget()
    center = QRect() if central is None else central.geometry()
    parts = [
        part for part in window.children() if isinstance(part, QWidget) and part.isVisible() and not part.isWindow()
    ]
    placed: dict[Side, list[QWidget]] = {side: [] for side in Side}
    for part in parts:
        placed[_side(part.geometry(), center)].append(part)
    order: list[QWidget] = []
    for side, found in placed.items():
        # Views stand in columns beside the canvas, tool bars in rows above it.
        by_columns = side in (Side.LEFT, Side.RIGHT)
        in_turn = sorted(found, key=lambda part: (part.x(), part.y())) if by_columns else in_rows(found, window)
        for part in in_turn:
            order += _stops_in(part)
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


def _stops_in(part: QWidget) -> list[QWidget]:
    found = (part, *part.findChildren(QWidget))
    return in_rows([widget for widget in found if widget.window() is part.window() and _takes_tab(widget)], part)


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
