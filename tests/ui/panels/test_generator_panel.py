"""Choosing what is generated, in the real window."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neuron_desktop.core import GENERATORS, article_dataset, generate
from neuron_desktop.core.generators.catalogue import CircleGenerator, FunctionGenerator, LineGenerator
from neuron_desktop.session.document.source import Source


def choose(robot, title):
    box = robot.child("generatorBox")
    box.setFocus()
    box.setCurrentIndex(-1)
    # As a person does with the keys: each press goes one down and counts at once.
    for _ in range(box.findText(title) + 1):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == title


def pick(robot, title):
    """Do what a click in the list does: a list that is open cannot be driven offscreen."""
    box = robot.child("generatorBox")
    place = box.findText(title)
    box.setCurrentIndex(place)
    box.activated.emit(place)
    # Fields of the kind before go when Qt has time for it.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def details(robot):
    robot.qtbot.mouseClick(robot.child("generatorDetailsButton"), Qt.MouseButton.LeftButton)
    # Until it has its place, a click in its middle would miss it.
    robot.qtbot.waitUntil(lambda: robot.child("newSeedButton").height() > 10)


def generator(robot):
    return robot.window.document.source.generator


def retype(robot, name, text, finish=Qt.Key.Key_Return):
    box = robot.child(name)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    if finish is not None:
        QTest.keyClick(box, finish)
    robot.qtbot.waitUntil(lambda: not robot.window.panels.data.generator._request.isActive())


def test_the_article_s_values_are_shown_at_the_start(robot):
    assert robot.child("generatorBox").currentText() == "Line"
    assert not robot.child("generatorSlopeBox").isVisible()
    details(robot)
    assert robot.child("generatorSlopeBox").value() == 1.23
    assert robot.child("generatorSlopeBox").text() == "1.23"
    assert robot.child("generatorInterceptBox").value() == 3.23
    assert robot.child("generatorCountBox").value() == 500
    assert "true one" in robot.text("lookForLabel")


@pytest.mark.parametrize("kind", GENERATORS[1:], ids=[kind.NAME for kind in GENERATORS[1:]])
def test_a_kind_that_is_chosen_is_drawn_and_starts_a_new_run(robot, kind):
    run = robot.window.training.snapshot.run
    pick(robot, kind.TITLE)
    assert generator(robot) == kind()
    assert robot.window.document.dataset == generate(kind())
    assert robot.text("lookForLabel") == kind.LOOK_FOR
    assert robot.child("sampleBox").currentText() == ""
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.run != run)


def test_every_value_of_every_kind_can_be_set(robot):
    details(robot)
    for kind in GENERATORS:
        pick(robot, kind.TITLE)
        for parameter in kind.parameters():
            box = robot.child(f"generator{parameter.name.capitalize()}Box")
            assert box.isVisible()
            assert box.accessibleName() == parameter.title
            assert box.toolTip()


def test_a_change_draws_at_once_and_keeps_the_neuron(robot):
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == 1)
    details(robot)
    box = robot.child("generatorSlopeBox")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)
    robot.qtbot.waitUntil(lambda: generator(robot) == LineGenerator(slope=1.33))
    assert robot.window.document.dataset.true_line.slope == 1.33
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.cost != 0.0)
    assert robot.window.training.snapshot.iteration == 1


def test_the_view_shows_all_points_of_a_change_though_the_run_goes_on(robot):
    details(robot)
    retype(robot, "generatorSpreadBox", "90")
    view = robot.window.canvas.plotItem.vb.viewRect()
    heights = robot.window.document.dataset.features[1]
    assert view.top() < heights.min() < -60.0
    assert view.bottom() > heights.max() > 60.0


def test_holding_an_arrow_of_a_spin_box_is_one_step_of_undo(robot):
    details(robot)
    box = robot.child("generatorNoiseBox")
    box.setFocus()
    for _ in range(7):
        QTest.keyClick(box, Qt.Key.Key_Up)
        robot.qtbot.waitUntil(lambda: not robot.window.panels.data.generator._request.isActive())
    assert generator(robot).noise == pytest.approx(0.07)
    assert robot.window.document.undo_stack.count() == 1
    QTest.keySequence(robot.window, QKeySequence(QKeySequence.StandardKey.Undo))
    assert robot.window.document.dataset == article_dataset()
    assert box.value() == 0.0
    assert robot.child("sampleBox").currentText() == "The article's line"


def test_leaving_a_field_ends_the_step(robot):
    details(robot)
    retype(
        robot, "generatorNoiseBox", "0,1" if robot.child("generatorNoiseBox").locale().decimalPoint() == "," else ".1"
    )
    retype(robot, "generatorNoiseBox", "0")
    assert robot.window.document.undo_stack.count() == 2


def test_enter_gives_the_keys_back_to_the_canvas(robot):
    details(robot)
    robot.window.activateWindow()
    retype(robot, "generatorCountBox", "1000")
    assert robot.window.document.dataset.sample_count == 1000
    assert robot.window.focusWidget() is robot.window.canvas


def test_the_dice_draws_other_points_and_its_throws_are_one_step(robot):
    details(robot)
    seeds = {2}
    for _ in range(3):
        robot.qtbot.mouseClick(robot.child("newSeedButton"), Qt.MouseButton.LeftButton)
        robot.qtbot.waitUntil(lambda: generator(robot).seed not in seeds)
        seeds.add(generator(robot).seed)
        assert robot.child("generatorSeedBox").value() == generator(robot).seed
    assert generator(robot) == LineGenerator(seed=generator(robot).seed)
    assert robot.window.document.undo_stack.count() == 1


def test_generating_again_drops_what_was_done_by_hand(robot):
    details(robot)
    robot.click(2.0, 5.0)
    robot.qtbot.mouseClick(robot.child("generateButton"), Qt.MouseButton.LeftButton)
    assert robot.window.document.dataset == article_dataset()
    robot.child("undoAction").trigger()
    assert robot.window.document.dataset.sample_count == 501


def test_a_function_is_drawn_as_it_is_typed(robot):
    details(robot)
    pick(robot, "Function y = f(x)")
    retype(robot, "generatorFunctionBox", "x^2/10 - 4", finish=None)
    robot.qtbot.waitUntil(lambda: generator(robot) == FunctionGenerator(function="x^2/10 - 4"))
    assert robot.child("generatorFunctionBox").text() == "x^2/10 - 4"


def test_half_a_function_is_complained_about_only_when_it_is_finished(robot):
    details(robot)
    pick(robot, "Function y = f(x)")
    before = robot.window.document.dataset
    retype(robot, "generatorFunctionBox", "2 * (x", finish=None)
    assert not robot.child("generatorComplaint").isVisible()
    QTest.keyClick(robot.child("generatorFunctionBox"), Qt.Key.Key_Return)
    assert robot.child("generatorComplaint").isVisible()
    assert "opened at character 5 is never closed" in robot.text("generatorComplaint")
    # What was typed before it could no longer be read is what is drawn.
    assert robot.window.document.dataset == generate(FunctionGenerator(function="2"))
    assert robot.window.document.dataset != before
    QTest.keyClicks(robot.child("generatorFunctionBox"), " + 1)")
    robot.qtbot.waitUntil(lambda: generator(robot) == FunctionGenerator(function="2 * (x + 1)"))
    assert not robot.child("generatorComplaint").isVisible()


def test_a_complaint_stays_while_what_it_is_about_does(robot):
    details(robot)
    pick(robot, "Function y = f(x)")
    retype(robot, "generatorFunctionBox", "2 * (x")
    retype(robot, "generatorSpreadBox", "3")
    assert generator(robot) == FunctionGenerator(function="2", spread=3.0)
    assert robot.child("generatorFunctionBox").text() == "2 * (x"
    assert "never closed" in robot.text("generatorComplaint")
    pick(robot, "Circle")
    pick(robot, "Function y = f(x)")
    assert robot.text("generatorComplaint") == ""


def test_a_function_without_values_is_complained_about_under_its_field(robot):
    details(robot)
    pick(robot, "Function y = f(x)")
    retype(robot, "generatorFunctionBox", "sqrt(-1-x^2)")
    robot.qtbot.waitUntil(robot.child("generatorComplaint").isVisible)
    assert "hardly a value" in robot.text("generatorComplaint")
    field, complaint = robot.child("generatorFunctionBox"), robot.child("generatorComplaint")
    assert complaint.mapTo(robot.window, QPoint()).y() > field.mapTo(robot.window, QPoint()).y()
    spread = robot.child("generatorSpreadBox")
    assert complaint.mapTo(robot.window, QPoint()).y() < spread.mapTo(robot.window, QPoint()).y()


def test_data_of_ones_own_offer_kinds_but_no_values(robot):
    details(robot)
    robot.window.document.replace(article_dataset(), Source("points.csv"))
    assert robot.child("generatorBox").currentIndex() == -1
    assert not robot.child("generatorDetailsButton").isVisible()
    assert not robot.child("generateButton").isVisible()
    assert not robot.child("testAction").isEnabled()
    pick(robot, "Circle")
    assert robot.child("generatorRadiusBox").isVisible()
    assert robot.child("testAction").isEnabled()
    robot.child("undoAction").trigger()
    assert robot.child("generatorBox").currentIndex() == -1


def test_another_kind_keeps_count_and_seed(robot):
    details(robot)
    retype(robot, "generatorCountBox", "80")
    retype(robot, "generatorSeedBox", "9")
    pick(robot, "Circle")
    assert generator(robot) == CircleGenerator(count=80, seed=9)
    pick(robot, "Circle")
    assert robot.window.document.undo_stack.count() == 3


def test_the_arrow_keys_choose_a_kind_too(robot):
    choose(robot, "Blobs")
    assert robot.window.document.dataset == generate(generator(robot))
    assert generator(robot).TITLE == "Blobs"


def test_the_wheel_over_a_field_scrolls_and_changes_nothing(robot):
    details(robot)
    box = robot.child("generatorSlopeBox")
    box.clearFocus()
    place = box.rect().center()
    event = QWheelEvent(
        QPointF(place),
        QPointF(box.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert box.value() == 1.23


def test_the_test_on_new_points_is_offered_for_every_generator(robot):
    pick(robot, "Circle")
    robot.child("testAction").trigger()
    assert robot.window.evaluation.result.dataset.sample_count == 2000
    assert "true one" not in robot.text("testLabel")
    details(robot)
    retype(robot, "generatorRadiusBox", "3")
    assert generator(robot).radius == 3.0
    assert robot.window.evaluation.result is None


def test_saving_keeps_the_generator_and_generating_again_leaves_the_file_alone(robot, tmp_path, monkeypatch):
    path = tmp_path / "points.csv"
    monkeypatch.setattr(
        "neuron_desktop.ui.window.file_commands.QFileDialog.getSaveFileName", lambda *_args: (str(path), "CSV (*.csv)")
    )
    robot.saved()
    assert generator(robot) == LineGenerator()
    assert robot.child("testAction").isEnabled()
    written = path.read_bytes()
    details(robot)
    retype(robot, "generatorCountBox", "80")
    other = tmp_path / "other.csv"
    monkeypatch.setattr(
        "neuron_desktop.ui.window.file_commands.QFileDialog.getSaveFileName", lambda *_args: (str(other), "CSV (*.csv)")
    )
    robot.saved()
    assert path.read_bytes() == written
    assert other.exists()
