"""Projects in the real window: saved, opened, asked about, remembered, recovered."""

import os
import random
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from neuron_desktop.core import Dataset, article_dataset
from neuron_desktop.files.projects.project_file import read_project, write_project
from neuron_desktop.session.files.recovery import RecoveryFolder, with_origin
from neuron_desktop.session.runs.worker import TrainingState
from tests.core.training.test_history import bits
from tests.files.projects.projects import rich_project, small_project
from tests.ui.conftest import give_up_changes

PROJECTS, TABLES = "Project with everything (*.neuron)", "Points as CSV (*.csv)"


@pytest.fixture
def choose(monkeypatch):
    """Let every file chooser answer with the path and the kind given."""

    def answer(path, kind=PROJECTS):
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), kind))

    return answer


def open_project(robot, path):
    with robot.qtbot.waitSignal(robot.window.project.opened):
        robot.window.open_path(path)
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)


def question(robot):
    boxes = robot.window.findChildren(QMessageBox, "unsavedQuestion")
    return boxes[0] if boxes else None


def answer(robot, button):
    robot.qtbot.waitUntil(lambda: question(robot) is not None)
    robot.qtbot.mouseClick(question(robot).button(button), Qt.MouseButton.LeftButton)


def test_a_project_opens_to_the_same_picture(robot, open_window, choose, tmp_path):
    window = robot.window
    robot.click(2.0, 5.0)
    robot.child("splitSlider").setValue(30)
    window.canvas.setRange(xRange=(-2.0, 3.5), yRange=(0.0, 9.0), padding=0.0, disableAutoRange=True)
    robot.child("costDock").hide()
    robot.at_full_speed()
    robot.child("learningRateBox").setCurrentText("0.03")
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    choose(tmp_path / "mine")
    robot.saved()
    assert window.windowTitle() == "mine.neuron[*] — Neuron Desktop"
    assert not window.isWindowModified()
    other = open_window()
    open_project(other, tmp_path / "mine.neuron")
    assert bits(other.window.training.snapshot) == bits(window.training.snapshot)
    assert other.child("learningRateBox").currentText() == "0.03"
    assert other.window.canvas.plotItem.vb.viewRange() == [[-2.0, 3.5], [0.0, 9.0]]
    assert other.child("costDock").isHidden()
    assert other.child("splitSlider").value() == 30
    assert other.text("splitLabel") == robot.text("splitLabel")
    assert other.text("equationLabel") == robot.text("equationLabel")
    assert other.window.windowTitle() == "mine.neuron[*] — Neuron Desktop"
    assert other.window.training.state is TrainingState.FINISHED
    other.child("undoAction").trigger()
    assert other.window.document.dataset == article_dataset()
    assert not other.child("costDock").isHidden()
    assert other.child("splitSlider").value() == 0


def test_the_plotted_features_come_back(robot, tmp_path):
    features = np.random.default_rng(1).normal(size=(4, 30))
    labels = features[2] > 0
    path = tmp_path / "four.neuron"
    dataset = Dataset(features, labels, ("a", "b", "c", "d"), ("no", "yes"))
    robot.window.document.replace(dataset, robot.window.document.source)
    robot.child("xAxisBox").setCurrentIndex(2)
    robot.child("xAxisBox").activated.emit(2)
    robot.child("holdBox").setCurrentIndex(1)
    robot.child("holdBox").activated.emit(1)
    choice = robot.window.canvas.choice
    with robot.qtbot.waitSignal(robot.window.project.saved):
        robot.window.project.save(path)
    robot.child("newAction").trigger()
    open_project(robot, path)
    assert robot.window.canvas.choice.axes == choice.axes == (2, 1)
    assert robot.window.canvas.choice.hold is choice.hold
    assert robot.child("xAxisBox").currentText() == "c"
    assert robot.child("holdBox").currentIndex() == 1


def test_save_goes_on_as_it_was_begun(robot, choose, tmp_path):
    choose(tmp_path / "points", TABLES)
    robot.saved()
    robot.click(2.0, 5.0)
    choose("")
    robot.saved()
    assert len((tmp_path / "points.csv").read_text().splitlines()) == 502
    choose(tmp_path / "whole")
    robot.saved("saveAsAction")
    robot.click(3.0, 5.0)
    choose("")
    robot.saved()
    assert read_project(tmp_path / "whole.neuron").dataset.sample_count == 502
    assert len((tmp_path / "points.csv").read_text().splitlines()) == 502
    choose(tmp_path / "again", TABLES)
    robot.saved("saveAsAction")
    assert robot.window.project.path is None
    assert robot.window.windowTitle().startswith("again.csv")


def test_exported_points_leave_the_work_unsaved(robot, choose, tmp_path):
    robot.click(2.0, 5.0)
    choose(tmp_path / "copy", "CSV (*.csv)")
    with robot.qtbot.waitSignal(robot.window.files.told):
        robot.child("exportPointsAction").trigger()
        # What was asked for is written, whatever is placed meanwhile.
        robot.click(2.0, 6.0)
    assert len((tmp_path / "copy.csv").read_text().splitlines()) == 502
    assert robot.window.isWindowModified()
    choose(tmp_path / "gone" / "copy.csv")
    robot.child("exportPointsAction").trigger()
    assert "gone" in robot.complaint()
    choose("")
    robot.child("exportPointsAction").trigger()


def test_notes_are_written_with_the_windows_own_keys_and_saved(robot, choose, tmp_path):
    robot.view("notes")
    notes = robot.child("notesView")
    notes.setFocus()
    QTest.keyClicks(notes, "xrb 1 ")
    QTest.keyClick(notes, Qt.Key.Key_Home)
    QTest.keyClick(notes, Qt.Key.Key_Right)
    QTest.keyClicks(notes, "Y")
    assert robot.window.project.notes == "xYrb 1 "
    assert robot.window.training.state is TrainingState.READY
    assert robot.window.isWindowModified()
    choose(tmp_path / "mine")
    robot.saved()
    assert not robot.window.isWindowModified()
    robot.child("newAction").trigger()
    assert notes.toPlainText() == ""
    open_project(robot, tmp_path / "mine.neuron")
    assert notes.toPlainText() == "xYrb 1 "


def test_a_table_cannot_hold_notes_so_save_asks(robot, choose, tmp_path):
    choose(tmp_path / "points", TABLES)
    robot.saved()
    robot.window.project.set_notes("mine")
    choose(tmp_path / "points")
    robot.saved()
    assert read_project(tmp_path / "points.neuron").notes == "mine"


@pytest.mark.parametrize("named", [False, True])
def test_closing_asks_saves_and_then_closes(robot, choose, tmp_path, named):
    choose(tmp_path / "mine")
    if named:
        robot.saved()
    robot.click(2.0, 5.0)
    assert not robot.window.close()
    assert ("mine.neuron" in question(robot).text()) is named
    answer(robot, QMessageBox.StandardButton.Save)
    robot.qtbot.waitUntil(lambda: not robot.window.isVisible())
    assert read_project(tmp_path / "mine.neuron").dataset.sample_count == 501


def test_training_in_a_project_is_asked_about_and_can_be_given_up(robot, choose, tmp_path):
    choose(tmp_path / "mine")
    robot.saved()
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)
    assert robot.window.isWindowModified()
    assert not robot.window.close()
    answer(robot, QMessageBox.StandardButton.Discard)
    robot.qtbot.waitUntil(lambda: not robot.window.isVisible())
    assert read_project(tmp_path / "mine.neuron").checkpoint.last_iteration == 0


def test_a_pinned_run_is_asked_about_and_saved_in_a_project(robot, choose, tmp_path):
    choose(tmp_path / "points", TABLES)
    robot.saved()
    robot.key(Qt.Key.Key_K)
    assert robot.window.isWindowModified()
    assert not robot.window.close()
    assert "pinned runs" in question(robot).text()
    # Not to the table, which could not hold it.
    choose(tmp_path / "mine")
    answer(robot, QMessageBox.StandardButton.Save)
    robot.qtbot.waitUntil(lambda: not robot.window.isVisible())
    assert [run.name for run in read_project(tmp_path / "mine.neuron").runs] == ["α 0.1"]


def test_a_save_that_fails_keeps_the_window_open(robot, choose, tmp_path):
    robot.window.project.set_notes("mine")
    for path in (tmp_path / "gone" / "mine", ""):
        choose(path)
        assert not robot.window.close()
        assert "project" in question(robot).text()
        answer(robot, QMessageBox.StandardButton.Save)
        if path:
            assert "gone" in robot.complaint()
        robot.qtbot.waitUntil(lambda: question(robot) is None)
        assert robot.window.isVisible()
        assert robot.window.project.notes == "mine"


def test_closing_during_a_save_waits_for_it(robot, tmp_path):
    robot.click(2.0, 5.0)
    robot.window.project.save(tmp_path / "mine.neuron")
    assert not robot.window.close()
    assert question(robot) is None
    robot.qtbot.waitUntil(lambda: not robot.window.isVisible())
    assert read_project(tmp_path / "mine.neuron").dataset.sample_count == 501


def test_a_bad_project_is_complained_about_and_nothing_changes(robot, tmp_path):
    (tmp_path / "bad.neuron").write_bytes(b"no archive at all")
    robot.window.open_path(tmp_path / "bad.neuron")
    assert "bad.neuron" in robot.complaint()
    assert robot.window.document.dataset == article_dataset()
    assert robot.text("loadingLabel") == ""


def test_recent_files_are_listed_opened_missed_and_cleared(robot, tmp_path):
    menu = robot.child("recentMenu")
    assert not menu.isEnabled()
    (tmp_path / "two.csv").write_text("a,b,kind\n1,2,no\n3,4.5,yes\n5,7,no\n", "utf-8")
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        write_project(tmp_path / folder / "a & b.neuron", rich_project())
        open_project(robot, tmp_path / folder / "a & b.neuron")
    robot.window.open_path(tmp_path / "two.csv")
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset.sample_count == 3)
    texts = [action.text() for action in menu.actions() if action.data()]
    folders = [f"a && b.neuron — {tmp_path / folder}" for folder in ("other", "one")]
    assert texts == ["two.csv", *folders]
    with robot.qtbot.waitSignal(robot.window.project.opened):
        menu.actions()[1].trigger()
    assert robot.window.project.path == tmp_path / "other" / "a & b.neuron"
    (tmp_path / "two.csv").unlink()
    next(action for action in menu.actions() if action.text() == "two.csv").trigger()
    assert "no longer there" in robot.complaint()
    assert not [action for action in menu.actions() if action.text() == "two.csv"]
    robot.child("clearRecentAction").trigger()
    assert not menu.isEnabled()


def leave_behind(folder: Path, project, name: str, when: float) -> Path:
    folder.mkdir(exist_ok=True)
    write_project(folder / name, with_origin(project, None))
    os.utime(folder / name, (when, when))
    return folder / name


def test_the_bar_offers_what_a_crash_left(open_window, tmp_path):
    folder = tmp_path / "recovery"
    rich = leave_behind(folder, rich_project(), "a.neuron", 1_700_000_000)
    small = leave_behind(folder, small_project(), "b.neuron", 1_600_000_000)
    robot = open_window(recovery=RecoveryFolder(folder))
    bar = robot.child("recoveryBar")
    robot.qtbot.waitUntil(bar.isVisible)
    text = robot.text("recoveryLabel")
    assert "“people”.csv" in text
    assert "iteration 17" in text
    assert "2023-11-1" in text
    with robot.qtbot.waitSignal(robot.window.project.opened):
        robot.qtbot.mouseClick(robot.child("recoverButton"), Qt.MouseButton.LeftButton)
    assert robot.window.document.dataset == rich_project().dataset
    assert robot.window.isWindowModified()
    robot.qtbot.waitUntil(lambda: "article" in robot.text("recoveryLabel"))
    robot.qtbot.mouseClick(robot.child("recoverLaterButton"), Qt.MouseButton.LeftButton)
    robot.qtbot.waitUntil(lambda: not bar.isVisible())
    assert rich.exists()
    assert small.exists()
    robot.child("undoAction").trigger()
    assert robot.window.document.dataset == article_dataset()
    give_up_changes(robot.window)
    assert robot.window.close()
    assert [path.name for path in folder.iterdir()] == ["b.neuron"]
    again = open_window(recovery=RecoveryFolder(folder))
    robot.qtbot.waitUntil(again.child("recoveryBar").isVisible)
    robot.qtbot.mouseClick(again.child("recoverDiscardButton"), Qt.MouseButton.LeftButton)
    assert not again.child("recoveryBar").isVisible()
    assert not small.exists()


def test_a_window_without_unsaved_work_of_a_crash_shows_no_bar(open_window, tmp_path):
    robot = open_window(recovery=RecoveryFolder(tmp_path / "recovery"))
    assert not robot.child("recoveryBar").isVisible()


def test_work_that_cannot_be_kept_is_said(open_window, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    robot = open_window(recovery=RecoveryFolder(tmp_path / "file" / "recovery"))
    robot.click(2.0, 5.0)
    robot.qtbot.waitUntil(lambda: "cannot be kept" in robot.window.statusBar().currentMessage())


@pytest.mark.qt_log_ignore("invalid type", "propagateSizeHints", "not accepted")
@pytest.mark.parametrize("seed", range(8))
def test_random_bytes_for_settings_and_recovery_never_stop_the_start(open_window, tmp_path, seed):
    chance = random.Random(seed)
    settings = Path(QSettings("Neuron Desktop", "Neuron Desktop").fileName())
    settings.parent.mkdir(parents=True, exist_ok=True)
    rubbish = chance.randbytes(chance.randrange(3000))
    lines = [
        "[General]",
        "theme=@Variant(" + chance.choice(["\\0\\0\\0\\x7f", "\\0\\0\\0\\x89\\0", "nonsense"]) + ")",
        "recentFiles=@Invalid()",
        "[layout]",
        "geometry=@ByteArray(\\x1\\xd9\\xd0\\xcb\\0\\x3" + "\\x7f" * 40 + ")",
        "state=@ByteArray(\\0\\0\\0\\xff\\0\\0\\0\\x1\\xfd\\x7f\\xff\\xff\\xff)",
    ]
    settings.write_bytes(rubbish if seed % 2 else "\n".join(lines).encode() + b"\n" + rubbish)
    folder = tmp_path / "recovery"
    folder.mkdir()
    for name in ("a.neuron", "a.lock", "b.neuron"):
        (folder / name).write_bytes(chance.randbytes(chance.randrange(3000)))
    robot = open_window(recovery=RecoveryFolder(folder))
    robot.click(2.0, 5.0)
    assert robot.window.document.dataset.sample_count == 501
