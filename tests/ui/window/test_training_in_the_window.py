"""Space, and what can be seen of it."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from neuron_desktop.core import Neuron, Trainer, TrainingSettings, article_dataset
from neuron_desktop.session.runs.worker import TrainingState


def trained(robot):
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)


def test_space_trains_the_article_set(robot):
    trained(robot)
    snapshot = robot.window.training.snapshot
    expected = Trainer(article_dataset(), TrainingSettings()).advance(2000)
    assert snapshot.neuron == expected.neuron
    w1, w2 = snapshot.neuron.weights
    assert abs(-w1 / w2 - 1.23) < 0.1
    assert robot.text("iterationValue") == "2\u202f000"
    assert robot.text("costValue") == f"{expected.cost:.5f}"
    assert robot.text("accuracyValue") == "99.2 %"
    assert re.fullmatch(r"ŷ = σ\(−1\.68·x1 \+ 1\.37·x2 − 4\.15\)", robot.text("equationLabel"))
    assert robot.text("boundaryLabel") == "line: x2 = 1.23·x1 + 3.04"
    assert "Finished after 2\u202f000 iterations" in robot.text("diagnosisLabel")


def test_the_weights_table_shows_weights_and_bias(robot):
    trained(robot)
    table = robot.child("weightsTable")
    neuron = robot.window.training.snapshot.neuron
    shown = [float(table.item(row, 1).text().replace("−", "-")) for row in range(3)]
    assert shown == pytest.approx([*neuron.weights, neuron.bias], rel=1e-5)
    assert table.item(2, 1).toolTip() == repr(neuron.bias)
    assert table.isColumnHidden(2)


def test_the_cost_curve_is_drawn(robot):
    trained(robot)
    iterations, costs = robot.window.views.view("cost")._curve.getData()
    assert iterations[0] == 0
    assert iterations[-1] == 2000
    assert costs[0] == pytest.approx(0.6931, abs=1e-4)
    assert costs[-1] == robot.window.training.snapshot.cost
    robot.child("costLogBox").setChecked(True)
    assert robot.window.views.view("cost")._curve.getData()[1][0] == pytest.approx(-0.1592, abs=1e-4)


def test_pause_step_and_reset(robot):
    robot.child("speedBox").setCurrentText("60 it/s")
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.RUNNING)
    assert robot.child("runAction").text() == "Pause"
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration > 3)
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.PAUSED)
    assert "Paused" in robot.text("diagnosisLabel")
    iteration = robot.window.training.snapshot.iteration
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == iteration + 1)
    robot.key(Qt.Key.Key_Home)
    robot.wait_for(TrainingState.READY)
    assert robot.window.training.snapshot.neuron == Neuron.zero(2)
    assert robot.text("iterationValue") == "0"
    assert robot.text("boundaryLabel") == "no line yet: both weights are zero"


def test_settings_change_while_it_trains(robot):
    robot.at_full_speed()
    robot.child("iterationsBox").setValue(1_000_000_000)
    robot.key(Qt.Key.Key_Space)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration > 100)
    robot.child("learningRateBox").setCurrentText("0.3")
    robot.child("standardizeBox").setChecked(True)
    robot.qtbot.waitUntil(lambda: not robot.window.training.snapshot.scaling.is_none)
    assert robot.window.training.settings == TrainingSettings(0.3, 1_000_000_000, standardize=True)
    assert robot.window.training.snapshot.iteration > 100
    robot.child("iterationsBox").setValue(1)
    robot.wait_for(TrainingState.FINISHED)


@pytest.mark.parametrize("text", ["abc", "0", "-1", "inf", "nan", ""])
def test_a_learning_rate_that_is_none_is_refused_in_words(robot, text):
    robot.child("learningRateBox").setCurrentText(text)
    assert robot.child("settingsComplaint").isVisible()
    assert "0.1 stays" in robot.text("settingsComplaint")
    assert robot.window.training.settings.learning_rate == 0.1
    robot.child("learningRateBox").setCurrentText("0,5")
    assert not robot.child("settingsComplaint").isVisible()
    assert robot.window.training.settings.learning_rate == 0.5


def test_typing_in_a_field_is_not_taken_for_a_shortcut(robot):
    box = robot.child("learningRateBox")
    box.setFocus()
    box.lineEdit().selectAll()
    QTest.keyClicks(box.lineEdit(), "0.2 ")
    QTest.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    assert robot.window.training.settings.learning_rate == 0.2
    assert robot.window.training.state is TrainingState.READY


def test_one_class_only_is_said(robot):
    robot.child("newAction").trigger()
    robot.click(1.0, 1.0)
    assert "Every point is blue" in robot.text("diagnosisLabel")
    assert robot.child("diagnosisLabel").property("tone") == "warning"
    robot.click(2.0, 2.0, Qt.MouseButton.RightButton)
    robot.qtbot.waitUntil(lambda: "Ready" in robot.text("diagnosisLabel"))


def test_the_articles_test_on_new_points(robot):
    trained(robot)
    robot.child("testAction").trigger()
    counts = [
        int(robot.text(name + "Value").replace("\u202f", ""))
        for name in ("truePositives", "trueNegatives", "falsePositives", "falseNegatives")
    ]
    assert sum(counts) == 2000
    assert sum(counts[:2]) / 2000 >= 0.98
    assert robot.text("testAccuracyValue").endswith("% right")
    assert robot.text("testLabel").startswith("Always ")
    result = robot.window.evaluation.result
    ringed = robot.window.canvas.layers.test_points._marked.samples.x
    assert sorted(ringed) == sorted(result.dataset.features[0, result.wrong])
    assert not set(result.dataset.features[0]) & set(article_dataset().features[0])
    first = result.dataset
    robot.child("testAction").trigger()
    assert robot.window.evaluation.result.dataset != first


def test_test_points_go_with_their_data_set(robot):
    robot.child("testAction").trigger()
    assert robot.window.evaluation.result is not None
    robot.child("newAction").trigger()
    assert robot.window.evaluation.result is None
    assert not robot.child("testAction").isEnabled()
    assert "true line" not in robot.text("legendLabel")
    assert "known" in robot.text("testLabel")


def test_closing_in_training_ends_the_thread(robot):
    robot.at_full_speed()
    robot.child("iterationsBox").setValue(1_000_000_000)
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.RUNNING)
    thread = robot.window.training._thread._thread
    assert robot.window.close()
    assert thread.isFinished()


def test_unsaved_points_are_asked_about(robot):
    robot.click(2.0, 5.0)
    assert robot.window.isWindowModified()
    assert not robot.window.close()
    box = robot.child("unsavedQuestion")
    box.button(box.StandardButton.Cancel).click()
    assert robot.window.isVisible()
    robot.qtbot.waitUntil(lambda: not [b for b in robot.window.children() if b.objectName() == "unsavedQuestion"])
    assert not robot.window.close()
    box = robot.child("unsavedQuestion")
    box.button(box.StandardButton.Discard).click()
    assert not robot.window.isVisible()


def test_theme_is_applied_and_remembered(robot):
    for action in robot.window._theme_actions.actions():
        if action.data() == "dark":
            action.trigger()
    assert robot.window.canvas.backgroundBrush().color().lightnessF() < 0.2
    assert robot.window._stored.value("theme") == "dark"
