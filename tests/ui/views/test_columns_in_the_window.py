"""The tab of columns, and the samples, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from neuron_desktop.core import Dataset
from neuron_desktop.core.data.statistics import feature_statistics
from neuron_desktop.session.document.samples import SAMPLE_NAMES
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.looks.theme import LIGHT
from neuron_desktop.ui.views.columns_view import paint_histogram


def show_columns(robot):
    robot.view("columns")
    return robot.child("statisticsList").model()


def texts(model):
    return [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def choose_sample(robot, name):
    robot.child("sampleBox").setCurrentIndex(SAMPLE_NAMES.index(name))


def test_the_columns_of_a_sample_are_listed_with_what_was_missing(robot):
    choose_sample(robot, "Titanic")
    model = show_columns(robot)
    robot.qtbot.waitUntil(lambda: model.rowCount() == 5)
    assert texts(model)[0] == "age\n714,  177 missing\nmean 29.70 ± 14.52\nmedian 28.00,  0.4200 to 80.00"
    assert texts(model)[2].startswith("sex → female\n714\nmean 0.3655")


def test_they_follow_every_change_while_they_are_seen_and_undo_too(robot):
    model = show_columns(robot)
    robot.qtbot.waitUntil(lambda: model.rowCount() == 2)
    robot.click(2.0, 5.0)
    robot.qtbot.waitUntil(lambda: texts(model)[0].startswith("x1\n501"))
    choose_sample(robot, "Banknotes")
    robot.qtbot.waitUntil(lambda: model.rowCount() == 4)
    robot.child("undoAction").trigger()
    robot.qtbot.waitUntil(lambda: texts(model)[0].startswith("x1\n501"))


def test_out_of_sight_nothing_is_computed(robot):
    asked = []
    robot.view("columns").workbench.statistics.compute = asked.append
    robot.window.views["columns"].close()
    choose_sample(robot, "Banknotes")
    robot.click(2.0, 5.0)
    assert asked == []
    show_columns(robot)
    assert asked == [robot.window.document.dataset]


def test_the_classes_lie_over_each_other_in_their_colours(qapp):
    (found,) = feature_statistics(Dataset([[0.0, 0.0, 1.0]], [0, 0, 1]))
    image = QImage(320, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_histogram(painter, image.rect().toRectF(), found, LIGHT)
    painter.end()
    low, middle, high, above = (image.pixelColor(x, y) for x, y in ((4, 5), (160, 30), (315, 30), (315, 5)))
    assert low.red() > low.blue() + 40
    assert middle == Qt.GlobalColor.white
    assert high.blue() > high.red() + 40
    assert above == Qt.GlobalColor.white  # one sample is half as high as two


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_each_sample_can_be_chosen_and_stays_chosen(robot, name):
    choose_sample(robot, "Empty canvas" if name != "Empty canvas" else "Titanic")
    choose_sample(robot, name)
    assert robot.window.windowTitle().startswith(name)
    assert robot.child("sampleBox").currentText() == name
    assert not robot.window.isWindowModified()
    if name not in (SAMPLE_NAMES[0], SAMPLE_NAMES[-1]):
        assert robot.window.document.source.recipe is not None
        assert len(robot.child("sampleBox").itemData(SAMPLE_NAMES.index(name), Qt.ItemDataRole.ToolTipRole)) > 60
        assert robot.child("sourceLabel").isVisible()


def test_titanic_standardised_trains_in_the_window_to_the_optimum(robot):
    from sklearn.linear_model import LogisticRegression

    choose_sample(robot, "Titanic")
    dataset = robot.window.document.dataset
    robot.child("standardizeBox").setChecked(True)
    robot.child("learningRateBox").setCurrentText("1")
    robot.child("iterationsBox").setValue(5000)
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    oracle = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    scales = dataset.features.std(axis=1)
    oracle.fit((dataset.features / scales[:, None]).T, dataset.labels)
    neuron = robot.window.training.snapshot.neuron
    np.testing.assert_allclose(neuron.weights, oracle.coef_[0] / scales, rtol=0, atol=1e-6)
    assert neuron.bias == pytest.approx(oracle.intercept_[0], abs=1e-6)
