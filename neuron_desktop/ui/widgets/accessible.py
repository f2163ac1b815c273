"""What screen readers are told about widgets that Qt describes badly or not at all.

Qt asks an interface of a widget for its name, its value and so on, but only when a screen reader does. It makes the
interface by the first factory that knows the widget's class.
"""

from __future__ import annotations

import sys
from functools import cache, partial
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QComboBox, QWidget

from neuron_desktop.ui.widgets.described_plot import DescribedPlot

_Text = QAccessible.Text


@cache
def install_interfaces() -> None:
    """Let Qt ask the interfaces of this module; once is enough for all windows."""
    # On Windows, Qt itself distinguishes the name and the value of a combo box.
    boxes = sys.platform != "win32"
    QAccessible.installFactory(partial(_interface, boxes=boxes))


def announce(widget: QWidget, sentence: str) -> None:
    """Let a screen reader say `sentence` after what it is saying now."""
    if sentence:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def _interface(class_name: str, thing: QObject, *, boxes: bool) -> QAccessibleInterface | None:
    """Return the interface of a widget; Qt asks for each of its classes, the one that it is made of first."""
    if boxes and class_name == "QComboBox" and isinstance(thing, QComboBox):
        return ComboBoxInterface(thing)
    if class_name == "DescribedPlot" and isinstance(thing, DescribedPlot):
        return PlotInterface(thing)
    return None


class PlotInterface(QAccessibleWidget):
    """Describes a plot at the moment of asking, so that training costs nothing while nobody asks."""

    def __init__(self, plot: DescribedPlot) -> None:
        super().__init__(plot, QAccessible.Role.Chart)

    def text(self, kind: QAccessible.Text) -> str:
        """Return the plot's name or its description."""
        plot = self.widget()
        if kind is _Text.Description and isinstance(plot, DescribedPlot):
            return plot.in_words()
        return super().text(kind)


class ComboBoxInterface(QAccessibleWidget):
    """Names a combo box by its purpose, with the choice as its value; Qt names it by the choice.

    On Linux, where only numbers have a value, the choice is the selected item of the list. What `interface_cast` gives
    out is left to Qt: overridden in Python it crashes the program as soon as a screen reader asks.
    """

    def __init__(self, box: QComboBox) -> None:
        super().__init__(box, QAccessible.Role.ComboBox)

    @property
    def _box(self) -> QComboBox:
        # Not kept: an interface lives as long as its widget, which it must not keep alive.
        box = self.widget()
        assert isinstance(box, QComboBox)
        return box

    def text(self, kind: QAccessible.Text) -> str:
        """Return the box's name, its value or its description."""
        return self._box.currentText() if kind is _Text.Value else str(super().text(kind))

    def state(self) -> QAccessible.State:
        """Return that it can open, and whether it is open."""
        state = super().state()
        box = self._box
        state.expandable = True
        state.expanded = box.view().isVisible()
        state.editable = box.isEditable()
        return state

    def childCount(self) -> int:
        """Return how many parts it has: the list, and a field if something can be typed."""
        return len(self._parts())

    def child(self, place: int) -> QAccessibleInterface:
        """Return a part; None for a place without one, as Qt wants it, whatever its stubs say."""
        parts = self._parts()
        found = QAccessible.queryAccessibleInterface(parts[place]) if 0 <= place < len(parts) else None
        return cast(QAccessibleInterface, found)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return the place of a part, −1 for anything else."""
        parts = self._parts()
        return parts.index(child.object()) if child.object() in parts else -1

    def focusChild(self) -> QAccessibleInterface:
        """Return the field, which never has the focus itself."""
        return self.child(1)

    def _parts(self) -> list[QObject]:
        box = self._box
        field, view = box.lineEdit(), box.view()
        if not view.isVisible():
            # Qt does so when it opens the list.
            view.setCurrentIndex(box.model().index(box.currentIndex(), box.modelColumn(), box.rootModelIndex()))
        return [view, *([] if field is None else [field])]

    def actionNames(self) -> list[str]:
        """Return what can be done with it."""
        return [self.showMenuAction(), self.pressAction(), *super().actionNames()]

    def doAction(self, name: str) -> None:
        """Open or close the list."""
        box = self._box
        if name not in (self.showMenuAction(), self.pressAction()):
            super().doAction(name)
        elif box.view().isVisible():
            box.hidePopup()
        else:
            box.showPopup()
