"""Clicks at data coordinates, through the canvas's viewport."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from neuron_desktop.core import Dataset, article_dataset


def last(robot):
    dataset = robot.window.document.dataset
    return (*dataset.features[:, -1], int(dataset.labels[-1]))


def test_left_places_the_chosen_class_and_right_the_other(robot):
    robot.click(2.0, 5.0)
    assert last(robot) == (pytest.approx(2.0, abs=0.1), pytest.approx(5.0, abs=0.2), 1)
    robot.click(-3.0, 1.0, Qt.MouseButton.RightButton)
    assert last(robot) == (pytest.approx(-3.0, abs=0.1), pytest.approx(1.0, abs=0.2), 0)
    assert robot.window.document.dataset.sample_count == 502


@pytest.mark.parametrize(("keys", "label"), [("R", 0), ("RB", 1), ("X", 0), ("XX", 1)])
def test_keys_choose_the_class(robot, keys, label):
    for key in keys:
        robot.key(getattr(Qt.Key, f"Key_{key}"))
    robot.click(2.0, 5.0)
    assert last(robot)[2] == label
    assert robot.child(f"class{label}Button").isChecked()


def test_the_class_buttons_choose_too(robot):
    robot.qtbot.mouseClick(robot.child("class0Button"), Qt.MouseButton.LeftButton)
    robot.click(2.0, 5.0)
    assert last(robot)[2] == 0


def test_shift_click_removes_the_nearest(robot):
    dataset = robot.window.document.dataset
    x, y = dataset.features[:, 77]
    robot.click(x, y, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert robot.window.document.dataset.sample_count == 499
    assert not np.any(((x, y) == robot.window.document.dataset.features.T).all(axis=1))


def test_undo_and_redo_through_their_keys(robot):
    robot.click(2.0, 5.0)
    placed = robot.window.document.dataset
    QTest.keySequence(robot.window, QKeySequence(QKeySequence.StandardKey.Undo))
    assert robot.window.document.dataset == article_dataset()
    QTest.keySequence(robot.window, QKeySequence(QKeySequence.StandardKey.Redo))
    assert robot.window.document.dataset == placed


def test_clear_can_be_undone(robot):
    robot.child("clearAction").trigger()
    assert robot.window.document.dataset == Dataset.empty()
    assert "no points" in robot.text("diagnosisLabel")
    assert robot.child("canvasHint").isVisible()
    robot.child("undoAction").trigger()
    assert robot.window.document.dataset == article_dataset()


def test_a_slow_double_click_places_two(robot):
    viewport = robot.window.canvas.viewport()
    robot.qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=robot.pixel(2.0, 5.0))
    robot.click(2.0, 5.0)
    assert robot.window.document.dataset.sample_count >= 501


def test_a_press_that_trembles_by_a_pixel_still_places(robot):
    viewport, place = robot.window.canvas.viewport(), robot.pixel(2.0, 5.0)
    robot.qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=place)
    robot.qtbot.mouseMove(viewport, place + QPoint(1, 1))
    robot.qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place + QPoint(1, 1))
    assert robot.window.document.dataset.sample_count == 501


def test_clicks_on_an_axis_place_nothing(robot):
    view = robot.window.canvas.plotItem.vb.sceneBoundingRect()
    axis = QPoint(int(view.center().x()), int(view.bottom()) + 12)
    robot.qtbot.mouseClick(robot.window.canvas.viewport(), Qt.MouseButton.LeftButton, pos=axis)
    assert robot.window.document.dataset.sample_count == 500


def test_points_placed_in_training_are_learned_without_starting_over(robot):
    robot.at_full_speed()
    robot.child("iterationsBox").setValue(1_000_000_000)
    robot.key(Qt.Key.Key_Space)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration > 100)
    robot.click(2.0, 5.0)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.sample_count == 501)
    assert robot.window.training.snapshot.iteration > 100
    robot.key(Qt.Key.Key_Space)


def test_the_probe_tells_what_is_under_the_mouse(robot):
    robot.hover(2.0, 5.0)
    robot.qtbot.waitUntil(lambda: "x1 = 2.0" in robot.text("probeLabel") or "x1 = 1.9" in robot.text("probeLabel"))
    assert "ŷ = 0.500" in robot.text("probeLabel")
