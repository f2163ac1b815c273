"""What nobody expected is logged, and reported without data of the person."""

import logging
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMetaObject, QObject, Qt, QThread, Slot, qCritical, qWarning

from neuron_desktop.core import NeuronDesktopError
from neuron_desktop.session.faults import LARGEST_LOG, LOG_FILE, FaultReporter, close_log, open_log, report_of
from neuron_desktop.session.threads import WorkerThread
from tests.children import python


@pytest.fixture
def log(tmp_path):
    handler = open_log(tmp_path / "log")
    yield tmp_path / "log" / LOG_FILE
    close_log(handler)


@pytest.fixture
def faults(qapp):
    reporter = FaultReporter()
    reporter.heard = []
    reporter.met.connect(reporter.heard.append)
    reporter.install()
    yield reporter
    reporter.remove()


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


def test_an_exception_in_any_thread_is_logged_and_reported(qtbot, log, faults):
    hook = sys.excepthook
    error = raised(ValueError("nobody thought of this"))
    hook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join(5.0)
    assert not thread.is_alive()
    qtbot.waitUntil(lambda: len(faults.heard) == 2)
    assert [fault.reason for fault in faults.heard] == [
        "ValueError: nobody thought of this",
        "ZeroDivisionError: division by zero",
    ]
    text = log.read_text("utf-8")
    assert "Traceback" in text
    assert "nobody thought of this" in text
    assert "division by zero" in text


def test_an_exception_in_a_worker_of_qt_reaches_the_window(qtbot, faults):
    class Worker(QObject):
        @Slot()
        def fail(self):
            raise RuntimeError("in the worker")

    class Window(QObject):
        def __init__(self):
            super().__init__()
            self.heard = []

        @Slot(object)
        def on_met(self, fault):
            self.heard.append((fault.reason, QThread.currentThread()))

    window, worker = Window(), Worker()
    faults.met.connect(window.on_met, Qt.ConnectionType.QueuedConnection)
    thread = WorkerThread(worker, window)
    thread.start()
    QMetaObject.invokeMethod(worker, "fail", Qt.ConnectionType.QueuedConnection)
    qtbot.waitUntil(lambda: bool(window.heard))
    thread.close()
    assert window.heard == [("RuntimeError: in the worker", QThread.currentThread())]


def test_qts_complaints_are_logged_and_the_grave_ones_reported(log, faults):
    qWarning("a small thing")
    qCritical("a grave thing about /home/anna/secret/file.csv")
    assert [fault.reason for fault in faults.heard] == ["a grave thing about /home/anna/secret/file.csv"]
    assert "anna" not in faults.heard[0].report
    assert "Qt: a small thing" in log.read_text("utf-8")


def test_an_interrupt_from_the_keyboard_is_no_fault(faults, monkeypatch):
    passed_on = []
    monkeypatch.setattr(faults, "_hooks", (lambda *what: passed_on.append(what[0]), None))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    monkeypatch.undo()
    assert passed_on == [KeyboardInterrupt]
    assert faults.heard == []


def test_the_hooks_are_as_before_once_it_listens_no_more(qapp):
    before = sys.excepthook, threading.excepthook
    reporter = FaultReporter()
    reporter.install()
    assert sys.excepthook != before[0]
    reporter.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_report_names_versions_and_lines_and_no_folder_of_the_person(tmp_path):
    name = " ".join(["a", "private"[::-1], "name.csv"])
    try:
        (tmp_path / name).read_text()
    except OSError as error:
        report = report_of(error)
    assert "Neuron Desktop 0.1.0" in report
    for word in ("Python 3", "PySide6 ", "Qt 6", "NumPy ", "FileNotFoundError"):
        assert word in report
    assert "test_faults.py" in report
    assert str(tmp_path) not in report
    assert "private"[::-1] not in report
    assert str(Path.home()) not in report
    assert str(Path(__file__).parent) not in report


@pytest.mark.parametrize(
    "path",
    ["C:\\Users\\Anna B\\data.csv", "/home/anna/my data/x.csv", "\\\\server\\anna\\x.csv", "/Users/anna/x y z.neuron"],
)
def test_no_kind_of_path_is_left_in_a_report(path):
    report = report_of(raised(OSError(2, "No such file", path)))
    report += report_of(raised(NeuronDesktopError(f"It could not be read: '{path}'")))
    for word in ("anna", "Anna", "data.csv", "x.csv", "y z"):
        assert word not in report


def test_lines_of_the_program_are_named_from_its_package():
    import numpy as np

    from neuron_desktop.core import Dataset

    with pytest.raises(NeuronDesktopError) as caught:
        Dataset([[np.nan]], [0])
    assert 'File "neuron_desktop/core/data/dataset.py", line ' in report_of(caught.value)


def test_the_log_is_rotated_and_bounded(tmp_path):
    handler = open_log(tmp_path)
    for _ in range(30):
        logging.getLogger("neuron_desktop.test").info("x" * 100_000)
    close_log(handler)
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 4
    assert max(sizes) <= LARGEST_LOG


def test_without_a_folder_there_is_no_log_and_no_failure(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert open_log(tmp_path / "file" / "log") is None


def test_a_real_fault_in_a_real_program_is_logged_and_the_program_goes_on(tmp_path):
    program = """
        import sys
        from pathlib import Path
        from PySide6.QtCore import QObject, QTimer, Slot
        from neuron_desktop.ui.looks.application import create_application
        from neuron_desktop.session.faults import FaultReporter, open_log
        application = create_application(["test"])
        open_log(Path(sys.argv[1]))
        reporter = FaultReporter()
        reporter.install()
        class Clumsy(QObject):
            @Slot()
            def stumble(self):
                raise RuntimeError("stumbled")
        clumsy = Clumsy()
        QTimer.singleShot(0, clumsy.stumble)
        QTimer.singleShot(100, application.quit)
        application.exec()
        print("went on")
    """
    done = python("-c", textwrap.dedent(program), tmp_path, text=True)
    assert (done.returncode, done.stdout) == (0, "went on\n")
    assert "RuntimeError: stumbled" in (tmp_path / LOG_FILE).read_text("utf-8")
