"""Points held back: hollow on the canvas, unknown to the neuron."""

import pytest
from PySide6.QtCore import Qt


def test_the_slider_holds_points_back_and_training_sees_the_rest(robot):
    robot.child("splitSlider").setValue(40)
    parts = robot.window.document.parts
    assert 150 < parts.test.sample_count < 250
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.sample_count == parts.training.sample_count)
    assert f"{parts.test.sample_count} to test on" in robot.text("splitLabel")
    assert "40 %" in robot.text("splitLabel")
    assert robot.window.document.dataset.sample_count == 500


def test_it_keeps_the_run_and_can_be_undone(robot):
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == 1)
    robot.child("splitSlider").setValue(30)
    count = robot.window.document.parts.training.sample_count
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.sample_count == count)
    assert robot.window.training.snapshot.iteration == 1
    robot.child("undoAction").trigger()
    assert robot.child("splitSlider").value() == 0
    assert robot.window.document.parts.test.sample_count == 0


def test_others_are_held_back_at_a_click(robot):
    robot.child("splitSlider").setValue(30)
    before = robot.window.document.parts.is_test
    robot.qtbot.mouseClick(robot.child("splitAgainButton"), Qt.MouseButton.LeftButton)
    assert (robot.window.document.parts.is_test != before).any()


def test_nothing_held_back_says_so(robot):
    assert "None held back" in robot.text("splitLabel")
    assert not robot.child("splitAgainButton").isEnabled()


@pytest.mark.parametrize("percent", [0, 50])
def test_the_read_out_of_a_point_says_whether_it_is_learned_from(robot, percent):
    robot.child("splitSlider").setValue(percent)
    parts = robot.window.document.parts
    index = int(parts.is_test.argmax()) if percent else 0
    robot.hover(*parts.dataset.features[:, index])
    text = robot.text("probeLabel")
    assert ("test point" in text) == bool(percent)
    assert ("not learned from" in text) == bool(percent)
    assert ("pull ŷ − y" in text) == (not percent)


def test_what_is_held_back_judges_the_neuron_while_it_trains(robot):
    robot.child("splitSlider").setValue(40)
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(lambda: robot.window.evaluation.result is not None)
    test = robot.window.document.parts.test
    robot.view("evaluation")
    result, neuron = robot.window.evaluation.result, robot.window.training.snapshot.neuron
    assert result.dataset is test
    assert result.wrong.sum() == (neuron.predict(test.features) != test.labels).sum()
    assert f"of {test.sample_count} points held back" in robot.text("testLabel")
    assert robot.window.canvas.layers.test_points.sample_count == 0


def test_drawn_points_judge_before_those_held_back(robot):
    robot.child("splitSlider").setValue(40)
    robot.child("testAction").trigger()
    assert robot.window.evaluation.result.dataset.sample_count == 2000
    assert robot.window.canvas.layers.test_points.sample_count == 2000


def test_nothing_judges_where_nothing_is_held_back(robot):
    robot.child("splitSlider").setValue(40)
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(lambda: robot.window.evaluation.result is not None)
    robot.child("splitSlider").setValue(0)
    assert robot.window.evaluation.result is None
