"""The menus as listed on the page of keys: made from the actions themselves, so they cannot be wrong."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from neuron_desktop.ui.help.sections import Row, Section
from neuron_desktop.ui.window.actions import ACTIONS


def menu_sections(menu_bar: QMenuBar) -> tuple[Section, ...]:
    """Return a section for each menu, with a row for each action; a submenu's rows begin with its title."""
    sections = []
    for menu_action in menu_bar.actions():
        menu = menu_action.menu()
        if isinstance(menu, QMenu):
            sections.append(Section(_without_keys(menu.title()), tuple(_rows(menu))))
    return tuple(sections)


def _rows(menu: QMenu, before: str = "") -> Iterator[Row]:
    specs = {spec.name: spec for spec in ACTIONS}
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            # Files that were opened are no commands.
            if inner.objectName() != "recentMenu":
                yield from _rows(inner, f"{_without_keys(inner.title())}: ")
        elif not action.isSeparator() and action.isVisible():
            spec = specs.get(action.objectName())
            # An action says what it would do now; here stands what it is for.
            text, tip = (action.text(), _tip(action)) if spec is None else (spec.text, spec.tip)
            yield Row(before + _without_keys(text), _keys(action), tip)


def _tip(action: QAction) -> str:
    """Return what an action says of itself; one that has nothing to say but its check mark is the switch of a part."""
    is_switch = action.isCheckable() and action.actionGroup() is None
    return action.statusTip() or ("Show or hide it" if is_switch else "")


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _without_keys(text: str) -> str:
    """Return a text without the marks of its key."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
