"""Dialogs: one of a kind, each acting for itself, and none used after its end; in a real event loop."""

import gc
import os
import threading

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QPushButton

from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.dialogs.export_dialog import ExportDialog
from neuron_desktop.ui.dialogs.import_dialog import ImportDialog
from neuron_desktop.ui.pictures.animation_dialog import AnimationDialog
from neuron_desktop.ui.pictures.picture_dialog import PictureDialog
from neuron_desktop.ui.widgets.choosing import ask_where, complain
from neuron_desktop.ui.window.garbage import GarbageCollection
from neuron_desktop.ui.window.main_window import MainWindow
from tests.children import python
from tests.places import ROOT

DATA = ROOT / "tests" / "data"
ACCEPTED, REJECTED = QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected
LONGEST_STORM_SECONDS = 300


def train(robot):
    robot.child("iterationsBox").setValue(30)
    robot.at_full_speed()
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FINISHED)


def shown(robot, kind):
    return [dialog for dialog in robot.window.findChildren(kind) if dialog.isVisible()]


def press(dialog, text):
    (button,) = [found for found in dialog.findChildren(QPushButton) if found.text().replace("&", "") == text]
    button.click()


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("exportImageAction", PictureDialog),
        ("exportAnimationAction", AnimationDialog),
        ("exportWeightsAction", ExportDialog),
    ],
)
def test_a_second_dialog_of_a_kind_is_not_opened_and_the_first_goes_when_it_ends(robot, action, kind):
    train(robot)
    robot.child(action).trigger()
    (first,) = shown(robot, kind)
    robot.child(action).trigger()
    assert shown(robot, kind) == [first]
    first.reject()
    robot.child(action).trigger()
    (second,) = shown(robot, kind)
    assert second is not first
    robot.qtbot.waitUntil(lambda: not shiboken6.isValid(first))
    second.reject()
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(kind))


def test_each_dialog_acts_for_itself_whichever_was_opened_last(robot, monkeypatch, tmp_path):
    train(robot)
    robot.child("exportImageAction").trigger()
    robot.child("exportAnimationAction").trigger()
    (picture,), (animation,) = shown(robot, PictureDialog), shown(robot, AnimationDialog)
    QGuiApplication.clipboard().clear()
    press(picture, "Copy to clipboard")
    wanted = picture.options.size.pixels
    robot.qtbot.waitUntil(lambda: QGuiApplication.clipboard().image().size() == wanted)
    animation.done(REJECTED)
    path = tmp_path / "picture.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(picture, "Export…")
    robot.qtbot.waitUntil(lambda: not picture.isVisible() if shiboken6.isValid(picture) else True)
    assert path.exists()


def test_one_picture_is_made_at_a_time_and_none_for_a_dialog_that_has_ended(robot, monkeypatch, tmp_path):
    train(robot)
    robot.child("exportAnimationAction").trigger()
    robot.child("exportImageAction").trigger()
    (picture,), (animation,) = shown(robot, PictureDialog), shown(robot, AnimationDialog)
    folder = tmp_path / "training.gif"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(folder), ""))
    press(animation, "Export…")
    assert animation.is_busy
    press(picture, "Export…")
    (box,) = shown(robot, QMessageBox)
    assert "is running" in box.text()
    box.accept()
    animation.done(ACCEPTED)
    picture.reject()
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(QDialog))
    assert list(tmp_path.glob("*.gif*")) == []


def test_no_file_is_wanted_by_a_dialog_that_ended_while_it_was_chosen(robot, monkeypatch, tmp_path):
    robot.child("exportImageAction").trigger()
    (dialog,) = shown(robot, PictureDialog)

    def choose(*_):
        dialog.reject()
        return str(tmp_path / "picture.png"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    assert ask_where(dialog, "Export picture", tmp_path / "picture.png", "PNG (*.png)", (".png",)) is None


def test_a_table_is_opened_only_once_there_is_one(robot):
    before = robot.window.document.dataset
    robot.window.open_path(DATA / "titanic_891.csv")
    robot.qtbot.waitUntil(lambda: bool(shown(robot, ImportDialog)))
    (dialog,) = shown(robot, ImportDialog)
    dialog.imported = None
    dialog.done(ACCEPTED)
    assert dialog.result() == REJECTED
    assert robot.window.document.dataset is before
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(ImportDialog))


def test_the_same_complaint_is_not_shown_twice_and_another_is(robot):
    for reason in ("no room", "no room", "no right"):
        complain(robot.window, "The file was not saved", reason)
    assert sorted(box.informativeText() for box in shown(robot, QMessageBox)) == ["no right", "no room"]
    for box in shown(robot, QMessageBox):
        box.accept()
    complain(robot.window, "The file was not saved", "no room")
    (box,) = shown(robot, QMessageBox)
    box.accept()


def test_a_complaint_about_a_file_goes_back_to_that_file(robot, tmp_path):
    paths = [tmp_path / name for name in ("first.csv", "second.csv")]
    for path in paths:
        path.write_text("x;y;kind\n1;2;no\n3;4;yes\n5;6;yes;\n7;8;9;10\n")
        robot.window.open_path(path)
        robot.qtbot.waitUntil(
            lambda name=path.name: any(name in box.informativeText() for box in shown(robot, QMessageBox))
        )
    (first,) = [box for box in shown(robot, QMessageBox) if "first.csv" in box.informativeText()]
    first.findChild(QPushButton, "readOtherwiseButton").click()
    (dialog,) = shown(robot, ImportDialog)
    assert dialog.windowTitle() == "Open first.csv"
    dialog.reject()
    for box in shown(robot, QMessageBox):
        box.reject()


class _Cycle:
    def __init__(self):
        self.own = self


def test_garbage_is_collected_in_the_windows_thread_alone_and_between_events(robot):
    met = []

    def on_collection(phase, _information):
        met.append((phase, threading.current_thread() is threading.main_thread(), busy))

    busy = True
    gc.callbacks.append(on_collection)
    try:
        worker = threading.Thread(target=lambda: [_Cycle() for _ in range(20_000)])
        worker.start()
        worker.join(10.0)
        here = [_Cycle() for _ in range(20_000)]
        assert met == []
        busy = False
        robot.qtbot.waitUntil(lambda: bool(met))
        assert met[0] == ("start", True, False)
    finally:
        gc.callbacks.remove(on_collection)
    assert here


def test_the_collector_is_left_to_itself_once_the_last_window_is_closed(qtbot, monkeypatch):
    monkeypatch.setattr(GarbageCollection, "_holders", 0)
    first, second = MainWindow(), MainWindow()
    for window in (first, second):
        qtbot.addWidget(window)
    first.close()
    first.close()
    assert not gc.isenabled()
    second.close()
    assert gc.isenabled()


def storm(seed, acts, folder):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = python(
        "-m", "tests.ui.dialog_storm", seed, acts, cwd=folder, env=environment, text=True, limit=LONGEST_STORM_SECONDS
    )
    assert (ended.returncode, ended.stdout) == (0, f"{acts} acts\n"), ended.stderr


@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_of_dialogs_is_survived(tmp_path, seed):
    storm(seed, 120, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3, 13))
def test_a_long_storm_of_dialogs_is_survived(tmp_path, seed):
    storm(seed, 1500, tmp_path)
