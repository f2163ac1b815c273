"""The toolbar and the menus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QMenuBar, QToolBar, QToolButton, QWidget

from neuron_desktop.ui.looks.plain_text import PlainLabel

THEMES = ("system", "light", "dark")
# A dash separates groups.
TOOLBAR = (
    "newAction openAction saveAction exportWeightsAction - undoAction redoAction clearAction fitViewAction - "
    "resetAction stepBackAction runAction stepAction -"
)
MENUS = (
    (
        "&File",
        "newAction openAction recentMenu - saveAction saveAsAction - exportPointsAction exportWeightsAction "
        "importWeightsAction - exportImageAction copyImageAction exportAnimationAction - quitAction",
    ),
    ("&Edit", "undoAction redoAction - pasteAction - selectAllAction selectNoneAction deleteAction - clearAction"),
    (
        "&Draw",
        "pointToolAction brushToolAction eraserToolAction moveToolAction handToolAction - narrowAction widenAction - "
        "firstClassAction secondClassAction swapClassAction",
    ),
    ("&Training", "runAction stepAction stepBackAction resetAction - pinRunAction testAction"),
    ("&View", "fitViewAction enlargePointsAction shrinkPointsAction -"),
    ("&Help", "helpAction keyboardHelpAction formulasAction - whatsNewAction reportFaultAction - aboutAction"),
)


def make_toolbar(actions: Mapping[str, QAction], speed_box: QWidget, window: QMainWindow) -> QToolBar:
    """Return the toolbar, with the speed at its end; the run button has a text too."""
    bar = QToolBar("Toolbar", window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    for name in TOOLBAR.split():
        if name == "-":
            bar.addSeparator()
        elif name == "runAction":
            bar.addWidget(_run_button(actions[name], bar))
        else:
            bar.addAction(actions[name])
    bar.addWidget(PlainLabel(" Speed  "))
    bar.addWidget(speed_box)
    return bar


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


def fill_menus(
    menu_bar: QMenuBar,
    actions: Mapping[str, QAction],
    *,
    recent: QMenu,
    options: Iterable[QAction],
    parts: Iterable[QDockWidget | QToolBar],
) -> QActionGroup:
    """Fill the menu bar: every action, the recent files, the canvas's options, every part to be hidden, the themes.

    Return the actions of the themes.
    """
    menus = {title: menu_bar.addMenu(title) for title, _ in MENUS}
    for title, names in MENUS:
        menu = menus[title]
        for name in names.split():
            if name == "-":
                menu.addSeparator()
            elif name == "recentMenu":
                menu.addMenu(recent)
            else:
                menu.addAction(actions[name])
    view = menus["&View"]
    for option in options:
        view.addAction(option)
    view.addSeparator()
    for part in parts:
        view.addAction(part.toggleViewAction())
    view.addSeparator()
    themes = view.addMenu("Theme")
    group = QActionGroup(menu_bar)
    for name in THEMES:
        action = themes.addAction(name.capitalize())
        action.setCheckable(True)
        action.setData(name)
        group.addAction(action)
    return group
