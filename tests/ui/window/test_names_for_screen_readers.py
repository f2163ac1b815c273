"""Everything that takes the focus says what it is, and apart from that what is in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QDockWidget

from tests.ui.focus import VIEWS, bring_to_front, complaints, told

Name, Value = QAccessible.Text.Name, QAccessible.Text.Value


@pytest.mark.parametrize("view", VIEWS)
def test_every_widget_of_the_window_is_named_by_what_it_is(robot, view):
    bring_to_front(robot, view)
    assert complaints(robot.window) == []


def test_what_is_unfolded_is_named_too(robot):
    for name in ("moreSettingsButton", "generatorDetailsButton"):
        robot.child(name).click()
    robot.child("eraserToolButton").click()
    robot.child("batchSizeBox").setValue(20)
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(robot.child("timelineSlider").isEnabled)
    robot.qtbot.waitUntil(robot.child("seedBox").isEnabled)
    assert complaints(robot.window) == []


def test_docks_and_the_side_panel_have_names(robot):
    for part in (*robot.window.findChildren(QDockWidget), robot.child("sidePanel")):
        assert told(part, Name)


def test_a_list_to_choose_from_tells_its_choice_as_value_and_as_selected_item(robot):
    box = robot.child("speedBox")
    box.setCurrentIndex(5)
    interface = QAccessible.queryAccessibleInterface(box)
    assert (interface.text(Name), interface.text(Value)) == ("Speed", box.currentText())
    chosen = interface.child(0).selectionInterface().selectedItems()
    assert [item.text(Name) for item in chosen] == [box.currentText()]
    assert interface.state().expandable
    assert not interface.state().editable


def test_a_list_to_type_in_has_a_field_of_the_same_name(robot):
    interface = QAccessible.queryAccessibleInterface(robot.child("learningRateBox"))
    field = interface.focusChild()
    assert field.role() is QAccessible.Role.EditableText
    assert (field.text(Name), field.text(Value)) == ("Learning rate", "0.1")
    assert interface.state().editable
    assert interface.indexOfChild(field) == interface.childCount() - 1 == 1


def test_a_screen_reader_opens_a_list(robot, monkeypatch):
    opened = []
    # Offscreen there is no keyboard for a list to take.
    monkeypatch.setattr(QComboBox, "showPopup", lambda box: opened.append(box.objectName()))
    actions = QAccessible.queryAccessibleInterface(robot.child("sampleBox")).actionInterface()
    assert actions.pressAction() in actions.actionNames()
    actions.doAction(actions.pressAction())
    assert opened == ["sampleBox"]


def test_a_box_that_was_asked_for_its_name_can_go(robot):
    box = QComboBox(robot.window)
    QAccessible.queryAccessibleInterface(box).text(Name)
    place = QAccessible.uniqueId(QAccessible.queryAccessibleInterface(box))
    box.deleteLater()
    robot.qtbot.waitUntil(lambda: QAccessible.accessibleInterface(place) is None)


def test_figures_are_read_out_and_not_only_their_captions(robot):
    for name in ("iterationValue", "costValue", "accuracyValue"):
        assert robot.text(name) in told(robot.child(name), Name)
