"""The diagnosis in words, and its remedy at a click."""

import dataclasses

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from neuron_desktop.core import Dataset
from neuron_desktop.core.data.split import Split
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.runs.worker import TrainingState


def button_of(robot):
    return robot.window.findChild(QPushButton, "remedyButton")


def wait_for(robot, words):
    robot.qtbot.waitUntil(lambda: words in robot.text("diagnosisLabel"), timeout=20_000)


def press(robot):
    robot.qtbot.mouseClick(button_of(robot), Qt.MouseButton.LeftButton)


def train(robot, dataset, **settings):
    window = robot.window
    window.document.replace(dataset, Source("test"))
    window.document.undo_stack.setClean()
    window.training.configure(dataclasses.replace(window.training.settings, **settings))
    window.training.set_speed()
    window.training.run()
    robot.qtbot.waitUntil(
        lambda: (
            window.training.is_up_to_date and window.training.state in (TrainingState.FINISHED, TrainingState.DIVERGED)
        ),
        timeout=20_000,
    )


def unlike_columns():
    random = np.random.default_rng(1)
    labels = random.integers(0, 2, 300)
    features = random.normal(size=(2, 300)) + labels
    return Dataset(features * [[1.0], [1000.0]] + [[0.0], [5000.0]], labels)


def test_columns_on_different_scales_are_standardized_at_a_click(robot):
    train(robot, unlike_columns(), iterations=300)
    wait_for(robot, "very different scales")
    before = robot.window.training.snapshot.cost
    press(robot)
    assert robot.window.training.settings.standardize
    robot.qtbot.waitUntil(lambda: not robot.window.training.snapshot.scaling.is_none)
    robot.window.training.run()
    robot.qtbot.waitUntil(lambda: robot.window.training.state is TrainingState.FINISHED, timeout=20_000)
    assert robot.window.training.snapshot.cost < before


def test_a_circle_gets_squares_and_products_at_a_click(robot):
    random = np.random.default_rng(2)
    features = random.uniform(-2.0, 2.0, (2, 300))
    train(robot, Dataset(features, (np.square(features).sum(axis=0) > 2.0).astype(int)), iterations=500)
    wait_for(robot, "straight boundary cannot")
    assert robot.window.training.snapshot.accuracy < 0.75
    press(robot)
    robot.window.training.run()
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.accuracy > 0.95, timeout=20_000)
    assert not robot.window.training.snapshot.feature_map.is_linear


def test_the_article_s_set_raises_no_alarm_and_offers_nothing(robot):
    robot.window.training.set_speed()
    robot.window.training.run()
    robot.qtbot.waitUntil(lambda: robot.window.training.state is TrainingState.FINISHED, timeout=20_000)
    wait_for(robot, "Finished after 2\u202f000 iterations")
    assert not button_of(robot).isVisible()


def test_a_far_point_is_named_by_its_row_in_the_table_of_points_though_others_are_held_back(robot):
    random = np.random.default_rng(3)
    features = random.normal(size=(2, 200))
    features[0, 150] = 1e4
    window = robot.window
    window.document.replace(Dataset(features, features[1] > 0.3 * random.normal(size=200)), Source("test"))
    wait_for(robot, "point 151 with x1")
    seed = next(seed for seed in range(20) if Split(0.5, seed).keys(200)[150] >= 0.5)
    window.document.set_split(Split(0.5, seed))
    wait_for(robot, "point 151 with x1")
    window.document.undo_stack.setClean()
