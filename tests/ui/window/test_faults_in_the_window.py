"""A fault is shown with a report to copy, and the window goes on."""

import logging
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication

from neuron_desktop.session.faults import LOG_FILE
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.dialogs.fault_dialog import FaultDialog
from neuron_desktop.ui.window.fault_watch import FaultWatch
from tests.children import python


@pytest.fixture
def watch(robot, tmp_path):
    made = FaultWatch(tmp_path / "log", robot.window)
    robot.window.training.failed.connect(made.reporter.report)
    yield made
    for dialog in robot.window.findChildren(FaultDialog):
        dialog.reject()
    made.close()


def dialog_of(robot):
    robot.qtbot.waitUntil(lambda: bool(robot.window.findChildren(FaultDialog)))
    (dialog,) = robot.window.findChildren(FaultDialog)
    return dialog


def stumble(reason="stumbled"):
    try:
        raise RuntimeError(reason)
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)


def test_a_fault_is_shown_and_its_report_copied(robot, watch, tmp_path, monkeypatch):
    stumble()
    dialog = dialog_of(robot)
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert dialog.findChild(object, "faultReason").text() == "RuntimeError: stumbled"
    report = dialog.findChild(object, "faultReport").toPlainText()
    assert "Neuron Desktop" in report
    robot.qtbot.mouseClick(dialog.findChild(object, "copyReportButton"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == report
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    robot.qtbot.mouseClick(dialog.findChild(object, "showLogButton"), Qt.MouseButton.LeftButton)
    assert opened[0].toLocalFile() == str(tmp_path / "log")
    assert "stumbled" in (tmp_path / "log" / LOG_FILE).read_text("utf-8")


def test_the_window_goes_on_and_more_faults_are_counted(robot, watch):
    stumble()
    dialog = dialog_of(robot)
    stumble("again")
    advice = dialog.findChild(object, "faultAdvice")
    robot.qtbot.waitUntil(lambda: "1 more has followed" in advice.text())
    stumble("and again")
    robot.qtbot.waitUntil(lambda: "2 more have followed" in advice.text())
    robot.click(2.0, 5.0)
    assert robot.window.document.dataset.sample_count == 501
    dialog.reject()
    robot.qtbot.waitUntil(lambda: not robot.window.findChildren(FaultDialog))
    stumble("later")
    assert "later" in dialog_of(robot).findChild(object, "faultReason").text()


def test_a_training_that_fails_is_reported(robot, watch, monkeypatch):
    monkeypatch.setattr("neuron_desktop.core.Trainer.take_steps", lambda *_: 1 / 0)
    robot.key(Qt.Key.Key_Space)
    robot.wait_for(TrainingState.FAILED)
    assert "ZeroDivisionError" in dialog_of(robot).findChild(object, "faultReason").text()


def test_without_a_log_the_dialog_offers_none(robot, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    watch = FaultWatch(tmp_path / "file" / "log", robot.window)
    stumble()
    dialog = dialog_of(robot)
    assert dialog.findChild(object, "showLogButton") is None
    dialog.reject()
    watch.close()


def test_a_closed_watch_leaves_hooks_and_log_alone(robot, tmp_path):
    before = sys.excepthook
    handlers = list(logging.getLogger("neuron_desktop").handlers)
    FaultWatch(tmp_path / "log", robot.window).close()
    assert sys.excepthook == before
    assert logging.getLogger("neuron_desktop").handlers == handlers


def test_the_program_keeps_log_and_unsaved_work_in_the_platforms_folder(tmp_path):
    script = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from neuron_desktop.session.files import folders
from neuron_desktop.ui.window import app
from neuron_desktop.ui.looks import application
def act():
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "mainWindow")
    window.document.add_sample((1.0, 2.0), 1)
    window.project.store.written.connect(lambda request: finish(window, request))
def finish(window, request):
    print(request.path.parent == folders.recovery_folder() == folders.data_folder() / "recovery")
    print((folders.log_folder() / "neuron-desktop.log").exists())
    window.document.undo_stack.setClean()
    window.close()
create = application.create_application
def create_and_act(arguments):
    made = create(arguments)
    QTimer.singleShot(500, act)
    return made
application.create_application = create_and_act
sys.exit(app.open_window())
"""
    environment = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = python("-c", script, text=True, env=environment)
    assert (done.returncode, done.stdout) == (0, "True\nTrue\n"), done.stderr
    assert not list((tmp_path / "Neuron Desktop").rglob("*.neuron"))
