"""The contract of views: a module, a line in the table, and the rest comes by itself."""

import itertools
import sys
from types import ModuleType

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout

from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui import views
from neuron_desktop.ui.looks.plain_text import PlainLabel
from neuron_desktop.ui.views import View, ViewSpec


class TinyView(View):
    """Says which iteration it is, and counts how often it is told."""

    made = 0

    def __init__(self, workbench, parent=None):
        super().__init__(workbench, parent)
        TinyView.made += 1
        self.told = 0
        self.replaced = []
        self.kept = ""
        self.label = PlainLabel()
        QVBoxLayout(self).addWidget(self.label)
        self.follow(workbench.training.progressed, self._on_progressed, workbench.training.snapshot)
        self.follow_dataset(self._on_dataset_changed)

    def _on_progressed(self, snapshot):
        self.told += 1
        self.label.setText(f"iteration {snapshot.iteration}")

    def _on_dataset_changed(self, _dataset, replaced):
        self.replaced.append(replaced)

    def summary(self):
        return f"The tiny view says {self.label.text()}."

    def state(self):
        return self.kept

    def set_state(self, state):
        self.kept = state


@pytest.fixture
def tiny(monkeypatch, open_window):
    """The robot of a window whose table of views has one more line."""
    module = ModuleType("neuron_desktop.ui.views.tiny_view")
    module.TinyView = TinyView
    monkeypatch.setitem(sys.modules, module.__name__, module)
    line = ViewSpec("tiny", "A tiny view", "Tiny", "test", (), "tiny_view.TinyView")
    monkeypatch.setattr(views, "VIEWS", (*views.VIEWS, line))
    monkeypatch.setattr(TinyView, "made", 0)
    return open_window()


def button(robot, name):
    action = robot.child(f"{name}ViewAction")
    return next(each for each in robot.child("viewBar").findChildren(QToolButton) if each.defaultAction() is action)


def press(robot, name):
    robot.qtbot.mouseClick(button(robot, name), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("spec", views.VIEWS, ids=lambda spec: spec.name)
def test_every_line_of_the_table_makes_a_view(robot, spec):
    view = robot.view(spec.name)
    dock = robot.child(f"{spec.name}Dock")
    assert isinstance(view, View)
    assert dock.widget() is view
    assert dock.isVisible()
    assert (dock.windowTitle(), view.accessibleName()) == (spec.title, spec.title)
    assert button(robot, spec.name).isVisible()


def test_one_more_line_is_a_view_with_a_button_a_menu_entry_a_dock_and_a_key(tiny):
    assert TinyView.made == 0
    assert not tiny.child("tinyDock").isVisible()
    press(tiny, "tiny")
    assert TinyView.made == 1
    assert tiny.child("tinyDock").isVisible()
    assert button(tiny, "tiny").isChecked()
    press(tiny, "tiny")
    assert not tiny.child("tinyDock").isVisible()
    assert not button(tiny, "tiny").isChecked()
    menus = [action.menu() for action in tiny.window.menuBar().actions()]
    assert sum(tiny.child("tinyViewAction") in menu.actions() for menu in menus) == 1
    tiny.key(Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert tiny.child("tinyDock").isVisible()


def test_a_hidden_view_does_nothing_and_catches_up_when_it_is_seen(tiny):
    view = tiny.view("tiny")
    tiny.window.views["tiny"].close()
    told = view.told
    tiny.at_full_speed()
    tiny.key(Qt.Key.Key_Space)
    tiny.wait_for(TrainingState.FINISHED)
    assert (view.told, view.label.text()) == (told, "iteration 0")
    press(tiny, "tiny")
    assert (view.told, view.label.text()) == (told + 1, "iteration 2000")
    assert view.accessibleDescription() == "The tiny view says iteration 2000."
    tiny.key(Qt.Key.Key_Home)
    tiny.qtbot.waitUntil(lambda: view.label.text() == "iteration 0")


def test_a_view_behind_another_in_a_tab_does_nothing(tiny):
    view = tiny.view("tiny")
    tiny.window.tabifyDockWidget(tiny.window.views["tiny"], tiny.window.views["diagram"])
    tiny.view("diagram")
    tiny.qtbot.waitUntil(lambda: not view.isVisible())
    told = view.told
    tiny.key(Qt.Key.Key_Right)
    tiny.qtbot.waitUntil(lambda: tiny.text("iterationValue") == "1")
    assert view.told == told


def test_a_data_set_that_was_replaced_in_the_meantime_is_told_as_replaced(tiny):
    view = tiny.view("tiny")
    tiny.window.views["tiny"].close()
    view.replaced.clear()
    tiny.child("newAction").trigger()
    tiny.qtbot.waitUntil(lambda: tiny.window.document.dataset.sample_count == 0)
    tiny.click(0.5, 0.5)
    assert view.replaced == []
    press(tiny, "tiny")
    assert view.replaced == [True]


def test_colours_and_state_come_to_a_view_that_is_made_late(tiny, open_window):
    tiny.window._on_theme_chosen(next(each for each in tiny.window._theme_actions.actions() if each.data() == "dark"))
    view = tiny.view("tiny")
    assert view.theme.name == "dark"
    view.kept = "what a person chose"
    tiny.window.close()
    assert QSettings("Neuron Desktop", "Neuron Desktop").value("views/tiny") == "what a person chose"
    other = open_window()
    assert other.view("tiny").kept == "what a person chose"
    assert other.view("tiny").theme.name == "dark"


def test_the_cost_curves_axis_is_as_it_was_left(robot, open_window):
    robot.child("costLogBox").click()
    robot.window.close()
    assert open_window().child("costLogBox").isChecked()


def test_a_picture_of_a_view_is_copied_and_saved(tiny, tmp_path, monkeypatch):
    tiny.view("tiny")
    dock = tiny.window.views["tiny"]
    dock.copy_picture()
    assert "clipboard" in tiny.window.statusBar().currentMessage()
    copied = QGuiApplication.clipboard().image()
    assert copied.size() == dock.view.size() * 2
    path = tmp_path / "view.png"
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(path), "PNG (*.png)"))
    dock.save_picture()
    assert path.read_bytes().startswith(b"\x89PNG")
    assert "view.png" in tiny.window.statusBar().currentMessage()
    monkeypatch.setattr(
        "PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(tmp_path / "no" / "view.png"), "PNG (*.png)")
    )
    dock.save_picture()
    assert tiny.complaint()


def test_opening_takes_the_place_of_the_lowest_view_and_never_makes_a_tab(robot):
    robot.window.resize(1280, 800)
    robot.window.workspaces.reset()
    for name in ("notes", "columns", "points"):
        press(robot, name)
        assert set(robot.window.views.open_names) == {"cost", name}
    places = [robot.child(f"{name}Dock").geometry() for name in ("cost", "points")]
    assert places[0].bottom() < places[1].top()
    press(robot, "cost")
    assert robot.window.views.open_names == ("points",)
    press(robot, "notes")
    assert set(robot.window.views.open_names) == {"points", "notes"}


def test_a_view_in_a_window_of_its_own_is_closed_and_opened_there(robot):
    view, dock = robot.view("notes"), robot.window.views["notes"]
    dock.setFloating(True)
    press(robot, "notes")
    assert not view.isVisible()
    press(robot, "notes")
    assert view.isVisible()
    assert dock.isFloating()


def test_tabs_that_a_person_makes_are_never_cut(robot):
    docks = [robot.window.views[spec.name] for spec in views.VIEWS]
    for dock in docks:
        robot.view(dock.spec.name)
    for before, after in itertools.pairwise(docks):
        robot.window.tabifyDockWidget(before, after)
        after.show()
    bars = robot.window._dock_tabs
    bars.fit()
    (bar,) = (each for each in bars._known if each.count() == len(docks))
    robot.qtbot.waitUntil(lambda: bar.isVisible() and bar.sizeHint().width() <= bar.width())
    rights = np.array([bar.tabRect(place).right() for place in range(bar.count())])
    assert (rights <= bar.width()).all()
    assert [bar.tabToolTip(place) for place in range(bar.count())] == [dock.windowTitle() for dock in docks]


def test_the_button_of_a_title_bar_opens_its_menu_and_waits_for_nothing(robot):
    more = robot.child("costMoreButton")
    robot.qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == [
        "Copy picture",
        "Save picture…",
        "A window of its own",
    ]
    menu.actions()[-1].trigger()
    menu.close()
    assert robot.window.views["cost"].isFloating()
    robot.qtbot.mouseClick(robot.child("costCloseButton"), Qt.MouseButton.LeftButton)
    assert not robot.child("costDock").isVisible()


def test_a_view_is_dragged_out_by_its_title_and_back_by_its_menu(robot):
    dock = robot.window.views["cost"]
    title = dock.titleBarWidget()
    robot.qtbot.mousePress(title, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    for x in (-40, -200, -400):
        robot.qtbot.mouseMove(title, QPoint(x, 60))
    robot.qtbot.waitUntil(dock.isFloating)
    robot.qtbot.mouseRelease(title, Qt.MouseButton.LeftButton, pos=QPoint(-400, 60))
    robot.child("costMoreButton").click()
    apart = QApplication.activePopupWidget().actions()[-1]
    QApplication.activePopupWidget().close()
    assert dock.view.isVisible()
    if dock.isFloating():
        assert apart.isChecked()
        apart.trigger()
    robot.qtbot.waitUntil(lambda: not dock.isFloating())
    assert not apart.isChecked()
