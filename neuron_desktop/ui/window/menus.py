"""The menus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMenu, QMenuBar, QToolBar

THEMES = ("system", "light", "dark")
# A dash separates groups; after the last come workspaces, views, panels and themes.
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
    ("&View", "fitViewAction enlargePointsAction shrinkPointsAction - options"),
    ("&Window", "presentAction leavePresentAction -"),
    ("&Help", "helpAction keyboardHelpAction formulasAction - whatsNewAction reportFaultAction - aboutAction"),
)


def fill_menus(
    menu_bar: QMenuBar,
    actions: Mapping[str, QAction],
    *,
    recent: QMenu,
    options: Iterable[QAction],
    workspaces: Iterable[QAction],
    views: Iterable[QAction],
    parts: Iterable[QDockWidget | QToolBar],
) -> QActionGroup:
    """Fill the menu bar: every action, the recent files, the canvas's options, workspaces, views, panels and themes.

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
            elif name == "options":
                menu.addActions(list(options))
            else:
                menu.addAction(actions[name])
    places = menus["&Window"]
    places.addActions(list(workspaces))
    places.addAction(actions["resetWorkspaceAction"])
    places.addSeparator()
    places.addActions(list(views))
    places.addSeparator()
    for part in parts:
        places.addAction(part.toggleViewAction())
    places.addSeparator()
    themes = places.addMenu("Theme")
    group = QActionGroup(menu_bar)
    for name in THEMES:
        action = themes.addAction(name.capitalize())
        action.setCheckable(True)
        action.setData(name)
        group.addAction(action)
    return group
