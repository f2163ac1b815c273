"""Saving over a file that another program or window has changed: the window asks first."""

import os

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from neuron_desktop.core import Dataset, article_dataset
from neuron_desktop.files.atomic import replace_file
from neuron_desktop.files.projects.project_file import read_project, write_project
from neuron_desktop.files.recipes.csv_data import write_dataset
from neuron_desktop.files.stamp import stamp_of
from neuron_desktop.session.files.recovery import RecoveryFolder, origin_of, with_origin
from tests.files.projects.projects import rich_project, small_project

THEIRS = Dataset([[1.0, 3.0, 5.0], [2.0, 4.5, 7.0]], [0, 1, 0], ("x1", "x2"), ("red", "blue"))


@pytest.fixture
def choose(monkeypatch):
    """Let every file chooser answer with the path given."""

    def answer(path):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))

    return answer


@pytest.fixture(params=["mine.neuron", "mine.csv"])
def saved(request, robot, choose, tmp_path):
    """A file that the window has saved as, changed by somebody else since, beside unsaved work."""
    path = tmp_path / request.param
    robot.click(2.0, 5.0)
    save_as(robot, choose, path)
    change(path)
    robot.click(-2.0, 5.0)
    return path


def save_as(robot, choose, path):
    choose(path)
    robot.saved("saveAsAction")


def change(path):
    if path.suffix == ".csv":
        write_dataset(path, THEIRS)
    else:
        write_project(path, small_project())


def dataset_in(path):
    if path.suffix == ".neuron":
        return read_project(path).dataset
    rows = np.loadtxt(path, delimiter=",", skiprows=1)
    return Dataset(rows[:, :2].T, rows[:, 2])


def press_save(robot):
    if question(robot) is None:
        # Without a window manager nobody gives the keys back after a question, or to the other of two windows.
        robot.window.activateWindow()
        robot.qtbot.waitUntil(robot.window.isActiveWindow)
    QTest.keySequence(robot.window.canvas, QKeySequence(QKeySequence.StandardKey.Save))


def question(robot):
    boxes = [box for box in robot.window.findChildren(QMessageBox, "changedFileQuestion") if box.isVisible()]
    assert len(boxes) <= 1
    return boxes[0] if boxes else None


def asked(robot):
    press_save(robot)
    robot.qtbot.waitUntil(lambda: question(robot) is not None)
    return question(robot)


def answer(robot, name):
    box = question(robot)
    if name == "":
        QTest.keyClick(box, Qt.Key.Key_Escape)
    else:
        robot.qtbot.mouseClick(box.findChild(object, name), Qt.MouseButton.LeftButton)
    robot.qtbot.waitUntil(lambda: robot.window.findChild(QMessageBox, "changedFileQuestion") is None)


def saves_without_a_word(robot):
    with robot.qtbot.waitSignal(robot.window.files.saved):
        press_save(robot)
    return question(robot) is None


def test_a_changed_file_is_asked_about_and_not_touched(robot, saved):
    theirs = saved.read_bytes()
    # Twice before the first can have been looked at.
    press_save(robot)
    robot.child("saveAction").trigger()
    robot.qtbot.waitUntil(lambda: question(robot) is not None and not robot.window.project.is_saving)
    box = question(robot)
    assert box.text() == "The file has changed"
    assert f"“{saved.name}”" in box.informativeText()
    answer(robot, "")
    assert saved.read_bytes() == theirs
    assert robot.window.isWindowModified()
    assert robot.window.document.dataset.sample_count == 502
    assert asked(robot)
    answer(robot, "")


def test_it_is_overwritten_where_that_is_wanted(robot, saved):
    asked(robot)
    with robot.qtbot.waitSignal(robot.window.files.saved):
        answer(robot, "overwriteButton")
    assert dataset_in(saved).sample_count == 502
    assert not robot.window.isWindowModified()
    robot.click(-1.0, 5.0)
    assert saves_without_a_word(robot)


def test_both_are_kept_under_another_name(robot, saved, choose, tmp_path):
    theirs = saved.read_bytes()
    asked(robot)
    other = tmp_path / f"other{saved.suffix}"
    choose(other)
    with robot.qtbot.waitSignal(robot.window.files.saved):
        answer(robot, "saveAsButton")
    assert saved.read_bytes() == theirs
    assert dataset_in(other).sample_count == 502
    assert robot.window.windowTitle().startswith(other.name)
    robot.click(-1.0, 5.0)
    assert saves_without_a_word(robot)


def test_theirs_is_opened_and_undo_brings_mine_back(robot, saved):
    mine = robot.window.document.dataset
    asked(robot)
    answer(robot, "openTheirsButton")
    robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not mine)
    assert robot.window.document.dataset == dataset_in(saved)
    # Closing asks about what only undo has.
    assert robot.window.isWindowModified()
    assert not robot.window.close()
    box = robot.window.findChild(QMessageBox, "unsavedQuestion")
    robot.qtbot.mouseClick(box.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    robot.child("undoAction").trigger()
    assert robot.window.document.dataset == mine
    assert robot.window.isWindowModified()
    if saved.suffix == ".neuron":
        # What is on screen again knows nothing of theirs.
        assert asked(robot)
        answer(robot, "")


def test_theirs_can_be_gone_on_with(robot, choose, tmp_path):
    save_as(robot, choose, tmp_path / "mine.neuron")
    change(tmp_path / "mine.neuron")
    asked(robot)
    with robot.qtbot.waitSignal(robot.window.project.opened):
        answer(robot, "openTheirsButton")
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    robot.click(2.0, 5.0)
    assert saves_without_a_word(robot)


def test_a_project_that_comes_back_by_undo_still_knows_its_file(robot, tmp_path):
    for name, project in (("mine.neuron", small_project()), ("other.neuron", rich_project())):
        path = tmp_path / name
        write_project(path, project)
        with robot.qtbot.waitSignal(robot.window.project.opened):
            robot.window.open_path(path)
        robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    robot.child("undoAction").trigger()
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    robot.click(2.0, 5.0)
    assert saves_without_a_word(robot)
    assert read_project(tmp_path / "mine.neuron").dataset == robot.window.document.dataset


def test_a_touched_file_and_the_same_content_are_not_asked_about(robot, saved, choose):
    save_as(robot, choose, saved)
    os.utime(saved, (1, 1))
    robot.click(1.0, 5.0)
    assert saves_without_a_word(robot)
    replace_file(saved, saved.read_bytes())
    robot.click(1.5, 5.0)
    assert saves_without_a_word(robot)


def test_a_file_that_is_gone_is_asked_about(robot, saved):
    saved.unlink()
    box = asked(robot)
    assert box.text() == "The file is gone"
    assert box.findChild(object, "openTheirsButton") is None
    answer(robot, "")
    assert not saved.exists()
    asked(robot)
    with robot.qtbot.waitSignal(robot.window.files.saved):
        answer(robot, "overwriteButton")
    assert dataset_in(saved).sample_count == 502


def test_saves_in_quick_succession_are_ones_own(robot, choose, tmp_path):
    save_as(robot, choose, tmp_path / "mine.neuron")
    for place in range(3):
        robot.click(float(place), 5.0)
        press_save(robot)
    robot.qtbot.waitUntil(lambda: not robot.window.project.is_saving)
    assert question(robot) is None
    assert read_project(tmp_path / "mine.neuron").dataset.sample_count == 503


def test_two_windows_do_not_overwrite_each_other(open_window, choose, tmp_path):
    path = tmp_path / "mine.neuron"
    one, other = open_window(), open_window()
    save_as(one, choose, path)
    with other.qtbot.waitSignal(other.window.project.opened):
        other.window.open_path(path)
    other.qtbot.waitUntil(lambda: other.window.training.is_up_to_date)
    for robot in (other, other):
        robot.click(2.0, 5.0)
        assert saves_without_a_word(robot)
    one.click(-2.0, 5.0)
    assert asked(one)
    with one.qtbot.waitSignal(one.window.files.saved):
        answer(one, "overwriteButton")
    other.click(2.5, 5.0)
    assert asked(other)
    answer(other, "")
    assert read_project(path).dataset == one.window.document.dataset


@pytest.mark.parametrize("last", ["", "openTheirsButton", "overwriteButton", "saveAsButton"])
def test_a_window_that_closes_asks_too(robot, saved, choose, last):
    choose("")
    assert not robot.window.close()
    box = robot.window.findChild(QMessageBox, "unsavedQuestion")
    robot.qtbot.mouseClick(box.button(QMessageBox.StandardButton.Save), Qt.MouseButton.LeftButton)
    robot.qtbot.waitUntil(lambda: question(robot) is not None)
    before = robot.window.document.dataset
    answer(robot, last)
    if last == "overwriteButton":
        robot.qtbot.waitUntil(lambda: not robot.window.isVisible())
        assert dataset_in(saved).sample_count == 502
        return
    if last == "openTheirsButton":
        robot.qtbot.waitUntil(lambda: robot.window.document.dataset is not before)
    assert robot.window.isVisible()
    # A later save does not close it after all.
    choose(saved.with_name(f"later{saved.suffix}"))
    save_as(robot, choose, saved.with_name(f"later{saved.suffix}"))
    assert robot.window.isVisible()


@pytest.mark.parametrize("is_changed", [False, True])
def test_work_recovered_after_a_crash_still_knows_its_file(open_window, tmp_path, is_changed):
    path, folder = tmp_path / "mine.neuron", tmp_path / "recovery"
    write_project(path, small_project())
    folder.mkdir()
    write_project(folder / "a.neuron", with_origin(rich_project(), path, stamp_of(path)))
    if is_changed:
        write_project(path, rich_project())
    robot = open_window(recovery=RecoveryFolder(folder))
    robot.qtbot.waitUntil(robot.child("recoveryBar").isVisible)
    with robot.qtbot.waitSignal(robot.window.project.opened):
        robot.qtbot.mouseClick(robot.child("recoverButton"), Qt.MouseButton.LeftButton)
    robot.qtbot.waitUntil(lambda: robot.window.training.is_up_to_date)
    if is_changed:
        assert asked(robot)
        answer(robot, "")
    else:
        assert saves_without_a_word(robot)


def test_the_work_that_is_kept_knows_what_was_in_the_file(open_window, choose, tmp_path):
    robot = open_window(recovery=RecoveryFolder(tmp_path / "recovery"))
    save_as(robot, choose, tmp_path / "mine.neuron")
    robot.click(2.0, 5.0)
    kept = tmp_path / "recovery"
    robot.qtbot.waitUntil(lambda: bool(list(kept.glob("*.neuron"))))
    (file,) = kept.glob("*.neuron")
    assert origin_of(read_project(file))[1:] == (tmp_path / "mine.neuron", stamp_of(tmp_path / "mine.neuron"))
    assert robot.window.document.dataset != article_dataset()
