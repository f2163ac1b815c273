"""F1 explains the part of the window that has the keyboard focus."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QTabBar, QWidget

from neuron_desktop.ui.help.keyboard_page import KeyboardPage
from neuron_desktop.ui.help.topic_page import FRAME, GAP, TopicPage, place_beside
from neuron_desktop.ui.widgets.help_text import help_on, set_help

PARTS = {
    "canvas": "Canvas",
    "sampleBox": "Data",
    "generatorBox": "Data",
    "generateButton": "Generator",
    "xAxisBox": "Axes",
    "pointToolButton": "Tools",
    "snapBox": "Tools",
    "learningRateBox": "Neuron",
    "moreSettingsButton": "Neuron",
    "splitSlider": "Test points",
    "timelineSlider": "Timeline",
    "remedyButton": "Read-outs",
    "speedBox": "Speed",
    "cancelLoadingButton": "Progress",
    "recoverButton": "Recovery",
    "costLogBox": "Cost curve",
    "weightsTable": "Neuron",
    "testButton": "Evaluation",
    "runsTable": "Runs",
    "pointsTable": "Points",
    "statisticsList": "Columns",
    "notesView": "Notes",
    "notesCloseButton": "Notes",
}
FEWEST_WORDS, MOST_WORDS = 15, 110


def shown(robot, kind):
    return [page for page in robot.window.findChildren(kind) if page.isVisible()]


def topic(robot):
    (page,) = shown(robot, TopicPage)
    robot.qtbot.waitUntil(page.isActiveWindow)
    return page


def title(robot):
    return topic(robot).findChild(object, "topicTitle").text()


def press(widget, key=Qt.Key.Key_F1):
    QTest.keyClick(widget, key)


def end(robot, kind):
    for page in shown(robot, kind):
        page.reject()
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(kind))
    robot.window.activateWindow()
    robot.qtbot.waitUntil(robot.window.isActiveWindow)


def test_every_part_that_takes_the_keys_explains_itself(robot):
    for dock in robot.window.views:
        robot.view(dock.spec.name)
    for name, expected in PARTS.items():
        found = help_on(robot.child(name))
        assert found is not None, name
        assert found.title == expected, name
        assert FEWEST_WORDS <= len(found.text.split()) <= MOST_WORDS, name
    focusable = [
        widget
        for widget in robot.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.isWindow() and widget.objectName()
    ]
    assert len(focusable) > len(PARTS)
    assert not [widget.objectName() for widget in focusable if help_on(widget) is None and in_a_part(robot, widget)]


def in_a_part(robot, widget):
    """Whether a person can come to the widget by keys: it is no part of a bar of tabs or of a popup."""
    is_own = not isinstance(widget.parentWidget(), QTabBar) and not widget.objectName().startswith("qt_")
    return is_own and widget.window() is robot.window


def test_f1_explains_what_has_the_keys_and_closes_it_again(robot):
    press(robot.window.canvas)
    page = topic(robot)
    assert title(robot) == "Canvas"
    assert "left click places a point" in page.findChild(object, "topicText").text().lower()
    assert not page.isModal()
    press(page)
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(TopicPage))


def test_esc_closes_it(robot):
    press(robot.window.canvas)
    press(topic(robot), Qt.Key.Key_Escape)
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(TopicPage))


def test_f1_in_a_field_explains_the_panel_around_it(robot):
    box = robot.child("learningRateBox")
    assert isinstance(box, QComboBox)
    field = box.lineEdit()
    field.setFocus()
    press(field)
    assert title(robot) == "Neuron"
    end(robot, TopicPage)


def test_f1_on_another_part_explains_that_in_the_same_page(robot):
    press(robot.window.canvas)
    page = topic(robot)
    robot.window.activateWindow()
    for name, expected in (("splitSlider", "Test points"), ("speedBox", "Speed")):
        widget = robot.child(name)
        widget.setFocus()
        robot.qtbot.waitUntil(lambda widget=widget: QApplication.focusWidget() is widget)
        press(widget)
        assert topic(robot) is page
        assert title(robot) == expected
        robot.window.activateWindow()
        robot.qtbot.waitUntil(robot.window.isActiveWindow)
    press(widget)
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(TopicPage))


def test_f1_where_nothing_has_the_keys_opens_every_key(robot):
    robot.window.focusWidget().clearFocus()
    press(robot.window)
    assert len(shown(robot, KeyboardPage)) == 1
    assert not shown(robot, TopicPage)
    end(robot, KeyboardPage)


def test_the_action_explains_the_part_in_the_window_while_a_page_of_help_has_the_keys(robot):
    press(robot.window.canvas)
    robot.qtbot.mouseClick(topic(robot).findChild(object, "topicKeyboardButton"), Qt.MouseButton.LeftButton)
    assert len(shown(robot, KeyboardPage)) == 1
    robot.child("helpAction").trigger()
    robot.qtbot.waitUntil(lambda: not shown(robot, TopicPage))
    end(robot, KeyboardPage)


def test_the_paragraph_is_whole_and_can_be_copied(robot):
    press(robot.window.canvas)
    page = topic(robot)
    text = page.findChild(object, "topicText")
    assert text.hasFocus()
    assert text.height() >= text.heightForWidth(text.width())
    press_with_control(text, Qt.Key.Key_A)
    press_with_control(text, Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == text.text()
    end(robot, TopicPage)


def press_with_control(widget, key):
    QTest.keyClick(widget, key, Qt.KeyboardModifier.ControlModifier)


def test_help_is_that_of_the_nearest_parent_and_shown_as_it_is_written(qtbot):
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = QWidget(outer)
    field = QLineEdit(inner)
    assert help_on(field) is None
    assert help_on(None) is None
    set_help(outer, "Outer", "<b>outer</b>")
    assert help_on(field).widget is outer
    set_help(inner, "Inner", "inner")
    assert (help_on(field).title, help_on(field).text) == ("Inner", "inner")
    page = TopicPage(outer)
    page.show_topic(help_on(outer))
    assert page.findChild(object, "topicText").textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize(
    ("part", "corner"),
    [
        (QRect(0, 100, 200, 300), QPoint(199 + GAP, 100)),
        (QRect(0, 580, 200, 20), QPoint(199 + GAP, 599 - 300 - FRAME)),
        (QRect(700, 20, 80, 30), QPoint(599, 49 + GAP)),
        (QRect(700, 100, 280, 400), QPoint(700 - GAP - 400, 100)),
        (QRect(0, 500, 1000, 90), QPoint(0, 500 - GAP - FRAME - 300)),
        (QRect(100, 50, 800, 500), QPoint(899 - GAP - 400, 50)),
        (QRect(-900, -50, 300, 20), QPoint(0, 0)),
    ],
    ids=["right", "right of a low part", "below", "left", "above", "in the corner", "off the screen"],
)
def test_the_page_comes_beside_the_part_and_stays_on_the_screen(part, corner):
    assert place_beside(part, QRect(0, 0, 400, 300), QRect(0, 0, 1000, 600)) == corner
