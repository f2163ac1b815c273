"""A screen reader says that training has stopped, and how."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from neuron_desktop.session.runs.worker import TrainingState


@pytest.fixture
def announced(monkeypatch):
    """What screen readers are sent to say."""
    messages = []

    def update(event):
        if isinstance(event, QAccessibleAnnouncementEvent):
            assert isinstance(event.object(), QWidget)
            messages.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", update)
    return messages


def test_the_end_of_training_is_announced_once_with_its_numbers(robot, announced):
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    cost, accuracy = robot.text("costValue"), robot.text("accuracyValue")
    assert announced == [f"Finished at iteration 2\u202f000: cost {cost}, accuracy {accuracy}."]


def test_a_pause_is_announced_and_a_step_is_not(robot, announced):
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.RUNNING)
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.PAUSED)
    iteration = robot.window.training.snapshot.iteration
    assert len(announced) == 1
    assert announced[0].startswith(f"Paused at iteration {iteration}: cost ")
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == iteration + 1)
    assert len(announced) == 1


def test_that_training_converged_is_said_in_place_of_finished(robot, announced):
    robot.at_full_speed()
    robot.child("moreSettingsButton").click()
    robot.child("toleranceBox").setCurrentText("0.1")
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    (message,) = announced
    assert message.startswith("Converged at iteration ")


@pytest.mark.parametrize(
    ("state", "beginning"),
    [(TrainingState.DIVERGED, "Training diverged at "), (TrainingState.FAILED, "Training stopped by an error at ")],
)
def test_an_unhappy_end_is_announced_too(robot, announced, state, beginning):
    for told in (TrainingState.RUNNING, state):
        robot.window.training.state_changed.emit(told)
    (message,) = announced
    assert message.startswith(beginning)


def test_the_timeline_tells_its_place_at_rest_and_when_it_gets_the_focus(robot):
    slider = robot.child("timelineSlider")
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(lambda: slider.accessibleDescription() == "iteration 1 of 1")
    chatter = []
    robot.window.training.read_out.connect(
        lambda snapshot: chatter.append(
            snapshot.iteration > 1 and slider.toolTip().endswith(slider.accessibleDescription())
        )
    )
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    # Nothing is said of a place while it changes.
    assert chatter
    assert not any(chatter)
    robot.qtbot.waitUntil(lambda: slider.accessibleDescription() == "iteration 2\u202f000 of 2\u202f000")
    robot.child("stepBackAction").trigger()
    robot.qtbot.waitUntil(lambda: slider.toolTip().endswith("iteration 1\u202f999 of 2\u202f000"))
    slider.setFocus()
    assert slider.accessibleDescription() == "iteration 1\u202f999 of 2\u202f000"
