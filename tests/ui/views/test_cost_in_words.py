"""The cost curve, told in words to who asks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QAccessible

from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.views.cost_view import _going
from tests.ui.focus import told

Description = QAccessible.Text.Description


@pytest.mark.parametrize(
    ("costs", "going"),
    [
        (np.linspace(0.7, 0.1, 50), "falling"),
        (np.linspace(0.1, 0.7, 50), "rising"),
        (np.r_[np.linspace(0.7, 0.1, 50), np.full(20, 0.1)], "level"),
        (np.array([0.7, 0.6]), "falling"),
        (np.array([0.7, np.inf]), "no number any more"),
    ],
)
def test_where_a_curve_is_going_is_told_by_its_end(costs, going):
    assert _going(costs) == going


def test_the_cost_plot_tells_cost_now_and_at_the_start_trend_and_axis(robot):
    plot = robot.child("costPlot")
    robot.at_full_speed()
    robot.child("runAction").trigger()
    robot.wait_for(TrainingState.FINISHED)
    text = told(plot, Description)
    assert text == plot.accessibleDescription()
    cost = robot.text("costValue")
    assert text == f"Cost {cost} at iteration 2\u202f000, 0.6931 at the start; falling; linear axis."
    robot.child("costLogBox").click()
    assert told(plot, Description).endswith("falling; logarithmic axis.")


def test_the_cost_plot_tells_where_one_looks_back_and_what_is_pinned(robot):
    plot = robot.child("costPlot")
    assert told(plot, Description) == "Cost 0.6931 at iteration 0; linear axis."
    robot.at_full_speed()
    robot.child("runAction").trigger()
    robot.wait_for(TrainingState.FINISHED)
    robot.child("pinRunAction").trigger()
    robot.window.training.seek(100)
    robot.qtbot.waitUntil(lambda: "at iteration 100 of 2\u202f000" in told(plot, Description))
    (run,) = robot.window.project.runs.runs
    assert told(plot, Description).endswith(f"; beside it the curves of {run.name}.")


def test_without_points_there_is_no_cost_to_tell(robot):
    robot.child("newAction").trigger()
    robot.qtbot.waitUntil(lambda: told(robot.child("costPlot"), Description) == "Nothing trained yet; linear axis.")
