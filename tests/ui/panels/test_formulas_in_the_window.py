"""The equation and the line on screen are the neuron's, whatever the units."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from neuron_desktop.core import Dataset, Neuron
from neuron_desktop.core.numerals import parse_number
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.panels import formula_labels
from tests.core.model.test_formulas import (
    CASES,
    classes_by_boundary,
    classes_by_equation,
    trained,
    value_of,
)

NAMES = ("u", "v")


def show(robot, x_range, y_range):
    columns, _ = trained(x_range, y_range)
    shares = (columns - columns.min(axis=1)[:, None]) / np.ptp(columns, axis=1)[:, None]
    labels = (shares[1] - 0.5 > 0.7 * (shares[0] - 0.5)).astype(int)
    robot.window.document.replace(Dataset(columns, labels, NAMES), Source("points"))
    robot.child("standardizeBox").click()
    robot.at_full_speed()
    robot.child("runAction").trigger()
    robot.wait_for(TrainingState.FINISHED)
    return columns


def pixels_between(robot, boundary):
    """How far, in pixels, the printed line is from the drawn one where that crosses the view."""
    canvas = robot.window.canvas
    neuron, view = robot.window.training.snapshot.neuron, canvas.view
    left, right = boundary.removeprefix("line: ").split(" = ")
    center = parse_number(left.split(" − ")[1]) if " − " in left else 0.0
    u = np.linspace(*view.x_range, 201)
    w1, w2 = neuron.weights
    drawn = -(w1 * u + neuron.bias) / w2
    inside = (drawn > view.y_range[0]) & (drawn < view.y_range[1])
    printed = value_of(right, NAMES, np.stack([u, u])) + center
    per_pixel = view.pixel_size[1]
    # Across the line, not upwards.
    slope = -w1 / w2 * view.pixel_size[0] / view.pixel_size[1]
    return np.abs((printed - drawn)[inside] / per_pixel).max() / np.hypot(1.0, slope)


@pytest.mark.parametrize(
    "name", ["year and price", "longitude and latitude", "pressure and temperature", "microseconds"]
)
def test_who_copies_what_is_printed_predicts_as_the_window_does(robot, name):
    columns = show(robot, *CASES[name])
    snapshot = robot.window.training.snapshot
    expected = snapshot.predict(columns) == 1
    assert (classes_by_equation(robot.text("equationLabel"), NAMES, columns) == expected).all()
    boundary = robot.text("boundaryLabel")
    assert boundary.startswith("line: v")
    assert (classes_by_boundary(boundary, NAMES, columns, snapshot.neuron) == expected).all()
    assert pixels_between(robot, boundary) < 1.0


def test_more_digits_are_printed_of_a_line_that_is_seen_from_nearer(robot):
    show(robot, *CASES["year and price"])
    canvas, before = robot.window.canvas, robot.text("boundaryLabel")
    neuron = robot.window.training.snapshot.neuron
    middle = QPointF(2005.0, -(neuron.weights[0] * 2005.0 + neuron.bias) / neuron.weights[1])
    for _ in range(12):
        canvas.plotItem.vb.scaleBy((0.5, 0.5), center=middle)
    robot.qtbot.waitUntil(lambda: len(robot.text("boundaryLabel")) > len(before))
    robot.qtbot.waitUntil(lambda: pixels_between(robot, robot.text("boundaryLabel")) < 1.0)


def test_the_table_of_weights_has_the_digits_that_predictions_need(robot):
    columns = show(robot, *CASES["microseconds"])
    table = robot.child("weightsTable")
    read = [parse_number(table.item(row, 1).text()) for row in range(3)]
    expected = robot.window.training.snapshot.predict(columns)
    assert (Neuron(read[:2], read[2]).predict(columns) == expected).all()


def test_all_of_many_points_are_looked_at_when_training_rests(robot, monkeypatch):
    monkeypatch.setattr(formula_labels, "MOST_AT_ONCE", 50)
    columns = show(robot, *CASES["year and price"])
    expected = robot.window.training.snapshot.predict(columns) == 1
    robot.qtbot.waitUntil(lambda: (classes_by_equation(robot.text("equationLabel"), NAMES, columns) == expected).all())


def test_the_curve_in_view_is_the_printed_one(robot):
    random = np.random.default_rng(4)
    columns = np.stack([random.uniform(1990.0, 2020.0, 200), random.uniform(8.0, 22.0, 200)])
    labels = (((columns[0] - 2005.0) / 15.0) ** 2 + ((columns[1] - 15.0) / 7.0) ** 2 < 0.6).astype(int)
    robot.window.document.replace(Dataset(columns, labels, NAMES), Source("circle"))
    robot.child("standardizeBox").click()
    robot.child("featureMapBox").setCurrentText("+ squares and products")
    robot.at_full_speed()
    robot.child("runAction").trigger()
    robot.wait_for(TrainingState.FINISHED)
    snapshot = robot.window.training.snapshot
    equation = robot.text("equationLabel").replace("²", "**2")
    assert (classes_by_equation(equation, NAMES, columns) == (snapshot.predict(columns) == 1)).all()
    # Along the curve, which is where it changes sign, the printed one does so within a pixel.
    view = robot.window.canvas.view
    columns_of_pixels = np.arange(view.left, view.left + view.width)
    for row in (0.35, 0.5, 0.65):
        places = view.to_plane(
            np.stack([columns_of_pixels, np.full_like(columns_of_pixels, view.top + row * view.height)])
        )
        drawn, printed = snapshot.logits(places) >= 0.0, classes_by_equation(equation, NAMES, places)
        changes, printed_changes = np.flatnonzero(np.diff(drawn)), np.flatnonzero(np.diff(printed))
        assert changes.size == printed_changes.size > 0
        assert np.abs(changes - printed_changes).max() <= 1
