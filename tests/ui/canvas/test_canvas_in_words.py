"""What is seen on the canvas, told in words to who asks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QAccessible

from neuron_desktop.core import Dataset, Neuron
from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.training.plane import Slice
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.canvas.description import boundary_in_words
from neuron_desktop.ui.items.view_map import ViewMap
from tests.ui.focus import told

Description = QAccessible.Text.Description
VIEW = ViewMap(0.0, 0.0, 400.0, 300.0, (-4.0, 4.0), (-3.0, 3.0))


def words(weights, bias, terms=("x1", "x2")):
    section = Slice(FeatureMap.of(terms, 2), Neuron(np.array(weights), bias))
    return boundary_in_words(section, "line: as written", ("red", "blue"), VIEW)


@pytest.mark.parametrize(
    ("weights", "bias", "sides"),
    [
        ([0.0, 1.0], 0.0, "blue above it, red below it"),
        ([0.2, -1.0], 0.0, "blue below it, red above it"),
        ([1.0, 0.2], 0.0, "blue right of it, red left of it"),
        ([-1.0, 0.2], 0.0, "blue left of it, red right of it"),
    ],
)
def test_the_sides_of_a_line_are_told_by_its_direction(weights, bias, sides):
    assert words(weights, bias) == f"Line: as written; {sides}."


@given(
    st.tuples(st.floats(-9, 9), st.floats(-9, 9)).filter(lambda pair: max(map(abs, pair)) > 1e-3),
    st.floats(-3, 3),
)
def test_who_walks_to_the_side_that_is_told_comes_to_that_class(weights, bias):
    text = words(list(weights), bias)
    section = Neuron(np.array(weights), bias)
    if "outside the view" in text:
        said = "middle of the view is blue" in text
        assert said == (bias >= 0.0)
        return
    steps = {"above": (0, 1e4), "below": (0, -1e4), "right of": (1e4, 0), "left of": (-1e4, 0)}
    side = next(step for where, step in steps.items() if f"blue {where} it" in text)
    assert section.logits(np.array(side, float)[:, None])[0] > 0.0


def test_a_line_outside_the_view_is_told_with_the_class_of_what_is_seen():
    assert words([0.0, 1.0], 100.0) == "Line: as written, outside the view; the middle of the view is blue."


def test_a_curve_is_told_with_the_class_of_the_middle():
    assert words([0.0, 0.0, 1.0], -1.0, ("x1", "x2", "x1²")).endswith("; the middle of the view is red.")


def test_without_a_boundary_no_side_is_told():
    assert words([0.0, 0.0], 0.0) == "Line: as written."


def test_the_canvas_tells_points_axes_line_and_accuracy_at_any_moment(robot):
    robot.at_full_speed()
    robot.child("runAction").trigger()
    robot.wait_for(TrainingState.FINISHED)
    text = told(robot.window.canvas, Description)
    assert text == robot.window.canvas.accessibleDescription()
    assert text.startswith("500 points: 248 red, 252 blue. From left to right x1, −")
    assert f"L{robot.text('boundaryLabel')[1:]}; blue above it, red below it." in text
    assert f"Accuracy {robot.text('accuracyValue')}, cost {robot.text('costValue')} at iteration 2\u202f000." in text


def test_the_canvas_counts_what_is_held_back_and_names_other_features(robot):
    features = np.random.default_rng(0).normal(size=(3, 40))
    dataset = Dataset(features, np.arange(40) % 2, feature_names=("a", "b", "c"), class_names=("no", "yes"))
    robot.window.document.replace(dataset, Source("three features"))
    robot.child("splitSlider").setValue(50)
    held_back = robot.window.document.parts.test.sample_count
    text = told(robot.window.canvas, Description)
    assert f"40 points: 20 no, 20 yes; {held_back} of them, hollow, are held back." in text
    assert "From left to right a, " in text
    assert "; from below b, " in text


def test_an_empty_canvas_is_told_as_one(robot):
    robot.child("newAction").trigger()
    assert told(robot.window.canvas, Description).startswith("No points.")


def test_what_is_told_is_as_new_as_the_question(robot):
    canvas = robot.window.canvas
    before = told(canvas, Description)
    robot.child("stepAction").trigger()
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == 1)
    assert "at iteration 1." in told(canvas, Description) != before
