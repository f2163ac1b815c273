"""The base of all views: a widget beside the canvas that follows the session while visible, and rests otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from neuron_desktop.session.document.document import Document
from neuron_desktop.session.files.project import ProjectSession
from neuron_desktop.session.judging.evaluation import Evaluation
from neuron_desktop.session.judging.statistics import Statistics
from neuron_desktop.session.runs.run_commands import RunCommands
from neuron_desktop.session.runs.training import Training
from neuron_desktop.ui.canvas.drawing import Drawing
from neuron_desktop.ui.looks.theme import LIGHT, Theme
from neuron_desktop.ui.widgets.digits import Digits

Slots = Callable[..., None]
Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Workbench:
    """What a view may see and request.

    Parameters
    ----------
    document, training, evaluation, statistics, project
        What is open, how it is trained, how well it does, what its columns are like, and what is saved.
    commands, drawing, actions
        Changes of the run, changes of the points, and the window's actions by name.
    digits
        With how many digits the weights are shown.
    """

    document: Document
    training: Training
    evaluation: Evaluation
    statistics: Statistics
    project: ProjectSession
    commands: RunCommands
    drawing: Drawing
    actions: Mapping[str, QAction]
    digits: Digits


class View(QWidget):
    """The base of all views.

    A view is made when it is first shown. It reads what it needs from the workbench and listens by `follow`, which
    holds signals back while the view is hidden. It does not talk to other views.

    Attributes
    ----------
    workbench : Workbench
        What the view may see.
    theme : Theme
        The colours to paint with.
    header : QWidget or None
        Small controls for the title bar, beside the title.
    """

    header: QWidget | None = None

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workbench = workbench
        self.theme = LIGHT
        self._followers: list[_Follower] = []

    def follow(
        self,
        signal: SignalInstance,
        slot: Slots,
        *now: object,
        merged: Callable[[Values, Values], Values] | None = None,
    ) -> None:
        """Call `slot` with `now`, if given, and then with what `signal` sends while the view is visible.

        Of what is sent while it is hidden, only the last is passed on when the view is shown again, or what `merged`
        makes of it and the one before.
        """
        follower = _Follower(self, slot, merged or _last)
        signal.connect(follower.on_told)
        self._followers.append(follower)
        if now:
            slot(*now)

    def follow_dataset(self, slot: Slots) -> None:
        """Follow the data set; `slot` takes it and whether it has been replaced since the last call."""
        document = self.workbench.document
        self.follow(document.dataset_changed, slot, document.dataset, True, merged=_either_replaced)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was sent in the meantime."""
        super().showEvent(event)
        for follower in self._followers:
            follower.catch_up()
        self.describe()

    def set_theme(self, theme: Theme) -> None:
        """Take every colour from `theme`."""
        self.theme = theme

    def summary(self) -> str:
        """Return in a sentence or two what a sighted person sees; empty if the widgets inside say it themselves."""
        return ""

    def describe(self) -> None:
        """Pass the summary to assistive tools."""
        self.setAccessibleDescription(self.summary())

    def state(self) -> str:
        """Return what a person has set in the view, to be restored at the next start."""
        return ""

    def set_state(self, state: str) -> None:
        """Restore what `state` returned; anything else changes nothing."""


class _Follower(QObject):
    """Passes a signal on to a view's slot, at once or when the view is visible."""

    def __init__(self, view: View, slot: Slots, merged: Callable[[Values, Values], Values]) -> None:
        super().__init__(view)
        self._view = view
        self._slot = slot
        self._merged = merged
        self._missed: Values | None = None

    def on_told(self, *values: object) -> None:
        """Pass on what a signal sends."""
        if self._view.isVisible():
            self._slot(*values)
        else:
            self._missed = values if self._missed is None else self._merged(self._missed, values)

    def catch_up(self) -> None:
        """Pass on what was missed."""
        if self._missed is not None:
            values, self._missed = self._missed, None
            self._slot(*values)


def _last(_before: Values, values: Values) -> Values:
    return values


def _either_replaced(before: Values, values: Values) -> Values:
    return values[0], bool(before[1] or values[1])


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """A view before it is made.

    Parameters
    ----------
    name
        The dock's objectName is `NAMEDock`.
    title, word, icon
        In the title bar and the menu; below the icon in the view bar; and that icon, one of `resources/icons`.
    workspaces
        Which workspaces show it by default; if there is no room for all, the first in the table come first.
    class_name
        Module in `ui/views` and class, as ``cost_view.CostView``: imported when the view is first shown.
    """

    name: str
    title: str
    word: str
    icon: str
    workspaces: tuple[str, ...]
    class_name: str

    def make(self, workbench: Workbench) -> View:
        """Return the view."""
        module, _, name = self.class_name.rpartition(".")
        made = getattr(import_module(f"neuron_desktop.ui.views.{module}"), name)(workbench)
        assert isinstance(made, View)
        return made
