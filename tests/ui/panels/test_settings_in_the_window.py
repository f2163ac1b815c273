"""Every setting, typed and chosen as a person does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from neuron_desktop.core import Dataset, Optimizer, TrainingSettings, quadratic_terms
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.runs.worker import TrainingState


def settings(robot):
    return robot.window.training.settings


def typed(robot, name, text, finish=Qt.Key.Key_Return):
    field = robot.child(name).lineEdit()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    if finish is not None:
        QTest.keyClick(field, finish)


def open_more(robot):
    robot.qtbot.mouseClick(robot.child("moreSettingsButton"), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("finish", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_typed_learning_rate_passes_through_no_other(robot, finish):
    heard = []
    robot.window.training.settings_changed.connect(lambda new: heard.append(new.learning_rate))
    typed(robot, "learningRateBox", "1e-4", None)
    assert heard == []
    QTest.keyClick(robot.child("learningRateBox").lineEdit(), finish)
    assert heard == [1e-4]


def test_a_number_that_begins_like_one_of_the_list_stays_as_typed(robot):
    typed(robot, "learningRateBox", "0.00", None)
    assert robot.child("learningRateBox").currentText() == "0.00"


def test_a_learning_rate_is_chosen_from_the_list_by_key_too(robot):
    box = robot.child("learningRateBox")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert settings(robot).learning_rate == 0.3


def test_what_is_being_typed_counts_once_run_is_clicked(robot):
    typed(robot, "learningRateBox", "0.7", None)
    typed(robot, "iterationsBox", "7", None)
    robot.at_full_speed()
    robot.qtbot.mouseClick(robot.child("runButton"), Qt.MouseButton.LeftButton)
    robot.wait_for(TrainingState.FINISHED)
    assert settings(robot) == TrainingSettings(0.7, 7)
    assert robot.window.training.snapshot.iteration == 7


def test_the_rarely_used_settings_are_shown_at_a_click(robot):
    assert not robot.child("optimizerBox").isVisible()
    open_more(robot)
    assert robot.child("optimizerBox").isVisible()
    assert not robot.child("momentumBox").isVisible()
    robot.child("optimizerBox").setCurrentText("momentum")
    assert robot.child("momentumBox").isVisible()
    assert "changed" in robot.text("moreSettingsButton")
    robot.child("optimizerBox").setCurrentText("gradient descent")
    assert "changed" not in robot.text("moreSettingsButton")
    open_more(robot)
    assert not robot.child("optimizerBox").isVisible()


def test_every_setting_takes_effect(robot):
    open_more(robot)
    box = robot.child("optimizerBox")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    typed(robot, "momentumBox", "0.5")
    assert robot.child("batchSizeBox").text() == "all"
    assert not robot.child("seedBox").isEnabled()
    typed(robot, "batchSizeBox", "32")
    typed(robot, "l1Box", "0.001")
    typed(robot, "l2Box", "0,02")
    typed(robot, "toleranceBox", "1e-3")
    typed(robot, "seedBox", "7")
    assert settings(robot) == TrainingSettings(
        batch_size=32, l1=0.001, l2=0.02, seed=7, optimizer=Optimizer.MOMENTUM, momentum=0.5, tolerance=1e-3
    )
    typed(robot, "toleranceBox", "never")
    typed(robot, "batchSizeBox", "0")
    assert settings(robot).tolerance == 0.0
    assert settings(robot).batch_size is None


def test_settings_from_elsewhere_are_shown(robot):
    wanted = TrainingSettings(
        0.003, 50, 16, 0.1, 0.12345, True, ("x1", "x2²"), 3, Optimizer.MOMENTUM, 0.123456, tolerance=1e-6
    )
    robot.window.training.configure(wanted)
    shown = {
        name: robot.child(name).currentText()
        for name in ("learningRateBox", "l1Box", "l2Box", "toleranceBox", "featureMapBox", "optimizerBox")
    }
    assert shown == {
        "learningRateBox": "0.003",
        "l1Box": "0.1",
        "l2Box": "0.12345",
        "toleranceBox": "0.000001",
        "featureMapBox": "x1, x2²",
        "optimizerBox": "momentum",
    }
    assert (robot.child("batchSizeBox").value(), robot.child("seedBox").value()) == (16, 3)
    assert settings(robot) == wanted


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("l1Box", "-1", "“-1” is not a number from 0; 0 stays."),
        ("l2Box", "much", "“much” is no number; 0 stays."),
        ("toleranceBox", "nan", "“nan” is no number; never stays."),
        ("featureMapBox", "x1, x3", "The feature x3 needs 3 columns, but the data set has 2."),
        ("featureMapBox", "log x1", "“log x1” is no feature; write one as x1, x1², x1·x2 or sin x1."),
    ],
)
def test_bad_input_is_answered_in_words(robot, name, text, sentence):
    typed(robot, name, text)
    assert robot.text("settingsComplaint") == sentence
    assert robot.child("settingsComplaint").isVisible()
    assert settings(robot) == TrainingSettings()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("+ squares and products", quadratic_terms(2)),
        ("quadratic", quadratic_terms(2)),
        ("+ sines", ("x1", "x2", "sin x1", "sin x2")),
        ("+ squares, products and sines", (*quadratic_terms(2), "sin x1", "sin x2")),
        ("x1, x1^2", ("x1", "x1²")),
        ("x1, x2", ()),
    ],
)
def test_derived_features_are_chosen_or_typed(robot, text, terms):
    robot.child("featureMapBox").setCurrentText(text)
    assert settings(robot).feature_map == terms
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.neuron.weights.size == len(terms or "ab"))


def test_other_numbers_of_features_have_their_own_choice(robot):
    robot.child("featureMapBox").setCurrentText("+ sines")
    robot.window.document.replace(Dataset([[0.0, 1.0]] * 3, [0, 1]), Source("three"))
    robot.window.document.replace(Dataset([[0.0, 1.0]], [0, 1]), Source("one"), on_disk=True)
    robot.qtbot.waitUntil(lambda: settings(robot).feature_map == ())
    box = robot.child("featureMapBox")
    assert [box.itemText(place) for place in range(box.count())] == ["as they are", "+ squares and products"]
    assert box.currentText() == "as they are"
    box.setCurrentText("+ squares and products")
    assert settings(robot).feature_map == ("x1", "x1²")
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.neuron.weights.size == 2)


@pytest.mark.parametrize("name", ["standardizeBox", "costLogBox", "moreSettingsButton"])
def test_space_ticks_the_box_that_has_the_focus(robot, name):
    box = robot.child(name)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    assert robot.window.training.state is TrainingState.READY


def test_space_trains_after_a_click_on_a_box(robot):
    robot.at_full_speed()
    robot.qtbot.mouseClick(robot.child("standardizeBox"), Qt.MouseButton.LeftButton)
    assert settings(robot).standardize
    QTest.keyClick(robot.window.focusWidget(), Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)


def test_what_differs_from_the_default_is_marked_and_one_click_brings_the_defaults_back(robot):
    defaults = robot.child("defaultsButton")
    assert not defaults.isEnabled()
    robot.qtbot.mouseClick(robot.child("standardizeBox"), Qt.MouseButton.LeftButton)
    typed(robot, "learningRateBox", "0.7")
    marked = [label for label in robot.window.findChildren(QWidget) if label.property("tone") == "changed"]
    assert {label.text() for label in marked} == {"Standardize features", "Learning rate α"}
    assert {label.accessibleDescription() for label in marked} == {
        "Changed; the default is off.",
        "Changed; the default is 0.1.",
    }
    robot.qtbot.mouseClick(defaults, Qt.MouseButton.LeftButton)
    assert settings(robot) == TrainingSettings()
    assert not [label for label in robot.window.findChildren(QWidget) if label.property("tone") == "changed"]
    assert robot.child("undoAction").text() == "&Undo restore the default settings"
    robot.child("undoAction").trigger()
    assert settings(robot) == TrainingSettings(0.7, standardize=True)
    assert robot.child("standardizeBox").isChecked()


def test_a_tick_is_taken_back_by_undo_with_its_name_and_leaves_the_data_alone(robot):
    sample = robot.child("sampleBox")
    sample.setCurrentText("Banknotes")
    banknotes = robot.window.document.dataset
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    trained = robot.window.training.snapshot.cost
    robot.qtbot.mouseClick(robot.child("standardizeBox"), Qt.MouseButton.LeftButton)
    assert robot.child("undoAction").text() == "&Undo standardize"
    assert robot.child("undoAction").toolTip().startswith("Undo standardize (")
    QTest.keyClick(robot.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    assert not robot.child("standardizeBox").isChecked()
    assert robot.window.document.dataset is banknotes
    assert (robot.window.training.snapshot.iteration, robot.window.training.snapshot.cost) == (2000, trained)
    robot.child("undoAction").trigger()
    robot.child("redoAction").trigger()
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    assert robot.window.training.snapshot.iteration == 2000
    assert not robot.window.isWindowModified()


def test_settings_do_not_outlive_the_data_that_brought_them(robot):
    robot.child("sampleBox").setCurrentText("Titanic")
    assert settings(robot) == TrainingSettings(standardize=True)
    assert "features standardized" in robot.text("sourceLabel")
    robot.child("sampleBox").setCurrentText("The article's line")
    assert settings(robot) == TrainingSettings()
    robot.child("undoAction").trigger()
    assert settings(robot).standardize
