"""Each gesture that the page of keys lists is done to the real window, and does what the page says."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from neuron_desktop.core import Dataset
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.help.gestures import GESTURES
from tests.ui.canvas.test_drawing_tools import drag, use
from tests.ui.window.test_pasting_and_dropping import drop

FOUR = Dataset([[-5.0, 5.0, -5.0, 5.0], [-5.0, -5.0, 5.0, 5.0]], [0, 0, 1, 1])
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
SHIFT, ALT, CONTROL = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)

CHECKS = {}


def does(what, keys):
    """Mark what checks the row of these words."""

    def mark(check):
        CHECKS[what, keys] = check
        return check

    return mark


def features(robot):
    return robot.window.document.dataset.features


def labels(robot):
    return robot.window.document.dataset.labels.tolist()


def selection(robot):
    return robot.window.drawing.selection.tolist()


def middle_of_view(robot):
    (left, right), (bottom, top) = robot.window.canvas.viewRange()
    return (left + right) / 2, (bottom + top) / 2


# --- the mouse on the canvas


@does("Place a point of the chosen class", "Click")
def _(robot):
    robot.click(1, 1)
    assert labels(robot) == [0, 0, 1, 1, 1]


@does("Place a point of the other class", "Right click")
def _(robot):
    robot.click(1, 1, RIGHT)
    assert labels(robot) == [0, 0, 1, 1, 0]


@does("Move a point", "Drag it")
def _(robot):
    drag(robot, (5, 5), (2, 4), (1, 1))
    assert features(robot)[:, 3] == pytest.approx([1, 1], abs=0.1)
    assert len(labels(robot)) == 4


@does("Remove the nearest point", "Shift+click")
def _(robot):
    robot.click(4, 3, modifier=SHIFT)
    assert labels(robot) == [0, 0, 1]
    use(robot, "brush")
    robot.click(-4, 3, modifier=SHIFT)
    assert labels(robot) == [0, 0]


@does("Spray points of the chosen class", "Drag")
def _(robot):
    use(robot, "brush")
    drag(robot, (-8, 0), (0, 0), (8, 0))
    assert len(labels(robot)) > 10
    assert set(labels(robot)[4:]) == {1}


@does("Spray points of the other class", "Right drag")
def _(robot):
    use(robot, "brush")
    drag(robot, (-8, 0), (0, 0), (8, 0), button=RIGHT)
    assert len(labels(robot)) > 10
    assert set(labels(robot)[4:]) == {0}


@does("Erase all points within the circle", "Click or drag")
def _(robot):
    use(robot, "eraser")
    robot.click(5, 5)
    assert labels(robot) == [0, 0, 1]
    drag(robot, (-5, -7), (-5, 0), (-5, 7))
    assert labels(robot) == [0]


@does("Select a point", "Click it")
def _(robot):
    use(robot, "move")
    robot.click(5, 5)
    assert selection(robot) == [3]
    assert features(robot).shape[1] == 4


@does("Move the selected points", "Drag one of them")
def _(robot):
    use(robot, "move")
    robot.window.drawing.select(np.array([0, 1]))
    drag(robot, (5, -5), (5, -4), (5, -2))
    assert features(robot)[1] == pytest.approx([-2, -2, 5, 5], abs=0.1)


@does("Select the points in a rectangle", "Drag beside the points")
def _(robot):
    use(robot, "move")
    drag(robot, (3, -8), (6, 0), (7, 8))
    assert selection(robot) == [1, 3]


@does("Add to what is selected", "Shift+click, Shift+drag")
def _(robot):
    use(robot, "move")
    robot.click(5, 5)
    robot.click(-5, -5, modifier=SHIFT)
    assert selection(robot) == [0, 3]
    drag(robot, (3, -8), (6, -4), (7, -2), modifier=SHIFT)
    assert selection(robot) == [0, 1, 3]
    robot.click(5, 5, modifier=SHIFT)
    assert selection(robot) == [0, 1]


@does("Select nothing", "Click beside the points")
def _(robot):
    use(robot, "move")
    robot.click(5, 5)
    robot.click(0, 0)
    assert selection(robot) == []


@does("Move the view", "Drag")
def _(robot):
    use(robot, "hand")
    drag(robot, (0, 0), (2, 0), (4, 0))
    assert middle_of_view(robot)[0] < -1
    assert features(robot).shape[1] == 4


@does("Move the view", "Middle drag, Alt+drag")
def _(robot):
    for kind in ("point", "brush", "eraser", "move"):
        use(robot, kind)
        drag(robot, (0, 0), (1, 0), (2, 0), button=MIDDLE)
        drag(robot, (0, 0), (0, 1), (0, 2), modifier=ALT)
    assert middle_of_view(robot)[0] < -3
    assert middle_of_view(robot)[1] < -3
    assert features(robot).shape[1] == 4


@does("Zoom", "Wheel")
def _(robot):
    canvas, pixel = robot.window.canvas, robot.pixel(5, 5)
    width, height = (np.ptp(each) for each in canvas.viewRange())
    turn_wheel(canvas.viewport(), pixel)
    assert [np.ptp(each) < before for each, before in zip(canvas.viewRange(), (width, height), strict=True)] == [1, 1]
    there = robot.pixel(5, 5)
    assert abs(there.x() - pixel.x()) <= 1
    assert abs(there.y() - pixel.y()) <= 1
    width, height = (np.ptp(each) for each in canvas.viewRange())
    axis = canvas.mapFromScene(canvas.getAxis("bottom").sceneBoundingRect().center())
    turn_wheel(canvas.viewport(), axis)
    assert np.ptp(canvas.viewRange()[0]) < width
    assert np.ptp(canvas.viewRange()[1]) == pytest.approx(height)


@does("Read off z, ŷ and the class of a place", "Hover")
def _(robot):
    robot.hover(0, 0)
    robot.qtbot.waitUntil(lambda: "z = " in robot.text("probeLabel"))
    assert "ŷ" in robot.text("probeLabel")
    robot.hover(5, 5)
    robot.qtbot.waitUntil(lambda: "loss" in robot.text("probeLabel"))
    assert "pull" in robot.text("probeLabel")


def turn_wheel(viewport, pixel):
    none, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    place, above = QPointF(pixel), QPointF(viewport.mapToGlobal(pixel))
    event = QWheelEvent(place, above, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, none, phase, False)
    QApplication.sendEvent(viewport, event)


# --- keys on the canvas


def press(robot, *names, modifier=Qt.KeyboardModifier.NoModifier):
    for name in names:
        robot.key(getattr(Qt.Key, f"Key_{name}"), modifier)


def cursor(robot):
    return robot.window.canvas.keyboard


@does("Show the cursor", "Up or Down")
def _(robot):
    for name in ("Up", "Down"):
        cursor(robot).hide()
        press(robot, name)
        assert cursor(robot).is_shown


@does("Move the cursor", "Left, Right, Up, Down")
def _(robot):
    press(robot, "Up", "B", "Left", "Up", "B", "Right", "Down", "B")
    across, up = np.array(robot.window.canvas.view.pixel_size) * 12
    places = features(robot)[:, 4:]
    assert places[:, 1] - places[:, 0] == pytest.approx([-across, up])
    assert places[:, 2] == pytest.approx(places[:, 0])
    press(robot, "Left", modifier=SHIFT)
    press(robot, "B")
    assert features(robot)[0, -1] == pytest.approx(places[0, 2] - across / 12)


@does("Place a red point", "R")
def _(robot):
    press(robot, "Up", "R")
    assert labels(robot)[4:] == [0]


@does("Place a blue point", "B")
def _(robot):
    press(robot, "Up", "B")
    assert labels(robot)[4:] == [1]


@does("Remove the nearest point", "Delete")
def _(robot):
    press(robot, "Up", "B")
    assert len(labels(robot)) == 5
    press(robot, "Delete")
    assert len(labels(robot)) == 4


@does("Hide the cursor", "Esc")
def _(robot):
    press(robot, "Up", "Escape")
    assert not cursor(robot).is_shown


@does("Make the selected points red", "R")
def _(robot):
    robot.window.drawing.select(np.array([1, 2]))
    press(robot, "R")
    assert labels(robot) == [0, 0, 0, 1]


@does("Make the selected points blue", "B")
def _(robot):
    robot.window.drawing.select(np.array([1, 2]))
    press(robot, "B")
    assert labels(robot) == [0, 1, 1, 1]


# --- elsewhere


def train(robot):
    robot.child("iterationsBox").setValue(40)
    robot.at_full_speed()
    robot.window.canvas.setFocus()
    press(robot, "Space")
    robot.wait_for(TrainingState.FINISHED)


def reaches(robot, iteration):
    robot.qtbot.waitUntil(lambda: abs(robot.window.training.snapshot.iteration - iteration) <= 1)


@does("Look back at any iteration", "Drag, click")
def _(robot):
    train(robot)
    slider = robot.child("timelineSlider")
    middle, quarter = (QPoint(slider.width() // part, slider.height() // 2) for part in (2, 4))
    robot.qtbot.mouseClick(slider, LEFT, pos=middle)
    reaches(robot, 20)
    QTest.mousePress(slider, LEFT, pos=middle)
    QTest.mouseMove(slider, quarter)
    QTest.mouseRelease(slider, LEFT, pos=quarter)
    reaches(robot, 10)


@does("Go one iteration back or forth", "Left, Right")
def _(robot):
    train(robot)
    slider = robot.child("timelineSlider")
    for name, iteration in (("Left", 39), ("Left", 38), ("Right", 39)):
        QTest.keyClick(slider, getattr(Qt.Key, f"Key_{name}"))
        robot.qtbot.waitUntil(lambda iteration=iteration: robot.window.training.snapshot.iteration == iteration)
    assert robot.window.training.snapshot.last_iteration == 40


@does("Go to the first or the newest iteration", "Home, End")
def _(robot):
    train(robot)
    slider = robot.child("timelineSlider")
    for name, iteration in (("Home", 0), ("End", 40)):
        QTest.keyClick(slider, getattr(Qt.Key, f"Key_{name}"))
        robot.qtbot.waitUntil(lambda iteration=iteration: robot.window.training.snapshot.iteration == iteration)


@does("Read off the cost of an iteration", "Hover")
def _(robot):
    train(robot)
    plot = robot.child("costPlot")
    middle = plot.mapFromScene(plot.plotItem.vb.sceneBoundingRect().center())
    robot.qtbot.mouseMove(plot.viewport(), middle + QPoint(9, 9))
    robot.qtbot.mouseMove(plot.viewport(), middle)
    robot.qtbot.waitUntil(lambda: robot.text("costReading").startswith("iteration "))


def points_table(robot):
    robot.view("points")
    table = robot.child("pointsTable")
    return table, table.visualRect(table.model().index(0, 1)).center()


def type_into(robot, table, text):
    (field,) = [each for each in table.viewport().findChildren(QLineEdit) if each.isVisible()]
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    robot.qtbot.waitUntil(lambda: not [each for each in table.viewport().findChildren(QLineEdit) if each.isVisible()])


@does("Change a value", "Double click, F2")
def _(robot):
    table, place = points_table(robot)
    robot.qtbot.mouseClick(table.viewport(), LEFT, pos=place)
    robot.qtbot.mouseDClick(table.viewport(), LEFT, pos=place)
    type_into(robot, table, "7")
    assert features(robot)[0, 0] == 7.0
    robot.qtbot.mouseClick(table.viewport(), LEFT, pos=place)
    QTest.keyClick(table, Qt.Key.Key_F2)
    type_into(robot, table, "8")
    assert features(robot)[0, 0] == 8.0
    QTest.keyClicks(table, "9")
    type_into(robot, table, "9")
    assert features(robot)[0, 0] == 9.0


@does("Sort by a column", "Click its heading")
def _(robot):
    table, _ = points_table(robot)
    header = table.horizontalHeader()
    column = table.model().columnCount() - 2
    place = QPoint(header.sectionViewportPosition(column) + 9, header.height() // 2)
    for _ in range(2):
        robot.qtbot.mouseClick(header.viewport(), LEFT, pos=place)
    assert [table.model().index(row, 0).data() for row in range(4)] == ["3", "4", "1", "2"]


@does("Copy rows for a spreadsheet", "Ctrl+C")
def _(robot):
    table, place = points_table(robot)
    robot.qtbot.mouseClick(table.viewport(), LEFT, pos=place)
    QTest.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text().splitlines()[-1].split("\t")[:2] == ["-5.0", "-5.0"]


@does("Add rows from a spreadsheet", "Ctrl+V")
def _(robot):
    table, _ = points_table(robot)
    QGuiApplication.clipboard().setText("1\t2\tred\n3\t4\tblue\n")
    QTest.keyClick(table, Qt.Key.Key_V, CONTROL)
    assert labels(robot)[4:] == [0, 1]


def runs_table(robot):
    robot.view("runs")
    robot.window.canvas.setFocus()
    press(robot, "K")
    table = robot.child("runsTable")
    place = table.visualItemRect(table.item(1, 0)).center()
    robot.qtbot.mouseClick(table.viewport(), LEFT, pos=place)
    return table, place


def runs(robot):
    return [run.name for run in robot.window.project.runs.runs]


@does("Rename a pinned run", "Double click, F2")
def _(robot):
    table, place = runs_table(robot)
    robot.qtbot.mouseDClick(table.viewport(), LEFT, pos=place)
    type_into(robot, table, "first")
    robot.qtbot.waitUntil(lambda: runs(robot) == ["first"])
    QTest.keyClick(table, Qt.Key.Key_F2)
    type_into(robot, table, "second")
    robot.qtbot.waitUntil(lambda: runs(robot) == ["second"])


@does("Remove a pinned run", "Delete")
def _(robot):
    table, _ = runs_table(robot)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert runs(robot) == []


@does("Finish a field", "Enter")
def _(robot):
    field = robot.child("learningRateBox").lineEdit()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.03")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert robot.window.training.settings.learning_rate == 0.03
    assert robot.window.canvas.hasFocus()


@does("Discard what was refused", "Esc")
def _(robot):
    box = robot.child("learningRateBox")
    usual, field = box.currentText(), box.lineEdit()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "-1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert box.currentText() == "-1"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert box.currentText() == usual


@does("Leave the notes", "Tab")
def _(robot):
    robot.view("notes")
    notes = robot.child("notesView")
    notes.setFocus()
    QTest.keyClicks(notes, "k b ")
    assert notes.toPlainText() == "k b "
    QTest.keyClick(notes, Qt.Key.Key_Tab)
    assert not notes.hasFocus()
    assert notes.toPlainText() == "k b "


@does("Open a file", "Drop it on the window")
def _(robot):
    for content in dropped(robot):
        before = robot.window.document.dataset
        drop(robot.window, content)
        robot.qtbot.waitUntil(lambda before=before: robot.window.document.dataset is not before)


def dropped(robot):
    """A table and a project as files, and cells of a spreadsheet."""
    table, project = robot.folder / "two.csv", robot.folder / "work.neuron"
    table.write_text("a,b,kind\n1,2,no\n3,4,yes\n", "utf-8")
    with robot.qtbot.waitSignal(robot.window.files.saved):
        robot.window.project.save(project)
    for path in (table, project):
        content = QMimeData()
        content.setUrls([QUrl.fromLocalFile(str(path))])
        yield content
    content = QMimeData()
    content.setText("a\tb\tkind\n1\t2\tno\n3\t4\tyes\n5\t6\tyes\n")
    yield content


# --- all of them


@pytest.mark.parametrize("section", GESTURES, ids=[section.title for section in GESTURES])
def test_every_gesture_of_the_page_does_what_it_says(robot, section, tmp_path):
    robot.folder = tmp_path
    for row in section.rows:
        begin_anew(robot)
        try:
            CHECKS[row.what, row.keys](robot)
        except AssertionError as error:
            error.add_note(f"{row.what}: {row.keys}")
            raise


def begin_anew(robot):
    """Four points where the view shows them, no run, no selection, the point tool and the class 1."""
    window = robot.window
    window.project.runs.replace(())
    window.document.replace(FOUR, Source("four"))
    robot.qtbot.waitUntil(lambda: window.training.is_up_to_date)
    window.canvas.keyboard.hide()
    window.canvas.setFocus()
    window.drawing.select_none()
    window.drawing.choose_blue()
    use(robot, "point")
    window.canvas.setRange(xRange=(-10, 10), yRange=(-10, 10), padding=0)


def test_every_check_is_of_a_gesture_of_the_page():
    assert set(CHECKS) == {(row.what, row.keys) for section in GESTURES for row in section.rows}
