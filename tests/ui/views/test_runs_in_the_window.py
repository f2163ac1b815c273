"""Runs pinned by key and button: their lines, curves and figures beside those of the present run."""

import math
import sys
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from neuron_desktop.core import CostCurve, generate, quadratic_terms
from neuron_desktop.core.generators.catalogue import FunctionGenerator, XorGenerator
from neuron_desktop.files.projects.project import View
from neuron_desktop.files.projects.project_file import write_project
from neuron_desktop.session.document.samples import sample_named
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.looks.theme import DARK, LIGHT, theme_for
from neuron_desktop.ui.widgets.speed_box import SpeedBox
from tests.files.projects.projects import small_project
from tests.ui.plane import has_color


@pytest.fixture
def table(robot):
    robot.view("runs")
    return robot.child("runsTable")


def train(robot):
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)


def start_over(robot, rate):
    robot.child("learningRateBox").setCurrentText(rate)
    robot.key(Qt.Key.Key_Home)
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)


def pin(robot):
    robot.key(Qt.Key.Key_K)
    return robot.window.project.runs.runs[-1]


def select(robot, table, row):
    cell = table.visualItemRect(table.item(row, 0)).center()
    robot.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    return cell


def rows(table):
    return [
        [table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())
    ]


def line_of(run, x):
    w1, w2 = run.neuron.weights
    return -(w1 * x + run.neuron.bias) / w2


def test_a_pinned_run_stays_on_screen_beside_the_next(robot, table):
    assert rows(table) == [["this run", "0", "0.6931", "50.4 %", "50.4 %"]]
    start_over(robot, "0.003")
    train(robot)
    run = pin(robot)
    assert robot.child("runsDock").isVisible()
    assert rows(table)[1] == ["α 0.003", "2\u202f000", *rows(table)[0][2:]]
    assert robot.window.views.view("cost")._pinned[0].getData()[1].tolist() == run.cost_curve.costs.tolist()
    start_over(robot, "0.1")
    color = theme_for("system").run_colors[run.mark]
    assert "α 0.003" in robot.window.canvas.legend_text
    # The new run has no line yet, so that nothing lies upon the pinned one.
    assert has_color(robot, -9.0, line_of(run, -9.0), color)
    assert not has_color(robot, -9.0, line_of(run, -9.0) + 3.0, color)
    robot.window.canvas.setRange(xRange=(-3.0, 1.0), yRange=(-9.0, 6.0), padding=0.0)
    assert has_color(robot, -2.0, line_of(run, -2.0), color)
    robot.window.resize(900, 650)
    assert has_color(robot, -1.0, line_of(run, -1.0), color)
    train(robot)
    assert rows(table)[0][1:] == ["2\u202f000", robot.text("costValue"), robot.text("accuracyValue"), "50.4 %"]
    assert rows(table)[0] != rows(table)[1]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_curve_is_pinned_as_a_curve(robot, theme):
    robot.window.canvas.set_theme(theme)
    robot.window.panels.set_theme(theme)
    spec = XorGenerator()
    robot.window.document.replace(generate(spec), Source("XOR", generator=spec))
    settings = robot.window.training.settings
    robot.window.training.configure(replace(settings, feature_map=quadratic_terms(2)))
    train(robot)
    run = pin(robot)
    start_over(robot, "0.1")
    (left, right), (bottom, top) = robot.window.canvas.viewRange()
    found = 0
    for share in (0.2, 0.35, 0.65, 0.8):
        x = left + share * (right - left)
        heights = [bottom + step / 2000 * (top - bottom) for step in range(100, 1900)]
        signs = [
            run.feature_map.apply(np.array([[x], [y]]))[:, 0] @ run.neuron.weights + run.neuron.bias >= 0
            for y in heights
        ]
        crossings = [y for y, one, other in zip(heights, signs, signs[1:], strict=False) if one != other]
        assert all(has_color(robot, x, y, theme.run_colors[run.mark]) for y in crossings)
        found += len(crossings)
    assert found > 2


def test_the_cost_axes_make_room_for_pinned_curves(robot):
    robot.child("iterationsBox").setValue(3000)
    robot.window.panels.settings.commit()
    start_over(robot, "10")
    train(robot)
    run = pin(robot)
    highest = run.cost_curve.costs.max()
    robot.child("iterationsBox").setValue(100)
    start_over(robot, "0.001")
    train(robot)
    view = robot.child("costPlot").plotItem.vb
    assert view.viewRange()[0][1] >= 3000
    assert view.viewRange()[1][1] >= highest
    robot.child("costLogBox").click()
    assert view.viewRange()[1][0] <= math.log10(run.cost_curve.costs.min())
    shown = robot.window.views.view("cost")._pinned[0].getData()[1]
    assert shown.max() == pytest.approx(math.log10(highest))
    robot.window.project.runs.remove(run)
    assert view.viewRange()[0][1] < 3000


def test_the_highest_costs_there_are_leave_axes(robot):
    pin(robot)
    (run,) = robot.window.project.runs.runs
    curve = CostCurve(np.array([0, 5]), np.array([1e-300, sys.float_info.max]))
    robot.window.project.runs.replace((replace(run, cost_curve=curve),))
    view = robot.child("costPlot").plotItem.vb
    assert 1e307 <= view.viewRange()[1][1] < math.inf
    robot.child("costLogBox").click()
    # Where the plot itself ends.
    assert view.viewRange()[1][1] > 308.0


def test_a_project_whose_test_points_cannot_be_drawn_opens(robot, tmp_path):
    spec = FunctionGenerator(function="sqrt(-1 - x^2)")
    project = replace(small_project(), generator=spec, view=View(test_seed=7, hidden_panels=("costDock",)))
    write_project(tmp_path / "odd.neuron", project)
    with robot.qtbot.waitSignal(robot.window.project.opened):
        robot.window.open_path(tmp_path / "odd.neuron")
    assert robot.child("costDock").isHidden()
    assert robot.window.evaluation.result is None
    assert "sqrt" in robot.window.statusBar().currentMessage()


def test_a_run_is_renamed_in_the_table(robot, table):
    pin(robot)
    cell = select(robot, table, 1)
    robot.qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    editor = table.findChild(QLineEdit)
    editor.selectAll()
    # Letters that are keys of the window elsewhere.
    QTest.keyClicks(editor, "k rb <i>")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    robot.qtbot.waitUntil(lambda: robot.window.project.runs.runs[0].name == "k rb <i>")
    assert [row[0] for row in rows(table)] == ["this run", "k rb <i>"]
    assert "k rb &lt;i&gt;</b>" in table.item(1, 0).toolTip()
    train(robot)
    pin(robot)
    robot.window.project.runs.rename(robot.window.project.runs.runs[1], "<i>second</i>")
    assert "&lt;i&gt;second" in robot.window.canvas.legend_text
    robot.qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    editor = table.findChild(QLineEdit)
    editor.clear()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    robot.qtbot.waitUntil(lambda: not table.findChildren(QLineEdit))
    assert rows(table)[1][0] == "k rb <i>"


def test_the_delete_key_removes_the_run_and_no_point(robot, table):
    robot.window.drawing.select_all()
    pin(robot)
    pin(robot)
    select(robot, table, 1)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert [row[0] for row in rows(table)] == ["this run", "α 0.1 (2)"]
    assert robot.window.document.dataset.sample_count == 500
    # The next one is selected then.
    robot.qtbot.mouseClick(robot.child("removeRunButton"), Qt.MouseButton.LeftButton)
    assert [row[0] for row in rows(table)] == ["this run"]
    assert not robot.child("removeRunButton").isEnabled()
    assert robot.window.project.runs.runs == ()


def test_the_space_key_presses_a_button_that_was_reached_by_tab_and_trains_after_a_click(robot, table):
    robot.view("runs")
    robot.window.canvas.setFocus()
    button = robot.child("pinButton")
    robot.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert table.rowCount() == 2
    assert robot.window.canvas.hasFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert table.rowCount() == 3
    assert robot.window.training.state is TrainingState.READY


def test_the_settings_of_a_run_are_taken_up(robot, table):
    start_over(robot, "0.3")
    robot.child("standardizeBox").click()
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.settings.standardize)
    pin(robot)
    start_over(robot, "0.01")
    robot.child("standardizeBox").click()
    select(robot, table, 1)
    robot.qtbot.mouseClick(robot.child("useSettingsButton"), Qt.MouseButton.LeftButton)
    assert robot.child("learningRateBox").currentText() == "0.3"
    assert robot.child("standardizeBox").isChecked()


def test_runs_of_other_features_are_grey_and_not_drawn(robot, table):
    train(robot)
    pin(robot)
    usual = table.item(1, 0).foreground().color()
    dataset, source, _ = sample_named("Titanic")
    robot.window.document.replace(dataset, source)
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    assert table.item(1, 0).foreground().color() != usual
    assert "α 0.1" not in robot.window.canvas.legend_text
    assert robot.window.views.view("cost")._pinned == []
    pin(robot)
    assert len(robot.window.views.view("cost")._pinned) == 1
    robot.child("undoAction").trigger()
    assert table.item(1, 0).foreground().color() == usual
    assert table.item(2, 0).foreground().color() != usual


def test_a_seventh_run_gets_a_sentence(robot, table):
    for _ in range(7):
        robot.key(Qt.Key.Key_K)
    assert table.rowCount() == 7
    assert "remove one under Runs" in robot.window.statusBar().currentMessage()


def test_a_project_brings_back_runs_speed_and_the_points_of_the_test(robot, table, tmp_path):
    train(robot)
    pin(robot)
    robot.child("testAction").trigger()
    robot.view("runs")
    before = robot.window.evaluation.result
    robot.child("speedBox").setCurrentText("60 it/s")
    # Its height depends on what it has to say.
    height = robot.window.canvas.height()
    robot.child("readoutsDock").hide()
    robot.window.statusBar().hide()
    robot.qtbot.waitUntil(lambda: robot.window.canvas.height() > height)
    look = robot.window.canvas.grab().toImage()
    figures = rows(table)
    with robot.qtbot.waitSignal(robot.window.project.saved):
        robot.window.project.save(tmp_path / "mine.neuron")
    robot.child("newAction").trigger()
    robot.child("speedBox").setCurrentText("max")
    assert rows(table)[0][0] == "this run"
    assert table.rowCount() == 1
    with robot.qtbot.waitSignal(robot.window.project.opened):
        robot.window.open_path(tmp_path / "mine.neuron")
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    after = robot.window.evaluation.result
    assert after.dataset == before.dataset
    assert after.confusion == before.confusion
    assert robot.child("speedBox").currentText() == "60 it/s"
    robot.qtbot.waitUntil(lambda: rows(table) == figures)
    assert robot.window.canvas.grab().toImage() == look


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [(1.0, "1 it/s"), (80.0, "60 it/s"), (1e9, "1\u202f500 it/s"), (math.inf, "max"), (0.01, "1 it/s")],
)
def test_the_nearest_speed_is_shown(qtbot, wanted, chosen):
    box = SpeedBox()
    qtbot.addWidget(box)
    box.show_speed(wanted)
    assert box.currentText() == chosen


def test_the_tab_says_what_pinning_is_for(robot, table):
    panel: QWidget = robot.window.views.view("runs")
    assert not panel._advice.isHidden()
    pin(robot)
    assert panel._advice.isHidden()
