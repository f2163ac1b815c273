"""The page of keys: made from the actions, and searched by typing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QTextCursor
from PySide6.QtTest import QTest

from neuron_desktop.ui.docks.workspaces import WORKSPACES
from neuron_desktop.ui.help.gestures import GESTURES
from neuron_desktop.ui.help.keyboard_page import KeyboardPage
from neuron_desktop.ui.window.actions import ACTIONS
from neuron_desktop.ui.window.menus import MENUS


@pytest.fixture
def page(robot):
    robot.child("keyboardHelpAction").trigger()
    made = robot.child("keyboardHelpPage")
    robot.qtbot.waitUntil(made.isActiveWindow)
    return made


def listed(page):
    """The lines of the list, a cell each."""
    return page.findChild(object, "keyboardList").toPlainText().splitlines()


def search(page, text):
    field = page.findChild(object, "keyboardSearchField")
    assert field.hasFocus()
    QTest.keyClicks(field, text)


def count(page):
    return page.findChild(object, "keyboardCountLabel").text()


def test_every_action_is_listed_with_the_key_that_works_and_its_tip(robot, page):
    lines = listed(page)
    for spec in ACTIONS:
        action = robot.child(spec.name)
        place = lines.index(spec.tip)
        assert lines[place - 1] == spec.text.replace("&", ""), spec.name
        assert lines[place - 2] == action.shortcut().toString(QKeySequence.SequenceFormat.NativeText), spec.name
    assert "Equal scale" in lines
    small = [line.casefold() for line in lines]
    for place, space in enumerate(WORKSPACES, start=1):
        row = small.index(f"workspace: {space.tip}".casefold())
        assert lines[row - 2 : row] == [f"Ctrl+{place}", space.title]
    assert lines[lines.index("Evaluation") + 1] == "Show or hide it"
    assert "Theme: Dark" in lines
    assert "Clear this list" not in lines


def test_an_action_is_listed_as_what_it_is_for_and_not_as_what_it_would_do_now(robot):
    robot.click(2.0, 5.0)
    robot.child("keyboardHelpAction").trigger()
    page = robot.child("keyboardHelpPage")
    assert "Undo" in listed(page)
    assert not [line for line in listed(page) if line.startswith("Undo ")]
    page.reject()
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(KeyboardPage))


def test_sections_are_the_gestures_and_the_menus_in_their_order(page):
    lines = listed(page)
    titles = [*(section.title for section in GESTURES), *(title.replace("&", "") for title, _ in MENUS)]
    places = [lines.index(title) for title in titles]
    assert places == sorted(places)


def test_typing_filters_at_once_and_clearing_brings_all_back(page):
    every = listed(page)
    search(page, "ctrl+z")
    assert listed(page) == ["Edit", "Ctrl+Z", "Undo", "Take back the last step: points, settings and run"]
    assert count(page).startswith("1 of ")
    field = page.findChild(object, "keyboardSearchField")
    for _ in "ctrl+z":
        QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert listed(page) == every


def test_an_empty_result_says_so_and_shows_what_was_typed_as_it_is_written(page):
    search(page, "<b>x</b>")
    (line,) = listed(page)
    assert "Nothing here has “<b>x</b>”" in line
    assert count(page).startswith("0 of ")


def test_enter_leaves_the_page_and_the_training_alone(robot, page):
    search(page, "run")
    before = listed(page)
    QTest.keyClick(page.findChild(object, "keyboardSearchField"), Qt.Key.Key_Return)
    assert page.isVisible()
    assert listed(page) == before
    assert robot.window.training.snapshot.iteration == 0


def test_esc_closes_the_page_while_something_is_searched(robot, page):
    search(page, "run")
    QTest.keyClick(page.findChild(object, "keyboardSearchField"), Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_the_window_goes_on_while_the_page_is_open_and_a_second_one_is_not_opened(robot, page):
    assert not page.isModal()
    robot.click(2.0, 5.0)
    assert robot.window.document.dataset.sample_count == 501
    robot.child("keyboardHelpAction").trigger()
    assert robot.window.findChildren(KeyboardPage) == [page]


def test_the_list_begins_at_its_top_and_scrolls_from_the_search(page):
    text = page.findChild(object, "keyboardList")
    bar = text.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == 0
    field = page.findChild(object, "keyboardSearchField")
    QTest.keyClick(field, Qt.Key.Key_PageDown)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert bar.value() > 0
    QTest.keyClick(field, Qt.Key.Key_PageUp)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert bar.value() == 0


def test_the_colours_follow_the_theme_and_the_place_stays(robot, page):
    text = page.findChild(object, "keyboardList")
    themes = {action.data(): action for action in robot.window._theme_actions.actions()}
    text.verticalScrollBar().setValue(60)
    rules = set()
    for name in ("light", "dark"):
        themes[name].trigger()
        cursor = QTextCursor(text.document())
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        rules.add(cursor.currentTable().cellAt(0, 0).format().toTableCellFormat().topBorderBrush().color().name())
        assert text.verticalScrollBar().value() == 60
    assert len(rules) == 2


def test_an_open_page_closes_with_the_window(robot):
    robot.child("keyboardHelpAction").trigger()
    page = robot.child("keyboardHelpPage")
    robot.window.close()
    assert not page.isVisible()
