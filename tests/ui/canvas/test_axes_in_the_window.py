"""Data sets of more than two features: which two are plotted, and where the line is a slice."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from neuron_desktop.core import Dataset
from neuron_desktop.session.document.source import Source
from neuron_desktop.ui.looks.theme import theme_for
from tests.ui.plane import has_color


def flowers():
    random = np.random.default_rng(4)
    labels = np.arange(60) % 2
    features = random.normal(size=(4, 60)) + labels * [[0.0], [1.0], [3.0], [-2.0]]
    return Dataset(features, labels, ("width", "height", "depth", "weight"), ("lily", "rose"))


@pytest.fixture
def many(robot):
    robot.window.document.replace(flowers(), Source("flowers"))
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.feature_map.input_count == 4)
    return robot


def choose(robot, name, text):
    box = robot.child(name)
    box.setCurrentText(text)
    box.activated.emit(box.currentIndex())


def test_two_features_need_no_choice(robot):
    assert not robot.child("xAxisBox").isVisible()
    robot.window.document.replace(flowers(), Source("flowers"))
    assert robot.child("xAxisBox").isVisibleTo(robot.window)


def test_the_chosen_features_are_plotted_and_named(many):
    choose(many, "xAxisBox", "weight")
    choose(many, "yAxisBox", "depth")
    canvas = many.window.canvas
    assert np.array_equal(canvas.points, flowers().features[[3, 2]])
    assert canvas.getAxis("bottom").labelText == "weight"
    assert canvas.getAxis("left").labelText == "depth"
    assert [canvas.getAxis(side).label.toPlainText().strip() for side in ("bottom", "left")] == ["weight", "depth"]
    low, high = canvas.view.x_range
    assert low <= flowers().features[3].min() < flowers().features[3].max() <= high


def test_a_slice_of_three_features_has_one_other(robot):
    three = flowers().features[:3]
    robot.window.document.replace(Dataset(three, flowers().labels, ("a", "b", "c")), Source("three"))
    assert robot.text("sliceAdvice") == "The line is a slice: the other feature is held at its mean."
    choose(robot, "holdBox", "as in a point")
    assert "the other feature has the value of point 1;" in robot.text("sliceAdvice")


def test_one_feature_is_not_on_both_axes(many):
    choose(many, "xAxisBox", "height")
    assert many.child("yAxisBox").currentText() != "height"


def test_the_line_is_the_slice_through_the_held_values(many):
    many.at_full_speed()
    many.key(Qt.Key.Key_Space)
    many.qtbot.waitUntil(lambda: many.window.training.snapshot.iteration > 200, timeout=20_000)
    many.key(Qt.Key.Key_Space)
    for text, held in (("at their means", np.mean), ("at their medians", np.median)):
        choose(many, "holdBox", text)
        canvas, snapshot = many.window.canvas, many.window.training.snapshot
        sample = held(flowers().features, axis=1)
        sample[:2] = 0.3, -0.7
        assert canvas.plane.slice(snapshot).logits([[0.3], [-0.7]]) == pytest.approx(snapshot.logits(sample[:, None]))
        assert text in many.text("sliceAdvice")
        assert "slice" in many.text("legendLabel")


def test_pinned_lines_are_slices_of_the_same_plane(many):
    many.window.drawing.select(np.array([7]))
    many.at_full_speed()
    many.key(Qt.Key.Key_Space)
    many.qtbot.waitUntil(lambda: many.window.training.snapshot.iteration > 200, timeout=20_000)
    many.key(Qt.Key.Key_Space)
    many.key(Qt.Key.Key_K)
    (run,), canvas = many.window.project.runs.runs, many.window.canvas
    # Without a line of its own, the present run leaves that of the pinned one to be seen.
    many.key(Qt.Key.Key_Home)
    many.qtbot.waitUntil(lambda: not many.window.training.snapshot.neuron.weights.any())
    seen = []
    for name, text in (("xAxisBox", "weight"), ("yAxisBox", "depth"), ("holdBox", "as in a point")):
        choose(many, name, text)
        canvas.setRange(xRange=(-10.0, 10.0), yRange=(-10.0, 10.0), padding=0.0)
        line = canvas.plane.slice(run).neuron
        seen.append((line.bias, *line.weights))
        w1, w2 = line.weights
        # To either side of the point of the line that is nearest to the middle.
        x, y = -line.bias * line.weights / (w1**2 + w2**2)
        along = 7.0 * np.array([-w2, w1]) / np.hypot(w1, w2)
        for way in (-1.0, 1.0):
            assert has_color(many, x + way * along[0], y + way * along[1], theme_for("system").run_colors[run.mark])
    assert len(set(seen)) == 3


def test_the_slice_goes_through_the_selected_point(many):
    many.window.drawing.select(np.array([7]))
    choose(many, "holdBox", "as in a point")
    assert np.array_equal(many.window.canvas.plane.held, flowers().features[:, 7])
    assert "point 8" in many.text("sliceAdvice")
    many.window.drawing.select(np.array([9]))
    assert np.array_equal(many.window.canvas.plane.held, flowers().features[:, 9])


def test_a_placed_point_takes_the_held_values_and_a_moved_one_keeps_its_own(many):
    choose(many, "xAxisBox", "depth")
    choose(many, "yAxisBox", "weight")
    many.click(1.0, 0.0)
    placed = many.window.document.dataset.features[:, -1]
    assert placed[2:] == pytest.approx([1.0, 0.0], abs=0.1)
    assert placed[:2] == pytest.approx(flowers().features[:2].mean(axis=1))
    before = many.window.document.dataset.features[:, 5]
    many.window.canvas.tools.move_requested.emit(
        np.array([5]), many.window.canvas.plane.moved(before[:, None], [[9.0], [8.0]]), 77
    )
    assert many.window.document.dataset.features[:, 5].tolist() == [*before[:2], 9.0, 8.0]


def test_a_replaced_set_begins_with_its_first_two_features(many):
    choose(many, "xAxisBox", "depth")
    many.window.document.replace(flowers(), Source("again"))
    assert np.array_equal(many.window.canvas.points, flowers().features[:2])
    assert many.child("xAxisBox").currentText() == "width"


def test_an_edit_keeps_the_axes(many):
    choose(many, "xAxisBox", "depth")
    many.click(1.0, 0.0)
    assert many.child("xAxisBox").currentText() == "depth"
    assert many.window.canvas.plane.horizontal == 2


def test_a_single_feature_is_drawn_at_height_zero_with_an_upright_line(robot):
    robot.window.document.replace(Dataset([[1.0, 2.0, 3.0, 4.0]], [0, 0, 1, 1], ("dose",)), Source("one"))
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration >= 2000, timeout=20_000)
    section = robot.window.canvas.plane.slice(robot.window.training.snapshot)
    edge = -section.neuron.bias / section.neuron.weights[0]
    assert edge == pytest.approx(2.5, abs=0.2)
    robot.click(2.2, 0.0)
    assert robot.window.document.dataset.features[0, -1] == pytest.approx(2.2, abs=0.1)
