"""Going back to earlier iterations: the slider, its keys and ←."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from neuron_desktop.core import Neuron, Trainer, TrainingSettings, article_dataset
from neuron_desktop.session.runs.worker import TrainingState


@pytest.fixture
def finished(robot):
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    return robot


def reaches(robot, iteration):
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == iteration)


def test_the_slider_follows_the_run_without_feeding_back(robot):
    slider = robot.child("timelineSlider")
    assert not slider.isEnabled()
    heard = []
    slider.sought.connect(heard.append)
    robot.child("speedBox").setCurrentText("1\u202f500 it/s")
    robot.key(Qt.Key.Key_Space)
    robot.qtbot.waitUntil(lambda: slider.maximum() > 50)
    assert slider.value() == slider.maximum()
    robot.wait_for(TrainingState.FINISHED)
    assert (slider.minimum(), slider.value(), slider.maximum()) == (0, 2000, 2000)
    assert heard == []


def test_dragging_the_slider_goes_back(finished):
    slider = finished.child("timelineSlider")
    right = QPoint(slider.width() - 3, slider.height() // 2)
    middle = QPoint(slider.width() // 2, slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=right)
    for x in range(right.x(), middle.x() - 1, -7):
        QTest.mouseMove(slider, QPoint(x, middle.y()))
    QTest.mouseMove(slider, middle)
    finished.qtbot.waitUntil(lambda: abs(finished.window.training.snapshot.iteration - 1000) < 20)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=middle)
    reaches(finished, slider.value())
    finished.wait_for(TrainingState.PAUSED)
    snapshot = finished.window.training.snapshot
    assert snapshot.neuron == Trainer(article_dataset(), TrainingSettings()).advance(snapshot.iteration).neuron
    assert snapshot.last_iteration == 2000
    assert "of 2\u202f000" in finished.child("iterationValue").toolTip()
    assert "Looking back" in finished.text("diagnosisLabel")


def test_a_click_beside_the_handle_goes_there(finished):
    slider = finished.child("timelineSlider")
    place = QPoint(slider.width() // 4, slider.height() // 2)
    finished.qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place)
    finished.qtbot.waitUntil(lambda: abs(finished.window.training.snapshot.iteration - 500) < 20)


def test_the_left_key_steps_back_and_training_goes_on_from_there(finished):
    for _ in range(3):
        finished.key(Qt.Key.Key_Left)
    reaches(finished, 1997)
    finished.key(Qt.Key.Key_Right)
    reaches(finished, 1998)
    assert finished.window.training.snapshot.last_iteration == 1998
    finished.qtbot.waitUntil(lambda: finished.child("timelineSlider").maximum() == 1998)
    finished.key(Qt.Key.Key_Space)
    reaches(finished, 2000)
    finished.wait_for(TrainingState.FINISHED)
    expected = Trainer(article_dataset(), TrainingSettings()).advance(2000).neuron
    assert finished.window.training.snapshot.neuron == expected


def test_the_focused_slider_has_its_own_keys(finished):
    slider = finished.child("timelineSlider")
    slider.setFocus()
    for _ in range(5):
        QTest.keyClick(slider, Qt.Key.Key_Left)
    reaches(finished, 1995)
    for _ in range(2):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    reaches(finished, 1997)
    assert finished.window.training.snapshot.last_iteration == 2000
    QTest.keyClick(slider, Qt.Key.Key_Home)
    reaches(finished, 0)
    assert finished.window.training.snapshot.neuron == Neuron.zero(2)
    QTest.keyClick(slider, Qt.Key.Key_End)
    reaches(finished, 2000)


@pytest.mark.parametrize("name", ["learningRateBox", "iterationsBox"])
def test_the_arrows_stay_with_a_field_that_is_typed_in(finished, name):
    field = finished.child(name).lineEdit()
    field.setFocus()
    field.end(False)
    QTest.keyClick(field, Qt.Key.Key_Left)
    assert field.cursorPosition() == len(field.text()) - 1
    assert finished.window.training.snapshot.iteration == 2000
    assert finished.window.training.state is TrainingState.FINISHED


def test_a_mark_on_the_cost_curve_tells_where_we_are(finished):
    mark = finished.window.views.view("cost")._present
    assert not mark.isVisible()
    finished.window.training.seek(500)
    finished.qtbot.waitUntil(mark.isVisible)
    assert mark.value() == 500
    iterations, _ = finished.window.views.view("cost")._curve.getData()
    assert iterations[-1] == 2000
    assert np.all(np.diff(iterations) > 0)
    finished.window.training.seek(2000)
    finished.qtbot.waitUntil(lambda: not mark.isVisible())


def test_a_run_longer_than_qt_can_count_is_sought_in(robot):
    slider = robot.child("timelineSlider")
    slider._first, slider._last = 0, 2**40
    slider._show(2**40)
    assert slider.value() == slider.maximum()
    heard = []
    slider.sought.connect(heard.append)
    slider.setValue(slider.maximum() // 2)
    assert heard == [2**39]
